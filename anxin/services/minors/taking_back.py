"""Ten seconds in which whose word moves money may take it back, as with every verdict."""

from __future__ import annotations

from django.db import transaction

from anxin.domain.minors.deadlines import next_look
from anxin.services.minors.closing import undecide_lines
from anxin.services.minors.telling import NotDone, Officer, lock_claim, tell, walk
from anxin.storage.minors.queries import ClaimRow


@transaction.atomic
def take_back(*, no: str, officer: Officer) -> NotDone | None:
    """Take back one's own approval or signature while nothing has moved.

    An approval goes back into review, a signature leaves the claim to be signed. Too late once
    the ten seconds are over, whether or not the sweep has come by.
    """
    claim = lock_claim(no=no)
    if claim is None or not is_undoable(claim=claim):
        return NotDone("too_late")
    if officer.account_id != last_word(claim=claim):
        return NotDone("not_yours")
    assert claim.decide_by is not None, "what was submitted has a deadline"
    due_at = next_look(decide_by=claim.decide_by, escalated=claim.escalated, now=claim.now)
    if claim.signed_by_id:
        walk(claim=claim, path=("signing",), signed_by=None, due_at=due_at)
    else:
        undecide_lines(claim_id=claim.id)
        walk(claim=claim, path=("submitted",), decided_by=None, said="", due_at=due_at)
    tell(claim_id=claim.id, kind="taken_back", role=officer.role, actor=officer.account_id)
    return None


def is_undoable(*, claim: ClaimRow) -> bool:
    """Whether a person's decision waits for its ten seconds and nothing of it was paid."""
    waits = claim.due_at is not None and claim.due_at > claim.now
    fresh = claim.paying_at is None and not claim.by_system
    return claim.state == "paying" and waits and fresh


def last_word(*, claim: ClaimRow) -> object:
    """Return whose word it was that money moves: the signature's, if it took one."""
    return claim.signed_by_id or claim.decided_by_id
