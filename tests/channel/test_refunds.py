"""Refunds through the channel: whatever goes wrong on the way, the money goes back once."""

from __future__ import annotations

from typing import Any

import pytest

from anxin.services.order.deliver import waive_cooling_off
from anxin.services.refund import try_again
from anxin.services.refund.sending import CLAIM, TRY_AFTER, take_turn
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Finding
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.channel.till import HELD_S, Till, refunds_of, tries_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought

PRICE_FEN = 9_800
REFUND, QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"


def asked_back(till: Till, **order: Any) -> tuple[Bought, Refund]:
    """An order paid through the channel whose buyer has just cancelled it."""
    bought = till.paid(**order)
    case = case_after(bought)
    assert case.state == "refunding"
    (refund,) = refunds_of(bought)
    assert (refund.state, refund.destination) == ("reserved", "original")
    assert bought.row.reserved_fen == refund.refund_fen
    return bought, refund


def paid_back_once(till: Till, bought: Bought) -> None:
    """Check that gateway, order, case, ledger and wallet agree on the refunds, each made once."""
    refunds = refunds_of(bought)
    done = sum(refund.refund_fen for refund in refunds)
    account = till.sandbox.account(refunds[0].payment.no)
    assert {no: made["refund_fen"] for no, made in account["refunds"].items()} == {
        refund.no: refund.refund_fen for refund in refunds
    }
    assert (account["refunded_fen"], account["successful_refunds"]) == (done, len(refunds))
    assert {(refund.state, refund.serial_no) for refund in refunds} == {
        ("succeeded", account["trade_no"])
    }
    order = bought.row
    assert (order.refunded_fen, order.reserved_fen, order.case_open) == (done, 0, False)
    states = Case.objects.filter(order__no=bought.no).values_list("state", flat=True)
    assert set(states) == {"refunded"}
    booked = Posting.objects.filter(
        order_id=order.id, kind="refund", target_kind="channel_clearing"
    )
    assert sorted(booked.values_list("cause", "amount_fen")) == sorted(
        (refund.id, refund.refund_fen) for refund in refunds
    )
    assert balance(account_id=bought.buyer) == 0
    assert breaches() == []


def numbers_sent(till: Till, refund: Refund) -> set[str]:
    """Every refund number that the gateway has ever heard of for the payment."""
    calls = till.sandbox.calls(refund.payment.no)
    return {call["out_request_no"] for call in calls if call["out_request_no"]}


def test_an_approved_refund_goes_back_the_way_it_came_and_closes_its_case(till: Till) -> None:
    bought, refund = asked_back(till)
    assert till.send() == 1
    paid_back_once(till, bought)
    told = OrderEvent.objects.filter(order__no=bought.no, kind="refund_succeeded").get()
    assert told.states == ["refunding", "refunded"]
    assert told.data["serial_no"] == Refund.objects.get(id=refund.id).serial_no
    assert told.data["refund_fen"] == PRICE_FEN
    assert bought.row.state == "cancelled"
    assert tries_of(refund) == [("refund", "refunded")]


def test_nothing_is_sent_twice_however_often_the_job_runs(till: Till) -> None:
    bought, _ = asked_back(till)
    assert [till.send() for _ in range(3)] == [1, 0, 0]
    till.pass_time(days=1)
    assert till.send() == 0
    paid_back_once(till, bought)


def test_two_refunds_of_one_payment_keep_the_distance_that_the_channel_asks_for(
    till: Till,
) -> None:
    bought = till.paid(units=3)
    case_after(bought, units=1)
    assert till.send() == 1
    case_after(bought, units=1)
    assert till.send() == 1, "looked at, and found too soon after the other"
    assert till.send() == 0
    till.pass_time(seconds=till.channel.limits.spacing_s + 0.2)
    assert till.send() == 1
    paid_back_once(till, bought)
    assert (bought.row.refunded_fen, bought.row.refunded_units) == (2 * PRICE_FEN, 2)
    assert bought.row.state == "cooling_off"


def fault(kind: str, **settings: object) -> Any:
    """A fault of the refund call, named by its kind."""
    return pytest.param(kind, settings, id="-".join([kind, *map(str, settings)]))


FAULTS = (
    fault("timeout_after_commit", seconds=HELD_S),
    fault("timeout_before_commit", seconds=HELD_S),
    fault("error_500_after_commit"),
    fault("system_error"),
    fault("system_error", commit=True),
    fault("bad_signature"),
    fault("no_signature"),
)


def with_haste(till: Till, kind: str) -> None:
    """Be patient with every fault but a time-out."""
    if kind.startswith("timeout"):
        till.hasten()


@pytest.mark.parametrize(("kind", "settings"), FAULTS)
def test_after_a_fault_it_is_asked_first_and_paid_back_once(
    till: Till, kind: str, settings: dict[str, object]
) -> None:
    bought, refund = asked_back(till)
    till.sandbox.switch(kind, on=REFUND, count=1, **settings)
    with_haste(till, kind)
    till.send()
    refund.refresh_from_db()
    assert (refund.state, bought.row.reserved_fen) == ("unknown", PRICE_FEN)
    assert till.send() == 0, "not before its time"
    till.pass_time(seconds=TRY_AFTER[0] + 1)
    till.send()
    paid_back_once(till, bought)
    assert tries_of(refund) == [("refund", "unknown"), ("query", "refunded")]
    assert numbers_sent(till, refund) == {refund.no}


@pytest.mark.parametrize("kind", ("timeout_after_commit", "bad_signature", "system_error"))
def test_while_the_question_is_not_answered_nothing_is_sent_again(till: Till, kind: str) -> None:
    settings = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    till.sandbox.switch("error_500_after_commit", on=REFUND, count=1)
    till.sandbox.switch(kind, on=QUERY, count=2, **settings)
    bought, refund = asked_back(till)
    with_haste(till, kind)
    till.send_until_done()
    paid_back_once(till, bought)
    calls = [call["method"] for call in till.sandbox.calls(refund.payment.no)]
    assert (calls.count(REFUND), calls.count(QUERY)) == (1, 3)


def claimed_and_noted(till: Till) -> Any:
    """The claim of a worker that dies as it is about to call."""
    (claim,) = run(CLAIM, {"after": list(TRY_AFTER)})
    assert take_turn(claim=claim, limits=till.channel.limits) is None
    return claim


def test_a_worker_that_dies_before_it_notes_that_it_sends_has_sent_nothing(till: Till) -> None:
    bought, refund = asked_back(till)
    assert run(CLAIM, {"after": list(TRY_AFTER)})
    till.pass_time(seconds=TRY_AFTER[0] + 1)
    assert till.send() == 1
    paid_back_once(till, bought)
    assert tries_of(refund) == [("refund", ""), ("refund", "refunded")]


def test_a_worker_that_dies_before_it_calls_leaves_a_refund_that_is_asked_about_first(
    till: Till,
) -> None:
    bought, refund = asked_back(till)
    claimed_and_noted(till)
    assert till.send() == 0
    till.pass_time(seconds=TRY_AFTER[0] + 1)
    assert till.send() == 1
    paid_back_once(till, bought)
    assert tries_of(refund) == [("refund", ""), ("query", "refunded")]
    methods = [call["method"] for call in reversed(till.sandbox.calls(refund.payment.no))]
    assert methods[-2:] == [QUERY, REFUND]


def test_a_worker_that_dies_after_its_call_leaves_a_refund_that_is_found_done(till: Till) -> None:
    bought, refund = asked_back(till)
    claim = claimed_and_noted(till)
    content = {
        "out_trade_no": claim.payment_no,
        "out_request_no": claim.no,
        "refund_amount": "98.00",
    }
    till.channel._client.ask(REFUND, content)
    till.pass_time(seconds=TRY_AFTER[0] + 1)
    till.send()
    paid_back_once(till, bought)
    calls = [call["method"] for call in till.sandbox.calls(refund.payment.no)]
    assert calls.count(REFUND) == 1


def test_a_seller_without_money_is_tried_again_later_under_the_same_number(till: Till) -> None:
    till.sandbox.switch("seller_balance_not_enough", count=2)
    bought, refund = asked_back(till)
    till.send()
    refund.refresh_from_db()
    assert (refund.state, refund.trouble) == ("abnormal", "ACQ.SELLER_BALANCE_NOT_ENOUGH")
    assert refund.next_try_at is not None
    assert not Finding.objects.filter(subject=refund.no).exists()
    till.send_until_done()
    paid_back_once(till, bought)
    assert [outcome for _, outcome in tries_of(refund)] == ["refused", "refused", "refunded"]
    assert numbers_sent(till, refund) == {refund.no}


def refused_for_good(till: Till) -> tuple[Bought, Refund]:
    """A refund that somebody at the channel's own desk has made impossible."""
    bought, refund = asked_back(till)
    by_hand = {
        "out_trade_no": refund.payment.no,
        "out_request_no": f"desk-{refund.no[:8]}",
        "refund_amount": "98.00",
    }
    till.channel._client.ask(REFUND, by_hand)
    till.send()
    return bought, refund


def test_a_final_refusal_is_finances_and_keeps_the_money_reserved(till: Till) -> None:
    bought, refund = refused_for_good(till)
    refund.refresh_from_db()
    assert (refund.state, refund.next_try_at) == ("abnormal", None)
    assert refund.trouble == "ACQ.TRADE_STATUS_ERROR"
    finding = Finding.objects.get(subject=refund.no)
    assert (finding.kind, finding.expected_fen) == ("refund_refused", PRICE_FEN)
    assert (bought.row.reserved_fen, bought.row.refunded_fen) == (PRICE_FEN, 0)
    till.pass_time(days=2)
    assert till.send() == 0
    assert breaches() == []


def test_finance_may_have_it_tried_again_and_a_new_refusal_opens_its_finding_again(
    till: Till,
) -> None:
    _, refund = refused_for_good(till)
    Finding.objects.filter(subject=refund.no).update(settled_at=refund.reserved_at)
    till.pass_time(minutes=1)
    assert try_again(refund_no=refund.no)
    assert not try_again(refund_no=refund.no), "it is on its way already"
    assert till.send() == 1
    refund.refresh_from_db()
    assert (refund.state, refund.tries, refund.next_try_at) == ("abnormal", 2, None)
    assert Finding.objects.get(subject=refund.no).settled_at is None
    assert numbers_sent(till, refund) == {refund.no, f"desk-{refund.no[:8]}"}


def test_a_refund_that_arrives_after_all_settles_its_finding(till: Till) -> None:
    bought, refund = asked_back(till)
    till.sandbox.switch("seller_balance_not_enough", count=1)
    till.send()
    Refund.objects.filter(id=refund.id).update(next_try_at=None)
    Finding.objects.create(kind="refund_refused", subject=refund.no, expected_fen=PRICE_FEN)
    till.pass_time(minutes=1)
    assert try_again(refund_no=refund.no)
    till.send()
    paid_back_once(till, bought)
    finding = Finding.objects.get(subject=refund.no)
    assert (finding.settled_at is not None, finding.settled_by) == (True, None)


def test_an_unviewed_card_goes_back_less_its_fee(till: Till) -> None:
    bought = till.paid(buyer=a_buyer(money_fen=0, credit=90), goods=a_product(price_fen=PRICE_FEN))
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    case_after(bought, reason="unwanted")
    till.send()
    (refund,) = refunds_of(bought)
    account = till.sandbox.account(refund.payment.no)
    assert (refund.refund_fen, refund.fee_fen) == (9_310, 490)
    assert (account["refunded_fen"], bought.row.refunded_fen) == (9_310, PRICE_FEN)
    assert breaches() == []
