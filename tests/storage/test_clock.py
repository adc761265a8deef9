"""One clock for every deadline, which tests and demos may set ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.storage.statement import run
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db


def clock_now() -> datetime:
    """Ask the database for the site's time."""
    now: datetime = run("SELECT clock_now() AS now", {})[0].now
    return now


def test_without_an_offset_the_clock_is_the_databases() -> None:
    assert run("SELECT clock_now() = now() AS same", {})[0].same


def test_the_clock_runs_ahead_by_what_was_set_last() -> None:
    before = clock_now()
    let_pass(hours=5)
    let_pass(hours=3)
    assert clock_now() - before == timedelta(hours=3)


def test_there_is_one_clock() -> None:
    let_pass(hours=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO anxin_clock_clock (id, ahead) VALUES (2, '1 hour')")


def test_statements_read_times_at_chinas_offset() -> None:
    assert clock_now().utcoffset() == timedelta(hours=8)
