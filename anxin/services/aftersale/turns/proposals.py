"""Proposals: offered, accepted, countered, declined, or taken to arbitration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anxin.domain.proposals import ANSWERED_WITHIN, PER_SIDE, PROPOSED, answered_by
from anxin.domain.remedy import Remedy, answer_of_remedy
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.decide import facts_of
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    Reviewer,
    after_stop,
    give,
    keep,
    on_firm_ground,
)
from anxin.services.aftersale.review import refused_to
from anxin.services.aftersale.settle import answer_of_case
from anxin.services.aftersale.turns.arbitration import arbitrated_by
from anxin.services.numbers import new_no
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import ProposalRow, list_proposals
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts: the side, the account, and whose shop or what staff role it acts for."""

    side: str
    account_id: UUID
    merchant_id: UUID | None = None
    role: str = ""

    @property
    def told_as(self) -> str:
        """The role that the history names."""
        return self.role or self.side


def propose(*, no: str, party: Party, remedy: Remedy, said: str) -> NotDecided | None:
    """Offer the other side a remedy; an open proposal to this side is countered by it.

    The buyer's time to answer is not taken from anybody else's.
    """

    def offer(case: CaseRow, ground: Ground) -> NotDecided | None:
        to = answered_by(side=party.side, case_state=case.state)
        refused = not_party(case, ground, party) or _not_offered(case, ground, party, to, remedy)
        if refused:
            return refused
        data = {"case": no, "to": to, "kind": remedy.kind, "units": remedy.units,
                "fen": remedy.gross_fen, "said": said[:NOTE_CHARACTERS]}  # fmt: skip
        event = Event("proposal_made", (case.state,), party.told_as, party.account_id, data)
        buyer_asked = to == "buyer"
        due_at = case.now + ANSWERED_WITHIN if buyer_asked else _others_due(case)
        with transaction.atomic():
            moved = keep(
                case,
                ground,
                event,
                due_at=due_at,
                buyer_asked=buyer_asked,
                proposal_state="countered",
            )
            if moved is None:
                _save(case, party, to, remedy, said)
        return moved

    return on_firm_ground(no, offer)


MADE = """
INSERT INTO anxin_aftersale_proposal (case_id, no, side, "to", by_id, kind, units, gross_fen, said)
VALUES (%(case_id)s::uuid, %(no)s::text, %(side)s::text, %(to)s::text, %(by)s::uuid,
        %(kind)s::text, %(units)s::int, %(gross_fen)s::bigint, %(said)s::text)
RETURNING id
"""


def _save(case: CaseRow, party: Party, to: str, remedy: Remedy, said: str) -> None:
    run(
        MADE,
        {
            "case_id": case.id,
            "no": new_no(),
            "side": party.side,
            "to": to,
            "by": party.account_id,
            "kind": remedy.kind,
            "units": remedy.units,
            "gross_fen": remedy.gross_fen,
            "said": said[:NOTE_CHARACTERS],
        },
    )


def _others_due(case: CaseRow) -> datetime | None:
    """When the others are due again: the time that the buyer took is given back.

    A merchant has half of what is left then, as it had half of it at first.
    """
    if case.stopped_at is None or case.decide_by is None:
        return case.due_at
    decide_by = after_stop(case)
    assert decide_by is not None, "what is reviewed has a deadline"
    return case.now + (decide_by - case.now) / 2 if case.state == "merchant_turn" else decide_by


def _not_offered(
    case: CaseRow, ground: Ground, party: Party, to: str, remedy: Remedy
) -> NotDecided | None:
    if not to:
        return NotDecided("no_proposals_now")
    if remedy.kind not in PROPOSED:
        return NotDecided("no_such_remedy")
    past = list_proposals(case_id=case.id)
    if sum(one.side == party.side for one in past) >= PER_SIDE:
        return NotDecided("too_many_proposals")
    mine = next((one for one in past if one.state == "open" and one.side == party.side), None)
    if mine:
        return NotDecided("proposal_open")
    answer = answer_of_remedy(
        remedy=remedy,
        quoted=answer_of_case(case),
        facts=facts_of(ground=ground, reason=case.reason, units=case.asked_units),
        policy=policy_of(ground.policy_id),
    )
    return NotDecided(answer) if isinstance(answer, str) else None


def accept(*, no: str, proposal_no: str, party: Party) -> NotDecided | None:
    """Accept what the other side offers: it is decided, and done at once."""

    def take(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party)
        if refused:
            return refused
        found = _open_to(case, proposal_no, party)
        if isinstance(found, NotDecided):
            return found
        data = {"case": no, "kind": found.kind, "units": found.units, "fen": found.gross_fen}
        event = Event("proposal_accepted", (), party.told_as, party.account_id, data)
        remedy = Remedy(found.kind, found.units, found.gross_fen)
        return give(case, ground, event, remedy, proposal_state="accepted")

    return on_firm_ground(no, take)


def decline(*, no: str, proposal_no: str, party: Party) -> NotDecided | None:
    """Decline what the other side offers. A merchant has been heard then: the platform decides."""

    def refuse(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party)
        if refused:
            return refused
        found = _open_to(case, proposal_no, party)
        if isinstance(found, NotDecided):
            return found
        heard = case.state == "merchant_turn" and party.side == "buyer"
        states = (case.state, "platform_review") if heard else (case.state,)
        event = Event("proposal_declined", states, party.told_as, party.account_id, {"case": no})
        due_at = after_stop(case) if heard else _others_due(case)
        return keep(case, ground, event, due_at=due_at, proposal_state="declined")

    return on_firm_ground(no, refuse)


def take_to_arbitration(*, no: str, party: Party) -> NotDecided | None:
    """Have an arbiter decide within the hour, once a proposal has been made in the case."""

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party)
        if refused:
            return refused
        if case.state not in ("merchant_turn", "platform_review") or party.side == "platform":
            return NotDecided("no_arbitration_now")
        if not list_proposals(case_id=case.id):
            return NotDecided("nothing_proposed")
        states = (case.state, "arbitration")
        event = Event("arbitration_asked", states, party.told_as, party.account_id, {"case": no})
        due_at = arbitrated_by(case, ground)
        return keep(
            case, ground, event, due_at=due_at, decide_by=due_at, tier="senior",
            proposal_state="declined",
        )  # fmt: skip

    return on_firm_ground(no, call)


def not_party(case: CaseRow, ground: Ground, party: Party) -> NotDecided | None:
    """Return why somebody may not act in this case; a stranger learns of no such case."""
    if party.side == "platform":
        return refused_to(case, ground, Reviewer(party.account_id, party.role))
    mine = (
        case.buyer_id == party.account_id
        if party.side == "buyer"
        else case.merchant_id == party.merchant_id
    )
    return None if mine else NotDecided("not_found")


def _open_to(case: CaseRow, proposal_no: str, party: Party) -> ProposalRow | NotDecided:
    found = next((p for p in list_proposals(case_id=case.id) if p.no == proposal_no), None)
    if found is None or found.to != party.side:
        return NotDecided("not_found")
    return found if found.state == "open" else NotDecided("not_open")
