"""Real names asked about with a provider, whoever wants to know them.

Three steps, never in one transaction: the try is committed, the provider is called, its answer is
recorded and what was sealed is gone. Nothing of name or number is ever logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed
from anxin.domain.outside import Outside, Sealed, SecretBox, SecretLost
from anxin.storage.columns import ClockNow
from anxin.storage.statement import run

TRY_AFTER: Final = (10, 30, 60, 300, 600)
"""Seconds until the provider is asked again; the last is repeated until the question is closed."""
AT_ONCE: Final = 50

_CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM {table}
   WHERE next_try_at <= clock_now() AND state = 'waiting'
   ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE {table} c
   SET tries = c.tries + 1,
       next_try_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(c.tries + 1, cardinality(%(after)s::int[]))])
  FROM due
 WHERE c.id = due.id
RETURNING c.id, c.no, c.sealed, c.key_no, {more}
"""


def claim_statement(*, table: str, more: str) -> str:
    """Return the statement that takes the next question of a table that is due, and its columns."""
    return _CLAIM.format(table=table, more=more)


def claimed(*, statement: str) -> Iterator[Any]:
    """Yield the questions that are due one by one, each taken as it is asked, so many at most."""
    for _ in range(AT_ONCE):
        rows = run(statement, {"after": list(TRY_AFTER)})
        if not rows:
            return
        yield rows[0]


def answer_to(*, check: Any, box: SecretBox, outside: Outside) -> IdentityAnswer:
    """Open what was sealed in `box` and ask the provider, under the question's number for life."""
    if outside.identity is None:
        return Refused("no_provider", final=True)
    try:
        sealed = Sealed(check.key_no, bytes(check.sealed))
        asked = json.loads(box.open(sealed=sealed, bound_to=check.no.encode()))
    except SecretLost:
        return Refused("secret_lost", final=True)
    return outside.identity.check(request_no=check.no, name=asked["name"], number=asked["number"])


def is_open(*, answer: IdentityAnswer) -> bool:
    """Say whether the provider is to be asked again."""
    return isinstance(answer, Unknown) or (isinstance(answer, Refused) and not answer.final)


def closed_by(*, answer: IdentityAnswer) -> dict[str, Any]:
    """Return what a question becomes by an answer: nothing sealed is left."""
    state = {Confirmed: "confirmed", NotConfirmed: "not_confirmed"}.get(type(answer), "unanswered")
    return {
        "state": state,
        "code": getattr(answer, "code", "")[:40],
        "sealed": None,
        "key_no": None,
        "next_try_at": None,
        "answered_at": ClockNow(),
    }
