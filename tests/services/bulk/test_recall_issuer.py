"""Cards that have an issuer: recalled one by one, each locked before its money moves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from anxin.domain.issuer import CardLock, LockAnswer, Used
from anxin.services.bulk.recall import run_recalls
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import RecallLine
from anxin.storage.bulk.recalls import Target
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Product
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order
from tests.console.pages import browser, words
from tests.factories.recall import released
from torture.model.counter import MONEY_FEN, Counter
from torture.shop import Goods

pytestmark = pytest.mark.django_db


def of(goods: Goods) -> Target:
    """All of a product."""
    return Target("product", Product.objects.get(no=goods.no).id)


def sold() -> tuple[Counter, Goods, str]:
    """A card whose issuer can be asked, with its buyer."""
    counter = Counter()
    goods = counter.card(issuer="memory")
    return counter, goods, counter.by_wallet(goods)


def case_of(no: str) -> Case:
    """The case that the recall made."""
    return Case.objects.get(order__no=no)


def test_no_money_moves_before_the_card_is_locked() -> None:
    counter, goods, no = sold()
    recall = released(of(goods))
    assert run_recalls() == 1
    assert case_of(no).state == "approved"
    assert balance(account_id=counter.buyer) == MONEY_FEN - 1_200
    counter.jobs()
    assert case_of(no).state == "refunded"
    assert balance(account_id=counter.buyer) == MONEY_FEN
    card = Card.objects.get(ordercard__order__no=no)
    assert (card.state, card.lock) == ("quarantined", "locked")
    recall.refresh_from_db()
    assert (recall.state, RecallLine.objects.get().case_id) == ("done", case_of(no).id)
    assert breaches() == []


def test_a_card_that_was_used_after_all_brings_its_case_to_a_person() -> None:
    counter, goods, no = sold()

    def used(*, locks: Sequence[CardLock]) -> tuple[LockAnswer, ...]:
        return tuple(Used(Order.objects.get(no=no).delivered_at) for _ in locks)  # type: ignore[arg-type]

    counter.issuer.lock = used  # type: ignore[method-assign]
    released(of(goods))
    run_recalls()
    counter.jobs()
    case = case_of(no)
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert balance(account_id=counter.buyer) == MONEY_FEN - 1_200
    page = browser("senior").get(f"/console/cases/{case.no}/")
    assert page.status_code == 200
    assert "平台召回" in words(page) or "主动退款" in words(page)
    assert browser(counter.buyer).get(f"/refunds/{case.no}/").status_code == 200
    assert breaches() == []


def test_what_is_not_delivered_yet_needs_no_lock() -> None:
    counter = Counter()
    goods = counter.card(issuer="memory")
    Product.objects.filter(no=goods.no).update(cooling_off_minutes=10)
    no = counter.by_wallet(goods)
    released(of(goods))
    run_recalls()
    assert case_of(no).state == "refunded"
    assert Order.objects.get(no=no).state == "cancelled"
    assert breaches() == []
