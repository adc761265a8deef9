"""A crash inside one process: it undoes what was not committed, as a kill -9 would."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anxin.services import failpoint
from torture.model.world import TALLY

Answer = TypeVar("Answer")


class Died(BaseException):
    """The process ended at this point. No `except Exception` can save it."""


def doom(point: str) -> None:
    """Whoever passes this point next dies there."""

    def die() -> None:
        failpoint.arm({})
        raise Died(point)

    failpoint.arm({point: die})


def persist(act: Callable[[], Answer]) -> Answer:
    """Do it; where the process dies on the way, it is started again and asked again.

    So do people with a form, and jobs by their next turn.
    """
    try:
        return act()
    except Died as died:
        TALLY[f"died at {died}"] += 1
        return act()
