"""Money that a channel took back for the buyer: nothing else of it is given, and no more than it.

What a chargeback took counts as given back, as far as something of its payment is left
(`services.refund.taken`). What a refund on its way takes is missing to the chargeback, which is
contested for so much. Should the channel not make that refund after all, the chargeback is met then
(`services.refund.recording`).
"""

from __future__ import annotations

from uuid import UUID

from anxin.services.refund.taken import Wanted, take
from anxin.storage.statement import run

CONTESTED = """
SELECT id, outside_no, fen - taken_fen AS wanted_fen FROM anxin_aftersale_complaint
 WHERE payment_id = %(payment_id)s::uuid AND taken_fen < fen ORDER BY id
"""
MET = """
UPDATE anxin_aftersale_complaint SET taken_fen = taken_fen + %(fen)s::bigint
 WHERE id = %(id)s::uuid
"""


def meet_chargebacks(*, order_id: UUID, payment_id: UUID, refused: UUID | None = None) -> bool:
    """Give contested chargebacks of a payment what is left of it; say whether there are any.

    To be called with the order locked. `refused`: a refund that the channel has just said it does
    not make; it is stopped like those that were never sent.
    """
    contested = run(CONTESTED, {"payment_id": payment_id})
    if contested:
        taken = take(
            order_id=order_id,
            payment_id=payment_id,
            cause="chargeback",
            wanted=[Wanted(one.outside_no, one.wanted_fen) for one in contested],
            refused=refused,
        )
        for one, met in zip(contested, taken, strict=True):
            run(MET, {"id": one.id, "fen": met.fen})
    return bool(contested)


def is_charged_back(*, payment_id: UUID) -> bool:
    """Whether a chargeback of that payment is open, or contested for a part of its sum."""
    return bool(
        run(
            """SELECT 1 AS found FROM anxin_aftersale_complaint
                WHERE payment_id = %(id)s::uuid AND source = 'chargeback'
                  AND (state = 'open' OR taken_fen < fen) LIMIT 1""",
            {"id": payment_id},
        )
    )
