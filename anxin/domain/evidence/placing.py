"""Where lines stand to each other: right of, below, how big, on a page that may be tilted.

Lines are put into coordinates in which text runs level, so that a page photographed at an angle
reads like a straight one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from anxin.domain.evidence.folding import level
from anxin.domain.evidence.pieces import Box, Line, PageReading

NEXT_LINE = 2.2
"""How far down, in heights of a line, a sentence or number runs on."""

UNDER_LABEL = 3.5
"""How far down the value of a label may stand, in a box of its own."""

_SAME_ROW = 0.75
_TURNED = 45


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with its place in level coordinates; `text` is in one form (NFKC)."""

    line: Line
    text: str
    tilt: float
    left: float
    right: float
    middle: float
    height: float

    def part(self, start: int, end: int) -> Box:
        """Return about where the characters from `start` to `end` stand on the page."""
        if abs(self.tilt) > _TURNED:
            return self.line.box
        widths = [1.0 if each.isascii() else 1.8 for each in self.text]
        whole = sum(widths) or 1.0
        box = self.line.box
        before, upto = sum(widths[:start]) / whole, sum(widths[:end]) / whole
        across = box.right - box.left
        return Box(
            round(box.left + across * before), box.top, round(box.left + across * upto), box.bottom
        )


class Sheet:
    """The placed lines of one page."""

    def __init__(self, reading: PageReading) -> None:
        self.lines: Sequence[Placed] = [_placed(line, reading.tilt) for line in reading.lines]
        self.usual_height = median([each.height for each in self.lines] or [0.0])

    def right_of(self, here: Placed) -> list[Placed]:
        """Return the lines on the same row to the right, the nearest first."""
        found = [other for other in self.lines if _is_right_of(other, here)]
        # Of two lines of one value the upper comes first, though the lower starts a pixel earlier.
        return sorted(found, key=lambda other: (round(other.left / here.height), other.middle))

    def left_of(self, here: Placed) -> list[Placed]:
        """Return the lines on the same row to the left, the nearest first."""
        found = [other for other in self.lines if _is_right_of(here, other)]
        return sorted(found, key=lambda other: -other.left)

    def below(self, here: Placed, *, within: float = NEXT_LINE) -> list[Placed]:
        """Return the lines closely below that share some of its width, the nearest first."""
        found = [other for other in self.lines if _is_below(other, here, within)]
        return sorted(found, key=lambda other: other.middle)

    def above(self, here: Placed) -> list[Placed]:
        """Return the lines closely above that share some of its width, the nearest first."""
        found = [other for other in self.lines if _is_below(here, other, UNDER_LABEL)]
        return sorted(found, key=lambda other: -other.middle)


def _is_right_of(one: Placed, other: Placed) -> bool:
    same_row = abs(one.middle - other.middle) < _SAME_ROW * max(one.height, other.height)
    return same_row and one.left > other.left


def _is_below(one: Placed, other: Placed, within: float) -> bool:
    down = one.middle - other.middle
    return (
        0.5 * other.height < down < within * max(one.height, other.height)
        and min(one.right, other.right) > max(one.left, other.left)
    )  # fmt: skip


def _placed(line: Line, tilt: float) -> Placed:
    box, turned = line.box, math.radians(tilt)
    across, down = box.right - box.left, box.bottom - box.top
    if _TURNED < abs(tilt) < 180 - _TURNED:
        across, down = down, across
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    leaning = math.radians(tilt - 90 * round(tilt / 90))
    height = max(0.3 * down, down - across * abs(math.sin(leaning)))
    centre = x * math.cos(turned) + y * math.sin(turned)
    return Placed(
        line=line,
        text=level(line.text),
        tilt=tilt,
        left=centre - across / 2,
        right=centre + across / 2,
        middle=y * math.cos(turned) - x * math.sin(turned),
        height=max(1.0, height),
    )


def around(*boxes: Box) -> Box:
    """Return the smallest box that holds them all."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
