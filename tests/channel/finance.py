"""Finance's mornings: a day of trade at the till, its bill, and differences planted into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from anxin.adapters.channel.alipay.bills import AlipayBills
from anxin.adapters.channel.wechat.bills import WechatBills
from anxin.domain.reconciliation import FeeTerms
from anxin.domain.reconciliation.days import BEIJING
from anxin.services.reconciliation import reconcile_day
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Day, Difference, File, Line
from anxin.storage.reconciliation.queries import DayRow
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.channel.billdays import DAYS, until_noon
from tests.channel.till import Till, payment_of, refunds_of
from tests.factories.aftersale import case_after
from tests.factories.order import Bought

TERMS = FeeTerms(Fraction(6, 1000))
PRICE_FEN = 9_800
BILLS = {"alipay": AlipayBills, "wechat": WechatBills}
Found = set[tuple[str, str, str]]


class Books:
    """A till on a day of its own, and finance on the mornings after."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.bills = BILLS[till.method](till.merchant, terms=TERMS)
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
        self.send()
        return bought

    def send(self) -> None:
        """Send what is due, and ask about it until it is done."""
        self.till.send()
        while Refund.objects.filter(next_try_at__isnull=False).exists():
            self.till.pass_time(minutes=2)
            self.till.send()

    def plant(self, kind: str, bought: Bought, *, on: str = "*", **more: object) -> str:
        """Plant a difference into the bill's lines about an order; return its payment's number."""
        no = no_of(bought)
        place = f"{self.till.method}.bill.{on}"
        self.till.sandbox.switch(kind, on=place, out_trade_no=no, **more)
        return no

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
        return Day.objects.get(rail=self.till.method, day=self.day)

    def counts(self) -> tuple[int, ...]:
        """How much has been written in all."""
        fees = "SELECT count(*) AS n FROM anxin_ledger_posting WHERE kind = 'channel_fee'"
        tables = (Day, File, Line, Difference)
        return (*(table.objects.count() for table in tables), run(fees, {})[0].n)


def no_of(bought: Bought) -> str:
    """The number of an order's payment."""
    return payment_of(bought).no


def refund_of(bought: Bought) -> str:
    """The number of its refund."""
    return refunds_of(bought)[0].no


Plant = Callable[[Books], Found]


def console_refund(books: Books) -> Found:
    no = books.plant("bill_extra_refund", books.paid(), fen=500)
    serial_no = books.till.rail.account(payment_no=no)["serial_no"]
    return {("channel_only", f"{serial_no}001", "freeze")}


def payment_missing(books: Books) -> Found:
    no = books.plant("bill_missing", books.paid())
    return {("ours_only", no, "ask_channel")}


def refund_missing(books: Books) -> Found:
    bought = books.cancelled()
    books.plant("bill_missing", bought, on="refund")
    return {("ours_only", refund_of(bought), "ask_channel")}


def a_cent_short(books: Books) -> Found:
    no = books.plant("bill_amount_off", books.paid(), fen=-1)
    return {("amount", no, "compare_amount")}


def refund_too_high(books: Books) -> Found:
    bought = books.cancelled()
    books.plant("bill_amount_off", bought, on="refund", fen=1)
    return {("amount", refund_of(bought), "compare_amount")}


def fee_too_high(books: Books) -> Found:
    no = books.plant("bill_fee_off", books.paid(), fen=2)
    return {("fee", no, "check_fee")}


def fee_not_returned(books: Books) -> Found:
    bought = books.cancelled()
    books.plant("bill_fee_off", bought, on="refund", fen=59)
    return {("fee", refund_of(bought), "check_fee")}


PLANTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        console_refund, payment_missing, refund_missing, a_cent_short, refund_too_high,
        fee_too_high, fee_not_returned,
    )
}  # fmt: skip
