"""Reading a piece: what a failing store, a changed original or a page without end does to it."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from anxin import wiring
from anxin.adapters.files import KeptFiles
from anxin.domain.evidence.outside import StoreFailed, TookTooLong
from anxin.domain.evidence.pieces import PageReading
from anxin.services.evidence import read_pieces
from anxin.services.evidence.reading import TRIES
from anxin.storage.evidence.models import Piece
from tests.adapters.picture.strangers import zipped
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass
from tests.factories.evidence import a_failure, a_page, read, read_all, sent
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


class Failing(KeptFiles):
    """The site's store, which fails while it is told to."""

    def __init__(self, *, puts_before_failing: int = 0) -> None:
        super().__init__(storages["evidence"])
        self.failing = True
        self._left = puts_before_failing

    def open(self, *, key: str) -> BinaryIO:
        """Give a file, unless the store fails before anything can be put."""
        if self.failing and not self._left:
            raise StoreFailed("out of reach")
        return super().open(key=key)

    def put(self, *, key: str, file: BinaryIO) -> None:
        """Take a file, the first ones only."""
        if self.failing and not self._left:
            raise StoreFailed("out of reach")
        self._left -= 1
        super().put(key=key, file=file)


def read_from(files: KeptFiles) -> int:
    """Have what waits read with that store."""
    tools = replace(wiring.evidence_tools(), files=files)
    return read_pieces(outside=wiring.outside(), tools=tools)


def test_a_good_file_outlives_an_outage_of_its_store_however_long() -> None:
    bought, files = bought_card(), Failing()
    piece = sent(bought, a_failure(bought))
    for outages in range(1, TRIES + 3):
        assert read_from(files) == 1
        assert (again(piece).state, again(piece).tries) == ("received", 0)
        assert read_from(files) == 0, "it is not asked for without a pause"
        let_pass(seconds=31 * outages)
    files.failing = False
    assert read_from(files) == 1
    assert (again(piece).state, again(piece).verdict) == ("read", "consistent")


def test_what_was_kept_before_the_store_failed_is_not_in_the_way_of_the_next_try() -> None:
    pages = {f"{n}.png": a_page(f"第 {n} 页") for n in (1, 2)}
    files = Failing(puts_before_failing=1)
    piece = sent(bought_card(), zipped(pages), filename="两页.zip")
    read_from(files)
    files.failing = False
    let_pass(seconds=31)
    read_from(files)
    assert (again(piece).state, again(piece).page_set.count()) == ("read", 2)


def test_an_original_that_is_not_the_one_that_was_sent_is_never_read_as_if_it_were() -> None:
    bought = bought_card()
    picture = a_failure(bought)
    piece = sent(bought, a_page("别的内容"))
    store = storages["evidence"]
    store.delete(piece.original_key)
    store.save(piece.original_key, ContentFile(picture))
    read_all()
    now = again(piece)
    assert (now.state, now.refusal, now.fields) == ("refused", "altered", [])


def test_what_was_altered_with_us_may_be_sent_again_though_it_is_the_same_file() -> None:
    bought = bought_card()
    case_after(bought, reason="card_invalid")
    picture = a_failure(bought)
    piece = sent(bought, picture)
    store = storages["evidence"]
    store.delete(piece.original_key)
    store.save(piece.original_key, ContentFile(b"x"))
    read_all()
    second = read(bought, picture)
    assert (again(piece).refusal, second.no != piece.no) == ("altered", True)
    assert second.verdict == "consistent"
