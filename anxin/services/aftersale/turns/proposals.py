"""Proposals: offered, accepted, countered, declined, or taken to arbitration."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.people import may_review, tier_raised
from anxin.domain.proposals import answered_by
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.four_eyes import fen_given, wants_second
from anxin.services.aftersale.giving import give
from anxin.services.aftersale.moving import NotDecided, Reviewer, after_stop, keep, on_firm_ground
from anxin.services.aftersale.review import left_to_claim, not_to_give, refused_to, tier_of
from anxin.services.aftersale.turns.arbitration import arbitrated_by
from anxin.services.aftersale.turns.offering import (
    Offer,
    is_at_odds,
    make_offer,
    not_offered,
    others_due,
)
from anxin.services.aftersale.turns.verdicts import put
from anxin.storage.aftersale.ground import Ground, hold
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.threads import ProposalRow, list_proposals


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

    What the platform offers is a decision of who offers it: within what that person may give, and
    above the limit the buyer sees it only once another senior has signed.
    """

    def offer(case: CaseRow, ground: Ground) -> NotDecided | None:
        to = answered_by(side=party.side, case_state=case.state)
        made = Offer(party.side, to, party.account_id, party.told_as, remedy, said)
        refused = not_party(case, ground, party) or _being_decided(case)
        refused = refused or not_offered(case, ground, made)
        if refused:
            return refused
        if party.side != "platform":
            return make_offer(case, ground, made)
        by = Reviewer(party.account_id, party.role)
        return not_to_give(case, ground, by, remedy) or _decided(case, ground, by, made)

    return on_firm_ground(no, offer)


@transaction.atomic
def _decided(case: CaseRow, ground: Ground, by: Reviewer, made: Offer) -> NotDecided | None:
    """Make the platform's offer, or keep it for a second signature.

    The buyer is locked while it is added up what this person lets the buyer have: two offers at
    once see each other. (A verdict adds up again when it is carried out.)
    """
    hold(ground=ground)
    remedy = made.remedy
    if not wants_second(case=case, ground=ground, remedy=remedy):
        return make_offer(case, ground, made)
    return put(case, ground, by, {"do": "offer", "note": made.said, "remedy": asdict(remedy)})


def accept(*, no: str, proposal_no: str, party: Party) -> NotDecided | None:
    """Accept what the other side offers: it is decided.

    Between buyer and merchant, who pays, it is done at once; so is what the platform offered. What
    a buyer offers the platform is accepted by a verdict: undone within ten seconds, counted, and
    signed by a second person, like any other. What buyer and merchant agree on is done although a
    verdict stands, whose fall is on record: it is the better end.
    """

    def take(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party)
        if refused:
            return refused
        found = _open_to(case, proposal_no, party)
        if isinstance(found, NotDecided):
            return found
        remedy = Remedy(found.kind, found.units, found.gross_fen)
        if party.side == "platform":
            by = Reviewer(party.account_id, party.role)
            given = {"do": "approve", "note": "", "remedy": asdict(remedy), "proposal": found.no}
            return put(case, ground, by, given)
        return _agreed(case, ground, party, found)

    return on_firm_ground(no, take)


def _agreed(case: CaseRow, ground: Ground, party: Party, found: ProposalRow) -> NotDecided | None:
    """Do what was offered. What the platform offered is decided by who offered it, if it still may.

    (Its tier was raised since: a doubt was found, or somebody complained outside.)
    """
    decider: dict[str, Any] = {}
    offered_as: dict[str, Any] = {}
    if found.side == "platform":
        if not may_review(role=found.role, tier=tier_of(case, ground)):
            return NotDecided("offer_void")
        decider = {"decider": found.by_id}
        offered_as = {"offered_as": found.role}
    data = {"case": case.no, "proposal": found.no, "kind": found.kind, "units": found.units,
            "fen": found.gross_fen, "offered_by": found.by_id, **offered_as}  # fmt: skip
    event = Event("proposal_accepted", (), party.told_as, party.account_id, data)
    remedy = Remedy(found.kind, found.units, found.gross_fen)
    beyond = found.side != "platform" and fen_given(case=case, ground=ground, remedy=remedy)
    own_money = bool(beyond) and beyond > case.gross_fen
    return give(
        case, ground, event, remedy, proposal_state="accepted", own_money=own_money, **decider
    )


def decline(*, no: str, proposal_no: str, party: Party) -> NotDecided | None:
    """Decline what the other side offers. A merchant has been heard then: the platform decides."""

    def refuse(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party) or _being_decided(case)
        if refused:
            return refused
        found = _open_to(case, proposal_no, party)
        if isinstance(found, NotDecided):
            return found
        heard = case.state == "merchant_turn" and party.side == "buyer"
        states = (case.state, "platform_review") if heard else (case.state,)
        event = Event("proposal_declined", states, party.told_as, party.account_id, {"case": no})
        due_at = after_stop(case) if heard else others_due(case)
        return keep(case, ground, event, due_at=due_at, proposal_state="declined")

    return on_firm_ground(no, refuse)


def take_to_arbitration(*, no: str, party: Party) -> NotDecided | None:
    """Have an arbiter decide within the hour, once buyer and merchant or platform are at odds."""

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = not_party(case, ground, party) or _being_decided(case)
        if refused:
            return refused
        if case.state not in ("merchant_turn", "platform_review") or party.side == "platform":
            return NotDecided("no_arbitration_now")
        if not is_at_odds(made=list_proposals(case_id=case.id), side=party.side):
            return NotDecided("nothing_proposed")
        states = (case.state, "arbitration")
        event = Event("arbitration_asked", states, party.told_as, party.account_id, {"case": no})
        due_at, tier = arbitrated_by(case, ground), tier_raised(tier=case.tier, to="senior")
        return keep(
            case, ground, event, due_at=due_at, decide_by=due_at, tier=tier,
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
    return left_to_claim(case) if mine else NotDecided("not_found")


def _being_decided(case: CaseRow) -> NotDecided | None:
    """Say so where a verdict stands: no offer takes it away, and no refusal of one; a yes does."""
    return NotDecided("verdict_pending") if case.verdict else None


def _open_to(case: CaseRow, proposal_no: str, party: Party) -> ProposalRow | NotDecided:
    found = next((p for p in list_proposals(case_id=case.id) if p.no == proposal_no), None)
    if found is None or found.to != party.side:
        return NotDecided("not_found")
    return found if found.state == "open" else NotDecided("not_open")
