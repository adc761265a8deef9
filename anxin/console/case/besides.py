"""What a buyer said besides reason and note, and what the form had told before it was submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anxin.domain import wording
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order.queries import EventRow


@dataclass(frozen=True, slots=True)
class Besides:
    """`rows`: what the reason asked, each with the answer. `insisted`: advice not followed."""

    rows: tuple[tuple[str, str], ...]
    insisted: tuple[str, ...]


def besides_of(*, case: CaseRow, events: Iterable[EventRow], language: str) -> Besides:
    """Return what `console/parts/details.html` shows of a case."""
    rows = wording.fields_told(details=case.details, language=language)
    told = (
        key
        for event in events
        if event.kind in ("case_submitted", "case_edited") and event.data["case"] == case.no
        for key in event.data.get("advice", ())
    )
    return Besides(rows, tuple(wording.advice_name(key=key, language=language) for key in told))
