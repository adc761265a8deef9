"""The sequence of pieces: the buyer's own, kept however and whenever their files arrive."""

from __future__ import annotations

from anxin.storage.evidence.models import Piece


def put_at(*, piece: Piece, position: int) -> None:
    """Put a piece at a place among its neighbours, from 1; they close up and make room."""
    _arrange(piece, _neighbours(piece), position - 1)


def put_before(*, piece: Piece, no: str) -> None:
    """Put a piece before the one of that number, if that is a neighbour; else it stays."""
    beside = _neighbours(piece)
    index = next((place for place, one in enumerate(beside) if one.no == no), None)
    if index is not None:
        _arrange(piece, beside, index)


def _neighbours(piece: Piece) -> list[Piece]:
    """The other pieces for the same request, the order of which is locked."""
    beside = Piece.objects.filter(order_id=piece.order_id, case=piece.case)
    others = beside.exclude(state="removed").exclude(id=piece.id)
    return list(others.order_by("position", "id"))


def _arrange(piece: Piece, beside: list[Piece], index: int) -> None:
    beside.insert(max(0, min(index, len(beside))), piece)
    for place, one in enumerate(beside, start=1):
        one.position = place
    Piece.objects.bulk_update(beside, ["position"])
