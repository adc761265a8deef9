"""Days at the till: what was traded stands in the bill, and what was planted there is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from anxin.adapters.channel.alipay.bills import METHOD, AlipayBills
from anxin.domain.reconciliation import BillFile, FeeTerms
from anxin.domain.reconciliation.days import BEIJING
from anxin.services.reconciliation import keeping, reconcile_day, reconcile_due
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Day, Difference, File, Line
from anxin.storage.reconciliation.queries import DayRow
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.channel.billdays import DAYS, until_noon
from tests.channel.till import Till, payment_of, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import Bought, placed

TERMS = FeeTerms(Fraction(6, 1000))
PRICE_FEN = 9_800
Found = set[tuple[str, str, str]]


class Books:
    """A till on a day of its own, and finance on the mornings after."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.bills = AlipayBills(till.merchant, terms=TERMS)
        till.pass_time(seconds=until_noon(next(DAYS)).total_seconds())
        self.day = self.today()

    def today(self) -> date:
        """The site's day."""
        return queries.clock().astimezone(BEIJING).date()

    def paid(self, **order: Any) -> Bought:
        """A payment of ¥98, or of several times as much."""
        return self.till.paid(**order)

    def cancelled(self, **order: Any) -> Bought:
        """One that was given back whole."""
        bought = self.paid(**order)
        case_after(bought)
        assert self.till.send() == 1
        return bought

    def reconcile(self, day: date | None = None) -> DayRow:
        """Reconcile a day, at first this one, on the morning after."""
        if self.today() == self.day:
            self.till.pass_time(days=1)
        (outcome,) = reconcile_day(
            day=day or self.day, sources=[self.bills], outside=self.till.outside
        )
        assert outcome.day_id is not None
        row = queries.find_day(day_id=outcome.day_id)
        assert row is not None
        return row

    def found(self, *, settled: bool = False) -> Found:
        """What differs on the day: its class, its number, the next step."""
        rows = queries.list_differences(day_id=self.row.id)
        return {
            (row.kind, row.refund_no or row.payment_no, row.step)
            for row in rows
            if (row.settled_at is not None) == settled
        }

    @property
    def row(self) -> Day:
        """The day's row."""
        return Day.objects.get(rail="alipay", day=self.day)

    def counts(self) -> tuple[int, ...]:
        """How much has been written in all."""
        fees = "SELECT count(*) AS n FROM anxin_ledger_posting WHERE kind = 'channel_fee'"
        tables = (Day, File, Line, Difference)
        return (*(table.objects.count() for table in tables), run(fees, {})[0].n)


@pytest.fixture
def books(till: Till) -> Iterator[Books]:
    """The books of one day."""
    yield Books(till)


def no_of(bought: Bought) -> str:
    """The number of an order's payment."""
    return payment_of(bought).no


def refund_of(bought: Bought) -> str:
    """The number of its refund."""
    return refunds_of(bought)[0].no


def test_a_day_of_payments_and_refunds_matches_to_the_cent(books: Books) -> None:
    three = books.paid(units=3)
    case_after(three, units=1)
    books.till.send()
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


Plant = Callable[[Books], Found]


def console_refund(books: Books) -> Found:
    bought = books.paid()
    books.till.sandbox.switch("bill_extra_refund", out_trade_no=no_of(bought), fen=500)
    trade_no = books.till.sandbox.account(no_of(bought))["trade_no"]
    return {("channel_only", f"{trade_no}001", "freeze")}


def payment_missing(books: Books) -> Found:
    no = no_of(books.paid())
    books.till.sandbox.switch("bill_missing", on="alipay.bill.payment", out_trade_no=no)
    return {("ours_only", no, "ask_channel")}


def refund_missing(books: Books) -> Found:
    bought = books.cancelled()
    books.till.sandbox.switch("bill_missing", on="alipay.bill.refund", out_trade_no=no_of(bought))
    return {("ours_only", refund_of(bought), "ask_channel")}


def a_cent_short(books: Books) -> Found:
    no = no_of(books.paid())
    books.till.sandbox.switch("bill_amount_off", out_trade_no=no, fen=-1)
    return {("amount", no, "compare_amount")}


def refund_too_high(books: Books) -> Found:
    bought = books.cancelled()
    books.till.sandbox.switch(
        "bill_amount_off", on="alipay.bill.refund", out_trade_no=no_of(bought), fen=1
    )
    return {("amount", refund_of(bought), "compare_amount")}


def fee_too_high(books: Books) -> Found:
    no = no_of(books.paid())
    books.till.sandbox.switch("bill_fee_off", out_trade_no=no, fen=2)
    return {("fee", no, "check_fee")}


def fee_not_returned(books: Books) -> Found:
    bought = books.cancelled()
    books.till.sandbox.switch(
        "bill_fee_off", on="alipay.bill.refund", out_trade_no=no_of(bought), fen=59
    )
    return {("fee", refund_of(bought), "check_fee")}


PLANTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        console_refund, payment_missing, refund_missing, a_cent_short, refund_too_high,
        fee_too_high, fee_not_returned,
    )
}  # fmt: skip


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


def test_what_only_we_have_waits_and_then_calls_for_somebody(books: Books) -> None:
    payment_missing(books)
    assert books.reconcile().to_do == 0
    books.till.pass_time(days=2)
    (late,) = queries.list_days()[:1]
    assert (late.day, late.to_do) == (books.day, 1)


def test_reconciling_again_changes_nothing(books: Books) -> None:
    for plant in PLANTS.values():
        plant(books)
    books.reconcile()
    before, found = books.counts(), books.found()
    for _ in range(2):
        books.reconcile()
    assert (books.counts(), books.found()) == (before, found)


def test_another_file_for_the_same_day_is_a_finding_and_overwrites_nothing(books: Books) -> None:
    bought = books.paid()
    first = books.reconcile()
    books.till.sandbox.switch("bill_amount_off", out_trade_no=no_of(bought), fen=-500)
    again = books.reconcile()
    assert (again.sha256, again.paid_fen) == (first.sha256, PRICE_FEN)
    assert [kind for kind, *_ in books.found()] == ["other_file"]
    assert {file.state for file in File.objects.filter(day=books.row)} == {"accepted", "other"}
    before = books.counts()
    books.reconcile()
    assert books.counts() == before


@pytest.mark.parametrize(
    ("kind", "trouble"), [("bill_truncated", "truncated"), ("bill_tampered", "totals")]
)
def test_a_broken_file_is_refused_kept_and_asked_for_again(
    books: Books, kind: str, trouble: str
) -> None:
    books.paid()
    switch = books.till.sandbox.switch(kind)
    row = books.reconcile()
    assert (row.state, row.trouble, row.sha256) == ("refused", trouble, None)
    assert Line.objects.filter(file__day=books.row).count() == 0
    assert File.objects.get(day=books.row).trouble == trouble
    assert books.found() == set()
    books.till.sandbox.remove(switch)
    books.till.pass_time(seconds=301)
    assert reconcile_due(sources=[books.bills], outside=books.till.outside) >= 1
    assert (books.row.state, books.row.trouble, books.row.due_at) == ("reconciled", "", None)


def test_a_broken_file_takes_nothing_from_a_day_that_has_its_bill(books: Books) -> None:
    books.paid()
    books.reconcile()
    books.till.sandbox.switch("bill_tampered")
    assert books.reconcile().state == "reconciled"
    assert [kind for kind, *_ in books.found()] == ["other_file"]


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


def test_before_ten_the_next_morning_nothing_is_asked(books: Books) -> None:
    books.paid()
    (outcome,) = reconcile_day(day=books.day, sources=[books.bills], outside=books.till.outside)
    assert outcome.day_id is None
    assert not Day.objects.filter(day=books.day).exists()


def test_an_unreachable_channel_leaves_the_day_due_again(books: Books) -> None:
    books.paid()
    books.till.sandbox.switch("bad_signature", on=METHOD, count=1)
    row = books.reconcile()
    assert (row.state, row.trouble) == ("waiting", "unreachable")
    assert row.due_at is not None and row.due_at > row.now
    assert reconcile_due(sources=[books.bills], outside=books.till.outside) >= 0
    assert books.row.state == "waiting", "not before its time"
    books.till.pass_time(minutes=6)
    reconcile_due(sources=[books.bills], outside=books.till.outside)
    assert books.row.state == "reconciled"


def test_missed_days_are_caught_up_each_once(books: Books) -> None:
    books.paid()
    books.till.pass_time(days=1)
    books.paid()
    books.till.pass_time(days=3)
    assert reconcile_due(sources=[books.bills], outside=books.till.outside) >= 4
    states = dict(Day.objects.filter(day__gte=books.day).values_list("day", "state"))
    days = [date.fromordinal(books.day.toordinal() + n) for n in range(4)]
    assert [states.get(day) for day in days] == ["reconciled", "reconciled", "no_bill", "no_bill"]
    before = books.counts()
    assert reconcile_due(sources=[books.bills], outside=books.till.outside) == 0
    assert books.counts() == before


def test_a_worker_that_dies_on_the_way_leaves_nothing_half_done(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment_missing(books)
    books.cancelled()

    def die(_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_settle", die)
        with pytest.raises(SystemExit):
            books.reconcile()
    assert File.objects.filter(day=books.row).count() == 0
    assert books.reconcile().found == 1
    assert Line.objects.filter(file__day=books.row).count() == 2


class Meeting:
    """A source at which two workers meet: both have fetched before either goes on."""

    def __init__(self, bills: AlipayBills, crowd: int) -> None:
        from threading import Barrier

        self.rail, self.identity, self.terms = bills.rail, bills.identity, bills.terms
        self.read, self._bills, self._barrier = bills.read, bills, Barrier(crowd)

    def fetch(self, *, day: date) -> Any:
        """Fetch, and wait for the others."""
        file = self._bills.fetch(day=day)
        assert isinstance(file, BillFile)
        self._barrier.wait(timeout=20)
        return file


def test_two_workers_import_a_day_once(books: Books) -> None:
    console_refund(books)
    books.cancelled()
    books.till.pass_time(days=1)
    source = Meeting(books.bills, 4)

    def work(_: int) -> None:
        try:
            reconcile_day(day=books.day, sources=[source], outside=books.till.outside)
        finally:
            connection.close()

    fees = books.counts()[-1]
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(work, range(4)))
    assert File.objects.filter(day=books.row).count() == 1
    assert Line.objects.filter(file__day=books.row).count() == 4
    assert books.counts()[-1] - fees == 3, "the refund by hand cost nothing"
    assert len(books.found()) == 1
