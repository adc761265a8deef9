"""Pages as a reader would see them, written down as rows."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.pieces import Box, Line, PageReading

HIGH, PITCH, WIDE = 40, 70, 20
COLUMNS = (40, 400, 960)


def page(rows: Sequence[str], *, score: float = 0.99, tilt: float = 0.0) -> PageReading:
    """Lay rows out: `label | value` in columns; `^` makes a cell half as big again.

    A row that starts with `|` has nothing in the left column.
    """
    lines = [line for place, row in enumerate(rows) for line in _row(row, place, score)]
    return PageReading(width=1080, height=2340, lines=lines, sharpness=90.0, tilt=tilt)


def _row(row: str, place: int, score: float) -> list[Line]:
    cells = row.split(" | ") if not row.startswith("| ") else ["", row[2:]]
    lines = []
    for left, cell in zip(COLUMNS, cells, strict=False):
        text = cell.lstrip("^")
        high = HIGH * 3 // 2 if cell.startswith("^") else HIGH
        top = 100 + place * PITCH
        if text:
            lines.append(Line(text, score, Box(left, top, left + WIDE * len(text), top + high)))
    return lines


def read(*rows: str, name: str = "") -> list[str]:
    """What is found on rows: `name value`, or the values of one name."""
    found = fields_of(reading=page(rows))
    if name:
        return [field.value for field in found if field.name == name]
    return [f"{field.name} {field.value}" for field in found]
