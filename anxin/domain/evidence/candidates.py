"""Values that a page may be taken to show, and where the value of a label is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from anxin.domain.evidence.finders import Finder, Found
from anxin.domain.evidence.labels import Label, labels_in
from anxin.domain.evidence.pieces import Box
from anxin.domain.evidence.placing import UNDER_LABEL, Placed, Sheet

UNLABELLED: Final = 0.9
"""How much of the reader's score is left to what no label vouches for."""

_NOTHING: Final = re.compile(r"(?:\([^()]*\)|复制|copy|为|是|如下|[^\w¥￥+-])*", re.IGNORECASE)
STRICT_GAP: Final = re.compile(
    r"(?:\([^()]*\)|[^\w-])*(?:(?:为|是|号|如下|已复制|no\.?|is)[^\w]*)?", re.IGNORECASE
)
LOOSE_GAP: Final = re.compile(r"[^\d。;]{0,8}")
_MOST_TO_THE_RIGHT: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value with where it was found; the lowest `rank` is the surest."""

    name: str
    value: str
    rank: int
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its line, and the line of its label if that is another."""

    line: Placed
    found: Found
    label_line: Placed | None = None

    @property
    def box(self) -> Box:
        """About where the value stands on the page."""
        return self.line.part(self.found.start, self.found.end)


def labelled(sheet: Sheet) -> Iterator[tuple[Placed, Label, int]]:
    """Yield every label of the page with its line and where the next label of the line starts."""
    for line in sheet.lines:
        labels = list(labels_in(line.text))
        ends = [*(label.start for label in labels[1:]), len(line.text)]
        yield from ((line, label, end) for label, end in zip(labels, ends, strict=False))
        if found := runs_on(sheet, line):
            upper = len(line.text)
            yield line, replace(found[1], end=upper), upper


def runs_on(sheet: Sheet, line: Placed) -> tuple[Placed, Label] | None:
    """Return the line on which a label of two lines ends (Activation / code), and that label."""
    for other in sheet.below(line)[:1]:
        between = " " if line.text.isascii() and other.text.isascii() else ""
        text = f"{line.text}{between}{other.text}"
        label = next(labels_in(text), None)
        if (
            label
            and (label.start, label.end) == (0, len(text))
            and abs(other.left - line.left) < line.height
            and not sheet.left_of(line)
        ):
            return other, label
    return None


def spot_of(
    *, sheet: Sheet, line: Placed, label: Label, end: int, finder: Finder, gap: re.Pattern[str]
) -> Spot | None:
    """Return where the value of a label stands: behind it, right of it, or below."""
    tail = line.text[label.end : end]
    if found := _at_start(tail, finder, gap):
        return Spot(line, _shifted(found, label.end))
    if not _NOTHING.fullmatch(tail) or end < len(line.text):
        return None
    right = sheet.right_of(line)[:_MOST_TO_THE_RIGHT]
    for other in right or sheet.below(line, within=UNDER_LABEL)[:1]:
        if next(labels_in(other.text), None) and not finder(other.text):
            return None
        if found := _at_start(other.text, finder, gap):
            return Spot(other, found, line)
    return None


def _at_start(text: str, finder: Finder, gap: re.Pattern[str]) -> Found | None:
    found = finder(text)
    return found if found and gap.fullmatch(text[: found.start]) else None


def _shifted(found: Found, by: int) -> Found:
    return Found(found.value, found.start + by, found.end + by)
