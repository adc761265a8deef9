"""The one time of the sandbox, which can be set ahead or back, and Beijing's way to write it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

from sandbox.book import Book

BEIJING = timezone(timedelta(hours=8))
FARTHEST_S = 20 * 365 * 86_400
WRITTEN = "%Y-%m-%d %H:%M:%S"


class Clock:
    """The machine's time plus an offset that the book keeps."""

    def __init__(self, *, book: Book) -> None:
        self._book = book
        with book.transaction() as tx:
            self.offset_s: float = tx.execute("SELECT offset_s FROM clock").fetchone()["offset_s"]

    def now_s(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.offset_s

    def shift(self, *, offset_s: float) -> None:
        """Set the offset, for good."""
        with self._book.transaction() as tx:
            tx.execute("UPDATE clock SET offset_s = ?", [offset_s])
        self.offset_s = offset_s


def beijing_text(*, at_s: float) -> str:
    """A time as Alipay writes it.

    >>> beijing_text(at_s=0)
    '1970-01-01 08:00:00'
    """
    return datetime.fromtimestamp(at_s, BEIJING).strftime(WRITTEN)


def iso(*, at_s: float) -> str:
    """A time with its offset, to the millisecond.

    >>> iso(at_s=0.25)
    '1970-01-01T08:00:00.250+08:00'
    """
    return datetime.fromtimestamp(at_s, BEIJING).isoformat(timespec="milliseconds")


def read_beijing(*, text: str) -> float | None:
    """The seconds since 1970 of a time as Alipay writes it; nothing for any other text."""
    try:
        return datetime.strptime(text, WRITTEN).replace(tzinfo=BEIJING).timestamp()
    except ValueError:
        return None


def rfc3339(*, at_s: float) -> str:
    """A time as WeChat Pay writes it.

    >>> rfc3339(at_s=0)
    '1970-01-01T08:00:00+08:00'
    """
    return datetime.fromtimestamp(int(at_s), BEIJING).isoformat()


def read_rfc3339(*, text: str) -> float | None:
    """The seconds since 1970 of a time with its zone; nothing for any other text.

    >>> read_rfc3339(text="1970-01-01T08:00:01+08:00"), read_rfc3339(text="1970-01-01T08:00:01")
    (1.0, None)
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo is None else at.timestamp()
