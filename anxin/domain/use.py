"""How far a membership has been used: what a merchant may report of it, and when it still counts.

POLICY.md counts use in the units of the order: a unit is reported once it is used up, so a plan
bought as one unit is unused or used. Reports only go up, and none is about a time before delivery.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from anxin.domain.policy import Policy
from anxin.domain.quote import Facts, OrderFacts, rule
from anxin.domain.states import SERVED
from anxin.domain.terms import reasons_for

USED_KINDS: Final = ("membership",)
"""The kinds whose use a merchant reports; of cards the issuer knows it."""

_COUNTED: Final = frozenset({"unused_units", "unviewed_units"})
"""The amounts of the policy language that use makes smaller."""


@dataclass(frozen=True, slots=True)
class Use:
    """So many `units` used up in all, as of `at`; none of them: it was activated.

    `claimed`: reported when it was too late to count for what was asked already.
    """

    units: int
    at: datetime
    claimed: bool = False


def why_no_use(*, facts: Facts, policy: Policy, frozen: bool) -> str:
    """Return why nothing can be reported about an order at all; empty if something can.

    `frozen`: a request is open, so that a report would be a claim, which is always heard.
    """
    if facts.kind not in USED_KINDS:
        return "not_used"
    if facts.order.state not in SERVED:
        return "not_delivered"
    bought = bought_units(order=facts.order)
    if 0 < bought <= facts.order.used_units:
        return "used_up"
    counts = bought > 0 and (frozen or _may_count(facts=facts, policy=policy))
    return "" if counts else "over"


def why_not_reported(*, use: Use, before: Use | None, facts: Facts) -> str:
    """Return why this report is not taken; empty if it is. `before`: the latest one, if any.

    Times are compared by the minute, as people write them.
    """
    return next((code for code, holds in _REFUSED if holds(use, before, facts)), "")


def counted_at(*, use: Use, order: OrderFacts) -> datetime:
    """Return the moment that is written down: within the minute of delivery it is delivery's."""
    return max(use.at, order.delivered_at or use.at)


def bought_units(*, order: OrderFacts) -> int:
    """Return how many units can have been used: those that no refund took back."""
    return order.ordered_units - order.refunded_units


def _may_count(*, facts: Facts, policy: Policy) -> bool:
    """Whether use reported now could still change what some reason is answered.

    Until the order is complete it could, since windows may count from completion.
    """
    if sum(tender.fen - tender.refunded_fen for tender in facts.order.tenders) <= 0:
        return False
    if facts.order.state != "completed":
        return True
    asked = (
        replace(facts, request=replace(facts.request, reason=reason))
        for reason in reasons_for(kind=facts.kind, state=facts.order.state).all
    )
    return any(rule(facts=each, policy=policy).amount in _COUNTED for each in asked)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _says_nothing_new(use: Use, before: Use | None, _facts: Facts) -> bool:
    """A claim may be said again once it can count."""
    if before is None or use.units != before.units:
        return False
    return use.claimed or not before.claimed


_REFUSED: Final[tuple[tuple[str, Callable[[Use, Use | None, Facts], bool]], ...]] = (
    (
        "units_out_of_range",
        lambda use, _, facts: not 0 <= use.units <= bought_units(order=facts.order),
    ),
    ("lower", lambda use, before, _: before is not None and use.units < before.units),
    ("nothing_new", _says_nothing_new),
    (
        "before_delivery",
        lambda use, _, facts: (
            facts.order.delivered_at is None or use.at < _minute(facts.order.delivered_at)
        ),
    ),
    ("before_last", lambda use, before, _: before is not None and use.at < _minute(before.at)),
    ("in_future", lambda use, _, facts: use.at > facts.now),
)
"""Why a report is refused, the first that holds."""
