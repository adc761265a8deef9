"""Finance's rows: whoever takes one holds it, and nobody else deals with it meanwhile.

The way of the reviewers' queue (services.aftersale.turns.claiming), for refunds by their number and
for findings about no refund by their key: a finding about a refund is held with the refund.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from django.db import transaction

from anxin.storage.payment import queries
from anxin.storage.statement import run

HELD_FOR = timedelta(minutes=30)
AT_ONCE = 5
"""How many rows one person may hold, so that the load is shared."""

Kind = Literal["refund", "finding"]
TAKE: Final[dict[str, str]] = {
    kind: f"""
UPDATE {table} r
   SET claimed_by_id = %(by)s::uuid, claimed_until = clock_now() + %(held_for)s::interval
 WHERE r.{key}::text = %(key)s::text AND {is_open}
   AND (r.claimed_by_id = %(by)s::uuid OR r.claimed_until IS NULL
        OR r.claimed_until <= clock_now()) RETURNING r.id
"""
    for kind, table, key, is_open in (
        ("refund", "anxin_refund_refund", "no", "true"),
        ("finding", "anxin_payment_finding", "id", "r.settled_at IS NULL"),
    )
}
LET_GO: Final[dict[str, str]] = {
    kind: f"""
UPDATE {table} SET claimed_by_id = NULL, claimed_until = NULL
 WHERE {key}::text = %(key)s::text AND claimed_by_id = %(by)s::uuid RETURNING id
"""
    for kind, table, key in (
        ("refund", "anxin_refund_refund", "no"),
        ("finding", "anxin_payment_finding", "id"),
    )
}
ALONE = "SELECT id FROM anxin_account_account WHERE id = %(by)s::uuid FOR NO KEY UPDATE"
HELD = """
SELECT (SELECT count(*) FROM anxin_refund_refund
         WHERE claimed_by_id = %(by)s::uuid AND claimed_until > clock_now()
           AND state NOT IN ('succeeded', 'failed', 'reversed')
           AND no IS DISTINCT FROM %(key)s::text)
     + (SELECT count(*) FROM anxin_payment_finding
         WHERE claimed_by_id = %(by)s::uuid AND claimed_until > clock_now()
           AND settled_at IS NULL AND id::text IS DISTINCT FROM %(key)s::text) AS held
"""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """The row is not this person's; `code` says why."""

    code: str


@transaction.atomic
def take_row(*, kind: Kind, key: str, by: UUID) -> NotHeld | None:
    """Take a row for half an hour, or hold it longer."""
    run(ALONE, {"by": by})
    if run(HELD, {"by": by, "key": key})[0].held >= AT_ONCE:
        return NotHeld("too_many_held")
    return deal_with(kind=kind, key=key, by=by)


def deal_with(*, kind: Kind, key: str, by: UUID) -> NotHeld | None:
    """Take a row in order to do something about it at once; however many are held."""
    taken = run(TAKE[kind], {"by": by, "key": key, "held_for": HELD_FOR})
    return None if taken else NotHeld("held")


def let_go(*, kind: Kind, key: str, by: UUID) -> NotHeld | None:
    """Give a row back to the queue."""
    return None if run(LET_GO[kind], {"by": by, "key": key}) else NotHeld("not_held")


def take_next_row(*, by: UUID) -> tuple[Kind, str] | NotHeld:
    """Take the row that breaches first and that nobody holds; return which it is."""
    for row in queries.list_waiting():
        kind: Kind = "refund" if row.kind == "refund" else "finding"
        refused = take_row(kind=kind, key=row.key, by=by)
        if refused is None:
            return kind, row.key
        if refused.code == "too_many_held":
            return refused
    return NotHeld("queue_empty")
