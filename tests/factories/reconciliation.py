"""A channel's bills as a test writes them, and a day that was reconciled against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from anxin import wiring
from anxin.domain.postings import payment
from anxin.domain.reconciliation import (
    BillContent,
    BillFile,
    BillRow,
    Declared,
    FeeTerms,
    Totals,
    check_bill,
    day_begins_at,
)
from anxin.domain.reconciliation.days import BEIJING
from anxin.services.posting import post
from anxin.services.reconciliation import reconcile_day
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.queries import DayRow
from tests.factories.account import a_buyer
from tests.factories.order import placed

IDENTITY = "app"


@dataclass
class Written:
    """Bills of one identity, all with the same rows; or whatever else `fetched` is."""

    rows: Sequence[BillRow]
    fetched: Any = None
    rail: str = "alipay"
    identity: str = IDENTITY
    identities: tuple[str, ...] = (IDENTITY,)
    terms: FeeTerms | None = FeeTerms(Fraction(6, 1000))

    def fetch(self, *, day: date) -> Any:
        """A file whose content is its rows."""
        return self.fetched or BillFile(repr(self.rows).encode())

    def read(self, *, file: BillFile, day: date) -> BillContent:
        """The rows, which agree with themselves."""
        sums = Totals.of(self.rows)
        declared = Declared(sums.rows, None, sums.paid_fen, None, sums.refunded_fen, sums.fee_fen)
        return check_bill(content=BillContent(tuple(self.rows), declared), day=day)


def past_day() -> date:
    """The day before yesterday: its bill is there at any hour, and its suspense is not over."""
    return queries.clock().astimezone(BEIJING).date() - timedelta(days=2)


def a_row(kind: str = "payment", **changed: Any) -> BillRow:
    """A row of a past day's that nothing of ours explains."""
    at = day_begins_at(past_day()) + timedelta(hours=12)
    known: dict[str, Any] = dict(
        kind=kind, payment_no="P-NOBODYS", refund_no="" if kind == "payment" else "R-NOBODYS",
        serial_no="2026112222001", amount_fen=9_800, fee_fen=59 if kind == "payment" else 0,
        status="done", at=at,
    )  # fmt: skip
    return BillRow(**{**known, **changed})


def a_captured_payment(*, at: datetime | None = None) -> Payment:
    """A payment of ¥98 that a channel took on a past day at noon, or then; booked, not counted."""
    bought = placed(buyer=a_buyer(money_fen=0))
    taken = Payment.objects.create(
        merchant_id=bought.row.merchant_id,
        order=bought.row,
        no=f"P{bought.no[:28]}",
        position=7,
        method="alipay",
        amount_fen=9_800,
        captured_fen=9_800,
        counted=False,
        identity=IDENTITY,
        captured_at=at or day_begins_at(past_day()) + timedelta(hours=12),
    )
    lines = payment(
        method="alipay",
        account_id=bought.buyer,
        merchant_id=bought.row.merchant_id,
        amount_fen=9_800,
    )
    post(cause=taken.id, kind="payment", lines=lines, order_id=bought.row.id)
    return taken


def reconciled(source: Written, *, day: date | None = None) -> DayRow:
    """The day after a source's bill was held against the books."""
    (outcome,) = reconcile_day(day=day or past_day(), sources=[source], outside=wiring.outside())
    assert outcome.day_id is not None
    row = queries.find_day(day_id=outcome.day_id)
    assert row is not None
    return row
