"""Recording what differs between a day's bill and our books, and what has settled itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef

from anxin.domain.reconciliation import BillSource, FeeTerms, Pair, match, suspense_ends_at
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Day, Difference
from anxin.storage.statement import run

RECORD = """
WITH found AS (
  SELECT * FROM jsonb_to_recordset(%(found)s::jsonb) AS f(kind text, row_kind text,
         payment_no text, refund_no text, serial_no text, nth int, bill_fen bigint,
         bill_fee_fen bigint, bill_status text, ours_fen bigint, ours_fee_fen bigint,
         ours_status text, step text, due_at timestamptz)
), settled AS (
  UPDATE anxin_reconciliation_difference x SET settled_at = clock_now()
   WHERE x.day_id = %(day)s::uuid AND x.settled_at IS NULL AND x.kind <> 'other_file'
     AND NOT EXISTS (
       SELECT 1 FROM found f
        WHERE (f.kind, f.row_kind, f.payment_no, f.refund_no, f.nth, f.serial_no)
            = (x.kind, x.row_kind, x.payment_no, x.refund_no, x.nth, x.serial_no))
)
INSERT INTO anxin_reconciliation_difference AS x (day_id, kind, row_kind, payment_no, refund_no,
       serial_no, nth, bill_fen, bill_fee_fen, bill_status, ours_fen, ours_fee_fen, ours_status,
       step, due_at)
SELECT %(day)s::uuid, kind, row_kind, payment_no, refund_no, serial_no, nth, bill_fen,
       bill_fee_fen, bill_status, ours_fen, ours_fee_fen, ours_status, step, due_at FROM found
ON CONFLICT ON CONSTRAINT difference_once DO UPDATE
   SET ours_fen = excluded.ours_fen, ours_status = excluded.ours_status, step = excluded.step
 WHERE x.settled_at IS NULL AND (x.ours_fen, x.ours_status, x.step)
       IS DISTINCT FROM (excluded.ours_fen, excluded.ours_status, excluded.step)
"""

SETTLE_WHAT_ARRIVED = """
UPDATE anxin_reconciliation_difference x SET settled_at = clock_now()
  FROM anxin_reconciliation_day d
 WHERE d.id = x.day_id AND x.settled_at IS NULL AND d.rail = %(rail)s::text
   AND d.identity = %(identity)s::text
   AND (x.kind = 'ours_only' AND EXISTS (
          SELECT 1 FROM anxin_reconciliation_line l
            JOIN anxin_reconciliation_file f ON f.id = l.file_id AND f.state = 'accepted'
            JOIN anxin_reconciliation_day n ON n.id = f.day_id
           WHERE (l.payment_no, l.refund_no, l.kind) = (x.payment_no, x.refund_no, x.row_kind)
             AND (n.rail, n.identity) = (d.rail, d.identity))
     OR x.kind = 'status' AND x.bill_status = 'done' AND x.row_kind = 'payment' AND EXISTS (
          SELECT 1 FROM anxin_payment_payment p
           WHERE p.no = x.payment_no AND p.state = 'captured' AND x.bill_fen = p.captured_fen
                 + coalesce((SELECT sum(e.captured_fen) FROM anxin_payment_payment e
                              WHERE e.part_of_id = p.id), 0))
     OR x.kind = 'status' AND x.bill_status = 'done' AND x.row_kind = 'refund' AND EXISTS (
          SELECT 1 FROM anxin_refund_refund r
           WHERE r.no = x.refund_no AND r.state = 'succeeded' AND r.destination = 'original'
             AND r.refund_fen = x.bill_fen))
"""


def record_differences(*, day: Day, source: BillSource) -> None:
    """Compare a day, which is locked, and record what differs; what no longer does is settled.

    What somebody settled stays settled. Done again, it changes nothing that has not changed.
    """
    pairs = match(
        rows=queries.list_rows(day_id=day.id),
        entries=queries.list_entries(day_id=day.id, day=day.day, identities=source.identities),
        terms=source.terms,
    )
    found = _columns([pair for pair in pairs if pair.kind != "matched"], day, source.terms)
    run(RECORD, {"day": day.id, "found": json.dumps(found, default=str)})


def settle_what_arrived(*, rail: str, identity: str) -> None:
    """Settle what was only late: in the bill of the day beside, or with us after the channel."""
    run(SETTLE_WHAT_ARRIVED, {"rail": rail, "identity": identity})


def settle_difference(*, difference_id: UUID, settled_by: UUID, note: str) -> bool:
    """Note that finance has dealt with a difference, who, when and how; say if it was open.

    One that holds refunds is ended by two people (`booking`) and stays open here.
    """
    still_open = Difference.objects.filter(id=difference_id, settled_at__isnull=True).exclude(
        Exists(Payment.objects.filter(no=OuterRef("payment_no"))), step="freeze", row_kind="refund"
    )
    return bool(still_open.update(settled_at=ClockNow(), settled_by_id=settled_by, note=note))


def _columns(pairs: Sequence[Pair], day: Day, terms: FeeTerms | None) -> list[dict[str, object]]:
    seen: Counter[tuple[object, ...]] = Counter()
    written = []
    for pair in pairs:
        row = _both_sides(pair, terms)
        key = tuple(row[name] for name in ("kind", *NUMBERS))
        due_at = suspense_ends_at(day.day) if pair.kind == "ours_only" else None
        written.append({**row, "step": pair.step, "due_at": due_at, "nth": seen[key]})
        seen[key] += 1
    return written


NUMBERS = ("row_kind", "payment_no", "refund_no", "serial_no")


def _both_sides(pair: Pair, terms: FeeTerms | None) -> dict[str, object]:
    row, entry = pair.row, pair.entry
    either = row or entry
    assert either is not None
    return {
        "kind": pair.kind,
        "row_kind": either.kind,
        "payment_no": either.payment_no,
        "refund_no": either.refund_no,
        "serial_no": row.serial_no if row else "",
        "bill_fen": row.amount_fen if row else None,
        "bill_fee_fen": row.fee_fen if row else None,
        "bill_status": row.status if row else "",
        "ours_fen": entry.amount_fen if entry else None,
        "ours_fee_fen": terms.expected_fen(row) if terms and row else None,
        "ours_status": entry.status if entry else "",
    }
