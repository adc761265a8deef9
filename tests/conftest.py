"""What the tests share: real commits in the test database.

Postings, events and policies refuse DELETE and TRUNCATE, so nothing can be flushed between tests:
those that need real commits take `committed`, make their own people and goods, and leave their
rows behind with nothing due.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

NOTHING_IS_DUE = (
    "UPDATE anxin_order_order SET due_at = NULL WHERE due_at IS NOT NULL",
    "UPDATE anxin_aftersale_case SET due_at = NULL WHERE due_at IS NOT NULL",
    "DELETE FROM anxin_clock_clock",
)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The test database with real commits, also for threads and other processes."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for statement in NOTHING_IS_DUE:
                    cursor.execute(statement)
            connection.close()
