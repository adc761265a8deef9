"""What a policy answers over time, found by asking it: nothing of it is written twice.

An answer can change by time alone only where a window closes. So a made-up order is asked about
at the moment of delivery and just after each window, and equal neighbours are one phase.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from anxin.domain.policy import Policy, Window
from anxin.domain.quote import Facts, OrderFacts, RequestFacts, Ruling, Tender, rule
from anxin.domain.quote.windows import closes_at

_DELIVERED_AT: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
_LONG_AGO: Final = timedelta(days=4000)
_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Phase:
    """A time through which the answer stays the same, and the window whose end ends it."""

    ruling: Ruling
    closed_by: Window | None
    until: datetime | None

    @property
    def is_refundable(self) -> bool:
        """Whether money would go back."""
        return self.ruling.amount is not None


def model_facts(
    *, kind: str, special: str | None, reason: str, state: str, times: Mapping[str, datetime]
) -> Facts:
    """Makes up an order of one untouched unit, delivered late and by half, at the given times."""
    delivered_at = times.get("delivered_at", _DELIVERED_AT)
    paid_at = times.get("paid_at") if "delivered_at" in times else None
    return Facts(
        now=delivered_at,
        kind=kind,
        special=special,
        order=OrderFacts(
            state=state,
            tenders=(Tender(method="alipay", fen=10_000),),
            paid_at=paid_at or delivered_at - _LONG_AGO,
            delivered_at=delivered_at,
            completed_at=times.get("completed_at", delivered_at),
            ordered_value_fen=2,
            delivered_value_fen=1 if reason == "partly_delivered" else None,
        ),
        request=RequestFacts(reason=reason),
    )


def phases(*, facts: Facts, policy: Policy) -> tuple[Phase, ...]:
    """Gives the answers to `facts` from `facts.now` on, in the order in which they come."""
    ends = _ends(facts=facts, policy=policy)
    moments = [facts.now, *ends]
    found: list[Phase] = []
    for number, moment in enumerate(moments):
        closing = ends[moments[number + 1]] if number + 1 < len(moments) else []
        ruling = rule(facts=replace(facts, now=moment), policy=policy)
        if found and _is_same(found[-1].ruling, ruling):
            found.pop()
        found.append(_phase(ruling=ruling, closing=closing))
    return tuple(found)


def _ends(*, facts: Facts, policy: Policy) -> dict[datetime, list[Window]]:
    """The moments just after windows have closed, the earliest first, and which those are."""
    question = rule(facts=facts, policy=policy).question
    ends: dict[datetime, list[Window]] = {}
    for window in policy.windows:
        closes = closes_at(window=window, question=question)
        after = closes if window.lengths[facts.kind].is_calendar else closes + _MOMENT
        if after > facts.now:
            ends.setdefault(after, []).append(window)
    return dict(sorted(ends.items()))


def _phase(*, ruling: Ruling, closing: list[Window]) -> Phase:
    """The phase that ends as these windows close: told by the one its own clause looks at."""
    own = [window for window in closing if window in ruling.clause.windows]
    window = next(iter(own or closing), None)
    until = closes_at(window=window, question=ruling.question) if window else None
    return Phase(ruling=ruling, closed_by=window, until=until)


def _is_same(one: Ruling, other: Ruling) -> bool:
    return (one.clause.id, one.refusal, one.amount) == (
        other.clause.id,
        other.refusal,
        other.amount,
    )
