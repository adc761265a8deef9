"""Hot statements: prepared once per connection, run on a psycopg cursor, rows as named tuples.

Django's own cursors bind on the client's side and so are never prepared (measured: a third of the
time of a refund). Inside `transaction.atomic` the statement takes part in the transaction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbLoader

_NAMED = re.compile(r"%\((\w+)\)s")


def run(sql: str, values: Mapping[str, object], *, again: bool = False) -> list[Any]:
    """Run one statement and return its rows.

    `again`: it only reads and may be run once more on a new connection where the old one turns out
    to be dead, as after a restart of the database. Django would find out by a statement of its own.
    Raises what psycopg raises, as Django's database errors.
    """
    try:
        return _run(sql, values)
    except (OperationalError, InterfaceError):
        if not again or connection.in_atomic_block:
            raise
        connection.close()
        return _run(sql, values)


def _run(sql: str, values: Mapping[str, object]) -> list[Any]:
    connection.ensure_connection()
    text, names = _numbered(sql)
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(text, [values[name] for name in names], prepare=True)
        result = cursor.pgresult
        return cursor.fetchall() if result and result.nfields else []


@lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the statement with `$1`, `$2` … for its named values, and their names in that order.

    psycopg would do so each time for a long statement, which costs more than running a short one.

    >>> _numbered("SELECT %(a)s, %(b)s, %(a)s")
    (b'SELECT $1, $2, $1', ('a', 'b'))
    """
    names = tuple(dict.fromkeys(_NAMED.findall(sql)))
    text = _NAMED.sub(lambda named: f"${names.index(named[1]) + 1}", sql)
    return text.encode(), names


def _cursor() -> psycopg.RawCursor[Any]:
    """Django's connection, but with JSON read as values: Django has it read as text."""
    cursor = psycopg.RawCursor(connection.connection, row_factory=namedtuple_row)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    return cursor
