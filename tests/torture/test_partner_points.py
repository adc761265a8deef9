"""A crash at every named point of the ways to partners, banks and bills leaves all whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from django.db import transaction

from anxin.services import failpoint
from anxin.services.failpoint import POINTS
from tests.torture.test_points import passed as passed_in_model
from torture.model.counter import Counter
from torture.model.death import doom
from torture.model.partner_paths import PATHS
from torture.model.paths import PATHS as MODEL_PATHS
from torture.model.world import TALLY


@contextmanager
def opened() -> Iterator[Counter]:
    """A shop of its own at partners in memory; undone afterwards."""
    with transaction.atomic():
        try:
            yield Counter()
        finally:
            failpoint.arm({})
            transaction.set_rollback(True)


@cache
def passed(path: str) -> list[str]:
    """The points that a path passes while nothing happens at them, in their sequence."""
    seen: dict[str, None] = {}
    with opened() as counter:
        failpoint.arm({point: lambda p=point: seen.setdefault(p) for point in POINTS})  # type: ignore[misc]
        PATHS[path](counter)
        failpoint.arm({})
        assert counter.wrong() == []
    return list(seen)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_a_crash_at_any_point_of_a_path_leaves_nothing_half_done(path: str) -> None:
    for point in passed(path):
        before = TALLY[f"died at {point}"]
        with opened() as counter:
            doom(point)
            PATHS[path](counter)
            assert counter.wrong() == [], point
        assert TALLY[f"died at {point}"] == before + 1, f"nobody died at {point}"


@pytest.mark.django_db
def test_every_point_is_on_some_path() -> None:
    in_model = {point for path in MODEL_PATHS for point in passed_in_model(path)}
    assert in_model | {point for path in PATHS for point in passed(path)} == set(POINTS)
