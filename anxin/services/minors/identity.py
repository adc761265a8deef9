"""Both names checked with the provider, outside any request; then what was sealed is gone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final

import structlog

from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed
from anxin.domain.minors.outside import Vault
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.minors.telling import tell
from anxin.storage.columns import ClockNow
from anxin.storage.minors.models import Check
from anxin.storage.statement import run

log = structlog.get_logger()
TRY_AFTER: Final = (10, 30, 60, 300, 600)
"""Seconds until the provider is asked again; the last is repeated until the hour ends."""
ANSWER_WITHIN: Final = timedelta(hours=1)
AT_ONCE: Final = 50

CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM anxin_minors_check
   WHERE next_try_at <= clock_now() AND state = 'waiting'
   ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE anxin_minors_check c
   SET tries = c.tries + 1,
       next_try_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(c.tries + 1, cardinality(%(after)s::int[]))])
  FROM due
 WHERE c.id = due.id
RETURNING c.id, c.no, c.claim_id, c.who, c.sealed, c.key_no
"""
GIVE_UP = """
UPDATE anxin_minors_check
   SET state = 'unanswered', sealed = NULL, key_no = NULL, next_try_at = NULL,
       answered_at = clock_now()
 WHERE state = 'waiting' AND at < clock_now() - %(within)s::interval
"""
"""A provider that does not answer is no reason against anybody: a person looks at the papers."""


def check_minors(*, outside: Outside, vault: Vault) -> int:
    """Ask about everybody who is due; return how many."""
    run(GIVE_UP, {"within": ANSWER_WITHIN})
    done = 0
    while done < AT_ONCE and (claimed := run(CLAIM, {"after": list(TRY_AFTER)})):
        [check] = claimed
        _record(check, _answer(check, outside, vault))
        done += 1
    return done


def _answer(check: Any, outside: Outside, vault: Vault) -> IdentityAnswer:
    if outside.identity is None:
        return Refused("no_provider", final=True)
    try:
        sealed = Sealed(check.key_no, bytes(check.sealed))
        asked = json.loads(vault.box.open(sealed=sealed, bound_to=check.no.encode()))
    except SecretLost:
        return Refused("secret_lost", final=True)
    return outside.identity.check(request_no=check.no, name=asked["name"], number=asked["number"])


def _record(check: Any, answer: IdentityAnswer) -> None:
    if isinstance(answer, Unknown) or (isinstance(answer, Refused) and not answer.final):
        log.warning("minors.identity_open", check=check.no, answer=type(answer).__name__)
        return
    state = {Confirmed: "confirmed", NotConfirmed: "not_confirmed"}.get(type(answer), "unanswered")
    closed = Check.objects.filter(id=check.id, state="waiting").update(
        state=state,
        code=getattr(answer, "code", "")[:40],
        sealed=None,
        key_no=None,
        next_try_at=None,
        answered_at=ClockNow(),
    )
    if closed:
        tell(claim_id=check.claim_id, kind="identity_answered", role="system",
             who=check.who, state=state)  # fmt: skip
