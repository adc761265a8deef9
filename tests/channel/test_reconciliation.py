"""Days at the till: what was traded stands in the bill, and what was planted there is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from anxin.adapters.channel.alipay.bills import AlipayBills
from anxin.services import failpoint
from anxin.services.reconciliation import reconcile_due
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Line
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.channel.finance import (
    PLANTS,
    PRICE_FEN,
    TERMS,
    Books,
    no_of,
    payment_missing,
    refund_of,
)
from tests.channel.till import refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import placed


def test_a_day_of_payments_and_refunds_matches_to_the_cent(books: Books) -> None:
    three = books.paid(units=3)
    case_after(three, units=1)
    books.send()
    books.cancelled()
    books.paid()
    row = books.reconcile()
    assert (row.state, row.found, row.trouble) == ("reconciled", 0, "")
    assert (row.payments, row.paid_fen) == (3, 5 * PRICE_FEN)
    assert (row.refunds, row.refunded_fen) == (2, 2 * PRICE_FEN)
    assert row.fee_fen == 176 + 59 + 59 - 59 - 59
    assert breaches() == []


def test_fees_are_booked_as_billed_so_that_clearing_is_what_the_channel_owes(books: Books) -> None:
    before = owed()
    books.cancelled()
    books.paid(units=2)
    row = books.reconcile()
    assert owed() - before == row.net_fen == 2 * PRICE_FEN - 118


def owed() -> int:
    """What the channels owe by our ledger."""
    rows = run(
        """SELECT coalesce(sum(CASE WHEN source_kind = 'channel_clearing' THEN amount_fen
                                    ELSE -amount_fen END), 0) AS fen
             FROM anxin_ledger_posting
            WHERE 'channel_clearing' IN (source_kind, target_kind)""",
        {},
    )
    return int(rows[0].fen)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_difference_is_found_and_classed_and_nothing_else(
    books: Books, name: str
) -> None:
    books.paid()
    books.cancelled()
    expected = PLANTS[name](books)
    assert books.reconcile().state == "reconciled"
    assert books.found() == expected


def test_all_at_once_are_found_each_as_what_it_is(books: Books) -> None:
    books.cancelled()
    expected = set().union(*(plant(books) for plant in PLANTS.values()))
    row = books.reconcile()
    assert books.found() == expected
    assert (row.found, row.open, row.waiting, row.to_do) == (7, 7, 2, 5)


def test_the_books_are_whole_whatever_the_bill_says(books: Books) -> None:
    for plant in PLANTS.values():
        plant(books)
    books.reconcile()
    assert breaches() == []


def test_what_only_we_have_waits_and_then_calls_for_somebody(books: Books) -> None:
    payment_missing(books)
    assert books.reconcile().to_do == 0
    books.till.pass_time(days=2)
    (late,) = queries.list_days()[:1]
    assert (late.day, late.to_do) == (books.day, 1)


def test_a_payment_that_nobody_told_us_of_is_asked_about_and_taken(books: Books) -> None:
    bought = placed(buyer=a_buyer(money_fen=0))
    no = books.till.pay_at_channel(bought).no
    books.reconcile()
    assert books.found() == set()
    assert books.found(settled=True) == {("status", no, "ask_again")}
    assert Payment.objects.get(no=no).state == "captured"


def test_a_refund_that_we_are_unsure_of_is_asked_about_and_settles_itself(books: Books) -> None:
    bought = books.paid()
    case_after(bought)
    books.till.sandbox.switch("error_500_after_commit", on="alipay.trade.refund", count=1)
    books.till.send()
    assert refunds_of(bought)[0].state == "unknown"
    Refund.objects.filter(no=refund_of(bought)).update(next_try_at=None)
    books.reconcile()
    assert books.found() == {("status", refund_of(bought), "ask_again")}
    assert books.till.send() == 1, "due at once"
    reconcile_due(sources=[books.bills], outside=books.till.outside)
    assert books.found() == set()
    assert books.found(settled=True) == {("status", refund_of(bought), "ask_again")}


def test_what_we_learned_of_after_midnight_matches_the_bill_of_the_day_before(
    books: Books,
) -> None:
    bought = placed(buyer=a_buyer(money_fen=0))
    no = books.till.pay_at_channel(bought).no
    books.till.pass_time(hours=12, minutes=1)
    books.till.believe(no)
    books.till.pass_time(hours=10)
    assert books.reconcile().found == 0
    books.till.pass_time(days=1)
    tomorrow = books.reconcile(date.fromordinal(books.day.toordinal() + 1))
    assert (tomorrow.state, tomorrow.found) == ("no_bill", 0)


def test_one_accounts_bill_covers_all_its_apps(books: Books) -> None:
    old = books.paid()
    Payment.objects.filter(no=no_of(old)).update(identity="an older app")
    new = books.paid()
    books.bills = AlipayBills(
        books.till.merchant, terms=TERMS, apps=(books.till.merchant.app_id, "an older app")
    )
    assert books.reconcile().found == 0
    lines = Line.objects.filter(file__day=books.row).values_list("payment_no", flat=True)
    assert set(lines) == {no_of(old), no_of(new)}


def test_wechats_day_matches_to_the_cent_too(wechat_books: Books) -> None:
    before = owed()
    wechat_books.cancelled()
    part = wechat_books.paid(units=3)
    case_after(part, units=1)
    wechat_books.send()
    row = wechat_books.reconcile()
    assert (row.state, row.found, row.trouble) == ("reconciled", 0, "")
    assert (row.payments, row.paid_fen, row.refunds) == (2, 4 * PRICE_FEN, 2)
    assert row.fee_fen == 176 - 59
    assert owed() - before == row.net_fen


def test_all_that_is_planted_at_wechat_is_found_too(wechat_books: Books) -> None:
    expected = set().union(*(plant(wechat_books) for plant in PLANTS.values()))
    wechat_books.cancelled()
    wechat_books.reconcile()
    assert wechat_books.found() == expected


def test_a_refund_under_way_in_the_bill_is_asked_about_not_failed(wechat_books: Books) -> None:
    bought = wechat_books.cancelled()
    wechat_books.plant("bill_processing", bought)
    wechat_books.reconcile()
    assert wechat_books.found() == set()
    assert wechat_books.found(settled=True) == {("status", refund_of(bought), "ask_again")}
    assert refunds_of(bought)[0].state == "succeeded"


def test_what_a_worker_that_died_did_not_ask_about_is_asked_about_later(
    wechat_books: Books,
) -> None:
    bought = wechat_books.cancelled()
    wechat_books.plant("bill_processing", bought)
    wechat_books.till.pass_time(days=1)
    due: dict[str, Any] = {"sources": [wechat_books.bills], "outside": wechat_books.till.outside}
    failpoint.arm(failpoint.read("bill.compared_not_asked=error"))
    reconcile_due(**due)
    failpoint.arm({})
    expected = {("status", refund_of(bought), "ask_again")}
    assert (wechat_books.row.state, wechat_books.found()) == ("reconciled", expected)
    wechat_books.till.pass_time(hours=1)
    reconcile_due(**due)
    assert (wechat_books.found(), wechat_books.found(settled=True)) == (set(), expected)
    assert wechat_books.row.due_at is None


def test_a_refund_that_is_done_after_the_bill_settles_itself_and_its_fee_is_booked_then(
    wechat_books: Books,
) -> None:
    before = owed()
    bought = wechat_books.paid()
    case_after(bought)
    wechat_books.till.sandbox.switch("refund_processing", seconds=40 * 3_600)
    wechat_books.till.send()
    wechat_books.reconcile()
    assert wechat_books.found() == {("status", refund_of(bought), "ask_again")}
    assert owed() - before == PRICE_FEN - 59
    wechat_books.till.pass_time(days=1)
    wechat_books.send()
    for _ in range(2):
        wechat_books.reconcile()
    assert wechat_books.found() == set()
    assert owed() - before == 0
    assert breaches() == []


def test_a_refund_that_the_channel_closed_costs_and_brings_no_fee(wechat_books: Books) -> None:
    before = owed()
    bought = wechat_books.paid()
    case_after(bought)
    wechat_books.till.sandbox.switch("refund_closed", count=1)
    wechat_books.send()
    row = wechat_books.reconcile()
    first, second = refunds_of(bought)
    assert (first.state, second.state) == ("failed", "succeeded")
    assert wechat_books.found() == set()
    assert (row.refunds, row.refunded_fen) == (2, 2 * PRICE_FEN), "the bill says both"
    assert owed() - before == 0
    assert breaches() == []
