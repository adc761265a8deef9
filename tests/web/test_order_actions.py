"""What an order offers in each of its states, for every kind of product; and why not more."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client

from anxin.domain.states import ORDER, SERVED, UNDELIVERED
from anxin.domain.words import KINDS
from anxin.services.order.deliver import confirm_receipt
from anxin.storage.account.models import Account
from anxin.storage.order.models import Order
from tests.console.pages import words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import delivered, paid, ship, started, view

UNPAID = {"取消订单", "去付款"}
CANCEL = {"取消并退款"}
OFFERED: dict[str, set[str]] = {
    "awaiting_payment": UNPAID,
    "cooling_off": {"立即发货", *CANCEL},
    "delivering": CANCEL,
    "delivery_failed": CANCEL,
    "delivered": {"确认收货", "退款"},
    "activated": {"确认收货", "退款"},
    "completed": {"退款"},
    "cancelled": set(),
}
LABELS = (*UNPAID, *CANCEL, "立即发货", "确认收货", "退款进度", "退款记录", "卡密提取", "退款")


def shown(**order: object) -> set[str]:
    """The labels of an order's buttons."""
    facts = {
        "id": "a", "no": "A1", "state": "delivered", "kind": "top_up", "case_open": False,
        "case_no": None,
        "paid_fen": 100, "refunded_fen": 0, **order,
    }  # fmt: skip
    said = render_to_string(
        "web/order_actions.html", {"o": SimpleNamespace(**facts), "held": set()}
    )
    lines = {line.rpartition(">")[2].strip() for line in said.split("</")}
    return lines & set(LABELS)


def test_every_state_of_an_order_is_in_the_table() -> None:
    assert OFFERED.keys() == ORDER.keys()
    assert set(OFFERED) == {"awaiting_payment", "cancelled", *UNDELIVERED, *SERVED}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", OFFERED)
def test_the_buttons_follow_the_state(state: str, kind: str) -> None:
    card = {"卡密提取"} if kind == "card_secret" and state in SERVED else set()
    paid_fen = 0 if state in ("awaiting_payment", "cancelled") else 100
    assert shown(state=state, kind=kind, paid_fen=paid_fen) == OFFERED[state] | card
    if state != "awaiting_payment":
        assert shown(state=state, kind=kind, case_open=True, case_no="R1") == {"退款进度"}


@pytest.mark.parametrize("state", sorted(SERVED))
def test_what_is_paid_back_offers_no_refund(state: str) -> None:
    assert shown(state=state, refunded_fen=100) == set()


def page(buyer: UUID, no: str) -> str:
    """What the order's page says to its buyer."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(id=buyer))
    return words(client.get(f"/orders/{no}/"))


@pytest.mark.django_db
def test_an_unseen_card_says_why_it_is_not_cancelled_and_opens_the_way_of_the_unused() -> None:
    bought = delivered()
    said = page(bought.buyer, bought.no)
    assert "卡密已经发货，不能取消订单" in said
    assert "未使用退款 · ¥93.10" in said
    assert f"/orders/{bought.no}/refund/?reason=unwanted" in said
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    assert "未使用退款 · ¥93.10" in page(bought.buyer, bought.no), "also when it is completed"


@pytest.mark.django_db
def test_a_seen_card_says_that_nothing_unused_is_left_and_what_else_there_is() -> None:
    bought = delivered()
    view(bought)
    said = page(bought.buyer, bought.no)
    assert "不能取消订单" in said and "未使用退款" not in said
    assert "已经被查看" in said and "有问题？申请售后" in said


@pytest.mark.django_db
def test_what_has_been_topped_up_says_why_it_is_not_cancelled() -> None:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13900000000"})
    assert ship(bought, value_fen=5_000) is None
    said = page(bought.buyer, bought.no)
    assert "已经充值到账，不能取消订单" in said and "有问题？申请售后" in said


@pytest.mark.django_db
def test_what_can_be_cancelled_or_is_under_way_says_nothing_of_the_kind() -> None:
    cooling = paid(goods=a_product(cooling_off_minutes=10))
    assert "不能取消订单" not in page(cooling.buyer, cooling.no)
    asked = delivered(buyer=a_buyer())
    case_after(asked, reason="card_invalid")
    assert "不能取消订单" not in page(asked.buyer, asked.no)


@pytest.mark.django_db
def test_a_delivery_that_failed_can_be_cancelled_at_once() -> None:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13900000000"})
    Order.objects.filter(no=bought.no).update(state="delivery_failed")
    said = page(bought.buyer, bought.no)
    assert "取消并退款" in said and "发货没有成功，正在重试" in said
