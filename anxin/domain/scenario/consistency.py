"""Facts that contradict each other: each rule says what it compares and where that stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from anxin.domain.quote import Facts
from anxin.domain.reading import Notes
from anxin.domain.words import SERVED


def check_facts(*, facts: Facts, notes: Notes) -> None:
    """Notes what cannot be true of any order (POLICY.md, "Malformed")."""
    for check in _CHECKS:
        check(facts, notes)


def _units_within_ordered(facts: Facts, notes: Notes) -> None:
    order = facts.order
    counts = {
        "order.viewed_units": order.viewed_units,
        "order.used_units": order.used_units,
        "order.refunded_units": order.refunded_units,
        "request.units": facts.request.units or 0,
    }
    for place, count in counts.items():
        if count > order.ordered_units:
            notes.add(place=place, mistake="above", got=count, most=order.ordered_units)


def _refunded_within_paid(facts: Facts, notes: Notes) -> None:
    for number, tender in enumerate(facts.order.tenders):
        if tender.refunded_fen > tender.fen:
            place = f"order.tenders[{number}].refunded_fen"
            notes.add(place=place, mistake="above", got=tender.refunded_fen, most=tender.fen)


def _now_after_delivery(facts: Facts, notes: Notes) -> None:
    delivered_at = facts.order.delivered_at
    if delivered_at and facts.now < delivered_at:
        notes.add(place="now", mistake="before_delivery", delivered=delivered_at.isoformat())


def _reason_once_served(facts: Facts, notes: Notes) -> None:
    if facts.order.state in SERVED and facts.request.reason is None:
        notes.add(place="request.reason", mistake="no_reason_given")


_CHECKS: Final[tuple[Callable[[Facts, Notes], None], ...]] = (
    _units_within_ordered,
    _refunded_within_paid,
    _now_after_delivery,
    _reason_once_served,
)
