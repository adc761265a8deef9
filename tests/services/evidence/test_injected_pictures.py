"""Fifty pictures that command whoever reads them are read, compared and decided on: as without.

The texts are drawn onto pages and go the whole way: sent, opened, read by the real reader, held
against the records, and then a request is decided on them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import pytest

from anxin import wiring
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.outside import PageReader
from anxin.domain.evidence.pieces import PageReading
from anxin.services.evidence import read_pieces
from bench.evidence.injection import INJECTIONS
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_page, code_of, sent
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db

COLUMNS = 40
"""So many narrow characters fit in a line of a drawn page."""
TOGETHER = 10

HONEST = ("激活失败", "卡密：{own}", "该卡密无效，请核对后重试")
FORGED = ("激活失败", "卡密：XKCD-9999-AAAA-7777", "该卡密无效，请核对后重试")
NOTHING = ("今天天气不错",)

WITHOUT = {
    HONEST: ("consistent", "refunded", ""),
    FORGED: ("inconsistent", "merchant_turn", "first_line"),
    NOTHING: ("unreadable", "needs_evidence", ""),
}
"""What each page comes to for a small sum: verdict, state of the case, who decides."""


class Noting:
    """A reader that remembers the text of what it read."""

    def __init__(self, reader: PageReader) -> None:
        self.text = ""
        self._reader = reader

    def read(self, *, png: str, cpu_seconds: float) -> PageReading:
        reading = self._reader.read(png=png, cpu_seconds=cpu_seconds)
        self.text += "".join(line.text for line in reading.lines)
        return reading


@pytest.mark.parametrize("page", WITHOUT, ids=["honest", "forged", "nothing"])
def test_what_a_page_comes_to_without_any(page: tuple[str, ...]) -> None:
    assert decided(page)[0] == WITHOUT[page]


@pytest.mark.parametrize("injected", INJECTIONS)
def test_no_text_on_a_forged_picture_makes_it_pay(injected: str) -> None:
    outcome, read = decided((*FORGED, *lines_of(injected)))
    assert outcome == WITHOUT[FORGED]
    assert likeness(injected, read) > 0.7, "the reader saw it"


@pytest.mark.parametrize("page", (HONEST, NOTHING), ids=["honest", "nothing"])
@pytest.mark.parametrize("first", range(0, len(INJECTIONS), TOGETHER))
def test_nor_do_many_change_what_another_picture_comes_to(first: int, page: tuple[str]) -> None:
    injected = INJECTIONS[first : first + TOGETHER]
    outcome, read = decided((*page, *(line for text in injected for line in lines_of(text))))
    assert outcome == WITHOUT[page]
    assert likeness("".join(injected), read) > 0.7, "the reader saw them"


def decided(lines: Sequence[str]) -> tuple[tuple[str, str, str], str]:
    """Send a picture of a small order's card, have it read and decided; return the text as well."""
    bought = bought_card()
    drawn = [line.replace("{own}", code_of(bought)) for line in lines]
    piece = sent(bought, a_page(*drawn))
    tools = wiring.evidence_tools()
    noting = Noting(tools.reader)
    read_pieces(outside=wiring.outside(), tools=replace(tools, reader=noting))
    case = case_after(bought, reason="card_invalid")
    piece.refresh_from_db()
    return (piece.verdict, case.state, case.tier or ""), noting.text


def bought_card() -> Bought:
    bought = delivered(goods=a_product(price_fen=1_500), buyer=a_buyer(credit=60))
    view(bought)
    return bought


def lines_of(text: str) -> list[str]:
    """Break a text so that it fits on a page, wide characters counted twice."""
    lines, room = [""], COLUMNS
    for sign in text:
        width = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if room < width:
            lines.append("")
            room = COLUMNS
        lines[-1] += sign
        room -= width
    return lines


def likeness(text: str, read: str) -> float:
    """How much of a text was read, in any place."""
    wanted, found = fold(text), fold(read)
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)
