"""Pieces of evidence as reviewers see them: marks on the pages, the records beside, what is alike.

Whatever a picture says is shown as what it is, something that was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.console.case import beside
from anxin.console.case.marks import LARGE, LOOKS, READ, SIGNS, SMALL, TWIN, Mark, Sheet, sheet_of
from anxin.domain.evidence.pieces import FIELD_NAMES, Box, Field, Finding
from anxin.domain.evidence.record import read_fields
from anxin.pages.evidence import (
    ShownFinding,
    ShownPage,
    ShownPiece,
    field_name,
    page_address,
    read_text,
    shown_pieces,
)
from anxin.storage.evidence import queries, reviewing
from anxin.storage.evidence.queries import MatchRow, PieceRow
from anxin.storage.evidence.reviewing import OrderRecord

SURE = 0.9
"""Below it, the table says how sure the reader was of a value."""
SAYS_NO_MORE = frozenset({"order_no_same", "trade_no_same", "merchant_no_same", "amount_same",
                          "time_on_record", "card_code_same"})  # fmt: skip
"""Findings that the word 一致 beside the value already says."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value as it was read, beside what is on record."""

    number: int
    label: str
    read: str
    unsure: int | None
    records: tuple[str, ...]
    look: str
    sign: str
    word: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words; `case_no` and `piece_no` where it refers to a piece that can be seen."""

    text: str
    case_no: str = ""
    piece_no: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found and belongs to no value; `number` if it has a place on a page."""

    number: int | None
    look: str
    sign: str
    said: Said


@dataclass(frozen=True, slots=True)
class Alike:
    """A page of another piece beside the own page that is like it; the differing spots are marked
    on the later of the two.

    `other` is None where the reader may not see it: it was never sent with a request.
    """

    row: MatchRow
    judgement: str
    whose: str
    percent: int
    other: Sheet | None
    own: Sheet | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A piece with everything that a reviewer is shown of it."""

    shown: ShownPiece
    sheets: tuple[Sheet, ...]
    compared: tuple[Compared, ...]
    found: tuple[Found, ...]
    alike_count: int

    @property
    def sha256(self) -> str:
        """The sum of the original as it was sent."""
        return self.shown.row.sha256.hex()


def reviewed_pieces(
    *, case_id: UUID, order_id: UUID, account_id: UUID, language: str
) -> list[Reviewed]:
    """Return the pieces of a case in the buyer's sequence, with addresses for that account."""
    rows = queries.list_pieces_of_case(case_id=case_id)
    if not rows:
        return []
    record = reviewing.record_of_order(order_id=order_id)
    alike = reviewing.count_matches(case_id=case_id)
    related = reviewing.cases_of_related(piece_ids=[row.id for row in rows])
    pieces = shown_pieces(rows=rows, account_id=account_id, language=language)
    return [_reviewed(piece, record, alike.get(piece.row.id, 0), related) for piece in pieces]


def enlarged(piece: Reviewed) -> Reviewed:
    """Return a piece with its marks drawn for a page of its own."""
    marks = [drawn.mark for sheet in piece.sheets for drawn in sheet.marks]
    pages = piece.shown.pages
    sheets = tuple(sheet_of(page=page, marks=marks, room=LARGE) for page in pages)
    return replace(piece, sheets=sheets)


def _reviewed(
    shown: ShownPiece, record: OrderRecord, alike_count: int, related: Mapping[str, str]
) -> Reviewed:
    fields = read_fields(record=shown.row.fields)
    compared, marks = [], []
    for number, field in enumerate(fields, start=1):
        about = [one for one in shown.findings if _is_about(one.finding, field)]
        row = _compared(number, field, about, record, related)
        compared.append(row)
        label = f"{row.label} {row.read} · {row.word}"
        marks.append(Mark(number, row.look, label, field.box, field.page))
    rest = [
        one
        for one in sorted(shown.findings, key=lambda one: -LOOKS.index(one.finding.weight))
        if not any(_is_about(one.finding, field) for field in fields)
    ]
    found = list(_numbered(rest, len(fields), related))
    marks += [
        Mark(line.number, line.look, line.said.text, one.finding.box, one.finding.page)
        for one, line in zip(rest, found, strict=True)
        if line.number and one.finding.box
    ]
    return Reviewed(
        shown,
        tuple(sheet_of(page=page, marks=marks, room=SMALL) for page in shown.pages),
        tuple(compared),
        tuple(found),
        alike_count,
    )


def _numbered(
    rest: Sequence[ShownFinding], used: int, related: Mapping[str, str]
) -> Iterator[Found]:
    for one in rest:
        used += 1 if one.finding.box else 0
        look = one.finding.weight
        number = used if one.finding.box else None
        yield Found(number, look, SIGNS[look], _said(one, related))


def _is_about(finding: Finding, field: Field) -> bool:
    """Whether a finding is about that value and no other on the page."""
    if finding.box != field.box or finding.page != field.page:
        return False
    return _name_of(finding) == field.name


def _name_of(finding: Finding) -> str:
    if finding.code.startswith("error_"):
        return "error_code"
    own = (name for name in FIELD_NAMES if finding.code.startswith(name))
    return next(own, finding.params.get("field", ""))


def _compared(
    number: int,
    field: Field,
    about: Sequence[ShownFinding],
    record: OrderRecord,
    related: Mapping[str, str],
) -> Compared:
    look = max((one.finding.weight for one in about), key=LOOKS.index, default=READ)
    return Compared(
        number,
        field_name(field.name),
        read_text(field),
        round(100 * field.confidence) if field.confidence < SURE else None,
        beside.on_record(field=field, record=record),
        look,
        SIGNS.get(look, ""),
        beside.agreement_word(look),
        tuple(_said(one, related) for one in about if one.finding.code not in SAYS_NO_MORE),
    )


def _said(one: ShownFinding, related: Mapping[str, str]) -> Said:
    """A sentence as it stands in a list, without its full stop, and the piece that it refers to.

    Findings call a piece by the beginning of its number, of which nobody sees two alike.
    """
    text = one.text.rstrip("。.")
    reference = one.finding.params.get("reference", "")
    for piece_no, case_no in related.items() if reference else ():
        if piece_no.startswith(reference):
            return Said(text, case_no, piece_no)
    return Said(text)


def alike_pages(*, piece: ShownPiece, account_id: UUID) -> list[Alike]:
    """Return the pages of others that a piece is like, each beside its own: the earlier first."""
    matches = queries.list_matches(piece_id=piece.row.id)
    return [_alike(match, piece, account_id) for match in matches]


def _alike(match: MatchRow, piece: ShownPiece, account_id: UUID) -> Alike:
    later = match.other.number if match.is_later else match.number
    spots = [
        Mark(n, "doubt", _("与早先的图不同"), Box(*sides), later)
        for n, sides in enumerate(match.spots, start=1)
    ]
    own = next((page for page in piece.pages if page.number == match.number), None)
    other = _other(match, account_id) if match.case_no else None
    return Alike(
        row=match,
        judgement=_judgement_word(match.judgement),
        whose=_whose(match, piece.row),
        percent=max(1, round(100 * match.differing)),
        other=_sheet(other, spots if match.is_later else []),
        own=_sheet(own, [] if match.is_later else spots),
    )


def _other(match: MatchRow, account_id: UUID) -> ShownPage:
    page = match.other
    address = page_address(page_id=page.id, account_id=account_id)
    return ShownPage(page.number, page.width, page.height, address)


def _sheet(page: ShownPage | None, spots: Sequence[Mark]) -> Sheet | None:
    return sheet_of(page=page, marks=spots, room=TWIN) if page else None


def _whose(match: MatchRow, piece: PieceRow) -> str:
    if match.order_no == piece.order_no:
        return _("同一笔订单")
    return _("同一位买家的另一笔订单") if match.same_buyer else _("另一个账号")


def _judgement_word(judgement: str) -> str:
    return {
        "same": _("同一张图"),
        "edited": _("同一张图，有内容被改过"),
        "marked": _("同一张图，上面有涂画或遮挡"),
        "similar": _("同一种页面，内容不同"),
    }.get(judgement, judgement)
