"""The whole way of an order, on either rail, while three of ten calls to the gateway go wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anxin.domain.tenders import Choice
from anxin.services.payment import Begun, Way, begin_code, pay_order
from anxin.services.sweep import sweep_due
from anxin.storage.ledger.queries import balance, breaches, purse_of
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.channel.rails import METHODS
from tests.channel.till import HELD_S, RETURN_URL, Till, open_till, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.gift import some_points
from tests.factories.order import Bought, placed
from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import Sink, tap

ORDERS = 16
PRICE_FEN = 9_800
WALLET_FEN, POINTS_FEN = 2_000, 300
RATE = 0.05
FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "timeout_before_commit", "seconds": HELD_S},
    {"kind": "timeout_after_commit", "seconds": HELD_S},
    {"kind": "error_500_after_commit"},
    {"kind": "system_error"},
    {"kind": "system_error", "commit": True},
    {"kind": "bad_signature"},
)
NOTICES: tuple[dict[str, object], ...] = (
    {"kind": "lost", "times": 15},
    {"kind": "duplicate", "copies": 2},
    {"kind": "forged", "how": ["wrong_signature", "wrong_amount"]},
)


@pytest.fixture(params=METHODS)
def till(
    request: pytest.FixtureRequest,
    committed: None,
    place: tuple[Sandbox, Sink],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Till]:
    """The shop at the till of either rail, with three of ten calls spoilt."""
    with open_till(place=place, patch=monkeypatch, method=request.param) as opened:
        opened.hasten()
        for seed, fault in enumerate((*FAULTS, *NOTICES), start=1):
            given = {name: value for name, value in fault.items() if name != "kind"}
            rate = RATE if fault in FAULTS else 0.3
            on = f"{opened.method}.notice.*" if fault in NOTICES else f"{opened.method}.[!n]*"
            opened.sandbox.switch(str(fault["kind"]), on=on, rate=rate, seed=seed, **given)
        yield opened


def pay_somehow(till: Till, bought: Bought) -> str:
    """Tap until the channel answers with a page, and pay there; return the payment's number."""
    choice = Choice(till.method, wallet=True, points=True)
    for _ in range(30):
        begun = pay_order(
            no=bought.no,
            buyer_id=bought.buyer,
            choice=choice,
            way=Way(RETURN_URL, phone=True, payer_ip="203.0.113.7"),
            outside=till.outside,
        )
        if isinstance(begun, Begun):
            tap(till.rail.page(address=begun.address))
            no = waiting(bought).no
            if is_paid(till, no):
                return no
        till.pass_time(seconds=2)
    raise AssertionError("the channel never let anybody pay")


def is_paid(till: Till, payment_no: str) -> bool:
    """Whether the gateway's book says so; the page may have been spoilt too."""
    known = ask(f"{till.sandbox.origin}/book").json()[till.method]
    return payment_no in known and known[payment_no]["paid_fen"] > 0


def waiting(bought: Bought) -> Payment:
    """The channel's payment of the order."""
    payments = Payment.objects.filter(order__no=bought.no, method__in=METHODS)
    return payments.latest("position")


def until_known(till: Till, orders: list[Bought]) -> None:
    """Let time pass and ask until every payment that was made is known."""
    for _ in range(20):
        till.pass_time(seconds=40)
        till.ask()
        if all(bought.row.paid_fen for bought in orders):
            return
    raise AssertionError("a payment was lost")


def test_every_order_is_paid_once_and_paid_back_once_and_both_books_agree(till: Till) -> None:
    goods = a_product(cards=ORDERS * 2)
    orders = []
    for _ in range(ORDERS):
        buyer = a_buyer(money_fen=WALLET_FEN)
        some_points(buyer=buyer, points=POINTS_FEN)
        orders.append(placed(buyer=buyer, goods=goods))
    numbers = [pay_somehow(till, bought) for bought in orders]
    until_known(till, orders)
    assert {bought.row.paid_fen for bought in orders} == {PRICE_FEN}
    assert {case_after(bought).state for bought in orders} == {"refunding"}
    till.send_until_done(most_rounds=40)
    sweep_due(outside=till.outside)
    part = PRICE_FEN - WALLET_FEN - POINTS_FEN
    for bought, no in zip(orders, numbers, strict=True):
        account = till.rail.account(payment_no=no)
        ours = {r.no: r.refund_fen for r in refunds_of(bought) if r.payment.no == no}
        theirs = {no: made["refund_fen"] for no, made in account["refunds"].items()}
        assert (account["paid_fen"], account["refunded_fen"]) == (part, part)
        assert ours == theirs and len(theirs) == 1
        assert (bought.row.refunded_fen, bought.row.reserved_fen) == (PRICE_FEN, 0)
        assert balance(account_id=bought.buyer) == WALLET_FEN
        assert purse_of(account_id=bought.buyer, kind="points") == POINTS_FEN
    assert not Refund.objects.filter(next_try_at__isnull=False).exists()
    assert breaches() == []


def test_faults_were_met(till: Till) -> None:
    """Without faults the test above would prove nothing."""
    bought = placed(buyer=a_buyer(money_fen=WALLET_FEN))
    pay_somehow(till, bought)
    for _ in range(20):
        till.channel.find_payment(payment_no=waiting(bought).no)
    calls = till.sandbox.calls(waiting(bought).no)
    spoilt = sum(bool(call["switch"]) for call in calls)
    assert len(calls) >= 20
    assert spoilt > 0.1 * len(calls)


def test_a_code_asked_for_after_leaving_by_the_page_has_a_number_that_the_channel_takes(
    till: Till,
) -> None:
    till.sandbox.clear()
    bought = placed(buyer=a_buyer(money_fen=0))
    begun = pay_order(
        no=bought.no,
        buyer_id=bought.buyer,
        choice=Choice(till.method),
        way=Way(RETURN_URL, phone=True, payer_ip="203.0.113.7"),
        outside=till.outside,
    )
    assert isinstance(begun, Begun)
    code = begin_code(
        no=bought.no,
        buyer_id=bought.buyer,
        method=till.method,
        return_url=RETURN_URL,
        outside=till.outside,
    )
    assert code is not None
    tap(till.rail.page(address=begun.address))
    for payment in Payment.objects.filter(order__no=bought.no):
        till.pass_time(seconds=16)
        till.ask()
        assert payment.amount_fen == PRICE_FEN
    assert bought.row.paid_fen == PRICE_FEN
    assert breaches() == []
