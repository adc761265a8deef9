"""What a merchant's score is made from: counts of what became of its orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

RECENT_DAYS, QUARTER_DAYS = 30, 90


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened within some days. Counts of orders and cases, not of money.

    `fault_cases`: refunds approved for a cause of the merchant's. `lost`: of them those that it
    took an arbitration to decide. `turns`: how often the merchant was asked, `silent`: how often
    its time passed without an answer. `late` and `failed`: orders not delivered in time or at all.
    """

    orders: int = 0
    units: int = 0
    fault_cases: int = 0
    arbitrations: int = 0
    lost: int = 0
    turns: int = 0
    silent: int = 0
    late: int = 0
    failed: int = 0

    @property
    def undelivered(self) -> int:
        """Orders that came late or not at all."""
        return self.late + self.failed

    def plus(self, *, other: Tally) -> Tally:
        """Return both together."""
        mine, others = asdict(self), asdict(other)
        return Tally(**{name: count + others[name] for name, count in mine.items()})


@dataclass(frozen=True, slots=True)
class Facts:
    """A merchant's after-sales over 30 and 90 days, and where its money stands (fen).

    `answer_minutes`: median time until it answered in its turn, over 90 days; none if never asked.
    """

    recent: Tally = Tally()
    quarter: Tally = Tally()
    answer_minutes: int | None = None
    advanced_fen: int = 0
    deposit_fen: int = 0
    required_fen: int = 0

    @property
    def weighed(self) -> Tally:
        """Both spans together, so that the last 30 days count twice."""
        return self.quarter.plus(other=self.recent)

    @property
    def short_fen(self) -> int:
        """What the deposit lacks of what is required.

        >>> Facts(deposit_fen=300, required_fen=1_000).short_fen
        700
        """
        return max(0, self.required_fen - self.deposit_fen)


def total(*, of: Iterable[Facts]) -> Tally:
    """Return what all merchants come to together, weighed as each is."""
    everybody = Tally()
    for one in of:
        everybody = everybody.plus(other=one.weighed)
    return everybody


def record_of(*, facts: Facts) -> dict[str, object]:
    """Return facts as they are kept beside a score."""
    return asdict(facts)


def facts_from(*, record: Mapping[str, object]) -> Facts:
    """Return the facts of a kept record. Raises `TypeError` for a key that facts do not have."""
    known = {field.name for field in fields(Facts)} - {"recent", "quarter"}
    tallies = {name: Tally(**record[name]) for name in ("recent", "quarter")}  # type: ignore[arg-type]
    return Facts(**tallies, **{name: record[name] for name in known})  # type: ignore[arg-type]
