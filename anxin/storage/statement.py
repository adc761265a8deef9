"""Hot statements: prepared once per connection, run on a psycopg cursor, rows as named tuples.

Django's own cursors bind on the client's side and so are never prepared (measured: a third of the
time of a refund). Inside `transaction.atomic` the statement takes part in the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbLoader


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
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, values, prepare=True)
        result = cursor.pgresult
        return cursor.fetchall() if result and result.nfields else []


def _cursor() -> psycopg.Cursor[Any]:
    """Django's connection, but with JSON read as values: Django has it read as text."""
    cursor = psycopg.Cursor(connection.connection, row_factory=namedtuple_row)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    return cursor
