"""Column kinds that every table shares: time-ordered keys and times read from the database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models


class Uuid7(models.Func):
    """`uuidv7()` of PostgreSQL 18: keys that sort by when they were made."""

    function = "uuidv7"
    output_field = models.UUIDField()


class ClockNow(models.Func):
    """`clock_now()`: the one time that deadlines are compared with (see storage.clock)."""

    function = "clock_now"
    output_field = models.DateTimeField()


def key() -> models.UUIDField[UUID, UUID]:
    """The primary key of every table, made by the database."""
    return models.UUIDField(primary_key=True, db_default=Uuid7(), editable=False)


def made_at() -> models.DateTimeField[datetime, datetime]:
    """When the row was written, by the database's clock."""
    return models.DateTimeField(db_default=ClockNow(), editable=False)


def public_no() -> models.CharField[str, str]:
    """A number that people see: random, at least 128 bit, never cut from a key."""
    return models.CharField(max_length=32, unique=True)


def words(*, allowed: tuple[str, ...], column: str, name: str) -> models.CheckConstraint:
    """A check that `column` holds one of the `allowed` words."""
    return models.CheckConstraint(condition=models.Q(**{f"{column}__in": allowed}), name=name)


class Bits(models.Field):  # type: ignore[type-arg]
    """A fixed number of bits, `max_length` of them, written and read as zeros and ones."""

    def db_type(self, connection: object) -> str:
        """The column's type."""
        return f"bit({self.max_length})"
