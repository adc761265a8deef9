"""Finds what was paid or refunded on a page: by its label, as a headline, or by its sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from anxin.domain.evidence.candidates import (
    LOOSE_GAP,
    UNLABELLED,
    Candidate,
    Spot,
    labelled,
    spot_of,
)
from anxin.domain.evidence.finders import Found, find_amount, find_sure_amount
from anxin.domain.evidence.labels import OTHER
from anxin.domain.evidence.placing import Placed, Sheet

_HEADLINE: Final = 1.1
"""How much higher than most lines: a reader's boxes of 32 px text are 1.23 times those of 15 px."""

_LABELLED_RANK: Final = {1: 1, 2: 3}
_HEADLINE_RANK, _SIGN_RANK = 2, 4
_ALONE: Final = re.compile(r"[-+−–¥￥Y\s]*[\d,]+\.\s?\d{2}\s*元?|[-+−–\s]*[¥￥]\s*[\d,]+")
_SAID: Final = re.compile(
    r"(?:支付|付款|退款|退回|扣款|消费|支出|转账)(?:了|人民币|:|\s)*(?=[¥￥\d])"
)


def candidates(sheet: Sheet) -> list[Candidate]:
    """Return the amounts of the best rank that there are."""
    decoys = set(_decoys(sheet))
    found = [*_by_label(sheet), *_said(sheet), *_headlines(sheet)]
    if not found:
        signed = [each for each in _by_sign(sheet) if each.box not in decoys]
        found = signed if len({each.value for each in signed}) == 1 else []
    best = min((each.rank for each in found), default=0)
    return [each for each in found if each.rank == best]


def _by_label(sheet: Sheet) -> Iterator[Candidate]:
    for line, label, end in labelled(sheet):
        if label.name == "amount":
            spot = spot_of(
                sheet=sheet, line=line, label=label, end=end, finder=_amount, gap=LOOSE_GAP
            )
            if spot:
                yield _candidate(spot, _LABELLED_RANK[label.rank])


def _decoys(sheet: Sheet) -> Iterator[object]:
    """Where amounts stand that are a balance, a list price or the like."""
    for line, label, end in labelled(sheet):
        if label.name == OTHER:
            spot = spot_of(
                sheet=sheet, line=line, label=label, end=end, finder=_amount, gap=LOOSE_GAP
            )
            if spot:
                yield spot.box


def _amount(text: str) -> Found | None:
    return find_sure_amount(text) or find_amount(text)


def _said(sheet: Sheet) -> Iterator[Candidate]:
    """Amounts in a sentence: 已支付79.19元; also where a line ends within its words."""
    for line in sheet.lines:
        yield from _said_on(line)
        for other in sheet.below(line)[:1]:
            yield from _said_on(other, before=line.text)


def _said_on(line: Placed, before: str = "") -> Iterator[Candidate]:
    """What a line says was paid; `before`: the line above, in which the words begin."""
    for said in _SAID.finditer(before + line.text):
        at = said.end() - len(before)
        begins_rightly = said.start() < len(before) if before else True
        found = find_sure_amount(line.text[at:]) if at >= 0 and begins_rightly else None
        if found and found.start == 0:
            shifted = Found(found.value, at, at + found.end)
            yield _candidate(Spot(line, shifted), _LABELLED_RANK[1])


def _headlines(sheet: Sheet) -> Iterator[Candidate]:
    """A big amount that stands alone in its row, as bills have it at their head."""
    for line in sheet.lines:
        is_big = line.height >= _HEADLINE * sheet.usual_height
        found = find_amount(line.text) if is_big and _ALONE.fullmatch(line.text) else None
        if found and not sheet.left_of(line):
            yield _candidate(Spot(line, found), _HEADLINE_RANK)


def _by_sign(sheet: Sheet) -> Iterator[Candidate]:
    """Amounts with a sign; 100元 in a product's name is none."""
    for line in sheet.lines:
        found = find_sure_amount(line.text)
        if found and not line.text[: found.end].rstrip().endswith("元"):
            yield _candidate(Spot(line, found), _SIGN_RANK)


def _candidate(spot: Spot, rank: int) -> Candidate:
    score = spot.line.line.score
    return Candidate(
        name="amount",
        value=spot.found.value,
        rank=rank,
        confidence=score if rank in _LABELLED_RANK.values() else score * UNLABELLED,
        box=spot.box,
    )
