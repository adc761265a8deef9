"""A refusal that was wrong: the platform appeals for the buyer, by the step that buyers take."""

from __future__ import annotations

from django.db import transaction

from anxin.domain.quality import NOTE_CHARACTERS, barred_from, harms_buyer
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns.buyer import appeal_for_buyer, why_not_appealed
from anxin.services.quality.checking import NotChecked, concerned_by
from anxin.storage.quality.queries import CheckRow, check
from anxin.storage.statement import run

RESENT = """
UPDATE anxin_quality_check SET resent_at = clock_now(), resent_by_id = %(by)s::uuid
 WHERE no = %(no)s::text AND resent_at IS NULL AND decided = 'rejected' AND grade = 'wrong'
   AND state <> 'taken_back' RETURNING no
"""


def resend_for_buyer(*, no: str, checker: Reviewer, said: str) -> NotChecked | None:
    """Have another person arbitrate a refusal that was graded wrong; `said` is for the buyer.

    The note and the appeal are one transaction: neither is there without the other.
    """
    found = check(no=no)
    refused = _refused(found, checker, said)
    if refused or found is None:
        return refused or NotChecked("not_found")
    try:
        with transaction.atomic():
            if not run(RESENT, {"no": no, "by": checker.account_id}):
                return NotChecked("resent_already")
            missed = appeal_for_buyer(
                no=found.case_no, by=checker, said=said.strip()[:NOTE_CHARACTERS]
            )
            if missed:
                transaction.set_rollback(True)
    except GroundKeepsMoving:
        return NotChecked("moved")
    return NotChecked(missed.code) if missed else None


def _refused(found: CheckRow | None, checker: Reviewer, said: str) -> NotChecked | None:
    if found is None:
        return NotChecked("not_found")
    barred = barred_from(
        who=checker.account_id, role=checker.role, concerned=concerned_by(found=found)
    )
    if barred:
        return NotChecked(barred)
    if not harms_buyer(decided=found.decided, grade=found.grade, state=found.state):
        return NotChecked("not_wrong")
    return None if said.strip() else NotChecked("words_missing")


def why_not_resent(*, found: CheckRow) -> NotDecided | None:
    """Return why a case cannot be appealed any more, as it stands now."""
    return why_not_appealed(no=found.case_no)
