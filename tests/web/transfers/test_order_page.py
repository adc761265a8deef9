"""Where money that goes back is, on the page of its order."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.domain.channel import NotRefunded, Processing, Refused
from anxin.domain.outside import Outside
from anxin.services.refund import confirm_reroute, propose_reroute, send_refunds
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.refund.models import Refund
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.channel import PRICE_FEN, Scripted, paid_by_channel, paid_too_late
from tests.factories.clock import let_pass
from tests.factories.order import Bought

pytestmark = pytest.mark.django_db

STUCK = Refused("ACQ.TRADE_HAS_FINISHED", final=True)


def order_page(bought: Bought, client: Client | None = None) -> str:
    """What the order's page says."""
    return words((client or browser(bought.buyer)).get(f"/orders/{bought.no}/"))


def stuck_late_payment(channel: Scripted, world: Outside) -> tuple[Bought, Refund]:
    """A payment that came too late and that the channel does not give back."""
    channel.sent, channel.found = STUCK, NotRefunded()
    bought, refund = paid_too_late(world=world)
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.case_id, refund.state, refund.next_try_at) == (None, "abnormal", None)
    return bought, refund


def test_a_payment_that_nobody_could_use_says_where_it_is(
    channel: Scripted, world: Outside
) -> None:
    channel.sent = channel.found = Processing("S-1")
    bought, refund = paid_too_late(world=world)
    send_refunds(outside=world)
    said = order_page(bought)
    for text in (
        "钱在哪里",
        refund.no,
        "S-1",
        "付款时订单已关闭",
        "正在打款",
        "几分钟内，银行卡最迟",
    ):
        assert text in said
    assert "sse-connect" in said, "the open page is told when it arrives"
    assert "改退到安心钱包" not in said


def test_one_that_no_channel_gives_back_has_the_buyers_word_on_the_orders_page(
    channel: Scripted, world: Outside
) -> None:
    bought, refund = stuck_late_payment(channel, world)
    client = browser(bought.buyer)
    assert "改退到安心钱包" in order_page(bought, client)
    address = f"/orders/{bought.no}/transfers/{refund.no}/wallet/"
    assert f'action="{address}"' in order_page(bought, client)
    assert "已记下您的选择" in words(client.post(address, follow=True))
    assert "您已选择改退到钱包" in order_page(bought, client)
    assert propose_reroute(refund_no=refund.no, by=an_account(role="finance").id) is None
    assert confirm_reroute(refund_no=refund.no, by=an_account(role="finance").id) is None
    assert "正在退到安心钱包" in order_page(bought, client)
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.state, balance(account_id=bought.buyer)) == ("succeeded", PRICE_FEN)
    assert "不需要改去处" in words(client.post(address, follow=True))
    assert breaches() == []


def test_nobody_else_gives_that_word(channel: Scripted, world: Outside) -> None:
    bought, refund = stuck_late_payment(channel, world)
    other = browser(a_buyer(money_fen=0))
    assert other.post(f"/orders/{bought.no}/transfers/{refund.no}/wallet/").status_code == 404
    own = paid_by_channel(world=world)
    foreign = f"/orders/{own.no}/transfers/{refund.no}/wallet/"
    assert browser(own.buyer).post(foreign).status_code == 404


def test_what_a_case_gives_back_stands_on_the_cases_page_alone(
    channel: Scripted, world: Outside
) -> None:
    bought = paid_by_channel(world=world)
    case = case_after(bought)
    assert "钱在哪里" not in order_page(bought)
    assert "钱在哪里" in words(browser(bought.buyer).get(f"/refunds/{case.no}/"))


def test_one_that_is_later_than_promised_says_so_and_when_the_channel_was_asked(
    channel: Scripted, world: Outside
) -> None:
    channel.sent = channel.found = Processing("S-1")
    bought, _ = paid_too_late(world=world)
    send_refunds(outside=world)
    said = order_page(bought)
    assert "几分钟内，银行卡最迟" in said
    assert "比承诺的" not in said
    let_pass(days=12)
    said = order_page(bought)
    assert "几分钟内，银行卡最迟" not in said
    assert "比承诺的" in said
    assert "我们正在追问支付渠道" in said
    assert "上次询问" in said


def test_one_that_arrived_long_ago_promises_nothing_any_more(
    channel: Scripted, world: Outside
) -> None:
    bought, _ = paid_too_late(world=world)
    send_refunds(outside=world)
    assert "余额即时，银行卡最迟" in order_page(bought)
    let_pass(days=12)
    said = order_page(bought)
    assert "余额即时，银行卡最迟" not in said
    assert "应已到账" in said
