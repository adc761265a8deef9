"""Where a refund's money is at its channel: with it, with the merchant, or with the buyer.

Money that a bank sent back goes on under a number of its own (`services.refund.confirming`), yet
its channel may hold it under the earlier one, or give it to the buyer at somebody's word. As long
as it does, nothing is sent under the later number, nor paid in another way.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from anxin.domain.channel import (
    Abnormal,
    Channel,
    Closed,
    NotRefunded,
    Processing,
    Recall,
    Refunded,
    RefundOrder,
    RefundState,
    Refused,
    Unknown,
)
from anxin.services.failpoint import here
from anxin.services.refund.recording import Outcome, Recalled
from anxin.storage.columns import ClockNow
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run

EARLIER = """
WITH RECURSIVE chain AS (
  SELECT r.* FROM anxin_refund_refund r WHERE r.id = %(id)s::uuid
  UNION ALL
  SELECT b.* FROM chain c JOIN anxin_refund_refund b ON b.id = c.successor_of_id
   WHERE c.state <> 'reversed'
)
SELECT id, no, refund_fen, serial_no, recalled_at FROM chain WHERE state = 'reversed'
"""
"""The number that the money last arrived under before it came back; none where it never did."""


def order_of(*, claim: Any, refund: Any) -> RefundOrder:
    """Return the order that `refund`, the claimed one or an earlier one, was made by."""
    return RefundOrder(
        refund.no, claim.payment_no, refund.refund_fen, "订单退款", int(claim.total_fen)
    )


def ask_earlier(*, channel: Channel, claim: Any) -> Outcome | None:
    """Ask for money that came back under the number it went by.

    `None` where none of it is there: a refund that never came back, or one that was closed.
    """
    rows = run(EARLIER, {"id": claim.id}) if claim.successor_of_id else []
    if not rows:
        return None
    (earlier,) = rows
    found = channel.find_refund(order=order_of(claim=claim, refund=earlier))
    if isinstance(found, Closed):
        return None
    if isinstance(found, NotRefunded):
        return Unknown("the channel does not know a refund that had arrived")
    read = read_found(channel=channel, claim=claim, refund=earlier, found=found)
    # The serial number is the earlier refund's: the claimed one has none before it is sent.
    return (
        replace(read, serial_no="") if isinstance(read, Abnormal | Processing | Recalled) else read
    )


def read_found(
    *, channel: Channel, claim: Any, refund: Any, found: RefundState | Unknown
) -> Outcome:
    """Return what an answer about `refund` means for its buyer.

    What waits at the channel is recalled where another way was agreed on. A success is the buyer's
    unless it went to the merchant, whoever had it sent there; of a recalled one the channel has to
    say where it went.
    """
    match found:
        case Abnormal() if claim.route:
            order = order_of(claim=claim, refund=refund)
            recalled = recall(channel=channel, refund_id=refund.id, order=order, found=found)
            return Recalled(recalled.serial_no) if isinstance(recalled, Processing) else recalled
        case Refunded(to_merchant=True):
            _note_recalled(refund.id)
            return NotRefunded() if claim.route else Refused("sent_to_merchant", final=True)
        case Refunded(account="") if refund.recalled_at is not None:
            return Unknown("the channel does not say where a recalled refund went")
    return found


def recall(*, channel: Channel, refund_id: UUID, order: RefundOrder, found: Abnormal) -> Recall:
    """Have the money sent to the merchant, noted before it is asked for.

    Otherwise a success of it that does not say where it went, told after a crash, would be taken
    for the buyer's.
    """
    _note_recalled(refund_id)
    here("refund.recall_noted_not_sent")
    return channel.recall_refund(order=order, serial_no=found.serial_no)


def _note_recalled(refund_id: UUID) -> None:
    Refund.objects.filter(id=refund_id, recalled_at__isnull=True).update(recalled_at=ClockNow())
