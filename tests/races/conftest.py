"""A crowd: threads with their own connections that act at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from anxin.storage.ledger.queries import breaches

Act = Callable[[], Any]
LIMIT_S = 180


class Crowd:
    """Up to `size` threads, each keeping its database connection from act to act."""

    def __init__(self, *, size: int) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(max_workers=size)

    def act(self, *acts: Act) -> list[Any]:
        """Do all acts at the same moment; return what each returned or raised."""
        start = Barrier(len(acts))
        futures = [self._pool.submit(self._one, act, start) for act in acts]
        return [future.result(timeout=LIMIT_S) for future in futures]

    def disperse(self) -> None:
        """Close every thread's connection."""
        self.act(*[lambda: connection.close()] * self.size)
        self._pool.shutdown()

    @staticmethod
    def _one(act: Act, start: Barrier) -> Any:
        try:
            connection.ensure_connection()
        except Exception:
            start.abort()
            raise
        start.wait(timeout=LIMIT_S)
        try:
            return act()
        except Exception as error:
            return error


@pytest.fixture
def crowd(committed: None) -> Iterator[Crowd]:
    """Fifty threads; after the test the books must be whole."""
    fifty = Crowd(size=50)
    yield fifty
    fifty.disperse()
    assert breaches() == []
