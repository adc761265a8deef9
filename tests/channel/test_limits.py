"""What channels allow is kept by the queue: what is over a limit is never sent, and not lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from anxin.adapters.channel.alipay import AlipayChannel
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.channel.rails import METHODS
from tests.channel.till import Till, open_till, payment_of, refunds_of
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import Bought
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

PRICE_FEN = 9_800
MOST_OF_WECHAT = 50
SPACING_S = {"alipay": 3, "wechat": 60}
A_MOMENT_S = {"alipay": 0, "wechat": 10}


@pytest.fixture
def till(
    request: pytest.FixtureRequest,
    committed: None,
    place: tuple[Sandbox, Sink],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Till]:
    """The shop at the till of the rail that a test names."""
    with open_till(place=place, patch=monkeypatch, method=request.param) as opened:
        yield opened


wechat = pytest.mark.parametrize("till", ["wechat"], indirect=True)
alipay = pytest.mark.parametrize("till", ["alipay"], indirect=True)
both = pytest.mark.parametrize("till", METHODS, indirect=True)


def asked_back(bought: Bought, *, units: int | None = None) -> Refund:
    """Have the buyer cancel so much of the order; return the refund that waits to be sent."""
    case = case_after(bought, units=units)
    assert case.state == "refunding"
    return Refund.objects.get(case=case)


def arrived(till: Till, refund: Refund) -> None:
    """Have the channel make a refund that it took, and the shop ask about it; few seconds pass."""
    till.pass_time(seconds=A_MOMENT_S[till.method])
    Refund.objects.filter(id=refund.id, state="processing").update(next_try_at=ClockNow())
    till.send()
    refund.refresh_from_db()
    assert (refund.state, refund.destination) == ("succeeded", "original")


def sent(till: Till, bought: Bought) -> int:
    """How often the gateway was asked for a refund of the order's payment."""
    names = (till.rail.names.refund, till.rail.names.refund_query)
    numbers = [payment_of(bought).no, *(refund.no for refund in refunds_of(bought))]
    calls = {call["id"]: call["method"] for no in numbers for call in till.sandbox.calls(no)}
    return [calls[id] for id in calls].count(names[0])


def landed_in_the_wallet(bought: Bought, refund: Refund, *, why: str) -> None:
    """Check that a refund that may not be sent is in the wallet, and that its buyer is told so."""
    refund.refresh_from_db()
    told = (refund.state, refund.destination, refund.trouble, refund.sent_at, refund.next_try_at)
    assert told == ("succeeded", "wallet", why, None, None)
    assert balance(account_id=bought.buyer) == refund.refund_fen
    assert refund.case_id and Case.objects.get(id=refund.case_id).state == "refunded"
    event = OrderEvent.objects.get(order__no=bought.no, kind="refund_rerouted")
    assert (event.data["refund"], event.data["method"]) == (refund.no, "wallet")
    assert "原路退不回，已退到安心钱包" in words(browser(bought.buyer).get(f"/orders/{bought.no}/"))
    assert breaches() == []


@wechat
def test_the_fiftieth_refund_of_a_payment_is_sent_and_the_next_lands_in_the_wallet(
    till: Till,
) -> None:
    bought = till.paid(units=3)
    Payment.objects.filter(order__no=bought.no).update(sent_count=MOST_OF_WECHAT - 1)
    fiftieth = asked_back(bought, units=1)
    till.send()
    arrived(till, fiftieth)
    assert sent(till, bought) == 1
    till.pass_time(seconds=SPACING_S["wechat"])
    one_more = asked_back(bought, units=1)
    till.send_until_done()
    assert sent(till, bought) == 1
    landed_in_the_wallet(bought, one_more, why="too_many_refunds")


@both
def test_a_second_refund_of_a_payment_is_not_sent_before_its_time_however_often_it_is_tried(
    till: Till,
) -> None:
    bought, spacing_s = till.paid(units=3), SPACING_S[till.method]
    first = asked_back(bought, units=1)
    assert till.send() == 1
    arrived(till, first)
    second = asked_back(bought, units=1)
    till.pass_time(seconds=spacing_s - A_MOMENT_S[till.method] - 2)
    for _ in range(2):
        Refund.objects.filter(id=second.id).update(next_try_at=ClockNow())
        till.send()
        second.refresh_from_db()
        assert (second.state, second.sent_at, sent(till, bought)) == ("reserved", None, 1)
    till.pass_time(seconds=spacing_s + 1)
    till.send_until_done()
    assert sent(till, bought) == 2
    assert {refund.state for refund in refunds_of(bought)} == {"succeeded"}
    assert bought.row.refunded_fen == 2 * PRICE_FEN
    assert breaches() == []


@wechat
def test_within_the_year_a_refund_goes_back_to_wechat_pay_and_after_it_to_the_wallet(
    till: Till,
) -> None:
    bought = till.paid(units=2)
    till.pass_time(days=364, hours=23)
    first = asked_back(bought, units=1)
    till.send()
    arrived(till, first)
    assert sent(till, bought) == 1
    late = asked_back(bought, units=1)
    till.pass_time(days=1)
    till.send_until_done()
    assert sent(till, bought) == 1
    landed_in_the_wallet(bought, late, why="window_over")


@alipay
@pytest.mark.parametrize("days", [90, 365])
def test_at_alipay_the_window_is_that_of_the_contract_of_the_identity_that_was_paid(
    till: Till, days: int
) -> None:
    older = AlipayChannel(replace(till.merchant, refund_days=days))
    other = replace(till.merchant, app_id="2021000000000009", refund_days=365 if days < 365 else 90)
    bought = till.paid(units=2)
    till.outside = replace(
        till.outside, channels={"alipay": AlipayChannel(other)}, former={"alipay": (older,)}
    )
    till.pass_time(days=days - 1)
    asked_back(bought, units=1)
    till.send()
    assert sent(till, bought) == 1
    late = asked_back(bought, units=1)
    till.pass_time(days=1, minutes=1)
    till.send_until_done()
    assert sent(till, bought) == 1
    landed_in_the_wallet(bought, late, why="window_over")


@alipay
def test_a_wallets_way_back_ends_with_the_window_of_the_identity_that_was_paid(till: Till) -> None:
    bought = till.paid(buyer=a_buyer(money_fen=0))
    assert case_after(bought, destination="wallet").state == "refunded"
    short = AlipayChannel(replace(till.merchant, refund_days=90))
    newer = AlipayChannel(replace(till.merchant, app_id="2021000000000009"))
    till.outside = replace(till.outside, channels={"alipay": newer}, former={"alipay": (short,)})
    assert short.limits.window == timedelta(days=90) < newer.limits.window
    till.pass_time(days=89)
    part = withdraw(
        account_id=bought.buyer, amount_fen=100, form_key=bought.row.id, outside=till.outside
    )
    assert isinstance(part, str)
    till.pass_time(days=2)
    late = withdraw(
        account_id=bought.buyer, amount_fen=100, form_key=bought.buyer, outside=till.outside
    )
    assert late == NotWithdrawn("no_way_back", 0)
