"""What the pages around an order need to take and show evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.evidence.clarity import CODES
from anxin.domain.evidence.elements import WANTED
from anxin.domain.evidence.fitting import kinds_by_fit
from anxin.domain.evidence.limits import LIMITS, MEBIBYTE
from anxin.domain.evidence.pieces import Finding
from anxin.domain.wording.findings import lacking_name
from anxin.pages.evidence import ShownPiece, shown_pieces
from anxin.services.evidence.receiving import PIECES_PER_CASE, TAKES_EVIDENCE, kinds_wanted
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.queries import PieceRow, list_pieces_of_case, list_pieces_ready

ACCEPT = "image/png,image/jpeg,image/webp,video/mp4,video/quicktime,application/pdf,.zip"

HINTS_TOLD = frozenset({*CODES, "error_unknown"})
"""What a buyer can do something about. All other hints only order the queue."""

SPOT_TOP, SPOT_PITCH = 40, 72
"""Where the first thing stands on the sketch of a sample and how far below it the next, in pixels
of the sketch; there is room for two."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that a sample shows: which of ELEMENTS, its name, how far down it stands."""

    number: int
    element: str
    name: str
    top: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What a good picture of a kind shows."""

    kind: str
    label: str
    spots: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Tray:
    """Where evidence is put: what lies there, what is asked for, and how much may come.

    `kinds`: what would do, of which the first is what a file is taken for unless said otherwise;
    empty where nothing was asked for. `open`: more may be sent.
    """

    order_no: str
    pieces: Sequence[ShownPiece]
    kinds: Sequence[tuple[str, str]]
    wanted: bool
    open: bool
    most: int = PIECES_PER_CASE
    accept: str = ACCEPT
    limit_bytes: int = LIMITS.upload_bytes
    limit_mebibytes: int = LIMITS.upload_bytes // MEBIBYTE
    samples: Sequence[Sample] = ()


def told_to_buyer(*, rows: Iterable[PieceRow], buyer_id: UUID, language: str) -> list[ShownPiece]:
    """Return pieces as their buyer sees them.

    Nobody is told of a doubt as if it were proven, nor of other people's pictures: a person looks.
    """
    shown = shown_pieces(rows=rows, account_id=buyer_id, language=language)
    return [_told(piece, language) for piece in shown]


def _told(piece: ShownPiece, language: str) -> ShownPiece:
    if not piece.verdict:
        return piece
    return replace(
        piece,
        verdict=wording.label(of="verdict_to_buyer", word=piece.row.verdict, language=language),
        tone="good" if piece.row.verdict == "consistent" else "warn",
        findings=tuple({one.text: one for one in piece.findings if _is_told(one.finding)}.values()),
    )


def _is_told(finding: Finding) -> bool:
    return finding.weight in ("agrees", "contradicts") or finding.code in HINTS_TOLD


def tray_of_order(
    *,
    order_id: UUID,
    order_no: str,
    buyer_id: UUID,
    missing: Sequence[str],
    reason: str | None,
    language: str,
) -> Tray:
    """Return the tray of an order without a request: what lies ready for the next one."""
    rows = list_pieces_ready(order_id=order_id)
    kinds = kinds_of(missing=missing, reason=reason, language=language)
    return Tray(
        order_no=order_no,
        pieces=told_to_buyer(rows=rows, buyer_id=buyer_id, language=language),
        kinds=kinds,
        wanted=bool(missing),
        open=True,
        samples=samples_of(kinds=[kind for kind, _label in kinds], language=language),
    )


def tray_of_case(*, case: CaseRow, language: str, reopening: bool = False) -> Tray:
    """Return the tray of a case: its pieces, and whether more may be added.

    `reopening`: it was refused and can be looked at again; what is sent now comes along then.
    """
    rows = [row for row in list_pieces_of_case(case_id=case.id) if row.side == "buyer"]
    if reopening:
        there = {(row.sha256, row.audience) for row in rows}
        ready = list_pieces_ready(order_id=case.order_id)
        rows += [row for row in ready if (row.sha256, row.audience) not in there]
    missing = kinds_wanted(case=case)
    kinds = kinds_of(missing=missing, reason=case.reason, language=language)
    return Tray(
        order_no=case.order_no,
        pieces=told_to_buyer(rows=rows, buyer_id=case.buyer_id, language=language),
        kinds=kinds,
        wanted=bool(missing),
        open=reopening or case.state in TAKES_EVIDENCE,
        samples=samples_of(kinds=[kind for kind, _label in kinds], language=language),
    )


def form_address(*, order_no: str, reason: str = "", source: str = "") -> str:
    """Return where an order's refund form is, with a reason chosen or filled in from a case."""
    asked = {"reason": reason, "from": source}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("refund_form", kwargs={"no": order_no}) + (f"?{query}" if query else "")


def kinds_of(
    *, missing: Sequence[str], language: str, reason: str | None = None
) -> list[tuple[str, str]]:
    """Return the kinds to choose from: what is asked for first, then what fits the reason."""
    ordered = dict.fromkeys((*missing, *kinds_by_fit(reason=reason)))
    return [(kind, wording.label(of="evidence", word=kind, language=language)) for kind in ordered]


def samples_of(*, kinds: Iterable[str], language: str) -> list[Sample]:
    """Return what a good picture of each kind shows: the very things that its verdict asks for."""
    return [
        Sample(
            kind=kind,
            label=wording.label(of="evidence", word=kind, language=language),
            spots=[
                Spot(
                    number=place + 1,
                    element=group[0],
                    name=lacking_name(element=group[0], language=language),
                    top=SPOT_TOP + place * SPOT_PITCH,
                )
                for place, group in enumerate(WANTED[kind])
            ],
        )
        for kind in kinds
    ]


def turned_sentence(code: str) -> str:
    """Say why a file was not taken, or a change not made, and what to do."""
    return {
        "empty": _("文件是空的，请重新选择"),
        "too_large": _("文件太大：图片最大 20 MB，视频最大 100 MB"),
        "too_many": _("一次申请最多 12 份凭证，可以先删掉不需要的"),
        "too_many_today": _("今天上传得太多了，请明天再试或联系客服"),
        "decided": _("这笔申请已有结果，不能再补充凭证"),
        "nothing_to_show": _("这笔订单现在不需要凭证"),
        "part_of_case": _("已经提交的凭证不能删改，可以再补充新的"),
        "store": _("现在存不下文件，请稍后再试；已填的内容不会丢"),
    }.get(code, _("没有保存成功，请刷新后再试"))
