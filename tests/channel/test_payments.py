"""Paid through the channel: believed on its own word only, and counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin.domain.channel import ForgedNotice, Paid
from anxin.services.order.close import cancel_unpaid
from anxin.services.payment import take_payment
from anxin.services.sweep import sweep_due
from anxin.services.wallet import pay_by_wallet
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order, OrderEvent
from anxin.storage.payment.models import Finding, Payment
from tests.channel.till import Till, payment_of, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import Bought, placed
from tests.sandbox.process import ask
from tests.sandbox.shop import tap

PRICE_FEN = 9_800


def unpaid(*, money_fen: int = 0) -> Bought:
    """An order that waits for its payment."""
    return placed(buyer=a_buyer(money_fen=money_fen))


def bookings(bought: Bought) -> list[tuple[str, str, str, int]]:
    """What the ledger has of an order."""
    rows = Posting.objects.filter(order_id=bought.row.id).order_by("at", "line")
    return list(rows.values_list("kind", "source_kind", "target_kind", "amount_fen"))


def events(bought: Bought) -> list[str]:
    """What the order's history says, in its order."""
    rows = OrderEvent.objects.filter(order__no=bought.no).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def counted_once(bought: Bought) -> None:
    """Check that the order is paid, once."""
    order = bought.row
    assert (order.state, order.paid_fen) == ("cooling_off", PRICE_FEN)
    assert bookings(bought) == [("payment", "channel_clearing", "escrow", PRICE_FEN)]
    assert events(bought) == ["order_placed", "order_paid"]
    assert breaches() == []


def went_back(till: Till, bought: Bought, *, cause: str) -> None:
    """Check that the only refund is one of its own for that cause, and that it arrived."""
    (refund,) = refunds_of(bought)
    assert (refund.cause, refund.case_id, refund.state) == (cause, None, "succeeded")
    account = till.sandbox.account(refund.payment.no)
    assert account["refunds"][refund.no]["refund_fen"] == refund.refund_fen == PRICE_FEN
    payment = refund.payment
    assert (payment.counted, payment.refunded_fen) == (False, PRICE_FEN)
    assert breaches() == []


def test_a_paid_order_cools_off_and_its_money_is_in_escrow(till: Till) -> None:
    bought = unpaid()
    payment = till.pay_at_channel(bought)
    assert bought.row.state == "awaiting_payment"
    till.pass_time(seconds=16)
    assert till.ask() == 1
    counted_once(bought)
    payment.refresh_from_db()
    account = till.sandbox.account(payment.no)
    assert payment.serial_no == account["trade_no"]
    assert (payment.state, payment.captured_fen, payment.next_ask_at) == (
        "captured",
        PRICE_FEN,
        None,
    )


def test_a_notice_pays_before_the_buyer_is_back(till: Till) -> None:
    bought = unpaid()
    (notice,) = till.notices(till.pay_at_channel(bought).no)
    assert till.hear(notice)
    counted_once(bought)


def test_a_notice_that_comes_twice_counts_once(till: Till) -> None:
    bought = unpaid()
    till.sandbox.switch("duplicate", copies=1, count=1)
    for notice in till.notices(till.pay_at_channel(bought).no, count=2):
        assert till.hear(notice)
    counted_once(bought)


def test_a_notice_and_the_answer_to_a_question_count_once(till: Till) -> None:
    bought = unpaid()
    payment = till.pay_at_channel(bought)
    (notice,) = till.notices(payment.no)
    till.pass_time(seconds=16)
    till.ask()
    assert till.hear(notice)
    till.believe(payment.no)
    counted_once(bought)


@pytest.mark.parametrize("turned", (False, True))
def test_notices_of_payment_and_partial_refund_pay_once_in_whichever_sequence(
    till: Till, turned: bool
) -> None:
    bought = unpaid()
    payment = till.pay_at_channel(bought)
    outside = {"out_trade_no": payment.no, "out_request_no": "by-hand", "refund_amount": "1.00"}
    till.channel._client.ask("alipay.trade.refund", outside)
    both = till.notices(payment.no, count=2)
    for notice in reversed(both) if turned else both:
        assert till.hear(notice)
    counted_once(bought)


def test_a_lost_notice_is_made_good_by_asking(till: Till) -> None:
    till.sandbox.switch("lost", times=8, count=1)
    bought = unpaid()
    till.pay_at_channel(bought)
    till.pass_time(seconds=16)
    till.ask()
    counted_once(bought)


@pytest.mark.parametrize("how", ("wrong_signature", "other_key", "other_app"))
def test_a_forged_notice_changes_nothing(till: Till, how: str) -> None:
    till.sandbox.switch("forged", how=how, count=1)
    bought = unpaid()
    forged, _ = till.notices(till.pay_at_channel(bought).no, count=2)
    with pytest.raises(ForgedNotice):
        till.hear(forged)
    assert bought.row.state == "awaiting_payment"
    assert bookings(bought) == []


def test_a_payment_that_came_too_late_goes_back_by_itself(till: Till) -> None:
    bought = unpaid()
    payment = till.pay_at_channel(bought)
    till.pass_time(minutes=16)
    sweep_due(outside=till.outside)
    assert bought.row.state == "cancelled"
    till.ask()
    assert bought.row.state == "cancelled"
    assert till.send() == 1
    went_back(till, bought, cause="late")
    assert events(bought)[-3:] == ["order_expired", "payment_returned", "refund_succeeded"]
    assert till.hear(till.notices(payment.no)[0])
    assert len(refunds_of(bought)) == 1


def test_what_goes_back_is_kept_while_the_job_that_sends_it_waits_already(till: Till) -> None:
    orders = [unpaid(), unpaid()]
    for bought in orders:
        payment = till.pay_at_channel(bought)
        assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
        till.believe(payment.no)
    assert [len(refunds_of(bought)) for bought in orders] == [1, 1]


def test_a_second_payment_beside_the_wallets_goes_back(till: Till) -> None:
    bought = unpaid(money_fen=200_000)
    address = till.begin(bought)
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    tap(ask(address).headers["Location"])
    till.believe(payment_of_channel(bought))
    assert till.send() == 1
    went_back(till, bought, cause="duplicate")
    assert (bought.row.state, bought.row.refunded_fen) == ("cooling_off", 0)
    assert balance(account_id=bought.buyer) == 200_000 - PRICE_FEN


def payment_of_channel(bought: Bought) -> str:
    """The number of the payment that the channel knows."""
    return bought.row.payment_set.get(method="alipay").no


def test_a_notice_of_another_sum_is_not_believed_but_asked_about(till: Till) -> None:
    till.sandbox.switch("forged", how="wrong_amount", count=1)
    bought = unpaid()
    wrong, right = till.notices(till.pay_at_channel(bought).no, count=2)
    assert till.hear(wrong)
    assert (bought.row.state, bookings(bought)) == ("awaiting_payment", [])
    assert till.ask() == 1
    counted_once(bought)
    assert till.hear(right), "told again, it is known already"


def paid_otherwise(till: Till, bought: Bought, *, fen: int) -> str:
    """Have the channel itself answer that another sum was paid; return the payment's number."""
    no = till.pay_at_channel(bought).no
    found = till.channel.find_payment(payment_no=no)
    assert isinstance(found, Paid)
    assert take_payment(method="alipay", paid=replace(found, amount_fen=fen))
    return no


def test_less_than_was_asked_for_goes_back_and_the_order_waits_on(till: Till) -> None:
    bought = unpaid()
    no = paid_otherwise(till, bought, fen=5_000)
    assert (bought.row.state, bought.row.paid_fen) == ("awaiting_payment", 0)
    assert till.send() == 1
    (refund,) = refunds_of(bought)
    assert (refund.cause, refund.refund_fen, refund.state) == ("underpaid", 5_000, "succeeded")
    assert till.sandbox.account(no)["refunded_fen"] == 5_000
    assert events(bought)[-2:] == ["payment_returned", "refund_succeeded"]
    assert breaches() == []


def test_more_than_was_asked_for_pays_the_order_and_the_excess_goes_back(till: Till) -> None:
    bought = unpaid()
    no = till.pay_at_channel(bought).no
    found = till.channel.find_payment(payment_no=no)
    assert isinstance(found, Paid)
    Payment.objects.filter(no=no).update(amount_fen=9_000)
    Order.objects.filter(no=bought.no).update(total_fen=9_000)
    assert take_payment(method="alipay", paid=found)
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", 9_000)
    assert till.send() == 1
    (refund,) = refunds_of(bought)
    assert (refund.cause, refund.refund_fen, refund.state) == ("overpaid", 800, "succeeded")
    assert till.sandbox.account(no)["refunded_fen"] == 800
    assert breaches() == []
    case_after(bought)
    till.pass_time(seconds=4)
    till.send()
    assert till.sandbox.account(no)["refunded_fen"] == 9_800
    assert breaches() == []


def test_a_payment_that_nobody_asked_for_is_finances_and_the_notice_stays_open(
    till: Till,
) -> None:
    bought = unpaid()
    (notice,) = till.notices(till.pay_at_channel(bought).no)
    payment_of(bought).delete()
    assert not till.hear(notice)
    assert not till.hear(notice)
    (finding,) = Finding.objects.filter(subject=notice["trade_no"])
    assert (finding.kind, finding.found_fen) == ("unknown_payment", PRICE_FEN)


def test_what_nobody_wants_any_more_is_closed_at_the_channel(till: Till) -> None:
    bought = unpaid()
    page = ask(till.begin(bought)).headers["Location"]
    ask(page)
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    till.pass_time(seconds=16)
    till.ask()
    payment = payment_of(bought)
    assert (payment.state, payment.next_ask_at) == ("closed", None)
    assert "已关闭" in tap(page).text


def test_a_page_that_was_left_unopened_is_asked_about_while_it_can_still_be_paid(
    till: Till,
) -> None:
    """The buyer cancels and pays all the same on a page that opens later; no notice arrives."""
    till.sandbox.switch("lost", times=8, count=1)
    bought = unpaid()
    address = till.begin(bought)
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    till.pass_time(seconds=16)
    till.ask()
    tap(ask(address).headers["Location"])
    till.pass_time(minutes=20)
    till.ask()
    till.send()
    went_back(till, bought, cause="late")


def test_a_page_that_was_never_opened_is_forgotten_when_its_time_is_over(till: Till) -> None:
    bought = unpaid()
    till.begin(bought)
    till.pass_time(minutes=16)
    sweep_due(outside=till.outside)
    till.ask()
    till.pass_time(minutes=2)
    till.ask()
    payment = payment_of(bought)
    assert (payment.state, payment.next_ask_at) == ("closed", None)
