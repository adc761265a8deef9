"""What a request may say: the fields of each, and what is wrong with one that says otherwise.

WeChat Pay refuses fields that it does not know, and numbers that come as texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """The first thing wrong, in the words of a PARAM_ERROR's detail."""

    field: str
    value: object
    issue: str

    def as_detail(self, *, location: str) -> dict[str, object]:
        """The detail of the error."""
        shown = self.value if isinstance(self.value, str | int | float | None) else "…"
        return {"field": self.field, "value": shown, "issue": self.issue, "location": location}


@dataclass(frozen=True)
class Text:
    """A text of so many characters, or bytes in UTF-8."""

    longest: int
    pattern: str = ".+"
    needed: bool = True
    in_bytes: bool = False

    def find_issue(self, given: object, at: str) -> Fault | None:
        """What is wrong with a value."""
        if not isinstance(given, str):
            return Fault(at, given, "must be a string")
        if len(given.encode() if self.in_bytes else given) > self.longest:
            return Fault(at, given, f"must be at most {self.longest} long")
        if not re.fullmatch(self.pattern, given, re.DOTALL):
            return Fault(at, given, f"must match {self.pattern}")
        return None


@dataclass(frozen=True)
class Number:
    """A whole number: neither a text, nor true, nor 1.0."""

    least: int = 1
    most: int = 10_000_000_000
    needed: bool = True

    def find_issue(self, given: object, at: str) -> Fault | None:
        """What is wrong with a value."""
        if not isinstance(given, int) or isinstance(given, bool):
            return Fault(at, given, "must be an integer")
        if not self.least <= given <= self.most:
            return Fault(at, given, f"must be from {self.least} to {self.most}")
        return None


@dataclass(frozen=True)
class Flag:
    """true or false."""

    needed: bool = False

    def find_issue(self, given: object, at: str) -> Fault | None:
        """What is wrong with a value."""
        return None if isinstance(given, bool) else Fault(at, given, "must be a boolean")


@dataclass(frozen=True)
class Group:
    """An object with fields of its own."""

    fields: Mapping[str, Field]
    needed: bool = True

    def find_issue(self, given: object, at: str) -> Fault | None:
        """What is wrong with a value."""
        if not isinstance(given, dict):
            return Fault(at, given, "must be an object")
        return find_fault(fields=self.fields, given=given, at=at)


@dataclass(frozen=True)
class Many:
    """A list of one kind of value."""

    each: Field
    needed: bool = False

    def find_issue(self, given: object, at: str) -> Fault | None:
        """What is wrong with a value."""
        if not isinstance(given, list):
            return Fault(at, given, "must be an array")
        found = (self.each.find_issue(one, f"{at}/{place}") for place, one in enumerate(given))
        return next(filter(None, found), None)


Field = Text | Number | Flag | Group | Many
Fields = Mapping[str, Field]


def find_fault(*, fields: Fields, given: Mapping[str, object], at: str = "") -> Fault | None:
    """The first field that is unknown, missing or wrong."""
    checks: tuple[Callable[[], Fault | None], ...] = (
        lambda: _unknown(fields, given, at),
        lambda: _missing(fields, given, at),
        lambda: next(
            filter(None, (fields[k].find_issue(v, f"{at}/{k}") for k, v in given.items())), None
        ),
    )
    return next(filter(None, (check() for check in checks)), None)


def _unknown(fields: Fields, given: Mapping[str, object], at: str) -> Fault | None:
    strange = next((name for name in given if name not in fields), None)
    return None if strange is None else Fault(f"{at}/{strange}", given[strange], "unknown field")


def _missing(fields: Fields, given: Mapping[str, object], at: str) -> Fault | None:
    absent = (name for name, field in fields.items() if field.needed and name not in given)
    missing = next(absent, None)
    return None if missing is None else Fault(f"{at}/{missing}", None, "is required")
