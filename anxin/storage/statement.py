"""Hot statements: prepared once per connection, run on a psycopg cursor, rows as named tuples.

Django's own cursors bind on the client's side and so are never prepared (measured: a third of the
time of a refund). Inside `transaction.atomic` the statement takes part in the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import namedtuple_row
from psycopg.types.json import JsonbLoader


def run(sql: str, values: Mapping[str, object]) -> list[Any]:
    """Run one statement and return its rows.

    Raises what psycopg raises, as Django's database errors.
    """
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
