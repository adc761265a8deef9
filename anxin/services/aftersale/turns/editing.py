"""Changing a request that nobody has decided: it is decided anew, as if asked so at first."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from anxin.domain.outside import Outside
from anxin.domain.people import is_higher
from anxin.domain.quote.record import facts_record
from anxin.domain.request import Advice, keep_asked
from anxin.domain.states import SERVED, UNDECIDED
from anxin.services.aftersale.asking import asked_columns
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import Asked, Decision, decide, no_lower
from anxin.services.aftersale.moving import NotDecided, on_firm_ground
from anxin.services.aftersale.record import record
from anxin.services.aftersale.settled import settled_before
from anxin.services.aftersale.submit import CaseForm, Declined, decided_event, insisted_on
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.past import past_of
from anxin.storage.aftersale.queries import CaseRow

EDITS = 3
"""How often a request may be changed."""


def edit_case(*, no: str, buyer_id: UUID, form: CaseForm, outside: Outside) -> NotDecided | None:
    """Change what is asked for and why; the time it was asked at stays that of the request.

    An open proposal lapses, and who was deciding begins anew with what is asked now. What is filled
    in is looked at as at first: `advised` where there is advice that was not given yet.
    """

    def edit(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_editable(case, ground, buyer_id, form) or in_other_hands(case)
        if refused:
            return refused
        told = insisted_on(ground=ground, form=form, outside=outside, asked_at=case.submitted_at)
        if isinstance(told, Declined):
            return NotDecided(told.code)
        asked = Asked(form.reason, form.units, form.destination, case.submitted_at)
        decision = decide(ground=ground, asked=asked, outside=outside)
        decision = no_lower(decision=decision, tier=_raised(case, ground, outside))
        return _saved(case, ground, form, asked, decision, told)

    return on_firm_ground(no, edit)


def _not_editable(
    case: CaseRow, ground: Ground, buyer_id: UUID, form: CaseForm
) -> NotDecided | None:
    if case.buyer_id != buyer_id:
        return NotDecided("not_found")
    if case.state not in UNDECIDED:
        return NotDecided("not_editable")
    if case.edits >= EDITS:
        return NotDecided("too_many_edits")
    if form.reason is None and ground.order_state in SERVED:
        return NotDecided("reason_missing")
    if form.units is not None and not 1 <= form.units <= ground.units:
        return NotDecided("units_out_of_range")
    settled = settled_before(ground=ground, reason=form.reason, units=form.units)
    return NotDecided(settled) if settled else None


def in_other_hands(case: CaseRow) -> NotDecided | None:
    """Say so where the request is not only the buyer's any more.

    The site opened it by law; its return was granted and came back wrong; somebody complained
    outside. A change would take it from the senior who has it. It can still be withdrawn.
    """
    past = past_of(order_id=case.order_id, case_no=case.no)
    if past.by_law or past.disputed or past.complained:
        return NotDecided("in_other_hands")
    return None


def _raised(case: CaseRow, ground: Ground, outside: Outside) -> str | None:
    """Return the case's tier if it is higher than its policy's: by lateness, doubt or dispute."""
    asked = Asked(case.reason, case.asked_units, case.destination, case.submitted_at)
    quoted = decide(ground=ground, asked=asked, outside=outside).answer.tier
    return case.tier if is_higher(tier=case.tier, than=quoted) else None


def _saved(
    case: CaseRow,
    ground: Ground,
    form: CaseForm,
    asked: Asked,
    decision: Decision,
    told: tuple[Advice, ...],
) -> NotDecided | None:
    course = decision.course
    before = (case.state,) if case.state != "submitted" else ()
    columns = {
        **decision.columns(ground=ground),
        **asked_columns(asked),
        "case_id": case.id,
        "note": form.note,
        "contact_phone": form.contact_phone or case.contact_phone,
        "edited": 1,
        "details": json.dumps(
            keep_asked(said=form.details, reason=form.reason, kind=ground.kind),
            ensure_ascii=False,
        ),
    }
    saved = record(
        ground=ground,
        course=course,
        case=columns,
        events=_events(case, ground, decision, (*before, "submitted"), told),
        settlement=decision.settlement,
        before=case,
        again=True,
        by_policy=True,
    )
    return None if saved else NotDecided("moved")


def _events(
    case: CaseRow,
    ground: Ground,
    decision: Decision,
    path: tuple[str, ...],
    told: tuple[Advice, ...],
) -> tuple[Event, ...]:
    facts = facts_record(id=case.no, facts=decision.facts, policy=str(ground.policy_id))
    data: dict[str, Any] = {"case": case.no, "facts": facts}
    if told:
        data["advice"] = [each.key for each in told]
    edited = Event("case_edited", path, "buyer", ground.buyer_id, data)
    if decision.waits_for:
        return (edited,)
    return (edited, decided_event(case_no=case.no, decision=decision))
