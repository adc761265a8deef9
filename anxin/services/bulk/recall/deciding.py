"""What one order of a recall gets back, decided on its ground; nothing is saved here."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from anxin.domain import recall
from anxin.domain.case import Course, Standing, course_of_approval, course_of_submission
from anxin.domain.quote.facts import Answer
from anxin.domain.quote.record import facts_record
from anxin.domain.wording.recall import why_recalled
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.decide import LANGUAGES, facts_of
from anxin.services.aftersale.settle import settlement_of, shares_of, standing_of
from anxin.services.numbers import new_key, new_no
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow

DESTINATION = "original"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a recall that is being dealt with, as it was frozen.

    `cards`: those that the order has of the batch that is recalled; `None`: all of it is recalled.
    `again`: it failed before, so less than was frozen may be given back.
    """

    recall_id: UUID
    recall_no: str
    order_id: UUID
    gross_fen: int
    reason: str
    released_by: UUID
    released_as: str
    card_batch_id: UUID | None
    again: bool
    cards: tuple[UUID, ...] | None = None

    @property
    def units(self) -> int | None:
        """How many units are recalled; all that are left if `None`."""
        return None if self.cards is None else len(self.cards)


@dataclass(frozen=True, slots=True)
class Left:
    """The order is not refunded; `code` says why (domain.recall.LEFT)."""

    code: str


@dataclass(frozen=True, slots=True)
class Given:
    """The order is refunded: how the case and the order walk, the money, the case's columns.

    `own`: the buyer's own case, which the recall takes over; `None`: it is a new one.
    """

    ground: Ground
    standing: Standing
    course: Course
    settlement: Settlement
    case: dict[str, Any]
    event: Event
    own: CaseRow | None = None


def decide_row(*, row: Row, ground: Ground, own: CaseRow | None = None) -> Given | Left:
    """Decide a row: what was frozen is given back, or it is left out and says why.

    Never more than was frozen and signed. What moved meanwhile so that it would be less is left
    for somebody to look at, who may have it tried again. `own`: the buyer's case that is open on
    the order. It is taken over where that takes nothing from the buyer; else it ends first.
    """
    left_fen = ground.paid_fen - sum(payment.taken_fen for payment in ground.payments)
    left = recall.left_out(
        order_state=ground.order_state,
        left_fen=left_fen,
        case_open=ground.open_no is not None,
        supplier_state=ground.supplier_state,
    )
    if left or row.units == 0:
        return Left(left or ("case_open" if ground.open_no else "nothing_left"))
    answer = recall.given_back(order=ground.facts, units=row.units)
    if not answer.gross_fen:
        return Left("nothing_left")
    all_back = answer.gross_fen == left_fen
    if ground.open_no and not (own and _taken_over(own, ground, all_back=all_back)):
        return Left("case_open")
    if answer.gross_fen > row.gross_fen or (answer.gross_fen < row.gross_fen and not row.again):
        return Left("changed")
    return _given(row, ground, answer, own)


def _taken_over(own: CaseRow, ground: Ground, *, all_back: bool) -> bool:
    """Whether the buyer's case ends with the recall; what is complained about outside is a senior's
    first, who knows what the channel gives."""
    takes = recall.takes_over(case_state=own.state, all_back=all_back)
    return takes and not ground.complained


def _given(row: Row, ground: Ground, answer: Answer, own: CaseRow | None) -> Given:
    destination = own.destination if own else DESTINATION
    standing = standing_of(ground=ground, answer=answer, destination=destination)
    course = (
        course_of_approval(case_state=own.state, answer=answer, standing=standing)
        if own
        else course_of_submission(answer=answer, standing=standing)
    )
    shares = shares_of(ground=ground, answer=answer)
    settlement = settlement_of(ground=ground, answer=answer, destination=destination, shares=shares)
    owed_fen = recall.owed_fen(
        order_state=ground.order_state,
        kind=ground.kind,
        order=ground.facts,
        gross_fen=answer.gross_fen,
    )
    case_no = own.no if own else new_no()
    data = {
        "case": case_no,
        "recall": row.recall_no,
        "refund_fen": answer.refund_fen,
        "said": row.reason,
        "clause": answer.clause,
        "facts": _facts(row, ground, own, case_no),
    }
    columns = _columns(row, ground, answer, case_no, shares)
    return Given(
        ground=ground,
        standing=standing,
        course=course,
        settlement=replace(settlement, cause="case", shortfall_fen=owed_fen),
        case={**columns, **_kept_of(own)} if own else columns,
        event=Event("case_recalled", course.case, row.released_as, row.released_by, data),
        own=own,
    )


def _facts(row: Row, ground: Ground, own: CaseRow | None, case_no: str) -> dict[str, Any]:
    """What it was decided on; of a case that is taken over also what its buyer asks for."""
    facts = facts_of(
        ground=ground,
        reason=own.reason if own else None,
        units=row.units,
        asked_at=own.submitted_at if own else None,
    )
    return facts_record(id=case_no, facts=facts, policy=str(ground.policy_id))


def _kept_of(own: CaseRow) -> dict[str, Any]:
    """What a case that is taken over keeps: who asked for what, when it was due, whose it was."""
    return {
        "case_id": own.id,
        "reason": own.reason,
        "asked_units": own.asked_units,
        "destination": own.destination,
        "tier": own.tier,
        "decide_by": own.decide_by,
        "note": None,
        "contact_phone": None,
    }


def _columns(
    row: Row, ground: Ground, answer: Answer, case_no: str, shares: list[dict[str, Any]]
) -> dict[str, Any]:
    """The columns of the case. Its form's key is the row's: a row makes one case, ever."""
    why = {language: why_recalled(reason=row.reason, language=language) for language in LANGUAGES}
    form_key = uuid5(row.recall_id, str(row.order_id))
    return {
        "case_id": new_key(),
        "case_no": case_no,
        "form_key": form_key,
        "form_digest": form_key.bytes,
        "reason": None,
        "note": "",
        "contact_phone": ground.phone,
        "destination": DESTINATION,
        "asked_units": None,
        "outcome": answer.outcome,
        "clause": answer.clause,
        "code": None,
        "tier": None,
        "cause": answer.cause,
        "case_units": answer.units,
        "case_gross_fen": answer.gross_fen,
        "case_fee_fen": 0,
        "case_refund_fen": answer.refund_fen,
        "shares": json.dumps(shares, default=str),
        "missing": "[]",
        "return_goods": False,
        "why": json.dumps(why, ensure_ascii=False),
        "decide_by": None,
        "waits_for": "",
    }
