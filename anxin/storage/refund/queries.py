"""Reads of refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One transfer of a case, by tender."""

    no: str
    method: str
    destination: str
    refund_fen: int
    fee_fen: int
    state: str
    serial_no: str
    succeeded_at: datetime | None


def list_refunds(*, case_id: UUID) -> list[RefundRow]:
    """Return the transfers of a case in the order of its tenders."""
    rows = run(
        """SELECT r.no, p.method, r.destination, r.refund_fen, r.fee_fen, r.state,
                  r.serial_no, r.succeeded_at
             FROM anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
            WHERE r.case_id = %(id)s::uuid ORDER BY p.position""",
        {"id": case_id},
    )
    return [RefundRow(*row) for row in rows]
