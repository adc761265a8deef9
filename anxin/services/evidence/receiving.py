"""Receiving a piece: kept as it came, before or after the request; opened and read by a worker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from anxin.domain.evidence.limits import LIMITS
from anxin.domain.evidence.outside import FileStore
from anxin.domain.states import CASE_OPEN
from anxin.domain.words import EVIDENCE_KINDS
from anxin.services.evidence.sequence import put_before
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, note_on
from anxin.storage import queue
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.models import Piece
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

PIECES_PER_CASE = 12
PIECES_PER_DAY = 60
CHUNK_BYTES = 1024 * 1024
CAPTION_CHARACTERS = 200
FILENAME_CHARACTERS = 80
TAKES_EVIDENCE = CASE_OPEN - {"approved", "refunding"}
"""States of a case to which its buyer may still add evidence."""

STANDING = """
SELECT q.id AS case_id, q.no AS case_no, q.state AS case_state,
       (SELECT count(*) FROM anxin_evidence_piece e
         WHERE e.buyer_id = %(buyer_id)s::uuid AND e.side = 'buyer'
           AND e.received_at > clock_now() - interval '1 day') AS of_day,
       count(e.id) FILTER (WHERE e.state IN ('received', 'read') AND e.side = 'buyer') AS counted,
       coalesce(max(e.position), 0) AS last,
       max(e.no) FILTER (WHERE e.sha256 = %(sha256)s::bytea AND e.state <> 'removed'
                        AND e.refusal <> 'altered' AND e.side = 'buyer' AND e.audience = 'all')
         AS twin_no
  FROM (SELECT %(order_id)s::uuid AS order_id) asked
  LEFT JOIN anxin_aftersale_case q ON q.order_id = asked.order_id AND q.closed_at IS NULL
  LEFT JOIN anxin_evidence_piece e
    ON e.order_id = asked.order_id AND e.case_id IS NOT DISTINCT FROM q.id
 GROUP BY q.id
"""

INSERT = """
INSERT INTO anxin_evidence_piece (order_id, buyer_id, case_id, no, position, kind, caption,
       filename, size_bytes, sha256, original_key, next_read_at, elements, fields, findings,
       refusal_params)
SELECT %(order_id)s::uuid, %(buyer_id)s::uuid, %(case_id)s::uuid, %(no)s::text, %(position)s::int,
       %(kind)s::text, %(caption)s::text, %(filename)s::text, %(size_bytes)s::bigint,
       %(sha256)s::bytea, %(key)s::text, clock_now(), '[]', '[]', '[]', '{}'
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends: a file with its name, what it is to show, and words about it.

    `audience`: who sees it besides the platform, where it is put into a thread.
    `before`: the number of the piece that it is to stand before, where it was chosen earlier than
    that but came later; empty for behind all others.
    """

    file: BinaryIO
    filename: str
    kind: str
    caption: str = ""
    before: str = ""
    audience: str = "all"


@dataclass(frozen=True, slots=True)
class Received:
    """The piece is kept under `no`: again, if the same file had been sent before."""

    no: str


@dataclass(frozen=True, slots=True)
class Turned:
    """Nothing was kept; `code` says why."""

    code: str


def receive_piece(
    *, order_no: str, buyer_id: UUID, sent: Sent, files: FileStore
) -> Received | Turned:
    """Keep a file for the buyer's order: for its open case, or ready for the next one.

    The file is stored first and noted afterwards; where it is not noted after all it is removed.
    The order's version moves with it, so that a request that is being decided takes it along.
    Raises `StoreFailed` where the store does not take it.
    """
    order = orders.order_of_buyer(no=order_no, buyer_id=buyer_id)
    if order is None:
        return Turned("not_found")
    if sent.kind not in EVIDENCE_KINDS:
        return Turned("unknown_kind")
    return keep_file(
        file=sent.file, files=files, note=lambda kept: _note(order.id, buyer_id, sent, kept)
    )


def kinds_wanted(*, case: CaseRow) -> Sequence[str]:
    """Return what a case asks its buyer to show; empty if it asks for nothing."""
    return case.missing if case.state == "needs_evidence" else case.wants.get("kinds", [])


def keep_file(
    *, file: BinaryIO, files: FileStore, note: Callable[[dict[str, object]], Received | Turned]
) -> Received | Turned:
    """Store a file, then have it noted under its number, key, size and digest.

    What is not noted after all is removed again. Raises `StoreFailed` where the store does not take
    it.
    """
    size, sha256 = _measured(file)
    if not size:
        return Turned("empty")
    if size > LIMITS.upload_bytes:
        return Turned("too_large")
    no = new_no()
    key = f"originals/{no[:2]}/{no}"
    file.seek(0)
    files.put(key=key, file=file)
    here("evidence.stored_not_noted")
    result = note({"no": no, "key": key, "size_bytes": size, "sha256": sha256})
    if result != Received(no):
        files.remove(key=key)
    return result


def _measured(file: BinaryIO) -> tuple[int, bytes]:
    """Return how many bytes a file has, and their SHA-256."""
    total, digest = 0, hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        total += len(chunk)
        digest.update(chunk)
    return total, digest.digest()


@transaction.atomic
def _note(order_id: UUID, buyer_id: UUID, sent: Sent, kept: dict[str, object]) -> Received | Turned:
    order = orders.lock_order(order_id=order_id)
    assert order is not None, "orders are never deleted"
    asked = {"order_id": order_id, "buyer_id": buyer_id, "sha256": kept["sha256"]}
    [standing] = run(STANDING, asked)
    if standing.twin_no:
        return Received(standing.twin_no)
    turned = _turned(standing, order.state)
    if turned:
        return Turned(turned)
    run(
        INSERT,
        {
            **kept,
            "order_id": order_id,
            "buyer_id": buyer_id,
            "case_id": standing.case_id,
            "position": standing.last + 1,
            "kind": sent.kind,
            "caption": sent.caption.strip()[:CAPTION_CHARACTERS],
            "filename": printable(text=sent.filename)[:FILENAME_CHARACTERS],
        },
    )
    if sent.before:
        put_before(piece=Piece.objects.get(no=kept["no"]), no=sent.before)
    data = {"piece": kept["no"], "case": standing.case_no, "kind": sent.kind}
    moved = note_on(order, Step("evidence_received", "buyer", buyer_id, data))
    assert moved, "the order is locked"
    queue.defer(task="read_evidence", queue="evidence")
    return Received(str(kept["no"]))


def _turned(standing: Any, order_state: str) -> str:
    """Why no more is taken, empty if it is."""
    state = standing.case_state
    if state is None and order_state in ("awaiting_payment", "cancelled"):
        return "nothing_to_show"
    if state is not None and state not in TAKES_EVIDENCE:
        return "decided"
    if standing.counted >= PIECES_PER_CASE:
        return "too_many"
    return "too_many_today" if standing.of_day >= PIECES_PER_DAY else ""


def printable(*, text: str) -> str:
    """Return a name or caption without what could hide or turn text around.

    >>> printable(text="bill\\u202egpj.exe\\n")
    'billgpj.exe'
    """
    return "".join(c for c in text if c.isprintable())
