"""Real names checked with a provider: one number for life, sealed until it is answered.

Three steps, never in one transaction: the try is committed, the provider is called, its answer is
recorded and what was sealed is gone. Nothing of name or number is ever logged.
"""

from __future__ import annotations

import json
from typing import Any, Final

import structlog
from django.db import transaction

from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed
from anxin.domain.outside import Outside, Sealed, SecretLost
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
TRY_AFTER: Final = (10, 30, 60, 300, 600)
"""Seconds until the provider is asked again; the last is repeated until the appeal's hour ends."""
AT_ONCE: Final = 50

CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM anxin_risk_identitycheck
   WHERE next_try_at <= clock_now() AND state = 'waiting'
   ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE anxin_risk_identitycheck c
   SET tries = c.tries + 1,
       next_try_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(c.tries + 1, cardinality(%(after)s::int[]))])
  FROM due
 WHERE c.id = due.id
RETURNING c.id, c.no, c.account_id, c.sealed, c.key_no, c.number_digest,
          (SELECT p.no FROM anxin_risk_appeal p WHERE p.id = c.appeal_id) AS appeal_no
"""

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
    while done < AT_ONCE and (claimed := run(CLAIM, {"after": list(TRY_AFTER)})):
        [check] = claimed
        _record(check, _answer(check, outside), outside)
        done += 1
    return done


def _answer(check: Any, outside: Outside) -> IdentityAnswer:
    if outside.identity is None:
        return Refused("no_provider", final=True)
    try:
        sealed = Sealed(check.key_no, bytes(check.sealed))
        asked = json.loads(outside.secrets.open(sealed=sealed, bound_to=check.no.encode()))
    except SecretLost:
        return Refused("secret_lost", final=True)
    return outside.identity.check(request_no=check.no, name=asked["name"], number=asked["number"])


@transaction.atomic
def _record(check: Any, answer: IdentityAnswer, outside: Outside) -> None:
    """Record an answer, unless the appeal's hour ended meanwhile and a person has it already."""
    if isinstance(answer, Unknown) or (isinstance(answer, Refused) and not answer.final):
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
    state = {Confirmed: "confirmed", NotConfirmed: "not_confirmed"}.get(type(answer), "unanswered")
    return bool(
        IdentityCheck.objects.filter(id=check.id, state="waiting").update(
            state=state,
            code=getattr(answer, "code", "")[:40],
            sealed=None,
            key_no=None,
            next_try_at=None,
            answered_at=ClockNow(),
        )
    )
