"""A case that the site opens on the strength of law, not of the order's policy.

Whatever the policy would have done by itself, a senior decides: the case goes straight to review.
It has no cause, so it counts neither against the buyer nor against the merchant. It has no deadline
either: it belongs to what opened it, which gives by it or ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from anxin.domain.case import Course
from anxin.domain.outside import Outside
from anxin.domain.remedy import Remedy
from anxin.domain.states import CASE, SERVED, check_path
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.decide import Asked, decide
from anxin.services.aftersale.for_claim import as_claimed
from anxin.services.aftersale.giving import give
from anxin.services.aftersale.moving import NotDecided, close, on_firm_ground
from anxin.services.aftersale.record import record
from anxin.services.aftersale.review import IN_REVIEW
from anxin.services.aftersale.submit import (
    TRIES,
    CaseForm,
    Declined,
    GroundKeepsMoving,
    Submitted,
)
from anxin.services.numbers import new_key, new_no
from anxin.storage.aftersale.by_law import is_by_law
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow

DECIDE_WITHIN: Final = timedelta(days=1)
PATH: Final = ("submitted", "platform_review")


def open_by_law(
    *,
    read_ground: Callable[[], Ground | None],
    form: CaseForm,
    why: dict[str, str],
    outside: Outside,
) -> Submitted | Declined:
    """Open a case for a senior, once per form key. `why`: what both sides read, by language.

    Nothing is paid by it: `approve_case` is, with all its bounds. Raises `GroundKeepsMoving`.
    """
    for _ in range(TRIES):
        ground = read_ground()
        declined = _declined(ground)
        if declined or ground is None:
            return declined or Declined("not_found")
        if ground.twin_no:
            return Submitted(ground.twin_no, ground.order_no)
        case_no = _open(ground, form, why, outside)
        if case_no:
            return Submitted(case_no, ground.order_no)
    raise GroundKeepsMoving(form.form_key)


def _declined(ground: Ground | None) -> Declined | None:
    if ground is None:
        return Declined("not_found")
    if ground.twin_no:
        return None
    if ground.open_no:
        return Declined("case_open", ground.open_no)
    return Declined("unpaid") if ground.order_state == "awaiting_payment" else None


def _open(ground: Ground, form: CaseForm, why: dict[str, str], outside: Outside) -> str | None:
    """Save the case as one that waits for a senior; `None` if the ground had moved."""
    check_path(lifecycle=CASE, path=PATH)
    reason = "unwanted" if ground.order_state in SERVED else None
    decision = decide(ground=ground, asked=Asked(reason, None, form.destination), outside=outside)
    case_no = new_no()
    answer = replace(
        decision.answer,
        outcome="review",
        tier="senior",
        cause=None,
        code=None,
        missing=(),
        return_goods=False,
        decide_by=ground.now + DECIDE_WITHIN,
    )
    columns: dict[str, Any] = {
        **replace(decision, answer=answer, why=why, waits_for="").columns(ground=ground),
        "case_id": new_key(),
        "case_no": case_no,
        "form_key": form.form_key,
        "form_digest": form.digest(),
        "reason": reason,
        "note": form.note,
        "contact_phone": "",
        "destination": form.destination,
        "asked_units": None,
        "by_system": form.by_system,
    }
    data = {"case": case_no, "note": form.note}
    saved = record(
        ground=ground,
        course=Course(PATH, (ground.order_state,), pays=False, due_at=None),
        case=columns,
        events=(Event("case_opened_by_law", PATH, "system", data=data),),
        settlement=Settlement(),
        before=None,
    )
    return case_no if saved else None


def give_by_law(*, no: str, remedy: Remedy) -> NotDecided | None:
    """Give by a case what the law's own deadline has decided, because nobody did.

    No person stands for it, so there are no four eyes on it; every bound of refunds holds.
    """

    def approve(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state not in IN_REVIEW:
            return NotDecided("not_in_review")
        taken = as_claimed(case=case, ground=ground, remedy=remedy)
        if isinstance(taken, NotDecided):
            return taken
        event = Event("limit_reached", (), "system", data={"case": no, "fen": remedy.gross_fen})
        return give(taken, ground, event, remedy)

    return on_firm_ground(no, approve)


def end_by_law(*, no: str) -> NotDecided | None:
    """End a case that was opened by law and that nothing is given by any more."""

    def end(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.state not in IN_REVIEW or not is_by_law(case_no=no, order_id=ground.order_id):
            return NotDecided("not_in_review")
        path = (case.state, "upheld" if case.state == "arbitration" else "withdrawn")
        return close(case, ground, Event("case_ended_by_law", path, "system", data={"case": no}))

    return on_firm_ground(no, end)
