"""The holder of an account that stands still may say why that is wrong (反诈法 Art. 32: reason and
appeal). Who asks and for whom the holder is not told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.domain.minors.deadlines import OBJECTION_WITHIN, next_look
from anxin.domain.minors.words import RUNNING, SAID_CHARACTERS
from anxin.services.minors.finding import not_in_hand, refresh_proposals
from anxin.services.minors.freezing import hold_orders, lift_freeze, place_freeze
from anxin.services.minors.telling import NotDone, Officer, lock_claim, tell
from anxin.storage.columns import ClockNow
from anxin.storage.minors import objections
from anxin.storage.minors.models import Claim, Objection


def object_to_freeze(*, account_id: UUID, said: str) -> NotDone | None:
    """Object to whatever keeps the account still; each claim takes one objection."""
    words = said.strip()[:SAID_CHARACTERS]
    if not words:
        return NotDone("reason_missing")
    open_to = [one.claim_no for one in objections.holds_of(account_id=account_id) if one.may_object]
    done = [_object(no, account_id, words) for no in open_to]
    return None if any(done) else NotDone("objected_already")


@transaction.atomic
def _object(no: str, account_id: UUID, said: str) -> bool:
    claim = lock_claim(no=no)
    if claim is None or not objections.is_held_by(claim_id=claim.id, account_id=account_id):
        return False
    _, new = Objection.objects.get_or_create(
        claim_id=claim.id,
        account_id=account_id,
        defaults={"said": said, "due_at": claim.now + OBJECTION_WITHIN},
    )
    if not new:
        return False
    tell(claim_id=claim.id, kind="objected", role="holder")
    return True


@transaction.atomic
def answer_objection(*, no: str, upheld: bool, said: str, officer: Officer) -> NotDone | None:
    """Answer the holder, with reasons: upheld, the account is free and the claim goes on without.

    It is decided then on its papers and on what of the orders is not used by that time. Refused
    after the account was freed because nobody answered, it stands still again.
    """
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer, states=RUNNING)
    if refused or claim is None:
        return refused or NotDone("not_found")
    if not said.strip():
        return NotDone("reason_missing")
    late = Objection.objects.filter(claim_id=claim.id, outcome="", due_at=None).exists()
    answered = Objection.objects.filter(claim_id=claim.id, outcome="").update(
        due_at=None,
        outcome="upheld" if upheld else "refused",
        answer=said.strip()[:SAID_CHARACTERS],
        decided_by_id=officer.account_id,
        decided_at=ClockNow(),
    )
    if not answered:
        return NotDone("no_objection")
    if upheld:
        lift_freeze(claim_id=claim.id)
        refresh_proposals(claim=claim)
    elif late and claim.account_id:
        place_freeze(claim_id=claim.id, account_id=claim.account_id)
        hold_orders(claim_id=claim.id)
    kind = "objection_upheld" if upheld else "objection_refused"
    tell(claim_id=claim.id, kind=kind, role=officer.role, actor=officer.account_id)
    return None


@transaction.atomic
def end_objection_wait(*, no: str) -> bool:
    """Free an account whose objection nobody answered in time; a supervisor is to answer it."""
    claim = lock_claim(no=no)
    if claim is None:
        return False
    over = Objection.objects.filter(claim_id=claim.id, outcome="", due_at__lte=claim.now)
    if not over.update(due_at=None):
        return False
    lift_freeze(claim_id=claim.id)
    tell(claim_id=claim.id, kind="objection_late", role="system")
    Claim.objects.filter(id=claim.id).update(escalated=True)
    if claim.state == "submitted" and claim.decide_by:
        due_at = next_look(decide_by=claim.decide_by, escalated=True, now=claim.now)
        Claim.objects.filter(id=claim.id).update(due_at=due_at)
    if not claim.escalated:
        tell(claim_id=claim.id, kind="escalated", role="system")
    return True
