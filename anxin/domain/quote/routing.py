"""By whom and until when: the review route of what is refundable."""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.domain.calendar import WorkingDay, due_after_working_days
from anxin.domain.policy import Policy
from anxin.domain.quote.asking import holds
from anxin.domain.quote.question import Question
from anxin.domain.words import TIERS


def route(*, question: Question, policy: Policy) -> tuple[str, str | None]:
    """Gives outcome and tier: the first step of the policy's route that holds."""
    then = next(step.then for step in policy.route if holds(when=step.when, question=question))
    return ("review", then) if then in TIERS else (then, None)


def decide_by(
    *, tier: str, kind: str, now: datetime, policy: Policy, is_working_day: WorkingDay
) -> datetime:
    """Gives the moment until which a review that begins now is decided, at the offset of `now`.

    Expedited counts clock hours, the others working days by kind of product.
    """
    if tier == "expedited":
        return now + timedelta(hours=policy.limits.expedited_hours)
    days = policy.limits.review_working_days[kind]
    return due_after_working_days(start=now, days=days, is_working_day=is_working_day)
