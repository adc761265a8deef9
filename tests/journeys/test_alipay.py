"""Paid at the payment channel's own page, and given back the same way."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from playwright.sync_api import expect

from anxin import wiring
from anxin.services.clock import set_clock_ahead
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.journeys.servers import Site
from tests.journeys.steps import (
    ask_back,
    button,
    expect_state,
    notice,
    order,
    pay_by_alipay,
    see_order,
    submit,
)
from tests.journeys.visitor import Visitors


def test_an_order_paid_by_alipay_is_refunded_to_alipay(visitors: Visitors) -> None:
    page = visitors.come(account=a_buyer(money_fen=0))
    no = order(page, a_product())
    pay_by_alipay(page)
    see_order(page, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    ask_back(page, no)
    expect_state(page, "已退款")
    expect(page.locator(".rows").first).to_contain_text("支付宝")
    page.goto("/wallet/")
    expect(page.locator(".price.xl")).to_have_text("¥0.00")


def test_whoever_turns_back_at_the_cashier_can_still_pay_otherwise(visitors: Visitors) -> None:
    page = visitors.come(account=a_buyer())
    no = order(page, a_product())
    button(page, "付款").click()
    button(page, "取消").click()
    page.goto(f"/orders/{no}/pay/")
    page.get_by_label("安心钱包").check()
    button(page, "付款").click()
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()


def test_paid_back_once_though_the_answer_was_lost_and_the_notice_came_three_times(
    visitors: Visitors, site: Site
) -> None:
    break_things(site, {"kind": "duplicate", "on": "alipay.notice.paid", "copies": 2, "count": 1})
    lost = {"kind": "timeout_after_commit", "on": "alipay.trade.refund", "seconds": 7, "count": 1}
    break_things(site, lost)
    unheard = {"kind": "lost", "on": "alipay.notice.refunded", "times": 8, "count": 1}
    break_things(site, unheard)
    page = visitors.come(account=a_buyer(money_fen=0))
    no = order(page, a_product())
    pay_by_alipay(page)
    see_order(page, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    page.goto(f"/orders/{no}/refund/")
    submit(page)
    expect_state(page, "退款中")
    payment = Payment.objects.get(order__no=no)
    wait_for(lambda: Refund.objects.get(payment=payment).state == "unknown")
    set_clock_ahead(ahead=timedelta(seconds=20), outside=wiring.outside())
    expect_state(page, "已退款")
    expect(page.locator("main")).to_contain_text("渠道流水号")
    payment.refresh_from_db()
    book = asked(f"{site.sandbox}/book")["alipay"][payment.no]
    assert (book["paid_fen"], book["refunded_fen"]) == (9_800, 9_800)
    assert (payment.captured_fen, payment.refunded_fen) == (9_800, 9_800)
    assert book["successful_refunds"] == 1
    assert Refund.objects.get(payment=payment).tries == 2
    assert breaches() == []


def test_the_notice_of_a_refund_brings_it_to_the_open_page_though_the_answer_was_lost(
    visitors: Visitors, site: Site
) -> None:
    page = visitors.come(account=a_buyer(money_fen=0))
    no = order(page, a_product())
    pay_by_alipay(page)
    see_order(page, no)
    expect(notice(page, "现在取消，立即全额退款")).to_be_visible()
    lost = {"kind": "timeout_after_commit", "on": "alipay.trade.refund", "seconds": 7, "count": 1}
    break_things(site, lost)
    page.goto(f"/orders/{no}/refund/")
    submit(page)
    expect_state(page, "已退款")
    refund = Refund.objects.get(payment__order__no=no)
    assert (refund.state, refund.tries) == ("succeeded", 2)
    assert breaches() == []


def break_things(site: Site, switch: dict[str, object]) -> None:
    """Tell the sandbox to fail."""
    body, kind = json.dumps(switch).encode(), {"Content-Type": "application/json"}
    asked(Request(f"{site.sandbox}/switches", data=body, headers=kind))


def asked(request: Request | str) -> Any:
    """What the sandbox answers."""
    with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
        return json.loads(answer.read())


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something is so, twelve seconds at most."""
    for _ in range(60):
        if holds():
            return
        time.sleep(0.2)
    assert holds()
