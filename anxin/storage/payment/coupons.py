"""Reads of coupons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class CouponRow:
    """A coupon of a buyer; amounts are fen."""

    id: UUID
    no: str
    title: str
    title_en: str
    value_fen: int
    minimum_fen: int
    expires_at: datetime


_ROW = """SELECT id, no, title, title_en, value_fen, minimum_fen, expires_at
            FROM anxin_payment_coupon"""


def list_coupons(*, account_id: UUID) -> list[CouponRow]:
    """Return the buyer's coupons that can be spent, those that expire first at the top."""
    rows = run(
        _ROW
        + """ WHERE account_id = %(account_id)s::uuid AND state = 'available'
                AND expires_at > clock_now() ORDER BY expires_at LIMIT 50""",
        {"account_id": account_id},
    )
    return [CouponRow(*row) for row in rows]


def coupon_for(
    *, no: str, account_id: UUID, total_fen: int, held_by: UUID | None
) -> CouponRow | None:
    """Return the buyer's coupon of that number if it can pay an order of `total_fen`.

    `held_by`: the coupon that the order holds itself already, which it may go on to hold.
    """
    rows = run(
        _ROW
        + """ WHERE no = %(no)s::text AND account_id = %(account_id)s::uuid
                AND (state = 'available' OR (state = 'held' AND id = %(held_by)s::uuid))
                AND expires_at > clock_now() AND minimum_fen <= %(total)s::bigint""",
        {"no": no, "account_id": account_id, "total": total_fen, "held_by": held_by},
    )
    return CouponRow(*rows[0]) if rows else None


def no_of(*, coupon_id: UUID) -> str:
    """Return a coupon's number."""
    rows = run("SELECT no FROM anxin_payment_coupon WHERE id = %(id)s::uuid", {"id": coupon_id})
    return str(rows[0].no)
