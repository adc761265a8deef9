"""Files of bills: kept once, whatever happens to them, to the channel or to the worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from anxin.adapters.channel.alipay.bills import METHOD, AlipayBills
from anxin.domain.reconciliation import BillFile
from anxin.services.reconciliation import keeping, reconcile_day, reconcile_due
from anxin.storage.reconciliation.models import Day, File, Line
from tests.channel.finance import (
    PLANTS,
    PRICE_FEN,
    Books,
    console_refund,
    no_of,
    payment_missing,
)


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
        self.rail, self.identity, self.terms = bills.rail, bills.identity, bills.terms
        self.identities = bills.identities
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


def test_where_nothing_was_ever_paid_no_day_is_opened(books: Books) -> None:
    class Nobodys(AlipayBills):
        """An identity that took no payment."""

        rail = "alipay"

        def __init__(self) -> None:
            super().__init__(books.till.merchant, terms=None)
            self.identity, self.identities = "another account", ("another app",)

    assert reconcile_due(sources=[Nobodys()], outside=books.till.outside) == 0
    assert not Day.objects.filter(identity="another account").exists()
