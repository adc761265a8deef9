"""The book of all gateways: one SQLite file, in which a commit survives kill -9."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

Tx = sqlite3.Connection
SHARED_TABLES = Path(__file__).with_name("tables.sql")


class Book:
    """One connection, one writer at a time: what a call reads, no other call changes meanwhile."""

    def __init__(self, *, path: Path, tables: Sequence[Path]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        for script in (SHARED_TABLES, *tables):
            self._connection.executescript(script.read_text())

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Everything inside happens, or nothing of it does."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
