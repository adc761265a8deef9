"""A crash at every named point of every path that money takes: in the end everything is whole.

Here a crash is an exception that undoes what was not committed; `make torture` kills real programs
at the same points.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest import mock

import pytest
from django.db import transaction

from anxin import wiring
from anxin.services import failpoint
from anxin.services.failpoint import POINTS
from torture.model.death import doom
from torture.model.paths import PATHS
from torture.model.stage import Stage
from torture.model.world import TALLY


@contextmanager
def staged() -> Iterator[Stage]:
    """A shop of its own with its oracle and a channel; undone afterwards."""
    with transaction.atomic():
        stage = Stage()
        with mock.patch.object(wiring, "outside", lambda: stage.outside):
            try:
                yield stage
            finally:
                failpoint.arm({})
                transaction.set_rollback(True)


@cache
def passed(path: str) -> list[str]:
    """The points that a path passes while nothing happens at them, in their sequence."""
    seen: dict[str, None] = {}
    with staged() as stage:
        failpoint.arm({point: lambda p=point: seen.setdefault(p) for point in POINTS})  # type: ignore[misc]
        PATHS[path](stage)
        stage.rest()
    return list(seen)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_a_crash_at_any_point_of_a_path_leaves_nothing_half_done(path: str) -> None:
    points = passed(path)
    assert points
    for point in points:
        before = TALLY[f"died at {point}"]
        with staged() as stage:
            doom(point)
            PATHS[path](stage)
            stage.compare()
            stage.rest()
        assert TALLY[f"died at {point}"] == before + 1, f"nobody died at {point}"
