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

PRESS_AGAIN: Final = timedelta(days=1)
"""So often a supervisor is told again of what is still not done."""

ANSWER_AHEAD: Final = timedelta(hours=6)
"""So long before its deadline a claim is answered by the system, on what there is. Later than 15
days without a refund counts as refused on purpose (处罚办法 Art. 8–10), whoever was to decide."""

OBJECTION_WITHIN: Final = timedelta(days=3)
"""After so long an objection of the holder that nobody has answered frees the account, and is a
supervisor's to answer (反诈法 Art. 32: checked in time, and lifted at once where it is right). No
stopped clock and no other state of the claim moves it."""

PAPERS_WITHIN: Final = timedelta(days=10)
"""How long papers that were asked for are waited for; then it is decided on what there is."""

ASKS: Final = 3
"""How often more may be asked for: a clock that may be stopped for ever is none."""

TRY_AGAIN: Final = timedelta(minutes=2)
"""After so long the payment of an approved order that could not be made is tried again."""

PAY_WITHIN: Final = timedelta(days=1)
"""An approved claim that is not paid out within so long is a supervisor's."""

FREE_AFTER: Final = timedelta(days=3)
"""An account whose claim is not paid out within so long is free; the money is still pursued. Only
the orders that are to be given back stay as they are."""

AGAIN_WITHIN: Final = timedelta(days=3)
"""How long what could not be paid may take to be decided anew; it had its answer in time."""

KEPT_YEARS: Final = 3
LOOK_FOR: Final = timedelta(minutes=10)
"""How long one look at papers lasts; then a reason is asked for again."""


def after_stop(*, decide_by: datetime, stopped_at: datetime, now: datetime) -> datetime:
    """Return the deadline after the clock stood still from `stopped_at` to `now`."""
    return decide_by + (now - stopped_at)


def next_look(*, decide_by: datetime, escalated: bool, now: datetime) -> datetime:
    """Return when an undecided claim is looked at next: to be escalated, pressed or answered."""
    if not escalated:
        return max(now, decide_by - WARN_BEFORE)
    return max(now, min(now + PRESS_AGAIN, decide_by - ANSWER_AHEAD))


def is_to_be_answered(*, decide_by: datetime, now: datetime) -> bool:
    """Say whether the time of people is over: the system answers."""
    return now >= decide_by - ANSWER_AHEAD


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
