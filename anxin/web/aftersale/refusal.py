"""What a buyer is told of a refusal besides its words: what was looked at, until when to act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from anxin.pages.evidence import ShownPiece
from anxin.services.aftersale.turns.buyer import APPEAL_WITHIN
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order.queries import EventRow

_KINDS = ("case_rejected", "case_upheld")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`looked_at`: the buyer's evidence that the reviewer had before them, by file and kind."""

    looked_at: tuple[tuple[str, str], ...]
    until: datetime | None


def refusal_of(
    *, case: CaseRow, events: Iterable[EventRow], pieces: Sequence[ShownPiece]
) -> Refusal | None:
    """Return what a refused case's page tells; nothing for any other."""
    if case.state not in ("rejected", "upheld"):
        return None
    told = [e.data for e in events if e.kind in _KINDS and e.data.get("case") == case.no]
    seen = set(told[-1].get("pieces", ())) if told else set()
    return Refusal(
        looked_at=tuple((p.row.filename, p.kind) for p in pieces if p.row.no in seen),
        until=case.closed_at + APPEAL_WITHIN if case.closed_at else None,
    )
