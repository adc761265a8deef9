"""What a refusal rests on: chosen by the reviewer, kept with the decision, told to the buyer."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.turns.buyer import call_platform_in
from anxin.storage.aftersale.models import CardFact, Case
from anxin.storage.order.models import OrderCard, OrderEvent
from tests.console.pages import browser, first_line_case, words
from tests.factories.aftersale import case_after
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import with_merchant

pytestmark = pytest.mark.django_db

WORDS = {"code": "no_rule", "said": "记录与图片不符", "would_change": "拍下这张卡的失败页面"}


def with_records() -> tuple[Bought, Case]:
    """A case in review, of a card that was viewed and that its issuer has said something of."""
    bought, case = with_merchant()
    call_platform_in(no=case.no, buyer_id=bought.buyer)
    card = OrderCard.objects.get(order_id=bought.row.id).card
    CardFact.objects.create(case=case, card=card, status="used", used_at="2026-01-01T00:00+08:00")
    return bought, case


def refused(case: Case, **relied: list[str]) -> dict[str, object]:
    """The event of a refusal that rests on that."""
    answer = browser("senior").post(f"/console/cases/{case.no}/reject/", {**WORDS, **relied})
    assert answer.status_code == 302, words(answer)
    sweep_after(seconds=11)
    event = OrderEvent.objects.get(order_id=case.order_id, kind="case_rejected")
    return {"pieces": event.data["pieces"], "records": event.data["records"]}


def test_all_that_there_is_stands_ticked_in_the_form_and_nothing_else() -> None:
    _, case = with_records()
    piece = case.piece_set.get()
    said = words(browser("senior").get(f"/console/cases/{case.no}/"))
    for value in (piece.no, "issuer_word"):
        [box] = [one for one in said.split("<input") if f'value="{value}"' in one]
        assert "checked" in box.partition(">")[0]
    assert 'value="viewing_log"' not in said and 'value="supplier_receipt"' not in said


def test_a_viewing_is_a_record_once_there_is_one() -> None:
    bought = delivered()
    view(bought)
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    call_platform_in(no=case.no, buyer_id=bought.buyer)
    assert 'value="viewing_log"' in words(browser("senior").get(f"/console/cases/{case.no}/"))


def test_what_was_ticked_is_kept_and_the_buyer_reads_it_and_no_more() -> None:
    bought, case = with_records()
    piece = case.piece_set.get()
    assert refused(case, relied=["issuer_word"]) == {"pieces": [], "records": ["issuer_word"]}
    said = words(browser(bought.buyer).get(f"/refunds/{case.no}/"))
    assert "依据：发卡方的答复" in said and f"、{piece.filename}" not in said


def test_both_are_named_the_pictures_first() -> None:
    bought, case = with_records()
    piece = case.piece_set.get()
    relied = ["issuer_word", piece.no]
    assert refused(case, relied=relied) == {"pieces": [piece.no], "records": ["issuer_word"]}
    said = words(browser(bought.buyer).get(f"/refunds/{case.no}/"))
    assert f"{piece.filename}、发卡方的答复" in said


def test_what_is_not_of_the_case_is_nothing_to_rely_on() -> None:
    _, case = with_records()
    form = {**WORDS, "relied": ["viewing_log"]}
    answer = browser("senior").post(f"/console/cases/{case.no}/reject/", form)
    assert answer.status_code == 422


def test_a_case_without_any_has_nothing_to_choose_and_is_refused_all_the_same() -> None:
    case = first_line_case()
    assert 'name="relied"' not in words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert refused(case) == {"pieces": [], "records": []}
