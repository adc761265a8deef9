"""Finds numbers and codes on a page: orders, payments, cards, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from anxin.domain.evidence.candidates import (
    STRICT_GAP,
    UNLABELLED,
    Candidate,
    Spot,
    labelled,
    runs_on,
    spot_of,
)
from anxin.domain.evidence.finders import (
    Finder,
    Found,
    find_error,
    find_groups,
    find_labelled_error,
    find_number,
)
from anxin.domain.evidence.folding import ORDER_NO_LENGTH, as_digits, as_our_number, fold
from anxin.domain.evidence.labels import labels_in
from anxin.domain.evidence.placing import Placed, Sheet, around
from anxin.domain.evidence.trade_numbers import LENGTH, trade_number

_FINDERS: Final[dict[str, Finder]] = {
    "order_no": find_number,
    "trade_no": find_number,
    "merchant_no": find_number,
    "card_code": find_number,
    "error_code": find_labelled_error,
}
_LONGEST: Final = 40
_SHORTEST_CUT: Final = 10
_LEAD: Final = re.compile(r"\s*[-_]?([A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9]))*)\s*")
_WORDS: Final = re.compile(r"[A-Za-z0-9]{8,}")
_DAY: Final = re.compile(r"20\d\d-\d\d?-\d")


def candidates(sheet: Sheet) -> list[Candidate]:
    """Return the numbers and codes of a page; those without a label only if none has them."""
    found = [*_labelled(sheet)]
    known = {fold(each.value) for each in found}
    return found + [each for each in _unlabelled(sheet) if fold(each.value) not in known]


def _labelled(sheet: Sheet) -> Iterator[Candidate]:
    for line, label, end in labelled(sheet):
        finder = _FINDERS.get(label.name)
        if finder is None:
            continue
        spot = spot_of(sheet=sheet, line=line, label=label, end=end, finder=finder, gap=STRICT_GAP)
        if spot and (candidate := _candidate(sheet, label.name, spot, rank=1)):
            yield candidate


def _unlabelled(sheet: Sheet) -> Iterator[Candidate]:
    for line in sheet.lines:
        for word in _WORDS.finditer(line.text):
            spot = Spot(line, Found(word[0], *word.span()))
            candidate = _candidate(sheet, "order_no", spot, rank=2)
            if candidate and (
                candidate.name == "trade_no" or as_our_number(candidate.value) is not None
            ):
                yield candidate
        for name, finder in (("card_code", find_groups), ("error_code", find_error)):
            found = finder(line.text)
            if found and (candidate := _candidate(sheet, name, Spot(line, found), rank=2)):
                yield candidate


def _candidate(sheet: Sheet, name: str, spot: Spot, *, rank: int) -> Candidate | None:
    """The value at a spot, put together where it runs on in the next line, and named rightly."""
    value, box, score = spot.found.value, spot.box, spot.line.line.score
    if name != "error_code" and (rest := _rest(sheet, name, spot)):
        other, more = rest
        value, box = value + more, around(box, other.part(0, len(more)))
        score = min(score, other.line.score)
    value = _mended(name, value)
    if trade_number(value) and name == "order_no":
        name = "trade_no"
    if not _plausible(name, value):
        return None
    confidence = score if rank == 1 else score * UNLABELLED
    return Candidate(name=name, value=value, rank=rank, confidence=confidence, box=box)


def _mended(name: str, value: str) -> str:
    if name in ("card_code", "error_code"):
        return value
    digits = as_digits(value, length=LENGTH)
    return as_our_number(value) or (digits if digits and trade_number(digits) else None) or value


def _plausible(name: str, value: str) -> bool:
    if name != "card_code":
        return True
    error = find_error(value)
    return not _DAY.match(value) and not (error and error.value == value)


def _rest(sheet: Sheet, name: str, spot: Spot) -> tuple[Placed, str] | None:
    """The line below on which a value runs on, and what of it belongs to the value."""
    behind = spot.line.text[spot.found.end :].strip()
    if behind not in ("", "-", "_"):
        return None
    for other in sheet.below(spot.line):
        lead = _LEAD.match(other.text)
        label = next(labels_in(other.text), None)
        labelled_itself = lead and label and label.start < lead.end()
        if lead is None or labelled_itself or _is_a_row(sheet, other, spot):
            return None
        whole = lead.end() == len(other.text)
        more = lead[1] if not behind else behind + lead[1]
        return (other, more) if _runs_on(name, spot.found.value, more, whole) else None
    return None


def _is_a_row(sheet: Sheet, other: Placed, spot: Spot) -> bool:
    """Whether a line has something else to its left, so that it is a row of its own."""
    below = runs_on(sheet, spot.label_line) if spot.label_line else None
    known = (spot.label_line, spot.line, below[0] if below else None)
    return any(each not in known for each in sheet.left_of(other))


def _runs_on(name: str, value: str, more: str, whole: bool) -> bool:
    joined = value + more
    if name == "card_code":
        return more.startswith("-") or _completes_a_group(value, more)
    if len(joined) in (ORDER_NO_LENGTH, LENGTH):
        mended = _mended(name, joined)
        return as_our_number(mended) is not None or trade_number(mended) is not None
    is_whole = as_our_number(value) is not None or trade_number(value) is not None
    long_enough = len(value) >= _SHORTEST_CUT and len(joined) <= _LONGEST
    return whole and not is_whole and long_enough and more.upper() == more


def _completes_a_group(value: str, more: str) -> bool:
    """Whether the last group of a code is short by just what the next line starts with."""
    groups, first = value.split("-"), more.split("-")[0]
    return len(groups) > 1 and len(groups[-1]) < len(groups[0]) == len(groups[-1] + first)
