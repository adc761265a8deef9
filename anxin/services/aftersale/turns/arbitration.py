"""Arbitration: a senior who has not decided the case before has an hour for the last word."""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.services.aftersale.change import Event
from anxin.services.aftersale.moving import NotDecided, Reviewer, keep, on_firm_ground
from anxin.services.aftersale.review import refused_to
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow


def arbitrated_by(case: CaseRow, ground: Ground) -> datetime:
    """Return when an arbitration that begins now is to be over, by the order's policy."""
    return case.now + timedelta(hours=policy_of(ground.policy_id).limits.arbitration_hours)


def open_arbitration(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Take an appeal: from now on this senior is its arbiter."""

    def take(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer)
        if refused:
            return refused
        if case.state != "appealed":
            return NotDecided("not_appealed")
        states = (case.state, "arbitration")
        event = Event(
            "arbitration_opened", states, reviewer.role, reviewer.account_id, {"case": no}
        )
        return keep(case, ground, event, due_at=case.due_at)

    return on_firm_ground(no, take)
