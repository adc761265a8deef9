"""Reads of claims on fees that refunds kept (F5), and of what can be claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.aftersale.contests import GRANTED_AFTER, ContestRow, Contests
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class FeeClaimRow(ContestRow):
    """A claim on a kept fee: `fen` is claimed, `granted_fen` of it went back."""

    granted_fen: int
    cause: str | None
    fee_fen: int
    buyer_name: str


CLAIMS = Contests(
    table="anxin_aftersale_feeclaim",
    row=FeeClaimRow,
    more=f"""t.claimed_fen AS fen,
             t.submitted_at + interval '{GRANTED_AFTER.days} days' AS limit_at,
             t.granted_fen, c.cause, c.fee_fen, b.username AS buyer_name""",
    joins="JOIN anxin_account_account b ON b.id = t.buyer_id",
    owner="buyer_id",
    granted="t.granted_fen",
)


def count_late_claims() -> int:
    """Return how many claims were late with a senior too, and are a supervisor's."""
    (row,) = run(
        """SELECT count(*) AS n FROM anxin_aftersale_feeclaim
            WHERE due_at IS NOT NULL AND tier = 'supervisor'""",
        {},
    )
    return int(row.n)


@dataclass(frozen=True, slots=True)
class KeptFee:
    """The fee that a refunded case kept of real money, and until when it can be claimed."""

    case_id: UUID
    order_id: UUID
    fee_fen: int
    until: datetime
    over: bool


def kept_fee(*, case_no: str, buyer_id: UUID, within_days: int) -> KeptFee | None:
    """Return what the buyer can claim of his case; nothing where no fee was kept.

    What was kept of points or a coupon is no money: a claim cannot turn it into any.
    """
    rows = run(
        """SELECT c.id, c.order_id, sum(r.fee_fen)::bigint AS fee_fen,
                  c.closed_at + make_interval(days => %(days)s::int) AS until,
                  c.closed_at + make_interval(days => %(days)s::int) < clock_now() AS over
             FROM anxin_aftersale_case c
             JOIN anxin_refund_refund r ON r.case_id = c.id AND r.state = 'succeeded'
             JOIN anxin_payment_payment p ON p.id = r.payment_id
              AND p.method NOT IN ('points', 'coupon')
            WHERE c.no = %(no)s::text AND c.buyer_id = %(buyer)s::uuid AND c.state = 'refunded'
            GROUP BY c.id HAVING sum(r.fee_fen) > 0""",
        {"no": case_no, "buyer": buyer_id, "days": within_days},
    )
    return KeptFee(*rows[0]) if rows else None
