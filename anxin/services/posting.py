"""Booking: the lines of one transaction, once per cause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from anxin.domain.postings import Posting
from anxin.services.failpoint import here
from anxin.storage.statement import run


def columns_of(line: Posting) -> dict[str, object]:
    """Return a posting as the columns it is written to."""
    return {
        "source_kind": line.source.kind,
        "source_owner": line.source.owner,
        "target_kind": line.target.kind,
        "target_owner": line.target.owner,
        "amount_fen": line.amount_fen,
    }


def post(*, cause: UUID, kind: str, lines: Sequence[Posting], order_id: UUID | None = None) -> None:
    """Book the lines of one transaction. Raises `IntegrityError` if `cause` is booked already."""
    here("posting.due_not_booked")
    rows = [{"line": n, **columns_of(line)} for n, line in enumerate(lines)]
    run(
        """INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner,
                  target_kind, target_owner, amount_fen, order_id)
           SELECT %(cause)s::uuid, %(kind)s::text, p.line, p.source_kind, p.source_owner,
                  p.target_kind, p.target_owner, p.amount_fen, %(order_id)s::uuid
             FROM jsonb_to_recordset(%(rows)s::jsonb) AS p(line int, source_kind text,
                  source_owner uuid, target_kind text, target_owner uuid, amount_fen bigint)""",
        {"cause": cause, "kind": kind, "order_id": order_id, "rows": json.dumps(rows, default=str)},
    )
    here("posting.booked_not_committed")
