"""What a quote is asked about and what it answers: plain values, filled by storage or a scenario.

Amounts are integer fen, times are aware datetimes, words are those of `docs/glossary.md`.
The neutral value of every fact is its default here, so a caller states only what it knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anxin.domain.calendar import WorkingDay as WorkingDay


@dataclass(frozen=True, slots=True)
class Tender:
    """One means of payment of an order and what earlier refunds already gave back of it (gross)."""

    method: str
    fen: int
    refunded_fen: int = 0


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order as the records have it. `None` values mean "as paid", "all" or "not yet"."""

    state: str
    tenders: tuple[Tender, ...]
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    ordered_units: int = 1
    viewed_units: int = 0
    used_units: int = 0
    refunded_units: int = 0
    ordered_value_fen: int | None = None
    delivered_value_fen: int | None = None
    shortfall_refunded_fen: int = 0
    receipt: str = "unknown"
    fault: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: its kind and the verdict of the comparison with the records."""

    kind: str
    verdict: str = "consistent"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the buyer asks for; `units=None` asks for all of them."""

    reason: str | None = None
    units: int | None = None
    issuer_status: str = "unknown"
    issuer_used_at: datetime | None = None
    evidence: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """The buyer's standing. `instant_24h_fen`: gross paid on credit within the last 24 hours."""

    credit: int = 60
    flagged: bool = False
    cancels_7d: int = 0
    refunds_30d: int = 0
    instant_24h_fen: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision rests on; the same facts and policy always give the same answer."""

    now: datetime
    order: OrderFacts
    request: RequestFacts = RequestFacts()
    kind: str = "card_secret"
    special: str | None = None
    buyer: BuyerFacts = BuyerFacts()


@dataclass(frozen=True, slots=True)
class Share:
    """What goes back to one tender: `fen` after the fee, `gross_fen` before it."""

    method: str
    fen: int
    gross_fen: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The quote: whether, how much, by whom it is decided and until when.

    `units` are the units this refund would settle (0 where value, not units, is counted).
    `by_tender` has one share per tender in the order's sequence; empty for cancel and refuse.
    """

    outcome: str
    clause: str
    code: str | None = None
    tier: str | None = None
    cause: str | None = None
    gross_fen: int = 0
    fee_fen: int = 0
    refund_fen: int = 0
    units: int = 0
    by_tender: tuple[Share, ...] = ()
    missing: tuple[str, ...] = ()
    decide_by: datetime | None = None
    return_goods: bool = False
