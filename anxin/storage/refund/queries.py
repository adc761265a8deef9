"""Reads of refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.payment.held import HELD
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One transfer of a case, by tender. `stuck`: nothing more happens to it by itself.

    `consented`: the buyer has agreed to have it in the wallet instead. `held`: it is not sent
    before a refund that the channel's bill shows is cleared up.
    """

    no: str
    method: str
    destination: str
    refund_fen: int
    fee_fen: int
    state: str
    trouble: str
    serial_no: str
    account: str
    reserved_at: datetime
    succeeded_at: datetime | None
    stuck: bool
    consented: bool
    held: bool


def list_refunds(*, case_id: UUID) -> list[RefundRow]:
    """Return the transfers of a case in the order of its tenders."""
    rows = run(
        f"""SELECT r.no, p.method, r.destination, r.refund_fen, r.fee_fen, r.state, r.trouble,
                  r.serial_no, r.account, r.reserved_at, r.succeeded_at,
                  r.state = 'abnormal' AND r.next_try_at IS NULL AS stuck,
                  w.consented_at IS NOT NULL AS consented, {HELD} AS held
             FROM anxin_refund_refund r
             JOIN anxin_payment_payment p ON p.id = r.payment_id
             LEFT JOIN anxin_refund_reroute w ON w.refund_id = r.id
            WHERE r.case_id = %(id)s::uuid ORDER BY p.position, r.id""",
        {"id": case_id},
    )
    return [RefundRow(*row) for row in rows]
