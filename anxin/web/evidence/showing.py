"""What the pages around an order need to take and show evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.evidence.limits import LIMITS, MEBIBYTE
from anxin.domain.words import EVIDENCE_KINDS
from anxin.pages.evidence import ShownPiece, shown_pieces
from anxin.services.evidence.receiving import PIECES_PER_CASE, TAKES_EVIDENCE
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.evidence.queries import PieceRow, list_pieces_of_case, list_pieces_ready

ACCEPT = "image/png,image/jpeg,image/webp,video/mp4,video/quicktime,application/pdf,.zip"


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
        findings=tuple(
            one for one in piece.findings if one.finding.weight in ("agrees", "contradicts")
        ),
    )


def tray_of_order(
    *, order_id: UUID, order_no: str, buyer_id: UUID, missing: Sequence[str], language: str
) -> Tray:
    """Return the tray of an order without a request: what lies ready for the next one."""
    rows = list_pieces_ready(order_id=order_id)
    return Tray(
        order_no=order_no,
        pieces=told_to_buyer(rows=rows, buyer_id=buyer_id, language=language),
        kinds=kinds_of(missing=missing, language=language),
        wanted=bool(missing),
        open=True,
    )


def tray_of_case(*, case: CaseRow, language: str, reopening: bool = False) -> Tray:
    """Return the tray of a case: its pieces, and whether more may be added.

    `reopening`: it was refused and can be looked at again; what is sent now comes along then.
    """
    rows = [row for row in list_pieces_of_case(case_id=case.id) if row.side == "buyer"]
    if reopening:
        rows += list_pieces_ready(order_id=case.order_id)
    missing = case.missing if case.state == "needs_evidence" else case.wants.get("kinds", [])
    return Tray(
        order_no=case.order_no,
        pieces=told_to_buyer(rows=rows, buyer_id=case.buyer_id, language=language),
        kinds=kinds_of(missing=missing, language=language),
        wanted=bool(missing),
        open=reopening or case.state in TAKES_EVIDENCE,
    )


def kinds_of(*, missing: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Return the kinds to choose from, those that are asked for first."""
    ordered = dict.fromkeys((*missing, *EVIDENCE_KINDS))
    return [(kind, wording.label(of="evidence", word=kind, language=language)) for kind in ordered]


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
