"""When money that goes back is expected: a range, on the working calendar.

Source: the channels' own promises. WeChat Pay ("退款到账时间"): balance within minutes, bank card
one to three working days. Alipay: balance at once, bank card as a rule one to three working days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anxin.domain.calendar import WorkingDay, due_after_working_days

KEPT_HERE: Final = ("wallet", "coupon", "points")
LATEST_WORKING_DAYS: Final = 3
"""Bank cards take the longest; a balance has it in minutes."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The earliest and the latest moment; equal where it is at once."""

    earliest: datetime
    latest: datetime


def expected_arrival(
    *, method: str, destination: str, since: datetime, is_working_day: WorkingDay
) -> Arrival:
    """Return when money that set out at `since` reaches the buyer.

    What the platform keeps for the buyer is there at once. The end of a range is the end of that
    working day's clock time, as the channels count.
    """
    if destination == "wallet" or method in KEPT_HERE:
        return Arrival(since, since)
    latest = due_after_working_days(
        start=since, days=LATEST_WORKING_DAYS, is_working_day=is_working_day
    )
    return Arrival(since, latest)
