"""Having refunds asked about out of turn: a notice came, somebody looks, finance wants it."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.services.failpoint import here
from anxin.services.refund.sending import TRY_AFTER
from anxin.storage import queue
from anxin.storage.statement import run

LOOK_AGAIN_S = 10
"""A channel is not asked more often than that because somebody looks at a page."""


def hear_of_refund(*, refund_no: str, undone: bool = False) -> None:
    """Have a refund asked about at once: the channel says that something has become of it.

    Of one that came back, its successor asks (`services.refund.whereabouts`). `undone`: the channel
    says that the buyer does not have it, which of one that arrived means that it came back. That
    one is confirmed within a minute (`services.refund.confirming`), whenever it arrived.
    """
    heard = run(
        """UPDATE anxin_refund_refund r SET next_try_at = clock_now(), planned_at = NULL
            WHERE r.state IN ('sending', 'processing', 'unknown', 'abnormal')
              AND (r.no = %(no)s::text OR r.successor_of_id = (
                  SELECT e.id FROM anxin_refund_refund e
                   WHERE e.no = %(no)s::text AND e.state = 'reversed'))
          RETURNING r.id""",
        {"no": refund_no},
    )
    if undone:
        run(
            """UPDATE anxin_refund_refund SET confirm_at = clock_now()
                WHERE no = %(no)s::text AND state = 'succeeded' AND destination = 'original'""",
            {"no": refund_no},
        )
    if heard:
        here("refund.heard_not_queued")
        queue.defer(task="send_refunds")


def ask_soon(*, refund_nos: Sequence[str]) -> None:
    """Have those asked about that a channel is at: somebody looks at a page that names them.

    The page does not wait for the answer; it is told like of everything else. When it is asked
    next by itself stays as it was planned; nobody is in a hurry where that is in a moment.
    """
    if not refund_nos:
        return
    asked = run(
        """UPDATE anxin_refund_refund r SET planned_at = next_try_at, next_try_at = clock_now()
            WHERE r.no = ANY(%(nos)s::text[]) AND r.sent_at IS NOT NULL
              AND r.state IN ('processing', 'unknown')
              AND r.next_try_at > clock_now() + make_interval(secs => %(soon)s::int)
              AND NOT EXISTS (SELECT 1 FROM anxin_refund_attempt a WHERE a.refund_id = r.id
                 AND a.started_at > clock_now() - make_interval(secs => %(again)s::int))
          RETURNING r.id""",
        {"nos": list(refund_nos), "again": LOOK_AGAIN_S, "soon": TRY_AFTER[0]},
    )
    if asked:
        queue.defer(task="send_refunds")


def try_again(*, refund_no: str) -> bool:
    """Have a refund tried again that a channel refused, at finance's word; say whether it will."""
    return bool(
        run(
            """UPDATE anxin_refund_refund SET next_try_at = clock_now()
                WHERE no = %(no)s::text AND state = 'abnormal' AND next_try_at IS NULL
              RETURNING id""",
            {"no": refund_no},
        )
    )
