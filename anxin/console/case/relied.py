"""What a refusal can rest on: the pieces that were read, and the records that there are."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.domain import wording
from anxin.domain.thread import may_read
from anxin.pages.evidence import piece_name
from anxin.pages.reader import language
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.aftersale.records import list_records
from anxin.storage.evidence.queries import PieceRow, list_pieces_of_case


@dataclass(frozen=True, slots=True)
class Basis:
    """The pieces and the words of the records (domain.words.RECORDS)."""

    pieces: tuple[PieceRow, ...] = ()
    records: tuple[str, ...] = ()

    def choices(self) -> list[tuple[str, str]]:
        """Return each with its name, the pieces first."""
        pieces = [(p.no, piece_name(row=p, language=language())) for p in self.pieces]
        records = [
            (w, wording.label(of="record", word=w, language=language())) for w in self.records
        ]
        return [*pieces, *records]


def basis_of(*, case: CaseRow) -> Basis:
    """Return what there is of a case to rest a refusal on.

    What the buyer may not see is not: it could not be answered.
    """
    pieces = tuple(
        piece
        for piece in list_pieces_of_case(case_id=case.id)
        if piece.state == "read"
        if piece.side == "buyer" or may_read(side="buyer", audience=piece.audience)
    )
    return Basis(pieces, tuple(list_records(case_no=case.no)))
