"""Reconciliation: a channel's bill of a day held against our books, every difference named.

Keys: a payment by (rail, our payment's number), a refund by (rail, both our numbers). A bill's day
is Beijing's. Amounts are integer fen and never negative; a fee is what the channel keeps, negative
where it gives some back.
"""

from anxin.domain.reconciliation.bill import (
    BillContent,
    BillFile,
    BillRow,
    BillSource,
    BrokenBill,
    Declared,
    FeeTerms,
    NoBill,
    NotReady,
    Totals,
    Unreachable,
    check_bill,
)
from anxin.domain.reconciliation.days import (
    DAY,
    RETRY_AFTER,
    bill_ready_at,
    day_begins_at,
    day_of,
    suspense_ends_at,
)
from anxin.domain.reconciliation.matching import CLASSES, STEPS, Entry, Pair, match, step_at

__all__ = [
    "CLASSES",
    "DAY",
    "RETRY_AFTER",
    "STEPS",
    "BillContent",
    "BillFile",
    "BillRow",
    "BillSource",
    "BrokenBill",
    "Declared",
    "Entry",
    "FeeTerms",
    "NoBill",
    "NotReady",
    "Pair",
    "Totals",
    "Unreachable",
    "bill_ready_at",
    "check_bill",
    "day_begins_at",
    "day_of",
    "match",
    "step_at",
    "suspense_ends_at",
]
