"""What a checked real name does to a buyer's standing and to the appeal that waits for it."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction

from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed
from anxin.domain.outside import Outside
from anxin.services.identity import answer_to, claim_statement, claimed, closed_by, is_open
from anxin.services.risk.appealing import (
    ANSWER_WITHIN,
    MISMATCH_FOR,
    lock_appeal,
    move_appeal,
    submit_to_people,
)
from anxin.services.risk.assessing import lock_buyer
from anxin.services.risk.marks import note_digest
from anxin.services.risk.standing import come_now
from anxin.storage.columns import ClockNow
from anxin.storage.risk.models import IdentityCheck
from anxin.storage.statement import run

log = structlog.get_logger()
CLAIM = claim_statement(
    table="anxin_risk_identitycheck",
    more="""c.account_id, c.number_digest,
          (SELECT p.no FROM anxin_risk_appeal p WHERE p.id = c.appeal_id) AS appeal_no""",
)

GIVE_UP = """
UPDATE anxin_risk_identitycheck
   SET state = 'unanswered', sealed = NULL, key_no = NULL, next_try_at = NULL,
       answered_at = clock_now()
 WHERE state = 'waiting' AND appeal_id IS NULL AND at < clock_now() - %(within)s::interval
"""
"""Of an appeal the appeal's own deadline says so (services.risk.appealing)."""


def check_identities(*, outside: Outside) -> int:
    """Ask about every identity that is due; return how many."""
    run(GIVE_UP, {"within": f"{ANSWER_WITHIN.total_seconds()} seconds"})
    done = 0
    for check in claimed(statement=CLAIM):
        answer = answer_to(check=check, box=outside.secrets, outside=outside)
        _record(check, answer, outside)
        done += 1
    return done


@transaction.atomic
def _record(check: Any, answer: IdentityAnswer, outside: Outside) -> None:
    """Record an answer, unless the appeal's hour ended meanwhile and a person has it already."""
    if is_open(answer=answer):
        log.warning("identity.open", check=check.no, answer=type(answer).__name__)
        return
    lock_buyer(account_id=check.account_id)
    if not _closed(check, answer):
        return
    if isinstance(answer, Confirmed):
        note_digest(account_id=check.account_id, kind="identity", digest=bytes(check.number_digest))
        come_now(account_id=check.account_id, cause="identity")
    appeal = lock_appeal(no=check.appeal_no) if check.appeal_no else None
    if appeal and isinstance(answer, NotConfirmed):
        move_appeal(appeal=appeal, state="mismatched", due_at=ClockNow() + MISMATCH_FOR)
    elif appeal:
        submit_to_people(appeal=appeal, is_working_day=outside.is_working_day)


def _closed(check: Any, answer: IdentityAnswer) -> bool:
    """Write the answer down and forget what was sealed; say whether the question was open."""
    question = IdentityCheck.objects.filter(id=check.id, state="waiting")
    return bool(question.update(**closed_by(answer=answer)))
