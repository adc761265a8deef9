"""What is due to claims by themselves, and what is erased when its time is up."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db import transaction

from anxin.domain.minors.deadlines import is_to_be_answered, next_look
from anxin.domain.minors.outside import Vault
from anxin.domain.outside import Outside
from anxin.services.minors.answering import answer_in_time
from anxin.services.minors.freezing import lift_freeze
from anxin.services.minors.papers import remove_files
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import lock_claim, tell, walk
from anxin.services.minors.throttle import forget_attempts
from anxin.services.minors.writing import resume
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import Access, Check, Claim, ClaimOrder, Freeze, Objection
from anxin.storage.minors.models.papers import ERASED
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.statement import run

log = structlog.get_logger()

ERASE = """
SELECT id FROM anxin_minors_claim
 WHERE closed_at IS NOT NULL AND erased_at IS NULL
   AND (closed_at <= clock_now() - interval '3 years' OR submitted_at IS NULL)
 ORDER BY closed_at LIMIT 200
"""
"""What was never submitted is nobody's case and goes at once."""


def end_claim_wait(*, no: str, outside: Outside) -> bool:
    """Do what a claim's deadline says; say whether there was anything to do."""
    claim = queries.claim(no=no)
    if claim and claim.state == "paying":
        over = claim.due_at is not None and claim.due_at <= claim.now
        return over and pay_claim(no=no, outside=outside)
    return _ended(no)


@transaction.atomic
def _ended(no: str) -> bool:
    claim = lock_claim(no=no)
    if claim is None or claim.due_at is None or claim.due_at > claim.now:
        return False
    if claim.state == "draft":
        _lapse(claim)
    elif claim.state == "asked":
        resume(claim=claim, role="system")
    elif claim.decide_by and is_to_be_answered(decide_by=claim.decide_by, now=claim.now):
        answer_in_time(claim=claim)
    else:
        _press(claim)
    return True


def _lapse(claim: ClaimRow) -> None:
    walk(claim=claim, path=("lapsed",), outcome="lapsed", closed_at=claim.now, due_at=None)
    lift_freeze(claim_id=claim.id)
    tell(claim_id=claim.id, kind="lapsed", role="system")


def _press(claim: ClaimRow) -> None:
    """Three days before its deadline a claim is a supervisor's, who is told again every day."""
    assert claim.decide_by is not None, "what was submitted has a deadline"
    due_at = next_look(decide_by=claim.decide_by, escalated=True, now=claim.now)
    Claim.objects.filter(id=claim.id).update(escalated=True, due_at=due_at)
    log.warning("minors.pressed", claim=str(claim.id))
    tell(claim_id=claim.id, kind="pressed" if claim.escalated else "escalated", role="system")


def purge_minors(*, vault: Vault) -> int:
    """Erase what was said and shown of claims closed three years ago; return how many.

    What stays says nothing of anybody: outcome, sums, dates, who looked. That an order was given
    back stays with the order, as its case does.
    """
    erased = 0
    for row in run(ERASE, {}):
        with transaction.atomic():
            Check.objects.filter(claim_id=row.id, state="waiting").update(
                state="unanswered", sealed=None, key_no=None, next_try_at=None,
                answered_at=ClockNow(),
            )  # fmt: skip
            erased += Claim.objects.filter(id=row.id, erased_at=None).update(
                sealed=None,
                key_no=None,
                guardian_masked="",
                minor_masked="",
                guardian_digest=None,
                minor_digest=None,
                device_digest=None,
                account=None,
                relation="",
                consent="",
                said="",
                asked_said="",
                erased_at=ClockNow(),
            )
            _blot_out(row.id)
    remove_files(vault=vault)
    forget_attempts()
    return erased


def _blot_out(claim_id: UUID) -> None:
    """Erase the words of others about it, and that it was this account."""
    Access.objects.filter(claim_id=claim_id).update(reason=ERASED)
    Objection.objects.filter(claim_id=claim_id).update(said="", answer="", account=None)
    ClaimOrder.objects.filter(claim_id=claim_id).update(band="", facts={}, codes=[])
    Freeze.objects.filter(claim_id=claim_id).delete()
