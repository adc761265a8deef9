"""What follows from a quote: the path a case walks at once, and the order with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.domain.quote.facts import Answer
from anxin.domain.states import CASE, CASE_OPEN, ORDER, UNDELIVERED, check_path

EVIDENCE_HOURS = 72
"""How long a case waits for evidence before it is withdrawn by itself (and may be made anew)."""

_AFTER_SUBMISSION = {
    "refuse": ("rejected",),
    "need_evidence": ("needs_evidence",),
    "review": ("platform_review",),
    "approve": ("approved",),
    "instant": ("approved",),
}
_AFTER_APPROVAL = {"goods": ("awaiting_return",), "wallet": ("refunding", "refunded")}


@dataclass(frozen=True, slots=True)
class Course:
    """The states that a case and its order walk through in one transaction; the last one stays.

    `pays`: the money is given back in the same transaction. `due_at`: the case's own deadline.
    """

    case: tuple[str, ...]
    order: tuple[str, ...]
    pays: bool
    due_at: datetime | None = None

    @property
    def case_open(self) -> bool:
        """Whether delivery stands still and the secret stays hidden after this."""
        return self.case[-1] in CASE_OPEN


def course_of_submission(
    *, answer: Answer, order_state: str, now: datetime, all_back: bool
) -> Course:
    """Return what a fresh case does by itself. `all_back`: the refund gives back all there was.

    Raises `IllegalMove` where an answer asks for a step that no lifecycle has.
    """
    states = ("submitted", *_AFTER_SUBMISSION[answer.outcome])
    if states[-1] == "approved":
        return _approved(before=states, answer=answer, order_state=order_state, all_back=all_back)
    due = {"needs_evidence": now + timedelta(hours=EVIDENCE_HOURS)}.get(states[-1])
    return _checked(Course(states, (order_state,), pays=False, due_at=due or answer.decide_by))


def course_of_approval(
    *, case_state: str, answer: Answer, order_state: str, all_back: bool
) -> Course:
    """Return what a case does that somebody approves while it stands in `case_state`."""
    before = (case_state,) if case_state == "awaiting_return" else (case_state, "approved")
    return _approved(
        before=before,
        answer=answer,
        order_state=order_state,
        all_back=all_back,
        returned=case_state == "awaiting_return",
    )


def _approved(
    *,
    before: tuple[str, ...],
    answer: Answer,
    order_state: str,
    all_back: bool,
    returned: bool = False,
) -> Course:
    waits = answer.return_goods and not returned
    after = _AFTER_APPROVAL["goods" if waits else "wallet"]
    order: tuple[str, ...] = (order_state,)
    if not waits and order_state in UNDELIVERED:
        order = _undelivered_order(order_state, answer=answer, all_back=all_back)
    return _checked(Course(before + after, order, pays=not waits))


def _undelivered_order(order_state: str, *, answer: Answer, all_back: bool) -> tuple[str, ...]:
    """All back: the order is off. The part not delivered back: what was delivered is all."""
    if all_back:
        return (order_state, "cancelled")
    if answer.units == 0 and order_state == "delivering":
        return (order_state, "delivered")
    return (order_state,)


def _checked(course: Course) -> Course:
    check_path(lifecycle=CASE, path=course.case)
    check_path(lifecycle=ORDER, path=course.order)
    return course
