"""Beside a complaint from outside nothing is paid by itself: a senior decides first.

A channel, a bank or 12315 may be giving the buyer the same money. What is stopped here is a
senior's, whose own decision then is done: at once, or when cards are locked or goods are back.
"""

from __future__ import annotations

from datetime import timedelta

from anxin.domain.people import SENIOR_REVIEWERS, tier_raised
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.moving import NotDecided, keep
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.past import decided_beside
from anxin.storage.aftersale.queries import CaseRow

DECIDE_WITHIN = timedelta(days=1)
"""How long a senior has for what was stopped; then it is a supervisor's, again every day."""

GIVEN_TO_COME = ("approved", "awaiting_return", "replacing")
"""Where what was decided waits for an issuer, for goods or for stock."""

WITH_SENIOR = ("platform_review", "appealed", "arbitration")


def is_seniors(case: CaseRow, ground: Ground, event: Event | None = None) -> bool:
    """Say whether a senior has to decide before anything is given.

    `event`: the step that would give it now; `None` where what was decided is only carried on. By
    law what is due on the last day is given all the same (turns.deadlines).
    """
    if not ground.complained or (event and _is_decided_by_one(event)):
        return False
    to_come = case.state in GIVEN_TO_COME
    return not (to_come and decided_beside(order_id=case.order_id, case_no=case.no))


def _is_decided_by_one(event: Event) -> bool:
    """As `decided_beside` reads it of the history: a senior gives, signed or offered it."""
    by = event.data.get("offered_as", event.role)
    signed = event.data.get("signed_by") is not None
    return by in SENIOR_REVIEWERS or signed or event.kind == "limit_reached"


def left_event(case: CaseRow, event: Event) -> Event:
    """Return the line told in place of a step that would have given something: whose, and which."""
    stays = case.state in WITH_SENIOR
    states = (case.state,) if stays else (case.state, "platform_review")
    data = {"case": case.no, "what": event.kind}
    return Event("left_to_senior", states, event.role, event.actor, data)


def leave_to_senior(case: CaseRow, ground: Ground, event: Event) -> NotDecided | None:
    """Save, in place of a step that gives, one that brings the case to a senior.

    What is with one already keeps its deadline.
    """
    due_at = case.now + DECIDE_WITHIN
    stays = case.state in WITH_SENIOR and case.due_at is not None
    return keep(
        case,
        ground,
        left_event(case, event),
        due_at=case.due_at if stays else due_at,
        decide_by=None if stays else due_at,
        tier=tier_raised(tier=case.tier, to="senior"),
    )
