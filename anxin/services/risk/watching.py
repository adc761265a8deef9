"""Accounts that something happened to are found from the orders' events and assessed by a job.

No request pays for it: the events are there anyway. Only those below the snapshot's oldest running
transaction are taken, up to which the next look then begins, so none is missed and none counted
twice.
"""

from __future__ import annotations

from typing import Final

import structlog
from django.db import transaction

from anxin.services.risk.assessing import assess_account
from anxin.storage.statement import run

log = structlog.get_logger()
AT_ONCE: Final = 100
AGAIN_AFTER: Final = "5 minutes"
"""When an account is taken up again whose assessment died half-way."""

MATTERS: Final = (
    "order_completed",
    "receipt_confirmed",
    "card_found_used",
    *("case%", "refund%", "evidence%", "appeal%", "arbitration%", "return%"),
)
"""The events that can change a score or a credit, by name or by how they begin."""

LOOK = """
SELECT seen_txid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin
  FROM anxin_risk_watch WHERE id = 1 FOR UPDATE SKIP LOCKED
"""

MOVED = """
WITH moved AS MATERIALIZED (
  SELECT DISTINCT e.order_id FROM anxin_order_orderevent e
   WHERE e.txid >= %(since)s::bigint AND e.txid < %(until)s::bigint
     AND e.kind LIKE ANY(%(kinds)s::text[])
)
INSERT INTO anxin_risk_standing (account_id, due_at, cause)
SELECT DISTINCT o.buyer_id, clock_now(), 'activity'
  FROM moved JOIN anxin_order_order o ON o.id = moved.order_id
ON CONFLICT (account_id) DO UPDATE
   SET due_at = least(anxin_risk_standing.due_at, excluded.due_at), cause = excluded.cause
RETURNING account_id
"""
"""The events are read first and alone, so that their index of transactions serves."""

SEEN = "UPDATE anxin_risk_watch SET seen_txid = %(until)s::bigint WHERE id = 1"

ENROL = """
INSERT INTO anxin_risk_standing (account_id, due_at, cause)
SELECT a.id, clock_now(), 'time' FROM anxin_account_account a
 WHERE a.role = 'buyer' AND a.created_at < clock_now() - interval '30 days'
   AND NOT EXISTS (SELECT 1 FROM anxin_risk_standing s WHERE s.account_id = a.id)
 LIMIT %(most)s::int ON CONFLICT (account_id) DO NOTHING RETURNING account_id
"""
ENROLLED_AT_ONCE: Final = 10_000

CLAIM = """
WITH due AS MATERIALIZED (
  SELECT account_id, cause FROM anxin_risk_standing WHERE due_at <= clock_now()
   ORDER BY due_at LIMIT %(most)s::int FOR UPDATE SKIP LOCKED
)
UPDATE anxin_risk_standing s SET due_at = clock_now() + %(again)s::interval
  FROM due WHERE s.account_id = due.account_id RETURNING s.account_id, due.cause
"""


@transaction.atomic
def watch_orders() -> int:
    """Have the buyers assessed to whose orders something happened since the last look.

    Where another worker is looking, nothing is done.
    """
    for look in run(LOOK, {}):
        if look.seen_txid >= look.xmin:
            return 0
        span = {"since": look.seen_txid, "until": look.xmin}
        found = run(MOVED, {**span, "kinds": list(MATTERS)})
        run(SEEN, {"until": look.xmin})
        return len(found)
    return 0


def assess_due() -> int:
    """Assess every account that is due; return how many. One that fails holds up nobody else."""
    done = 0
    for claimed in run(CLAIM, {"most": AT_ONCE, "again": AGAIN_AFTER}):
        try:
            assess_account(account_id=claimed.account_id, cause=claimed.cause)
            done += 1
        except Exception:
            log.exception("risk.not_assessed", account=str(claimed.account_id))
    return done


def enrol_buyers() -> int:
    """Have those assessed for the first time to whom nothing happened but that time passed."""
    return len(run(ENROL, {"most": ENROLLED_AT_ONCE}))
