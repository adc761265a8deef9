"""Files that buyer, merchant or platform put into the thread of a case."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.domain.evidence.outside import FileStore
from anxin.domain.thread import audiences_of
from anxin.services.evidence.receiving import (
    CAPTION_CHARACTERS,
    FILENAME_CHARACTERS,
    PIECES_PER_CASE,
    PIECES_PER_DAY,
    TAKES_EVIDENCE,
    Received,
    Sent,
    Turned,
    keep_file,
    kinds_wanted,
    printable,
)
from anxin.services.order.move import Step, note_on
from anxin.storage import queue
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

COUNTED = """
SELECT count(*) FILTER (WHERE side = %(side)s::text AND state <> 'refused')::int AS counted,
       coalesce(max(position), 0)::int AS last,
       max(no) FILTER (WHERE sha256 = %(sha256)s::bytea AND refusal <> 'altered'
                        AND side = %(side)s::text AND audience = %(audience)s::text) AS twin_no,
       (SELECT count(*) FROM anxin_evidence_piece d
         WHERE %(side)s::text = 'buyer' AND d.buyer_id = %(buyer_id)s::uuid AND d.side = 'buyer'
           AND d.received_at > clock_now() - interval '1 day')::int AS of_day
  FROM anxin_evidence_piece WHERE case_id = %(case_id)s::uuid AND state <> 'removed'
"""
SHOW = """
UPDATE anxin_evidence_piece SET sender_id = %(sender)s::uuid
 WHERE no = %(no)s::text AND sender_id IS NULL RETURNING id
"""
ATTACH = """
INSERT INTO anxin_evidence_piece (order_id, buyer_id, case_id, no, position, kind, caption, side,
       audience, sender_id, filename, size_bytes, sha256, original_key, next_read_at, elements,
       fields, findings, refusal_params)
SELECT %(order_id)s::uuid, %(buyer_id)s::uuid, %(case_id)s::uuid, %(no)s::text, %(position)s::int,
       %(kind)s::text, %(caption)s::text, %(side)s::text, %(audience)s::text, %(sender)s::uuid,
       %(filename)s::text, %(size_bytes)s::bigint, %(sha256)s::bytea, %(key)s::text, clock_now(),
       '[]', '[]', '[]', '{}'
"""


def attach_piece(
    *, case_no: str, side: str, sender: UUID, sent: Sent, files: FileStore
) -> Received | Turned:
    """Keep a file that a side shows `sent.audience` in the thread of a case.

    It is opened, re-encoded and read like any other. The buyer's is evidence of what the case asks
    for, and what was evidence before stands in the thread too; no decision by the policy reads the
    others'. The caller has made sure that the sender takes part. Raises `StoreFailed` where the
    store fails.
    """
    case = queries.case(no=case_no)
    if case is None:
        return Turned("not_found")
    if sent.audience not in audiences_of(side=side):
        return Turned("no_such_audience")
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
    values = {
        **kept,
        "order_id": case.order_id,
        "buyer_id": case.buyer_id,
        "case_id": case.id,
        "kind": next(iter(kinds_wanted(case=present) if side == "buyer" else ()), "other"),
        "caption": sent.caption.strip()[:CAPTION_CHARACTERS],
        "side": side,
        "audience": sent.audience,
        "sender": sender,
        "filename": printable(text=sent.filename)[:FILENAME_CHARACTERS],
    }
    [counted] = run(COUNTED, values)
    if counted.twin_no:
        run(SHOW, {"no": counted.twin_no, "sender": sender})
        return Received(counted.twin_no)
    if counted.counted >= PIECES_PER_CASE:
        return Turned("too_many")
    if counted.of_day >= PIECES_PER_DAY:
        return Turned("too_many_today")
    run(ATTACH, {**values, "position": counted.last + 1})
    data = {"piece": kept["no"], "case": case.no, "kind": values["kind"]}
    data |= {"audience": sent.audience} if sent.audience != "all" else {}
    moved = note_on(order, Step("evidence_received", side, sender, data))
    assert moved, "the order is locked"
    queue.defer(task="read_evidence", queue="evidence")
    return Received(str(kept["no"]))
