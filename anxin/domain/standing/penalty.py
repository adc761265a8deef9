"""Penalties of merchants: which there are, what each rests on and does, how long each step has.

The merchant is always heard before a penalty is decided, and may appeal afterwards. What harms
buyers now may be stopped at once, but only until the decision's deadline. Whoever keeps silent
loses nothing by it but the word: the merchant's silence leaves the decision to what is there, the
platform's silence ends the penalty (平台规则监督管理办法: basis, hearing, calculation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.domain.calendar import WorkingDay, due_after_working_days

KINDS = ("warning", "deduction", "delist", "suspend", "expel")
"""What there is, mildest first: a warning, a part of the deposit, one product, new orders, all."""

RESTRAINING = frozenset({"delist", "suspend", "expel"})
"""Kinds that keep a product or a shop from new orders. What is ordered goes on."""

RECTIFIABLE = frozenset({"delist", "suspend"})
"""Kinds that end when the merchant has put right what was wrong, and the platform agrees."""

AFTER_APPEAL = frozenset({"deduction", "expel"})
"""Kinds that take money or close a shop: only when the merchant has had its last word."""

MEASURES: Mapping[str, tuple[str, ...]] = {
    "cards_failing": ("warning", "deduction", "delist", "suspend"),
    "not_delivering": ("warning", "deduction", "suspend"),
    "false_description": ("warning", "deduction", "delist"),
    "unlawful_goods": KINDS,
    "repeated": ("deduction", "suspend", "expel"),
    "score_low": ("warning", "suspend"),
    "silent": ("warning", "deduction", "suspend"),
    "advance_unpaid": ("warning", "suspend"),
    "deposit_short": ("warning", "suspend"),
}
"""What each rule of the platform allows; `wording.standing` says the same to those it concerns. A
shop is expelled for unlawful goods, or after milder penalties that changed nothing."""

BASES = tuple(MEASURES)
"""What a penalty may rest on."""

LONGEST_DAYS: Mapping[str, int] = {"score_low": 7}
"""Rules that allow a suspension of so many days at most."""

HARMS_NOW = frozenset({"cards_failing", "not_delivering", "false_description", "unlawful_goods"})
"""Bases for which a product or a shop may be stopped before the merchant is heard."""

HEARING_WORKING_DAYS = 3
DECIDE_WORKING_DAYS = 2
APPEAL_DAYS = 7
JUDGE_WORKING_DAYS = 3
RECTIFIED_WORKING_DAYS = 3
RECTIFY_AGAIN_DAYS = 3
"""How long after the platform found a correction wanting the next one may be reported."""
WARNING_DAYS = 90
"""How long a warning stands until it is lifted by itself."""
LONGEST_SUSPENSION_DAYS = 90
WORDS_LEAST, WORDS_MOST = 10, 1_000

BEFORE_DECISION = frozenset({"proposed", "heard", "unheard"})
WAITING = BEFORE_DECISION | {"confirmed", "appealed", "rectified"}
"""States in which somebody has to do something until `due_at`."""
DECIDED = frozenset({"confirmed", "in_force", "appealed", "upheld", "rectified"})


def restrains(*, kind: str, state: str, protective: bool) -> bool:
    """Say whether a penalty keeps its product or shop from new orders. The table holds the same.

    Not longer than its `until`, whether or not a sweep has met it: who reads it asks the clock.

    >>> restrains(kind="delist", state="proposed", protective=True)
    True
    """
    early = protective and state in BEFORE_DECISION
    return kind in RESTRAINING and (early or state in DECIDED)


def path_of_confirmation(*, kind: str, state: str) -> tuple[str, ...]:
    """Return the states that a confirmation walks: to its effect, or to where it waits for it."""
    return (state, "confirmed") if kind in AFTER_APPEAL else (state, "confirmed", "in_force")


def due_of(*, state: str, now: datetime, is_working_day: WorkingDay) -> datetime | None:
    """Return until when somebody has to act in `state`; none where nobody has to."""
    days = {
        "proposed": HEARING_WORKING_DAYS,
        "heard": DECIDE_WORKING_DAYS,
        "unheard": DECIDE_WORKING_DAYS,
        "appealed": JUDGE_WORKING_DAYS,
        "rectified": RECTIFIED_WORKING_DAYS,
    }
    if state == "confirmed":
        return now + timedelta(days=APPEAL_DAYS)
    if state not in days:
        return None
    return due_after_working_days(start=now, days=days[state], is_working_day=is_working_day)


def ends_at(*, kind: str, now: datetime, days: int | None) -> datetime | None:
    """Return when a penalty that takes effect `now` is over by itself; none if never."""
    if kind == "warning":
        return now + timedelta(days=WARNING_DAYS)
    return now + timedelta(days=days) if kind == "suspend" and days else None


def at_deadline(*, state: str, kind: str) -> tuple[str, ...]:
    """Return the states that a passed deadline walks: what each silence leads to."""
    return {
        "proposed": ("proposed", "unheard"),
        "heard": ("heard", "dropped"),
        "unheard": ("unheard", "dropped"),
        "confirmed": ("confirmed", "in_force"),
        "appealed": ("appealed", "overturned"),
        "rectified": ("rectified", "lifted"),
    }[state]


def end_of(*, state: str) -> str:
    """Return the end state that a penalty in `state` comes to when its ground is gone."""
    if state in BEFORE_DECISION:
        return "dropped"
    return "overturned" if state == "appealed" else "lifted"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of how a deduction is reckoned: what for, how many, fen each."""

    what: str
    count: int
    each_fen: int

    @property
    def fen(self) -> int:
        """What the line comes to."""
        return self.count * self.each_fen


def amount_of(*, items: Sequence[Item]) -> int:
    """Return what a deduction comes to.

    >>> amount_of(items=[Item("invalid card", 3, 5_000), Item("no answer", 1, 2_000)])
    17000
    """
    return sum(item.fen for item in items)


def proposal_problem(
    *,
    kind: str,
    basis: str,
    why: str,
    protective: bool,
    items: Sequence[Item],
    days: int | None,
    has_product: bool,
    deposit_fen: int,
) -> str | None:
    """Return the code of what a proposal lacks; none if it can be put to the merchant."""
    checks = (
        ("kind_unknown", kind not in KINDS),
        ("basis_missing", basis not in BASES),
        ("why_missing", not WORDS_LEAST <= len(why.strip()) <= WORDS_MOST),
        ("product_missing", (kind == "delist") != has_product),
        ("days_missing", (kind == "suspend") != (days is not None)),
        ("days_out_of_range", days is not None and not 1 <= days <= LONGEST_SUSPENSION_DAYS),
        ("not_protective", protective and not _may_protect(kind, basis)),
        ("beyond_the_rule", kind not in MEASURES.get(basis, ())),
        ("longer_than_the_rule", (days or 0) > LONGEST_DAYS.get(basis, LONGEST_SUSPENSION_DAYS)),
        ("calculation_missing", (kind == "deduction") != bool(items)),
        ("calculation_wrong", any(i.count < 1 or i.each_fen < 1 or not i.what for i in items)),
        ("more_than_deposit", amount_of(items=items) > deposit_fen),
    )
    return next((code for code, found in checks if found), None)


def _may_protect(kind: str, basis: str) -> bool:
    return kind in ("delist", "suspend") and basis in HARMS_NOW
