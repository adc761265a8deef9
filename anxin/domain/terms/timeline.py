"""What is refundable until when, for a product or for one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from anxin.domain.policy import Clause, Length, Policy
from anxin.domain.terms.probing import Phase, model_facts, phases

_SERVED_SITUATIONS: Final = (
    ("no_reason", "no_reason"),
    ("not_received", "not_received"),
    ("arrived_late", "arrived_late"),
    ("fault", "not_as_described"),
    ("partly_delivered", "partly_delivered"),
    ("system_duplicate", "system_duplicate"),
)
_NO_FEE: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """One situation and until when it is refundable.

    `since` is the time it counts from and `length` how long (None: without limit); `restarts_at`
    is a later time from which it counts anew. `until` is absolute, where the order has the time.
    `promise` is how long delivery may take before it is late. `amount` is the policy's word for
    what comes back, `code` the refusal if nothing does.
    """

    situation: str
    clause: str
    amount: str | None = None
    code: str | None = None
    since: str | None = None
    length: Length | None = None
    restarts_at: str | None = None
    until: datetime | None = None
    fee_rate: Fraction = _NO_FEE
    evidence: tuple[str, ...] = ()
    promise: Length | None = None

    @property
    def is_refundable(self) -> bool:
        """Whether money comes back in this situation."""
        return self.code is None


def timeline(
    *,
    policy: Policy,
    kind: str,
    special: str | None,
    cooling_off_minutes: int,
    placed_at: datetime | None = None,
    paid_at: datetime | None = None,
    delivered_at: datetime | None = None,
    completed_at: datetime | None = None,
) -> tuple[Step, ...]:
    """Gives the steps in the order in which they come; times that are known make them absolute.

    Found by asking the policy itself, so a number changed in the document changes here too.
    """
    times = {
        name: moment
        for name, moment in (
            ("placed_at", placed_at),
            ("paid_at", paid_at),
            ("delivered_at", delivered_at),
            ("completed_at", completed_at),
        )
        if moment is not None
    }
    steps = _before_delivery(
        policy=policy, kind=kind, special=special, minutes=cooling_off_minutes, paid_at=paid_at
    )
    state = "completed" if completed_at else "delivered"
    for situation, reason in _SERVED_SITUATIONS:
        facts = model_facts(kind=kind, special=special, reason=reason, state=state, times=times)
        steps += _steps_of(
            situation=situation,
            found=phases(facts=facts, policy=policy),
            kind=kind,
            is_absolute=delivered_at is not None,
        )
    return tuple(steps)


def _before_delivery(
    *, policy: Policy, kind: str, special: str | None, minutes: int, paid_at: datetime | None
) -> list[Step]:
    """Cancelling: within the cooling-off if there is one, and until delivery."""
    steps = []
    for situation, state in (("cooling_off", "cooling_off"), ("undelivered", "delivering")):
        if situation == "cooling_off" and not minutes:
            continue
        facts = model_facts(kind=kind, special=special, reason="unwanted", state=state, times={})
        ruling = phases(facts=facts, policy=policy)[0].ruling
        is_cooling = situation == "cooling_off"
        until = paid_at + timedelta(minutes=minutes) if is_cooling and paid_at else None
        steps.append(
            Step(
                situation=situation,
                clause=ruling.clause.id,
                amount=ruling.amount,
                code=ruling.refusal,
                since="paid_at",
                length=Length(count=minutes, unit="minutes") if is_cooling else None,
                until=until,
            )
        )
    return steps


def _steps_of(
    *, situation: str, found: tuple[Phase, ...], kind: str, is_absolute: bool
) -> list[Step]:
    """One step per phase in which money comes back; if there is none, why not."""
    refundable = [phase for phase in found if phase.is_refundable]
    return [
        _step(situation=situation, phase=phase, kind=kind, is_absolute=is_absolute)
        for phase in refundable or found[-1:]
    ]


def _step(*, situation: str, phase: Phase, kind: str, is_absolute: bool) -> Step:
    ruling, window = phase.ruling, phase.closed_by if phase.is_refundable else None
    since = window.since[ruling.question.order.state] if window else None
    later = window.since["completed"] if window else None
    return Step(
        situation=situation,
        clause=ruling.clause.id,
        amount=ruling.amount,
        code=ruling.refusal,
        since=since,
        length=window.lengths[kind] if window else None,
        restarts_at=later if later != since else None,
        until=phase.until if window and is_absolute else None,
        fee_rate=ruling.fee_rate if phase.is_refundable else _NO_FEE,
        evidence=ruling.evidence if phase.is_refundable else (),
        promise=_promise(clause=ruling.clause, kind=kind),
    )


def _promise(*, clause: Clause, kind: str) -> Length | None:
    """How long delivery may take, where a clause looks at that."""
    asked = [condition.argument("delivered_within") for condition in clause.conditions]
    return next((lengths[kind] for lengths in asked if lengths), None)
