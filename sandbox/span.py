"""The days and months of bills, in Beijing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sandbox.clock import BEIJING

READY_AFTER = timedelta(hours=10)
MONTH_READY_AFTER = timedelta(days=3, hours=10)


@dataclass(frozen=True)
class Span:
    """What a bill covers: from a day's or a month's beginning to its end, in Beijing."""

    date: str
    start: datetime
    end: datetime

    @classmethod
    def read(cls, *, date: str) -> Self | None:
        """A span from `yyyy-MM-dd` or `yyyy-MM`."""
        for written, length in (("%Y-%m-%d", 1), ("%Y-%m", 32)):
            try:
                start = datetime.strptime(date, written).replace(tzinfo=BEIJING)
            except ValueError:
                continue
            if start.strftime(written) != date:
                return None
            end = start + timedelta(days=length)
            return cls(date, start, end if length == 1 else end.replace(day=1))
        return None

    @property
    def ready_s(self) -> float:
        """When its bill is there."""
        days = (self.end - self.start).days
        return (self.end + (READY_AFTER if days == 1 else MONTH_READY_AFTER)).timestamp()
