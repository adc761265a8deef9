"""Reading a piece: what a failing store, a changed original or a page without end does to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin import wiring
from anxin.domain.evidence.outside import TookTooLong
from anxin.domain.evidence.pieces import PageReading
from anxin.services.evidence import read_pieces
from anxin.storage.evidence.models import Piece
from tests.factories.evidence import a_page, sent
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db


def bought_card() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def again(piece: Piece) -> Piece:
    """The piece as it stands now."""
    return Piece.objects.get(id=piece.id)


class Endless:
    """A reader that comes to no end."""

    def read(self, *, png: str, cpu_seconds: float) -> PageReading:
        """Give up at once what would take for ever."""
        raise TookTooLong


def test_a_page_that_would_stop_its_reader_is_refused_in_words() -> None:
    piece = sent(bought_card(), a_page("没完没了"))
    read_pieces(outside=wiring.outside(), tools=replace(wiring.evidence_tools(), reader=Endless()))
    assert (again(piece).state, again(piece).refusal) == ("refused", "took_too_long")
