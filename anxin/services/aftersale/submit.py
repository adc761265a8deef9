"""Submitting a case: quoted, routed, and where the facts allow paid back, in one go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.quote.record import facts_record
from anxin.domain.request import Advice, Said, keep_asked
from anxin.domain.states import SERVED
from anxin.services.aftersale.advice import advice_of
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import Asked, Decision, decide
from anxin.services.aftersale.record import record
from anxin.services.aftersale.settled import settled_before
from anxin.services.aftersale.twins import keep_refused
from anxin.services.failpoint import here
from anxin.services.numbers import new_key, new_no
from anxin.storage.aftersale.ground import Ground, hold

TRIES = 3
REFUSALS_PER_DAY = 5
WITHDRAWALS = 3
"""How often within 30 days a request about one order may be withdrawn and made again."""


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What the buyer sent. `form_key` is the form's own: a form counts once however often sent.

    `by_system`: nobody sent it, the site gives back by itself; no limit on buyers holds that up,
    and what was not delivered is no person's to look at.
    """

    form_key: UUID
    reason: str | None = None
    units: int | None = None
    note: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    """What the reason asked besides, by field (domain.request.fields)."""
    told: frozenset[str] | None = None
    """Keys of the advice given before, `None` where the request came by a way that gives none."""
    contact_phone: str = ""
    destination: str = "original"
    by_system: bool = False

    def digest(self) -> bytes:
        """Return 32 bytes that tell this form's content from another under the same key.

        What the buyer was told is no content: who insists sends the same form once more.
        """
        said: list[Any] = [self.reason, self.units, self.note, self.contact_phone, self.destination]
        if self.details:
            said.append(sorted(self.details.items()))
        return hashlib.sha256(json.dumps(said).encode()).digest()


@dataclass(frozen=True, slots=True)
class Submitted:
    """The case is saved under `case_no` (again, if the same form had been sent before)."""

    case_no: str
    order_no: str


@dataclass(frozen=True, slots=True)
class Declined:
    """Nothing was saved; `code` says why and `case_no` where to look instead.

    `advised`: there is `advice` that the buyer had not been given yet. Sent again, it is taken.
    """

    code: str
    case_no: str | None = None
    advice: tuple[Advice, ...] = ()


class GroundKeepsMoving(Exception):
    """The order changed under every try. Trying again later helps."""


def submit_case(
    *, read_ground: Callable[[], Ground | None], form: CaseForm, outside: Outside
) -> Submitted | Declined:
    """Submit a case for the order that `read_ground` finds and decide it by the order's policy.

    A decision is saved only on the ground that it was made from; if something moved meanwhile
    (a viewing, a delivery, another tab) everything is read and decided again.
    The last try holds buyer and order, so that many hands on one order cannot keep it moving.
    """
    for _ in range(TRIES - 1):
        result = _submit(read_ground(), form, outside)
        if result:
            return result
    ground = read_ground()
    with transaction.atomic():
        if ground:
            hold(ground=ground)
        result = _submit(read_ground(), form, outside)
    if result is None:
        raise GroundKeepsMoving(form.form_key)
    return result


def _submit(ground: Ground | None, form: CaseForm, outside: Outside) -> Submitted | Declined | None:
    """Take the form on that ground, or return `None` if the ground moved before it was saved."""
    if ground is None:
        return Declined("not_found")
    declined = _declined(ground, form)
    if declined:
        return declined
    if ground.twin_no:
        return Submitted(ground.twin_no, ground.order_no)
    told = insisted_on(ground=ground, form=form, outside=outside)
    if isinstance(told, Declined):
        return told
    case_no = _decide(ground, form, outside, told)
    here("case.saved_not_answered")
    return Submitted(case_no, ground.order_no) if case_no else None


def _declined(ground: Ground, form: CaseForm) -> Declined | None:
    """Return why the form cannot be taken at all, before any policy is asked."""
    if ground.twin_no:
        same = ground.twin_digest == form.digest()
        return None if same else Declined("form_reused", ground.twin_no)
    if ground.open_no:
        return Declined("case_open", ground.open_no)
    if ground.order_state == "awaiting_payment":
        return Declined("unpaid")
    if form.reason is None and ground.order_state in SERVED:
        return Declined("reason_missing")
    if form.units is not None and not 1 <= form.units <= ground.units:
        return Declined("units_out_of_range")
    return None if form.by_system else _not_again(ground, form)


def _not_again(ground: Ground, form: CaseForm) -> Declined | None:
    """What had its last word is not asked again, and nothing is asked too often."""
    settled = settled_before(ground=ground, reason=form.reason, units=form.units)
    if settled:
        return Declined(settled)
    often = too_often(ground=ground)
    return Declined(often) if often else None


def too_often(*, ground: Ground) -> str:
    """Return why an order has been asked about too often for now; empty if it has not."""
    if ground.refused_24h >= REFUSALS_PER_DAY:
        return "too_many_refusals"
    return "too_many_withdrawals" if ground.withdrawn_30d >= WITHDRAWALS else ""


def insisted_on(
    *, ground: Ground, form: CaseForm, outside: Outside, asked_at: datetime | None = None
) -> tuple[Advice, ...] | Declined:
    """Return the advice that the buyer was given before and sends the form against.

    Or why what is filled in is not taken: the order to be kept cannot be, or there is advice that
    was not given yet. `asked_at`: when the request was made, if it is one that is being changed.
    """
    keep = _details(form, ground).get("keep")
    refused = keep_refused(order_id=ground.order_id, keep=keep) if keep else ""
    if refused:
        return Declined(refused)
    advice = _advice(ground, form, outside, asked_at)
    told = tuple(each for each in advice if form.told is not None and each.key in form.told)
    if any(each.holds for each in advice if each not in told):
        return Declined("advised", advice=advice)
    return told


def _advice(
    ground: Ground, form: CaseForm, outside: Outside, asked_at: datetime | None
) -> tuple[Advice, ...]:
    """Return what there is to tell about the form; nothing where nobody could be told."""
    if form.told is None or form.reason is None:
        return ()
    return advice_of(
        ground=ground,
        reason=form.reason,
        units=form.units,
        said=Said(form.note, _details(form, ground)),
        outside=outside,
        asked_at=asked_at,
    )


def _details(form: CaseForm, ground: Ground) -> dict[str, str]:
    return keep_asked(said=form.details, reason=form.reason, kind=ground.kind)


def _decide(
    ground: Ground, form: CaseForm, outside: Outside, told: tuple[Advice, ...]
) -> str | None:
    """Quote, plan and save. Return the case's number, or `None` if the ground had moved."""
    asked = Asked(form.reason, form.units, form.destination, by_system=form.by_system)
    decision = decide(ground=ground, asked=asked, outside=outside)
    case_no = new_no()
    saved = record(
        ground=ground,
        course=decision.course,
        case=_case_columns(form, decision, ground, case_no),
        events=_events(ground, decision, case_no, told, by_system=form.by_system),
        settlement=decision.settlement,
        before=None,
    )
    return case_no if saved else None


def _case_columns(
    form: CaseForm, decision: Decision, ground: Ground, case_no: str
) -> dict[str, Any]:
    return {
        **decision.columns(ground=ground),
        "case_id": new_key(),
        "case_no": case_no,
        "form_key": form.form_key,
        "form_digest": form.digest(),
        "reason": form.reason,
        "note": form.note,
        "details": json.dumps(_details(form, ground), ensure_ascii=False),
        "contact_phone": form.contact_phone or ground.phone,
        "destination": form.destination,
        "asked_units": form.units,
        "by_system": form.by_system,
    }


def _events(
    ground: Ground, decision: Decision, case_no: str, told: tuple[Advice, ...], *, by_system: bool
) -> tuple[Event, ...]:
    """The request with its facts, then what the system made of it, in one line each.

    `told`: the advice that the buyer had been given and insisted against. `by_system`: nobody
    asked, and nobody is said to have.
    """
    states = decision.course.case
    facts = facts_record(id=case_no, facts=decision.facts, policy=str(ground.policy_id))
    data: dict[str, Any] = {"case": case_no, "facts": facts}
    if told:
        data["advice"] = [each.key for each in told]
    role, actor = ("system", None) if by_system else ("buyer", ground.buyer_id)
    asked = Event("case_submitted", states[:1], role, actor, data)
    if decision.waits_for:
        return (asked,)
    return (asked, decided_event(case_no=case_no, decision=decision))


def decided_event(*, case_no: str, decision: Decision) -> Event:
    """Return the line that says what was decided."""
    answer = decision.answer
    return Event(
        "case_decided",
        decision.course.case,
        "system",
        data={
            "case": case_no,
            "outcome": answer.outcome,
            "clause": answer.clause,
            "code": answer.code,
            "refund_fen": answer.refund_fen,
        },
    )
