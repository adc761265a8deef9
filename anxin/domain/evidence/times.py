"""Finds times on a page: days with a year and a time of day; a phone's own clock is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from anxin.domain.evidence.candidates import UNLABELLED, Candidate
from anxin.domain.evidence.finders import (
    ENDS_WITH_DAY,
    STARTS_WITH_CLOCK,
    Found,
    find_time,
    find_yearless,
)
from anxin.domain.evidence.labels import OTHER, Label, labels_in
from anxin.domain.evidence.placing import Placed, Sheet, around
from anxin.domain.evidence.trade_numbers import trade_number

_MOST_IN_A_LINE: Final = 4
_CLOCK_ALONE: Final = re.compile(r"[\s\d:时分秒上下午APMapm.]*")


def candidates(sheet: Sheet, numbers: Sequence[Candidate]) -> list[Candidate]:
    """Return the times of a page; `numbers` of payments tell a year that a page leaves out."""
    days = [
        number.day
        for each in numbers
        if each.name == "trade_no" and (number := trade_number(each.value))
    ]
    years = {(day.month, day.day): day.year for day in days}
    found = [each for line in sheet.lines for each in _in_line(sheet, line, years)]
    return [*found, *_broken(sheet)]


def _in_line(sheet: Sheet, line: Placed, years: dict[tuple[int, int], int]) -> Iterator[Candidate]:
    at = 0
    for _ in range(_MOST_IN_A_LINE):
        found = find_time(line.text[at:]) or find_yearless(line.text[at:], years)
        if found is None:
            return
        start, end = at + found.start, at + found.end
        label = _label_of(sheet, line, start)
        if label is None or label.name != OTHER:
            yield _candidate(line, Found(found.value, start, end), label)
        at = end


def _broken(sheet: Sheet) -> Iterator[Candidate]:
    """Times whose day ends a line and whose clock stands to the right or starts the next."""
    for line in sheet.lines:
        day = ENDS_WITH_DAY.search(line.text)
        if day is None:
            continue
        for other in [*sheet.right_of(line)[:1], *sheet.below(line)[:1]]:
            clock = STARTS_WITH_CLOCK.match(other.text)
            label = _label_of(sheet, line, day.start())
            found = find_time(f"{day[0]} {clock[0]}") if clock else None
            if found and _CLOCK_ALONE.fullmatch(other.text) and not _is_other(label):
                one = _candidate(line, Found(found.value, day.start(), day.end()), label)
                yield Candidate(
                    name=one.name,
                    value=one.value,
                    rank=one.rank,
                    confidence=min(one.confidence, other.line.score),
                    box=around(one.box, other.line.box),
                )
                break


def _is_other(label: Label | None) -> bool:
    return label is not None and label.name == OTHER


def _label_of(sheet: Sheet, line: Placed, start: int) -> Label | None:
    """The label before a place in a line, or that of the line to its left or above."""
    before = [label for label in labels_in(line.text) if label.end <= start]
    if before:
        return before[-1]
    for other in (sheet.left_of(line) or sheet.above(line))[:1]:
        last = list(labels_in(other.text))[-1:]
        if last and last[0].end >= len(other.text.rstrip(" :至")):
            return last[0]
    return None


def _candidate(line: Placed, found: Found, label: Label | None) -> Candidate:
    named = label is not None and label.name == "time"
    return Candidate(
        name="time",
        value=found.value,
        rank=1 if named else 2,
        confidence=line.line.score * (1 if named else UNLABELLED),
        box=line.part(found.start, found.end),
    )
