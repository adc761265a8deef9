"""Bills in the end: each day's kept once and whole, its fees booked once, and done again the same.

Each finding is a sentence with the number it is about; an empty list is what should be.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import connection

from anxin.storage.statement import run
from torture.ground import ROOT
from torture.verdict import Wrong

ONCE = {
    "a day is reconciled and has not one bill of its own": """
        SELECT d.rail || ' ' || d.day AS no FROM anxin_reconciliation_day d
         WHERE d.state = 'reconciled' AND 1 <> (
           SELECT count(*) FROM anxin_reconciliation_file f
            WHERE f.day_id = d.id AND f.state = 'accepted')""",
    "a bill was kept and not all of its rows": """
        SELECT f.sha256 AS no FROM anxin_reconciliation_file f
         WHERE f.state = 'accepted' AND f.payments + f.refunds <> (
           SELECT count(*) FROM anxin_reconciliation_line l WHERE l.file_id = f.id)""",
    "a fee is booked otherwise than it was billed": """
        SELECT l.payment_no || l.refund_no AS no FROM anxin_reconciliation_line l
          JOIN anxin_reconciliation_file f ON f.id = l.file_id AND f.state = 'accepted'
         WHERE l.status = 'done' AND l.fee_fen <> coalesce((
           SELECT sum(CASE p.source_kind WHEN 'channel_fees' THEN p.amount_fen
                                         ELSE -p.amount_fen END)
             FROM anxin_ledger_posting p WHERE p.cause = l.id AND p.kind = 'channel_fee'), 0)""",
}

KEPT = """
SELECT d.rail, d.identity, d.state,
       (SELECT array_agg(f.state || f.sha256 ORDER BY f.sha256) FROM anxin_reconciliation_file f
         WHERE f.day_id = d.id) AS files,
       (SELECT count(*) FROM anxin_reconciliation_line l JOIN anxin_reconciliation_file f
            ON f.id = l.file_id WHERE f.day_id = d.id) AS lines,
       (SELECT array_agg(concat_ws(' ', x.kind, x.payment_no, x.refund_no, x.nth, x.bill_fen,
                                   x.ours_fen, x.settled_at IS NULL) ORDER BY x.id)
          FROM anxin_reconciliation_difference x WHERE x.day_id = d.id) AS differences,
       (SELECT count(*) FROM anxin_ledger_posting p
          JOIN anxin_reconciliation_line l ON l.id = p.cause AND p.kind = 'channel_fee'
          JOIN anxin_reconciliation_file f ON f.id = l.file_id
         WHERE f.day_id = d.id) AS fees
  FROM anxin_reconciliation_day d WHERE d.day = %(day)s::date ORDER BY d.rail, d.identity
"""


def wrong_bills() -> Iterator[Wrong]:
    """What is kept of bills otherwise than once and whole."""
    for sentence, sql in ONCE.items():
        for row in run(f"{sql} LIMIT 5", {}):
            yield Wrong(sentence, row.no)


def reconciled_anew(*, days: Sequence[date]) -> Iterator[Wrong]:
    """What `anxin reconcile` changes about days that were reconciled before, or says differently.

    Programs died while they reconciled these days; what was then done by those who came after
    must be all there is to do.
    """
    for day in dict.fromkeys(days):
        before = _kept(day)
        said = [_reconcile(day), _reconcile(day)]
        if said[0] != said[1]:
            yield Wrong("a day reconciled twice is not the same twice", "\n".join(said))
        if not before or "reconciled" not in {row[2] for row in before}:
            yield Wrong("a day was never reconciled", str(day))
        sources = {row[:2] for row in before}  # where nothing was paid there was no day to keep
        if [row for row in _kept(day) if row[:2] in sources] != before:
            yield Wrong("a day was reconciled, and again not the same", f"{day} {said[0]}")


def _kept(day: date) -> list[tuple[object, ...]]:
    connection.close()
    return [tuple(row) for row in run(KEPT, {"day": day})]


def _reconcile(day: date) -> str:
    command = [sys.executable, "-m", "anxin", "reconcile", day.isoformat()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode in (0, 1) else f"{done.stdout}{done.stderr[-500:]}"
