"""Changing a piece: what it shall show, words about it, its place; or removing it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.domain.evidence.record import read_findings
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.words import EVIDENCE_KINDS
from anxin.services.evidence.receiving import CAPTION_CHARACTERS, Turned, printable
from anxin.services.evidence.sequence import put_at
from anxin.services.order.move import Step, tell_order
from anxin.storage.evidence.models import Piece
from anxin.storage.order import queries as orders


@transaction.atomic
def change_piece(
    *,
    no: str,
    buyer_id: UUID,
    kind: str | None = None,
    caption: str | None = None,
    position: int | None = None,
) -> Turned | None:
    """Change what is given. With another kind the verdict is formed anew from what was read.

    The words and the place of a piece may be changed as long as its case is open; what it shall
    show only before, as a decision may rest on it.
    """
    piece = _locked(no, buyer_id)
    if isinstance(piece, Turned):
        return piece
    if kind is not None and kind not in EVIDENCE_KINDS:
        return Turned("unknown_kind")
    if kind is not None and piece.case_id:
        return Turned("part_of_case")
    if caption is not None:
        piece.caption = printable(text=caption).strip()[:CAPTION_CHARACTERS]
    if position is not None:
        put_at(piece=piece, position=position)
    if kind is not None and kind != piece.kind:
        piece.kind = kind
        _judge_again(piece)
    piece.save(update_fields=["caption", "position", "kind", "verdict"])
    return None


@transaction.atomic
def remove_piece(*, no: str, buyer_id: UUID) -> Turned | None:
    """Remove a piece that is no part of a case yet; its files are purged soon after."""
    piece = _locked(no, buyer_id)
    if isinstance(piece, Turned):
        return piece
    if piece.case_id:
        return Turned("part_of_case")
    piece.state, piece.next_read_at = "removed", None
    piece.save(update_fields=["state", "next_read_at"])
    _tell(piece, "evidence_removed")
    return None


def _locked(no: str, buyer_id: UUID) -> Piece | Turned:
    """The buyer's piece with its order locked first, as everybody locks them."""
    found = (
        Piece.objects.filter(no=no, buyer_id=buyer_id, side="buyer")
        .exclude(state="removed")
        .first()
    )
    if found is None:
        return Turned("not_found")
    orders.lock_order(order_id=found.order_id)
    piece = Piece.objects.select_related("case").get(id=found.id)
    if piece.state == "removed":
        return Turned("not_found")
    if piece.case and piece.case.closed_at:
        return Turned("decided")
    return piece


def _judge_again(piece: Piece) -> None:
    if piece.state == "read":
        piece.verdict = verdict_of(
            kind=piece.kind,
            is_clear=piece.is_clear,
            elements=frozenset(piece.elements),
            findings=read_findings(record=piece.findings),
        ).word
    _tell(piece, "evidence_changed")


def _tell(piece: Piece, kind: str) -> None:
    """The order's version moves: what a request would be decided on has changed."""
    data = {"piece": piece.no, "case": None, "kind": piece.kind}
    tell_order(order_id=piece.order_id, step=Step(kind, "buyer", piece.buyer_id, data))
