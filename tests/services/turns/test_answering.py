"""A question in words is answered in words, and comes back to who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import ask_for_evidence
from anxin.services.aftersale.turns.answering import answer_in_words
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.clock import let_pass
from tests.factories.order import Bought
from tests.factories.turns import in_review

pytestmark = pytest.mark.django_db
CLOSE = timedelta(seconds=5)


def asked(*, kinds: tuple[str, ...] = ()) -> tuple[Bought, Case]:
    """A case whose reviewer asks the buyer something."""
    bought, case = in_review()
    said = "您是在哪个区服兑换的？"
    assert ask_for_evidence(no=case.no, reviewer=a_reviewer(), kinds=kinds, said=said) is None
    case.refresh_from_db()
    return bought, case


def test_an_answer_in_words_goes_on_with_the_review_at_once() -> None:
    bought, case = asked()
    promised = case.decide_by
    let_pass(hours=5)
    assert answer_in_words(no=case.no, buyer_id=bought.buyer, said=" 国服 ") is None
    case.refresh_from_db()
    assert (case.state, case.wants, case.stopped_at) == ("platform_review", {}, None)
    assert promised is not None and case.decide_by is not None
    assert abs(case.decide_by - promised - timedelta(hours=5)) < CLOSE
    told = OrderEvent.objects.get(order__no=bought.no, kind="buyer_answered")
    assert told.data["said"] == "国服"
    twice = answer_in_words(no=case.no, buyer_id=bought.buyer, said="国服")
    assert twice == NotDecided("not_asked")


def test_only_the_buyer_answers_and_not_without_words() -> None:
    bought, case = asked()
    assert answer_in_words(no=case.no, buyer_id=a_buyer(), said="国服") == NotDecided("not_found")
    empty = answer_in_words(no=case.no, buyer_id=bought.buyer, said="  ")
    assert empty == NotDecided("answer_missing")
    _, waits = in_review()
    other = answer_in_words(no=waits.no, buyer_id=waits.buyer_id, said="国服")
    assert other == NotDecided("not_asked")


@pytest.mark.parametrize("kinds", [(), ("activation_failure",)], ids=["words", "a picture too"])
def test_the_page_has_the_button_and_everybody_reads_the_answer(kinds: tuple[str, ...]) -> None:
    bought, case = asked(kinds=kinds)
    page = f"/refunds/{case.no}/"
    buyer = browser(bought.buyer)
    said = words(buyer.get(page))
    assert "已答复，没有更多凭证" in said and "您是在哪个区服兑换的" in said
    empty = words(buyer.post(f"{page}act/answer/", {"said": ""}, follow=True))
    assert "请写一句答复" in empty
    done = words(buyer.post(f"{page}act/answer/", {"said": "国服，昨天晚上"}, follow=True))
    assert "继续审核" in done and "已答复，没有更多凭证" not in done
    read = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "国服，昨天晚上" in read and "买家答复了审核员" in read
    shop = words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))
    assert "国服，昨天晚上" in shop
