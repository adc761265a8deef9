"""Rows dealt with apart from each other: one that fails is logged, and holds up no other.

What looks for due rows and deals with them one by one does it through here: a row that raises each
time it is met would otherwise keep all behind it waiting for ever. Each row needs transactions of
its own, so nothing here is called inside one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from anxin.services.failpoint import Struck

log = structlog.get_logger()
Row = TypeVar("Row")


def apart(act: Callable[[], int | None], *, what: object) -> int:
    """Do something by itself; return how much was done, none where it failed.

    `what` names it in the log, by a key or a public number: nothing of anybody's own. A point that
    was struck (services.failpoint) stands for a process that died: nobody is left to go on.
    """
    try:
        return int(act() or 0)
    except Struck:
        raise
    except Exception:
        log.exception("apart.failed", what=str(what))
        return 0


def each_apart(
    rows: Iterable[Row], act: Callable[[Row], int | None], *, name: Callable[[Row], object] = str
) -> int:
    """Do something for each row by itself; return how much was done in all."""
    return sum(apart(lambda row=row: act(row), what=name(row)) for row in rows)  # type: ignore[misc]
