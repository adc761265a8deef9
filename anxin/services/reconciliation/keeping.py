"""Keeping a bill's file: once, whole, known by its hash; its rows and fees with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from anxin.domain import postings
from anxin.domain.reconciliation import DAY, BillContent, BillFile, BrokenBill, Totals
from anxin.domain.states import check_path
from anxin.services.posting import columns_of
from anxin.storage.columns import ClockNow
from anxin.storage.reconciliation.models import Day, Difference, File
from anxin.storage.statement import run


def keep_bill(*, day: Day, file: BillFile, content: BillContent) -> bool:
    """Keep a bill that can be believed; `day` is locked. Say whether it is the day's own.

    The first is the day's own for good. The same file again changes nothing; another one is kept
    beside it and found by finance.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    accepted = File.objects.filter(day=day, state="accepted").values_list("sha256", flat=True)
    if not accepted:
        kept = _keep(day, file, "accepted", digest, Totals.of(content.rows))
        _keep_lines(kept, content)
        _settle(day)
        return True
    if accepted[0] != digest:
        _keep_another(day, file, digest, Totals.of(content.rows))
    return accepted[0] == digest


def keep_refused(*, day: Day, file: BillFile, broken: BrokenBill) -> None:
    """Keep a file that is not believed, as evidence; `day` is locked.

    Where the day has its bill already, nothing is wrong with the day but something with the file.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    if not File.objects.filter(day=day, state="refused", sha256=digest).exists():
        _keep(day, file, "refused", digest, Totals(), broken)
    if day.state == "reconciled":
        _find_another(day, digest, None)
        return
    move_day(day=day, state="refused")
    day.trouble, day.detail = broken.code, broken.detail[:200]
    day.save(update_fields=["trouble", "detail"])


def _keep(
    day: Day,
    file: BillFile,
    state: str,
    digest: str,
    totals: Totals,
    broken: BrokenBill | None = None,
) -> File:
    return File.objects.create(
        day=day,
        sha256=digest,
        content=file.content,
        state=state,
        trouble=broken.code if broken else "",
        detail=broken.detail[:200] if broken else "",
        **asdict(totals),
    )


def _settle(day: Day) -> None:
    move_day(day=day, state="reconciled")
    day.reconciled_at = ClockNow()
    day.save(update_fields=["reconciled_at"])


def move_day(*, day: Day, state: str) -> None:
    """Move a locked day to a state, with no trouble and nothing due. Raises `IllegalMove`."""
    if state != day.state:
        check_path(lifecycle=DAY, path=(day.state, state))
    day.state, day.trouble, day.detail, day.due_at = state, "", "", None
    day.save(update_fields=["state", "trouble", "detail", "due_at"])


def _keep_another(day: Day, file: BillFile, digest: str, totals: Totals) -> None:
    if not File.objects.filter(day=day, state="other", sha256=digest).exists():
        _keep(day, file, "other", digest, totals)
    _find_another(day, digest, totals.paid_fen - totals.refunded_fen)


def _find_another(day: Day, digest: str, net_fen: int | None) -> None:
    Difference.objects.get_or_create(
        day=day,
        kind="other_file",
        serial_no=digest,
        defaults={"step": "compare_files", "bill_fen": net_fen},
    )


KEEP_LINES = """
INSERT INTO anxin_reconciliation_line (file_id, number, kind, payment_no, refund_no, serial_no,
       amount_fen, fee_fen, status, at)
SELECT %(file)s::uuid, r.number, r.kind, r.payment_no, r.refund_no, r.serial_no, r.amount_fen,
       r.fee_fen, r.status, r.at
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(number int, kind text, payment_no text,
       refund_no text, serial_no text, amount_fen bigint, fee_fen bigint, status text,
       at timestamptz)
RETURNING id, payment_no, fee_fen, status
"""
LATE_FEES = """
SELECT l.id, l.payment_no, l.fee_fen
  FROM anxin_reconciliation_line l
  JOIN anxin_reconciliation_file f ON f.id = l.file_id AND f.state = 'accepted'
  JOIN anxin_reconciliation_day d ON d.id = f.day_id
  JOIN anxin_refund_refund r ON r.no = l.refund_no AND r.state = 'succeeded'
   AND r.destination = 'original'
 WHERE d.rail = %(rail)s::text AND d.identity = %(identity)s::text
   AND l.kind = 'refund' AND l.status NOT IN ('done', 'closed') AND l.fee_fen <> 0
   AND NOT EXISTS (SELECT 1 FROM anxin_ledger_posting p
                    WHERE p.cause = l.id AND p.kind = 'channel_fee')
   FOR UPDATE OF d
"""
BOOK_FEES = """
INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner, target_kind,
       target_owner, amount_fen, order_id)
SELECT f.cause, 'channel_fee', f.line, f.source_kind, f.source_owner, f.target_kind,
       f.target_owner, f.amount_fen, p.order_id
  FROM jsonb_to_recordset(%(fees)s::jsonb) AS f(cause uuid, payment_no text, line int,
       source_kind text, source_owner uuid, target_kind text, target_owner uuid, amount_fen bigint)
  LEFT JOIN anxin_payment_payment p ON p.no = f.payment_no
"""


def _keep_lines(kept: File, content: BillContent) -> None:
    """Keep the rows, and book the fee of each that is done, as billed.

    A refund that the channel closes comes back with its fee taken again, which no trade bill
    says: what is closed has cost nothing, and what is under way is waited for.
    """
    rows = [{"number": number, **asdict(row)} for number, row in enumerate(content.rows)]
    lines = run(KEEP_LINES, {"file": kept.id, "rows": json.dumps(rows, default=str)})
    _book([line for line in lines if line.status == "done"])


@transaction.atomic
def book_late_fees(*, rail: str, identity: str) -> None:
    """Book the fees of refunds that were under way when their bill was made and are done now."""
    _book(run(LATE_FEES, {"rail": rail, "identity": identity}))


def _book(lines: Sequence[Any]) -> None:
    """Book fees, each caused by its row and so only once."""
    fees = [
        {"cause": line.id, "payment_no": line.payment_no, "line": n, **columns_of(posting)}
        for line in lines
        for n, posting in enumerate(postings.channel_fee(fee_fen=line.fee_fen))
    ]
    if fees:
        run(BOOK_FEES, {"fees": json.dumps(fees, default=str)})
