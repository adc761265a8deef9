"""Checks across a whole document: what single fields cannot show."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final, NamedTuple

from anxin.domain.policy.blanket import find_blanket_text
from anxin.domain.policy.conditions import STATIC_WORDS
from anxin.domain.policy.model import Clause, Condition, Policy, RouteStep, When
from anxin.domain.reading import Notes
from anxin.domain.words import KINDS, NO_SPECIAL, SERVED, SPECIALS, STATES

REQUIRED_CLAUSES: Final = (
    "unpaid",
    "closed",
    "undelivered",
    "system_duplicate",
    "partly_delivered",
    "not_received",
    "proven_fault",
)
"""Protections no policy may leave out, whatever they cover and however long they last."""

_SERVED: Final = frozenset(SERVED)
_NOT_BUYER: Final = frozenset(("merchant", "platform"))


class Cell(NamedTuple):
    """One combination of what is known of a case without looking at time or use.

    Named like the words of conditions; `reasons` holds the reason given and what it is judged as.
    """

    kinds: frozenset[str]
    states: frozenset[str]
    reasons: frozenset[str]
    causes: frozenset[str]
    specials: frozenset[str]


def check_policy(*, policy: Policy, notes: Notes) -> None:
    """Notes every problem of a document whose fields are all well-formed."""
    for check in _CHECKS:
        check(policy, notes)


def _check_clause_ids(policy: Policy, notes: Notes) -> None:
    ids = [clause.id for clause in policy.clauses]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            notes.add(place=f"clauses[{number}].id", mistake="duplicate_clause", word=name)
    for name in REQUIRED_CLAUSES:
        if name not in ids:
            notes.add(place="clauses", mistake="missing_clause", word=name)


def _check_last_clause(policy: Policy, notes: Notes) -> None:
    last = policy.clauses[-1] if policy.clauses else None
    if last is None or not _is_always(last.when) or not last.refuse.is_complete:
        notes.add(place=f"clauses[{len(policy.clauses) - 1}]", mistake="last_clause")


def _check_judge_targets(policy: Policy, notes: Notes) -> None:
    for number, clause in enumerate(policy.clauses):
        target = clause.judge_as
        if target and policy.reasons[target].judged_as != target:
            notes.add(place=f"clauses[{number}].judge_as", mistake="judge_target", word=target)


def _check_reach_and_fees(policy: Policy, notes: Notes) -> None:
    """Walks the clauses in order, taking away the cells each decides whatever else is true.

    The last clause may be out of reach: it is the answer to what nobody thought of.
    """
    left = _cells(policy)
    for number, clause in enumerate(policy.clauses):
        reached = {cell for cell in left if _may_hold(clause.when, cell)}
        place = f"clauses[{number}]"
        if not reached and number < len(policy.clauses) - 1:
            notes.add(place=place, mistake="unreachable")
        if clause.amount.cases:
            is_said = policy.document["clauses"][number].get("fee_rate") is not None
            _check_fee(clause=clause, cells=reached, is_said=is_said, place=place, notes=notes)
        left -= {cell for cell in reached if _surely_holds(clause.when, cell)}


def _check_fee(
    *, clause: Clause, cells: set[Cell], is_said: bool, place: str, notes: Notes
) -> None:
    place = f"{place}.fee_rate"
    if not is_said and any("buyer" in cell.causes and cell.states <= _SERVED for cell in cells):
        notes.add(place=place, mistake="fee_unanswered")
    charged = {
        cell
        for when, rate in clause.fee_rate.cases
        if rate > 0
        for cell in cells
        if _may_hold(when, cell)
    }
    if any(not cell.states <= _SERVED for cell in charged):
        notes.add(place=place, mistake="fee_undelivered")
    if any(cell.causes & _NOT_BUYER for cell in charged):
        notes.add(place=place, mistake="fee_not_buyer")


def _check_limits(policy: Policy, notes: Notes) -> None:
    limits = policy.limits
    if limits.senior_above_fen < limits.first_line_above_fen:
        notes.add(
            place="limits.senior_above_fen",
            mistake="limits_order",
            least=limits.first_line_above_fen,
        )


def _check_route(policy: Policy, notes: Notes) -> None:
    for number, step in enumerate(policy.route[:-1]):
        if _is_always(step.when):
            notes.add(place=f"route[{number}]", mistake="else_not_last")
    if not policy.route or not _is_always(policy.route[-1].when):
        notes.add(place="route", mistake="no_else")
    first = next((n for n, step in enumerate(policy.route) if _is_automatic(step)), None)
    if first is None:
        return
    for word in ("flagged", "gross_above"):
        if not any(_asks(step.when, word) for step in policy.route[:first]):
            notes.add(place=f"route[{first}]", mistake="route_unguarded", word=word)


def _check_texts(policy: Policy, notes: Notes) -> None:
    titles = [("title", policy.title)]
    titles += [(f"clauses[{n}].title", each.title) for n, each in enumerate(policy.clauses)]
    for place, title in titles:
        for language, text in title.items():
            found = find_blanket_text(text)
            if found:
                notes.add(place=f"{place}.{language}", mistake="blanket_text", word=found)


_CHECKS: Final[tuple[Callable[[Policy, Notes], None], ...]] = (
    _check_clause_ids,
    _check_last_clause,
    _check_judge_targets,
    _check_reach_and_fees,
    _check_limits,
    _check_route,
    _check_texts,
)


def _cells(policy: Policy) -> set[Cell]:
    reasons = [
        (frozenset((word, reason.judged_as)), frozenset((reason.cause,)))
        for word, reason in policy.reasons.items()
    ]
    return {
        Cell(
            kinds=frozenset((kind,)),
            states=frozenset((state,)),
            reasons=reason,
            causes=cause,
            specials=frozenset((special,)),
        )
        for kind, state, (reason, cause), special in product(
            KINDS, STATES, [*reasons, (frozenset(), frozenset())], (NO_SPECIAL, *SPECIALS)
        )
        if reason or state not in SERVED
    }


def _may_hold(when: When, cell: Cell) -> bool:
    return any(_admits(condition, cell) for condition in when)


def _surely_holds(when: When, cell: Cell) -> bool:
    return any(
        _admits(condition, cell) and all(word in STATIC_WORDS for word, _ in condition.tests)
        for condition in when
    )


def _admits(condition: Condition, cell: Cell) -> bool:
    """Whether nothing that a cell says speaks against the condition."""
    return all(
        not argument.isdisjoint(getattr(cell, word))
        for word, argument in condition.tests
        if word in STATIC_WORDS
    )


def _is_always(when: When) -> bool:
    return any(not condition.tests for condition in when)


def _is_automatic(step: RouteStep) -> bool:
    return step.then in ("approve", "instant")


def _asks(when: When, word: str) -> bool:
    return any(condition.argument(word) is not None for condition in when)
