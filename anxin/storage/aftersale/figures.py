"""How the review goes at a glance: what waits, and how long requests take to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from anxin.storage.statement import run

HANDLED_WITHIN = timedelta(hours=2)
"""The target on average (MISSION E3)."""

HANDLED = """
  count(*) FILTER (WHERE decided_at IS NOT NULL AND NOT by_system)::int AS handled,
  coalesce(avg(extract(epoch FROM decided_at - submitted_at))
           FILTER (WHERE NOT by_system), 0)::int AS average,
  coalesce(percentile_cont(0.5)
           WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - submitted_at))
           FILTER (WHERE NOT by_system), 0)::int AS median
"""


@dataclass(frozen=True, slots=True)
class Handling:
    """How long requests took to be decided first, their buyers' own time within; in seconds."""

    cases: int
    average_seconds: int
    median_seconds: int

    @property
    def is_slow(self) -> bool:
        """Whether it is longer than was promised on average (MISSION E3)."""
        return self.average_seconds > HANDLED_WITHIN.total_seconds()


def handling() -> Handling:
    """Return how long the requests of the last seven days took to be decided."""
    [row] = run(
        f"""SELECT {HANDLED} FROM anxin_aftersale_case
             WHERE submitted_at > clock_now() - interval '7 days'""",
        {},
    )
    return Handling(*row)


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """What the queue looks like at a glance, over 7 days. `handling`: from request to decision."""

    waiting: int
    late: int
    decided: int
    automatic: int
    handling: Handling
    refunded_fen: int


def queue_figures() -> QueueFigures:
    """Return the figures above the queue, over the last seven days."""
    [row] = run(
        f"""SELECT count(*) FILTER (WHERE state = 'platform_review')::int AS waiting,
                  count(*) FILTER (WHERE state = 'platform_review'
                                     AND decide_by < clock_now() + interval '30 minutes')::int
                    AS late,
                  count(*) FILTER (WHERE closed_at IS NOT NULL AND state <> 'withdrawn')::int
                    AS decided,
                  count(*) FILTER (WHERE closed_at IS NOT NULL AND state <> 'withdrawn'
                                     AND outcome IN ('approve', 'instant', 'refuse'))::int
                    AS automatic,
                  {HANDLED},
                  coalesce(sum(refund_fen) FILTER (WHERE state = 'refunded'), 0)::bigint AS refunded
             FROM anxin_aftersale_case WHERE submitted_at > clock_now() - interval '7 days'""",
        {},
    )
    waiting, late, decided, automatic, *handled, refunded_fen = row
    return QueueFigures(waiting, late, decided, automatic, Handling(*handled), refunded_fen)
