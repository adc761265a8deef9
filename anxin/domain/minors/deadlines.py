"""How long everything may take, and what a stopped clock does to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

DRAFT_FOR: Final = timedelta(days=7)
"""How long what was begun is kept for the guardian to go on."""

DECIDE_WITHIN: Final = timedelta(days=15)
"""Hard: from the receipt to the answer (侵害消费者权益行为处罚办法 Art. 8–10)."""

WARN_BEFORE: Final = timedelta(days=3)
"""So long before its deadline a claim that nobody has decided is a supervisor's."""

PAPERS_WITHIN: Final = timedelta(days=10)
"""How long papers that were asked for are waited for; then it is decided on what there is."""

ASKS: Final = 3
"""How often more may be asked for: a clock that may be stopped for ever is none."""

TRY_AGAIN: Final = timedelta(minutes=2)
"""After so long the payment of an approved order that could not be made is tried again."""

KEPT_YEARS: Final = 3
LOOK_FOR: Final = timedelta(minutes=10)
"""How long one look at papers lasts; then a reason is asked for again."""


def after_stop(*, decide_by: datetime, stopped_at: datetime, now: datetime) -> datetime:
    """Return the deadline after the clock stood still from `stopped_at` to `now`."""
    return decide_by + (now - stopped_at)


def next_look(*, decide_by: datetime, escalated: bool) -> datetime:
    """Return when an undecided claim is looked at next: to be escalated, or because it is late."""
    return decide_by if escalated else decide_by - WARN_BEFORE


def purge_on(*, closed_at: datetime) -> datetime:
    """Return when papers and names of a closed claim are erased.

    >>> purge_on(closed_at=datetime(2028, 2, 29, 12)).date().isoformat()
    '2031-03-01'
    """
    year = closed_at.year + KEPT_YEARS
    try:
        return closed_at.replace(year=year)
    except ValueError:  # 29 February
        return closed_at.replace(year=year, month=3, day=1)
