"""Reads the fields of a page out of its lines.

A value stands behind its label in one line, to the right of it, or below; what shows itself to be
a number of ours, of a payment, a code or a time needs no label. All of it is data: whatever a line
says, it is only looked at for values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from anxin.domain.evidence import amounts, numbers, times
from anxin.domain.evidence.candidates import Candidate
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.pieces import FIELD_NAMES, Field, PageReading
from anxin.domain.evidence.placing import Sheet

_SEQUENCE: Final = {name: place for place, name in enumerate(FIELD_NAMES)}


def fields_of(*, reading: PageReading, page: int = 1) -> tuple[Field, ...]:
    """Return the fields of a page in the sequence of FIELD_NAMES, the surest of a name first.

    A name may be there several times with different values: a page shows more than one time. Of
    amounts only those of the best label are returned, so that a list price does not pass for what
    was paid.
    """
    sheet = Sheet(reading)
    found = [*numbers.candidates(sheet)]
    found += times.candidates(sheet, found)
    found += amounts.candidates(sheet)
    ordered = sorted(found, key=lambda each: (_SEQUENCE[each.name], each.rank, each.box.top))
    return tuple(
        Field(
            name=each.name,
            value=each.value,
            confidence=round(each.confidence, 3),
            box=each.box,
            page=page,
        )
        for each in _once(ordered)
    )


def _once(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Each value once for each name, the best first."""
    seen: set[tuple[str, str]] = set()
    for each in found:
        key = (each.name, each.value if each.name in ("time", "amount") else fold(each.value))
        if key not in seen:
            seen.add(key)
            yield each
