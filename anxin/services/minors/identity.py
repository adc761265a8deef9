"""Both names checked with the provider, outside any request; then what was sealed is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import structlog

from anxin.domain.identity import IdentityAnswer
from anxin.domain.minors.outside import Vault
from anxin.domain.outside import Outside
from anxin.services.identity import answer_to, claim_statement, claimed, closed_by, is_open
from anxin.services.minors.telling import tell
from anxin.storage.minors.models import Check
from anxin.storage.statement import run

log = structlog.get_logger()
ANSWER_WITHIN: Final = timedelta(hours=1)

CLAIM = claim_statement(table="anxin_minors_check", more="c.claim_id, c.who")
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
    for check in claimed(statement=CLAIM):
        _record(check, answer_to(check=check, box=vault.box, outside=outside))
        done += 1
    return done


def _record(check: Any, answer: IdentityAnswer) -> None:
    if is_open(answer=answer):
        log.warning("minors.identity_open", check=check.no, answer=type(answer).__name__)
        return
    columns = closed_by(answer=answer)
    if Check.objects.filter(id=check.id, state="waiting").update(**columns):
        tell(claim_id=check.claim_id, kind="identity_answered", role="system",
             who=check.who, state=columns["state"])  # fmt: skip
