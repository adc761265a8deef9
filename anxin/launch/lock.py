"""File locks: held by a living process only, so a killed one leaves nothing to clean."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anxin.launch.errors import LaunchError


@contextmanager
def exclusive(*, path: Path) -> Iterator[None]:
    """Hold a lock that nobody else holds now; raises LaunchError at once where another does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(
                f"{path.parent} is in use by another run; stop that one first"
            ) from None
        yield


@contextmanager
def waiting(*, path: Path) -> Iterator[None]:
    """Hold a lock after whoever holds it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
