"""Refunds that are held: the channel's bill shows a refund of their payment that our books lack.

As long as such a difference is open nothing further of that payment leaves, to whatever place. What
was handed to the channel before is still asked about: asking moves no money.
"""

from __future__ import annotations

_FROZEN = """EXISTS (
    SELECT 1 FROM anxin_reconciliation_difference x
     WHERE x.payment_no = {trade}.no AND x.row_kind = 'refund' AND x.step = 'freeze'
       AND x.settled_at IS NULL)"""


def frozen(*, trade: str) -> str:
    """Return the SQL condition that the payment with that alias, as its channel has it, is frozen.

    >>> frozen(trade="y").count("y.no")
    1
    """
    return _FROZEN.format(trade=trade)


HELD = f"""(r.state NOT IN ('succeeded', 'failed', 'reversed')
    AND (r.sent_at IS NULL OR r.route <> '') AND EXISTS (
    SELECT 1 FROM anxin_payment_payment z
      JOIN anxin_payment_payment w ON w.id = coalesce(z.part_of_id, z.id)
     WHERE z.id = r.payment_id AND {frozen(trade="w")}))"""
"""The SQL condition that the refund `r` is held. One on its way to the wallet instead would leave
without the channel being asked to send anything."""
