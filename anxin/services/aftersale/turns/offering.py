"""Making a proposal: what may be offered, until when it is answered, and whose clock runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.case import heard_until
from anxin.domain.proposals import ANSWERED_WITHIN, PER_SIDE, PROPOSED, stops_the_clock
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.giving import answer_given
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    after_stop,
    is_asked,
    keep,
)
from anxin.services.numbers import new_no
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import ProposalRow, list_proposals
from anxin.storage.statement import run

MADE = """
INSERT INTO anxin_aftersale_proposal (case_id, no, side, "to", by_id, kind, units, gross_fen, said)
VALUES (%(case_id)s::uuid, %(no)s::text, %(side)s::text, %(to)s::text, %(by)s::uuid,
        %(kind)s::text, %(units)s::int, %(gross_fen)s::bigint, %(said)s::text)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one side offers the other (`to`), who says it (`by`, in which role), and its words."""

    side: str
    to: str
    by: UUID
    role: str
    remedy: Remedy
    said: str


def make_offer(
    case: CaseRow, ground: Ground, offer: Offer, *, signed_by: UUID | None = None
) -> NotDecided | None:
    """Make an offer; an open one to this side is countered by it.

    `signed_by`: the second person, where the platform offers more than one may.
    """
    refused = not_offered(case, ground, offer)
    if refused:
        return refused
    no, remedy, said = new_no(), offer.remedy, offer.said[:NOTE_CHARACTERS]
    what = {"kind": remedy.kind, "units": remedy.units, "fen": remedy.gross_fen, "said": said}
    data: dict[str, Any] = {"case": case.no, "proposal": no, "to": offer.to, **what}
    if signed_by:
        data["signed_by"] = signed_by
    event = Event("proposal_made", (case.state,), offer.role, offer.by, data)
    buyer_asked = stops_the_clock(to=offer.to, case_state=case.state)
    due_at = case.now + ANSWERED_WITHIN if buyer_asked else others_due(case)
    with transaction.atomic():
        moved = keep(
            case, ground, event, due_at=due_at, buyer_asked=buyer_asked, proposal_state="countered"
        )
        if moved is None:
            _save(case, offer, no, said)
    return moved


def _save(case: CaseRow, offer: Offer, no: str, said: str) -> None:
    run(
        MADE,
        {
            "case_id": case.id,
            "no": no,
            "side": offer.side,
            "to": offer.to,
            "by": offer.by,
            "kind": offer.remedy.kind,
            "units": offer.remedy.units,
            "gross_fen": offer.remedy.gross_fen,
            "said": said,
        },
    )


def not_offered(case: CaseRow, ground: Ground, offer: Offer) -> NotDecided | None:
    """Return why this cannot be offered as the case stands; not while more is asked for."""
    if not offer.to or is_asked(case):
        return NotDecided("no_proposals_now")
    if offer.remedy.kind not in PROPOSED:
        return NotDecided("no_such_remedy")
    held = held_back(made=list_proposals(case_id=case.id), side=offer.side)
    if held:
        return NotDecided(held)
    answer = answer_given(case, ground, offer.remedy)
    return NotDecided(answer) if isinstance(answer, str) else None


def held_back(*, made: list[ProposalRow], side: str) -> str:
    """Return why a side has nothing more to offer by what it has offered; empty if it may."""
    own = [one for one in made if one.side == side]
    if len(own) >= PER_SIDE:
        return "too_many_proposals"
    return "proposal_open" if any(one.state == "open" for one in own) else ""


def is_at_odds(*, made: list[ProposalRow], side: str) -> bool:
    """Say whether a side may have it arbitrated: the other has offered, or has not taken its offer.

    What it offered itself and nobody has answered yet is nothing that they cannot agree on.
    """
    return any(
        one.to == side or (one.side == side and one.state in ("declined", "lapsed")) for one in made
    )


def others_due(case: CaseRow) -> datetime | None:
    """When the others are due again: the time that the buyer took is given back.

    A merchant has half of what is left then, as it had half of it at first.
    """
    if case.stopped_at is None or case.decide_by is None:
        return case.due_at
    decide_by = after_stop(case)
    assert decide_by is not None, "what is reviewed has a deadline"
    if case.state != "merchant_turn":
        return decide_by
    return heard_until(now=case.now, decide_by=decide_by)
