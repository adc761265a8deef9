"""What a buyer is told of a refusal besides its words: what it rests on, until when to act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anxin.domain import wording
from anxin.pages.evidence import piece_name
from anxin.services.aftersale.turns.buyer import APPEAL_WITHIN
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.queries import list_pieces_of_case
from anxin.storage.order.queries import EventRow

_KINDS = ("case_rejected", "case_upheld")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`basis`: the evidence and the records that it rests on, by name."""

    basis: tuple[str, ...]
    until: datetime | None


def refusal_of(*, case: CaseRow, events: Iterable[EventRow], language: str) -> Refusal | None:
    """Return what a refused case's page tells; nothing for any other."""
    if case.state not in ("rejected", "upheld"):
        return None
    told = [e.data for e in events if e.kind in _KINDS and e.data.get("case") == case.no]
    last = told[-1] if told else {}
    relied = set(last.get("pieces", ()))
    rows = list_pieces_of_case(case_id=case.id) if relied else ()
    pieces = (piece_name(row=row, language=language) for row in rows if row.no in relied)
    records = (
        wording.label(of="record", word=word, language=language) for word in last.get("records", ())
    )
    return Refusal((*pieces, *records), case.closed_at + APPEAL_WITHIN if case.closed_at else None)
