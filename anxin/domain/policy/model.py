"""A compiled policy: the document checked and made cheap to ask. Built once per version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final, Generic, TypeVar

Value = TypeVar("Value")

WINDOW_WORDS: Final = ("asked_within", "asked_after")
"""The words of the language whose argument is a window."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long a window is: so many `minutes`, `hours`, `days` of 24 h, or `calendar_days`."""

    count: int
    unit: str

    @property
    def is_calendar(self) -> bool:
        """Whether it ends with a day of the calendar instead of after so many hours."""
        return self.unit == "calendar_days"

    @property
    def span(self) -> timedelta:
        """The time it lasts; for calendar days the days added to the day it counts from."""
        unit = "days" if self.is_calendar else self.unit
        return timedelta(**{unit: self.count})


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A time to act: counted from which moment (per order state), and how long (per kind)."""

    since: Mapping[str, str]
    lengths: Mapping[str, Length]


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests that must all hold: pairs of a word of the language and its compiled argument."""

    tests: tuple[tuple[str, Any], ...]

    def argument(self, word: str) -> Any:
        """The argument of one test, `None` where the condition does not ask for it."""
        return next((argument for name, argument in self.tests if name == word), None)


When = tuple[Condition, ...]
"""Alternatives, of which one must hold. A condition without tests always holds."""

ALWAYS: When = (Condition(tests=()),)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """A value that depends on the case at hand: the first whose `When` holds, else none."""

    cases: tuple[tuple[When, Value], ...] = ()

    @property
    def values(self) -> tuple[Value, ...]:
        """Everything it can come to."""
        return tuple(value for _, value in self.cases)

    @property
    def is_complete(self) -> bool:
        """Whether it always comes to a value."""
        return bool(self.cases) and any(not each.tests for each in self.cases[-1][0])


def always(value: Value) -> Choice[Value]:
    """Gives the choice that comes to `value` whatever the case."""
    return Choice(cases=((ALWAYS, value),))


_NO_FEE: Choice[Fraction] = always(Fraction(0))
_NO_EVIDENCE: Choice[tuple[str, ...]] = always(())
_NOT: Choice[bool] = always(False)
_YES: Choice[bool] = always(True)


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule. It cancels, judges on as another reason, refuses, or refunds by an `amount`."""

    id: str
    when: When = ALWAYS
    cancel: bool = False
    judge_as: str | None = None
    refuse: Choice[str] = Choice()
    amount: Choice[str] = Choice()
    fee_rate: Choice[Fraction] = _NO_FEE
    evidence: Choice[tuple[str, ...]] = _NO_EVIDENCE
    on_record: Choice[bool] = _NOT
    goods_come_back: Choice[bool] = _YES
    title: Mapping[str, str] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition it looks at, wherever it stands."""
        choices: tuple[Choice[Any], ...] = (
            self.refuse, self.amount, self.fee_rate, self.evidence, self.on_record,
        )  # fmt: skip
        whens = [self.when, *[when for choice in choices for when, _ in choice.cases]]
        return tuple(condition for when in whens for condition in when)

    @property
    def windows(self) -> tuple[Window, ...]:
        """Every window it looks at."""
        found = [each.argument(word) for each in self.conditions for word in WINDOW_WORDS]
        return tuple(window for window in found if window is not None)


@dataclass(frozen=True, slots=True)
class RouteStep:
    """Who decides what is refundable, where `when` holds: `approve`, `instant` or a tier."""

    when: When
    then: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What a reason is judged as and who bears its cause."""

    judged_as: str
    cause: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of a policy that belong to no single clause. Amounts in fen, gross."""

    senior_above_fen: int
    first_line_above_fen: int
    frequent_cancels_7d: int
    frequent_refunds_30d: int
    instant_credit: int
    instant_24h_fen: int
    small_fen: int
    small_credit: int
    expedited_hours: int
    review_working_days: Mapping[str, int]
    arbitration_hours: int
    silence_agrees_fen: int
    high_value_fen: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy ready to decide. `document` is what it was compiled from; `clauses` has the order
    in which they decide."""

    name: str
    title: Mapping[str, str]
    reasons: Mapping[str, Reason]
    limits: Limits
    clauses: tuple[Clause, ...]
    route: tuple[RouteStep, ...]
    windows: tuple[Window, ...]
    document: Mapping[str, Any]

    def clause(self, *, id: str) -> Clause | None:
        """Finds a clause by its id."""
        return next((clause for clause in self.clauses if clause.id == id), None)
