"""Goods that come back: where to, whose turn it is meanwhile, and who decides if they differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from anxin import wiring
from anxin.domain.calendar import due_after_working_days
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import nudge, send_back
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.aftersale.turns.returning import (
    Address,
    call_platform_in,
    confirm_return,
    dispute_return,
    set_return_address,
)
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import case as case_row
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.merchant.models import ReturnAddress
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db
CLOSE = timedelta(seconds=5)
WAREHOUSE = Address("退货组", "021-55550001", "上海市示范路 9 号 2 号仓")
ALL_BACK = 200_000


def returning(*, returns_to: str = "上海市示范路 1 号") -> tuple[Bought, Case]:
    """Physical goods whose return was granted; the shop may have no address for them."""
    goods = a_product(kind="physical", cards=0, shop=a_merchant(returns_to=returns_to))
    bought = delivered(goods=goods, buyer=a_buyer(credit=90))
    case = case_after(bought, reason="no_reason")
    if case.state == "platform_review":
        assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    return bought, again(case)


def on_their_way() -> tuple[Bought, Case]:
    """Goods that were sent back after two days."""
    bought, case = returning()
    let_pass(days=2)
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    return bought, again(case)


def faulty(*, returns_to: str = "") -> tuple[Bought, Case]:
    """Physical goods with a fault, before their merchant, which may have no address."""
    goods = a_product(kind="physical", cards=0, shop=a_merchant(returns_to=returns_to))
    bought = delivered(goods=goods, buyer=a_buyer())
    for kind in ("activation_failure", "comparison"):
        a_piece(bought, kind=kind, verdict="consistent")
    case = case_after(bought, reason="not_as_described")
    assert (case.state, case.return_goods) == ("merchant_turn", True)
    return bought, case


def again(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(id=case.id)


def set_address(shop: Shop) -> int:
    """The merchant says where to."""
    return set_return_address(merchant_id=shop.id, actor=shop.member, sent=WAREHOUSE)


def dispute(bought: Bought, case: Case) -> NotDecided | None:
    """The merchant says that the box was empty."""
    shop = bought.goods.shop
    return dispute_return(
        no=case.no,
        merchant_id=shop.id,
        actor=shop.member,
        said="空盒",
        outside=wiring.outside(),
    )


def test_the_clock_stands_still_until_the_goods_are_sent_and_not_after() -> None:
    _, case = on_their_way()
    assert case.stopped_at is None
    assert case.limit_at is not None
    assert abs(case.limit_at - case.submitted_at - timedelta(days=16)) < CLOSE
    sweep_after(days=2 + 10, minutes=1)
    done = again(case)
    assert (done.state, done.limit_at) == ("refunded", case.limit_at)


def test_goods_on_their_way_can_be_asked_after() -> None:
    bought, case = on_their_way()
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    assert (again(case).nudges, again(case).state) == (1, "awaiting_return")
    assert again(case).due_at == case.due_at and again(case).stopped_at is None


def test_before_they_are_sent_nobody_is_asked_to_hurry() -> None:
    bought, case = returning()
    assert nudge(no=case.no, buyer_id=bought.buyer) == NotDecided("not_waiting")


def test_the_platform_is_called_in_over_goods_that_the_buyer_cannot_send() -> None:
    bought, case = returning()
    assert case.stopped_at is not None
    let_pass(days=2)
    called = call_platform_in(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    case = again(case)
    assert (called, case.state, case.tier) == (None, "platform_review", "senior")
    assert case.stopped_at is None and case.due_at == case.decide_by
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert again(case).state == "refunded" and breaches() == []


def test_whoever_can_send_them_after_all_is_told_so_in_a_refusal() -> None:
    bought, case = returning()
    assert call_platform_in(no=case.no, buyer_id=bought.buyer, outside=wiring.outside()) is None
    assert reject_case(no=case.no, reviewer=a_reviewer(role="senior"), code="no_rule",
                       said="请按地址寄回") is None  # fmt: skip


def test_the_platform_is_called_in_over_goods_on_their_way_and_decides_in_a_working_day() -> None:
    bought, case = on_their_way()
    outside = wiring.outside()
    stranger = call_platform_in(no=case.no, buyer_id=a_buyer(), outside=outside)
    assert stranger == NotDecided("not_found")
    assert call_platform_in(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    case = again(case)
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert case.due_at == case.decide_by
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert again(case).state == "refunded", "what was sent is not waited for again"
    assert balance(account_id=bought.buyer) == ALL_BACK
    assert breaches() == []


def test_a_dispute_over_what_came_back_has_a_working_day_of_a_senior() -> None:
    bought, case = on_their_way()
    assert dispute(bought, case) is None
    row = case_row(no=case.no)
    assert row is not None and row.due_at is not None
    outside = wiring.outside()
    due = due_after_working_days(start=row.now, days=1, is_working_day=outside.is_working_day)
    assert abs(row.due_at - due) < CLOSE
    sweep_after(days=2, minutes=1)
    assert (again(case).state, again(case).tier) == ("platform_review", "senior")


def test_a_weekend_is_no_working_day_of_a_dispute() -> None:
    friday = datetime(2026, 3, 6, 22, tzinfo=UTC)
    due = due_after_working_days(start=friday, days=1, is_working_day=lambda _: None)
    assert due.date() == date(2026, 3, 9)


def test_a_buyer_is_told_the_address_as_it_is_and_it_stays() -> None:
    bought, case = returning()
    before = case_row(no=case.no)
    assert before is not None and before.return_address == "上海市示范路 1 号"
    assert case.stopped_at is not None
    assert set_address(bought.goods.shop) == 0
    after = case_row(no=case.no)
    assert after is not None and after.return_address == "上海市示范路 1 号"
    _, newer = returning()
    assert newer.return_to_id != case.return_to_id


def test_without_an_address_it_is_the_merchants_turn_and_then_the_buyers() -> None:
    bought, case = returning(returns_to="")
    assert (case.state, case.return_to_id, case.stopped_at) == ("awaiting_return", None, None)
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    assert again(case).stopped_at is None
    let_pass(days=1)
    assert set_address(bought.goods.shop) == 1
    assert set_address(bought.goods.shop) == 0, "the same address sent twice counts once"
    assert ReturnAddress.objects.filter(merchant_id=bought.goods.shop.id).count() == 1
    sweep_after(days=1)
    told = again(case)
    assert told.return_to_id is not None and told.stopped_at is not None
    assert told.due_at is not None
    assert abs(told.due_at - told.stopped_at - timedelta(days=7)) < CLOSE
    sweep_after(days=2, minutes=1)
    assert again(case).state == "awaiting_return"


def test_a_merchant_that_gives_no_address_in_two_days_pays_without_a_return() -> None:
    bought, case = returning(returns_to="")
    sweep_after(days=1, hours=23)
    assert again(case).state == "awaiting_return"
    sweep_after(days=2, minutes=1)
    assert again(case).state == "refunded"
    assert balance(account_id=bought.buyer) == ALL_BACK
    assert "return_waived" in kinds(case)
    assert breaches() == []


def test_an_address_that_came_unseen_is_told_at_the_deadline() -> None:
    bought, case = returning(returns_to="")
    shop = bought.goods.shop
    ReturnAddress.objects.create(
        merchant_id=shop.id, set_by_id=shop.member, receiver="甲", phone="1", address="某地"
    )
    sweep_after(days=2, minutes=1)
    assert (again(case).state, again(case).return_to_id is None) == ("awaiting_return", False)


def test_an_agreement_to_a_return_asks_for_the_address_first() -> None:
    bought, case = faulty()
    shop = bought.goods.shop
    asked = agree(no=case.no, merchant_id=shop.id, actor=shop.member)
    assert (asked, again(case).state) == (NotDecided("address_missing"), "merchant_turn")
    set_address(shop)
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    case = again(case)
    assert (case.state, case.return_to_id is None) == ("awaiting_return", False)
    assert case.stopped_at is not None


def test_a_silent_merchant_without_an_address_gets_nothing_back() -> None:
    bought, case = faulty()
    assert case.due_at is not None
    sweep_after(seconds=(case.due_at - case.submitted_at).total_seconds() + 60)
    assert again(case).state == "refunded"
    assert balance(account_id=bought.buyer) == ALL_BACK
    assert breaches() == []


def test_what_a_buyer_was_told_cannot_be_rewritten() -> None:
    bought, _ = returning()
    told = ReturnAddress.objects.filter(merchant_id=bought.goods.shop.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        told.update(address="别处")


def kinds(case: Case) -> list[str]:
    """What happened to the case's order."""
    return list(case.order.orderevent_set.order_by("seq").values_list("kind", flat=True))


def test_nothing_is_wrong_with_goods_that_were_not_sent() -> None:
    bought, case = returning()
    assert dispute(bought, case) == NotDecided("not_sent_back")
    assert again(case).state == "awaiting_return"


def test_goods_that_were_handed_over_are_confirmed_without_a_parcel() -> None:
    bought, case = returning()
    shop = bought.goods.shop
    assert confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    assert again(case).state == "refunded"


def test_a_supervisors_case_stays_a_supervisors_when_its_goods_are_disputed() -> None:
    bought, case = on_their_way()
    Case.objects.filter(id=case.id).update(tier="supervisor")
    assert dispute(bought, case) is None
    assert again(case).tier == "supervisor"
