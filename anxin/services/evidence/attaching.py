"""Files that a merchant or the platform puts into the thread of a case."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.domain.evidence.outside import FileStore
from anxin.services.evidence.receiving import (
    CAPTION_CHARACTERS,
    FILENAME_CHARACTERS,
    PIECES_PER_CASE,
    TAKES_EVIDENCE,
    Received,
    Sent,
    Turned,
    keep_file,
    printable,
)
from anxin.services.order.move import Step, move_order
from anxin.storage import queue
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

COUNTED = """
SELECT count(*) FILTER (WHERE side = %(side)s::text AND state <> 'refused')::int AS counted,
       coalesce(max(position), 0)::int AS last,
       max(no) FILTER (WHERE sha256 = %(sha256)s::bytea AND refusal <> 'altered') AS twin_no
  FROM anxin_evidence_piece WHERE case_id = %(case_id)s::uuid AND state <> 'removed'
"""
ATTACH = """
INSERT INTO anxin_evidence_piece (order_id, buyer_id, case_id, no, position, kind, caption, side,
       sender_id, filename, size_bytes, sha256, original_key, next_read_at, elements, fields,
       findings, refusal_params)
SELECT %(order_id)s::uuid, %(buyer_id)s::uuid, %(case_id)s::uuid, %(no)s::text, %(position)s::int,
       'other', %(caption)s::text, %(side)s::text, %(sender)s::uuid, %(filename)s::text,
       %(size_bytes)s::bigint, %(sha256)s::bytea, %(key)s::text, clock_now(), '[]', '[]', '[]', '{}'
"""


def attach_piece(
    *, case_no: str, side: str, sender: UUID, sent: Sent, files: FileStore
) -> Received | Turned:
    """Keep a file that `side` (`merchant` or `platform`) shows the others in a case.

    It is opened, re-encoded and read like a buyer's; no decision by the policy reads it. The caller
    has made sure that the sender takes part. Raises `StoreFailed` where the store fails.
    """
    case = queries.case(no=case_no)
    if case is None:
        return Turned("not_found")
    return keep_file(
        file=sent.file, files=files, note=lambda kept: _note(case, side, sender, sent, kept)
    )


@transaction.atomic
def _note(
    case: CaseRow, side: str, sender: UUID, sent: Sent, kept: dict[str, object]
) -> Received | Turned:
    order = orders.lock_order(order_id=case.order_id)
    assert order is not None, "orders are never deleted"
    present = queries.case(no=case.no)
    if present is None or present.state not in TAKES_EVIDENCE:
        return Turned("decided")
    [counted] = run(COUNTED, {"side": side, "case_id": case.id, "sha256": kept["sha256"]})
    if counted.twin_no:
        return Received(counted.twin_no)
    if counted.counted >= PIECES_PER_CASE:
        return Turned("too_many")
    run(
        ATTACH,
        {
            **kept,
            "order_id": case.order_id,
            "buyer_id": case.buyer_id,
            "case_id": case.id,
            "position": counted.last + 1,
            "caption": sent.caption.strip()[:CAPTION_CHARACTERS],
            "side": side,
            "sender": sender,
            "filename": printable(text=sent.filename)[:FILENAME_CHARACTERS],
        },
    )
    data = {"piece": kept["no"], "case": case.no, "kind": "other"}
    moved = move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=Step("evidence_received", side, sender, data),
        due_at=order.due_at,
    )
    assert moved, "the order is locked"
    queue.defer(task="read_evidence", queue="evidence")
    return Received(str(kept["no"]))
