"""Refunds that a channel closed: the number is spent, the money goes on under a new one."""

from __future__ import annotations

from typing import Any

from anxin.services.numbers import new_no
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Finding
from anxin.storage.statement import run

ABOUT_REFUNDS = ("refund_refused", "refund_abnormal", "refund_late")

CLOSE = """
WITH closed AS (
  UPDATE anxin_refund_refund r
     SET state = 'failed', next_try_at = NULL, trouble = 'closed_by_channel'
   WHERE r.id = %(id)s::uuid AND r.state IN ('sending', 'processing', 'unknown', 'abnormal')
  RETURNING r.*
)
INSERT INTO anxin_refund_refund (merchant_id, payment_id, case_id, withdrawal_id, successor_of_id,
       no, cause, destination, refund_fen, fee_fen, reserved_at, state, trouble, route, next_try_at)
SELECT merchant_id, payment_id, case_id, withdrawal_id, id, %(no)s::text, cause, destination,
       refund_fen, fee_fen, reserved_at,
       CASE WHEN successor_of_id IS NULL THEN 'reserved' ELSE 'abnormal' END,
       CASE WHEN successor_of_id IS NULL THEN '' ELSE 'closed_twice' END,
       CASE WHEN successor_of_id IS NULL OR withdrawal_id IS NULL THEN '' ELSE 'wallet' END,
       CASE WHEN successor_of_id IS NULL OR withdrawal_id IS NOT NULL THEN clock_now() END
  FROM closed
RETURNING no, refund_fen, next_try_at IS NULL AS stuck
"""


def close(*, claim: Any) -> None:
    """Take the channel's word that a refund is closed: its money goes on under a new number.

    What was reserved stays reserved, for the successor, and since then: a new number is no new
    promise. Closed a second time it does not go on by itself: finance is told, and another way has
    to be agreed on. A withdrawal's money is its owner's: it goes to the wallet then.
    """
    for successor in run(CLOSE, {"id": claim.id, "no": new_no()}):
        if successor.stuck:
            note_finding(
                kind="refund_abnormal",
                no=successor.no,
                fen=successor.refund_fen,
                detail="closed_twice",
            )


def note_finding(*, kind: str, no: str, fen: int, detail: str) -> None:
    """Tell finance about a refund, anew if it was settled before."""
    Finding.objects.update_or_create(
        kind=kind,
        subject=no,
        defaults={
            "expected_fen": fen,
            "detail": detail[:200],
            "settled_at": None,
            "settled_by": None,
        },
    )


def settle_findings(*, no: str) -> None:
    """A refund has arrived: findings about it have settled themselves."""
    open_ones = Finding.objects.filter(kind__in=ABOUT_REFUNDS, subject=no, settled_at__isnull=True)
    open_ones.update(settled_at=ClockNow())
