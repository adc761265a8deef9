"""Bringing along what was shown for an earlier request about the same order."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.services.evidence.receiving import PIECES_PER_CASE, PIECES_PER_DAY, STANDING
from anxin.services.numbers import new_key, new_no
from anxin.services.order.move import Step, note_on
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.models import Piece
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

AGAIN_FROM = ("rejected", "withdrawn")
"""States of a case after which its buyer may ask again with what was asked and shown then."""


@transaction.atomic
def bring_pieces(*, case_no: str, buyer_id: UUID) -> None:
    """Lay the pieces of the buyer's own ended case ready for the next request about its order.

    They stay with that case as well. What lies ready already is not brought twice, and no more
    comes than a buyer may send. Nothing is done while another request about the order is open.
    """
    case = queries.case_of_buyer(no=case_no, buyer_id=buyer_id)
    if case is None or case.state not in AGAIN_FROM:
        return
    order = orders.lock_order(order_id=case.order_id)
    assert order is not None, "orders are never deleted"
    asked = {"order_id": order.id, "buyer_id": buyer_id, "sha256": b""}
    [standing] = run(STANDING, asked)
    if standing.case_id or not _brought(case, standing):
        return
    note_on(order, Step("evidence_brought", "buyer", buyer_id, {"from": case_no, "case": None}))


def _brought(case: CaseRow, standing: Any) -> int:
    """Copy what was read and take what nobody has read yet; return how many pieces come along."""
    room = min(PIECES_PER_CASE - standing.counted, PIECES_PER_DAY - standing.of_day)
    ready = Piece.objects.filter(order_id=case.order_id, case=None).exclude(state="removed")
    shown = Piece.objects.filter(case_id=case.id, side="buyer", state__in=_states(case))
    lacking = shown.exclude(sha256__in=ready.values("sha256")).order_by("position", "id")
    pieces = list(lacking[: max(0, room)])
    unread = [piece.id for piece in pieces if piece.state == "received"]
    Piece.objects.filter(id__in=unread).update(case=None, sender=None)
    read = (piece for piece in pieces if piece.state == "read")
    Piece.objects.bulk_create(
        [_copy(piece, standing.last + n, case.now) for n, piece in enumerate(read, start=1)]
    )
    return len(pieces)


def _states(case: CaseRow) -> tuple[str, ...]:
    """Nobody has decided on a withdrawn request: what still waits to be read may leave it."""
    return ("read", "received") if case.state == "withdrawn" else ("read",)


def _copy(piece: Piece, position: int, now: datetime) -> Piece:
    """A piece that shows the same pages; its secrets are sealed for the first alone."""
    piece.copy_of_id = piece.copy_of_id or piece.id
    piece.id, piece.no, piece.position = new_key(), new_no(), position
    piece.case = piece.sender = piece.secrets_sealed = piece.secrets_key_no = None
    piece.received_at = now
    return piece
