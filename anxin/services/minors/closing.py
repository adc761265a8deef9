"""An approved claim is over once every order is settled; what cannot be paid is a person's."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from anxin.domain.minors.deadlines import (
    AGAIN_WITHIN,
    FREE_AFTER,
    PAY_WITHIN,
    PRESS_AGAIN,
    TRY_AGAIN,
    next_look,
)
from anxin.domain.minors.words import SAID_CHARACTERS
from anxin.services.aftersale.by_law import end_by_law
from anxin.services.minors.freezing import lift_freeze, resume_delivery
from anxin.services.minors.telling import (
    NotDone,
    Officer,
    lock_claim,
    not_impartial,
    tell,
    walk,
)
from anxin.storage.minors import queries
from anxin.storage.minors.models import Claim, ClaimOrder
from anxin.storage.minors.queries import ClaimRow, LineRow

log = structlog.get_logger()
PASSING: Final = frozenset(
    "case_open claimed merchant_first moved needs_second nothing_left on_its_way not_in_review"
    " sum_out_of_range".split()
)  # fmt: skip
"""What may be over by itself at the next try. Anything else is a supervisor's at once."""

ON_ITS_WAY: Final = frozenset({"approved", "replacing"})
"""Where a case waits for something else before its money moves, or does not."""


@transaction.atomic
def close_claim(*, no: str) -> bool:
    """Close the claim where every order is settled, or say when it is tried again."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "paying":
        return False
    lines = queries.list_lines(claim_id=claim.id)
    owed = [one for one in lines if one.is_owed]
    if not owed:
        _decided(claim, lines)
        return True
    unsigned = claim.signed_by_id is None and not claim.by_system
    if unsigned and any(one.trouble == "needs_second" for one in owed):
        _to_be_signed(claim)
        return False
    log.warning("minors.not_paid_yet", claim=str(claim.id), troubles=[one.trouble for one in owed])
    since = claim.paying_at or claim.now
    Claim.objects.filter(id=claim.id).update(due_at=claim.now + TRY_AGAIN, paying_at=since)
    if _is_stuck(claim, owed):
        _to_a_supervisor(claim)
    if claim.now >= since + FREE_AFTER and lift_freeze(claim_id=claim.id):
        tell(claim_id=claim.id, kind="account_freed", role="system")
    return False


def _decided(claim: ClaimRow, lines: list[LineRow]) -> None:
    whole = all(one.share == 100 for one in lines)
    walk(
        claim=claim,
        path=("decided",),
        outcome="approved" if whole else "partly",
        closed_at=claim.now,
        due_at=None,
    )
    lift_freeze(claim_id=claim.id)
    tell(claim_id=claim.id, kind="decided", role="system", fen=sum(one.given_fen for one in lines))


def _to_be_signed(claim: ClaimRow) -> None:
    assert claim.decide_by is not None, "what was submitted has a deadline"
    due_at = next_look(decide_by=claim.decide_by, escalated=claim.escalated, now=claim.now)
    walk(claim=claim, path=("signing",), due_at=due_at)
    tell(claim_id=claim.id, kind="signature_wanted", role="system")


def _is_stuck(claim: ClaimRow, owed: list[LineRow]) -> bool:
    """Whether a supervisor has to be told, for the first time or again after a day."""
    if claim.stuck_at and claim.now < claim.stuck_at + PRESS_AGAIN:
        return False
    since = claim.paying_at or claim.now
    lasting = any(one.trouble not in PASSING for one in owed)
    return lasting or claim.now >= since + PAY_WITHIN


def _to_a_supervisor(claim: ClaimRow) -> None:
    Claim.objects.filter(id=claim.id).update(escalated=True, stuck_at=claim.now)
    log.error("minors.stuck", claim=str(claim.id))
    tell(claim_id=claim.id, kind="stuck", role="system")


@transaction.atomic
def end_payment(*, no: str, said: str, officer: Officer) -> NotDone | None:
    """Close a claim that cannot be paid any further with what it has given, with a reason."""
    claim = lock_claim(no=no)
    refused = _not_stuck(claim, officer, said) or not_at_rest(claim=claim)
    if refused or claim is None:
        return refused or NotDone("not_found")
    for line in queries.list_lines(claim_id=claim.id):
        if line.is_owed:
            if line.case_no:
                end_by_law(no=line.case_no)
            ClaimOrder.objects.filter(id=line.id).update(
                paid_at=claim.now, given_fen=line.given_fen + line.given_now
            )
    Claim.objects.filter(id=claim.id).update(said=_added(claim.said, said))
    tell(claim_id=claim.id, kind="payment_ended", role=officer.role, actor=officer.account_id)
    _decided(claim, queries.list_lines(claim_id=claim.id))
    return None


def _added(before: str, said: str) -> str:
    """Both answers, the last one whole."""
    last = said.strip()[:SAID_CHARACTERS]
    first = before[: max(0, SAID_CHARACTERS - len(last) - 2)]
    return f"{first}\n\n{last}" if first else last


@transaction.atomic
def decide_again(*, no: str, officer: Officer) -> NotDone | None:
    """Take a claim that cannot be paid any further back into review, in a supervisor's hands.

    What was given stays given; the orders that are not settled are to be decided anew.
    """
    claim = lock_claim(no=no)
    refused = _not_stuck(claim, officer, "-") or not_at_rest(claim=claim)
    if refused or claim is None or claim.decide_by is None:
        return refused or NotDone("not_found")
    undecide_lines(claim_id=claim.id)
    decide_by = max(claim.decide_by, claim.now + AGAIN_WITHIN)
    walk(
        claim=claim,
        path=("submitted",),
        assigned_id=officer.account_id,
        decided_by=None,
        signed_by=None,
        by_system=False,
        said="",
        decide_by=decide_by,
        due_at=next_look(decide_by=decide_by, escalated=True, now=claim.now),
        paying_at=None,
        stuck_at=None,
    )
    tell(claim_id=claim.id, kind="decided_again", role=officer.role, actor=officer.account_id)
    return None


def _not_stuck(claim: ClaimRow | None, officer: Officer, said: str) -> NotDone | None:
    if claim is None or claim.state != "paying" or claim.stuck_at is None:
        return NotDone("not_stuck")
    if officer.role != "supervisor":
        return NotDone("supervisors")
    refused = not_impartial(claim=claim, officer=officer)
    return refused or (None if said.strip() else NotDone("reason_missing"))


def not_at_rest(*, claim: ClaimRow | None) -> NotDone | None:
    """Say so while a case still pays by itself what was decided: it would be given all the same."""
    lines = queries.list_lines(claim_id=claim.id) if claim else []
    moving = any(one.paid_at is None and one.case_state in ON_ITS_WAY for one in lines)
    return NotDone("on_its_way") if moving else None


def undecide_lines(*, claim_id: UUID) -> None:
    """Have the orders that are not settled decided anew; what their cases gave so far stays."""
    for line in queries.list_lines(claim_id=claim_id):
        if line.paid_at is None and line.share is not None:
            if line.case_no:
                end_by_law(no=line.case_no)
            ClaimOrder.objects.filter(id=line.id).update(
                share=None, gross_fen=None, cases=[], trouble="",
                given_fen=line.given_fen + line.given_now,
            )  # fmt: skip
            resume_delivery(order_id=line.order_id)
