"""Evidence as pages show it: words for what was found, and addresses that expire."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.domain.evidence.elements import lacking
from anxin.domain.evidence.pieces import Field, Finding
from anxin.domain.evidence.record import read_fields, read_findings
from anxin.domain.wording.evidence import refusal
from anxin.domain.wording.findings import finding_sentence, lacking_name
from anxin.storage.evidence.queries import PieceRow

_SALT = "anxin.evidence.page"
VALID_S = 600
"""How long an address is good for, at the least; at most twice as long, so that a page that is
drawn again within that time names the same address and the browser keeps the picture."""

TONES = {"consistent": "good", "inconsistent": "warn", "suspicious": "bad", "unreadable": "warn"}
SIGNS = {"agrees": "check", "hint": "info", "doubt": "warning", "contradicts": "warning"}


def field_name(name: str) -> str:
    """Return what a field is called."""
    return {
        "order_no": _("订单号"),
        "trade_no": _("交易号"),
        "merchant_no": _("商户单号"),
        "amount": _("金额"),
        "time": _("时间"),
        "card_code": _("卡密内容"),
        "error_code": _("错误码"),
    }[name]


def read_text(field: Field) -> str:
    """Return what was read as people write it."""
    return f"¥{field.value}" if field.name == "amount" else field.value


def piece_name(*, row: PieceRow, language: str) -> str:
    """Return a piece's kind and file; of one that is not the buyer's, whose it is."""
    word = ("evidence", row.kind) if row.side == "buyer" else ("side", row.side)
    return f"{wording.label(of=word[0], word=word[1], language=language)} {row.filename}"


def page_address(*, page_id: UUID, account_id: UUID) -> str:
    """Return the address at which that account, and no other, sees a page for a while."""
    expires = (int(time.time()) // VALID_S + 2) * VALID_S
    token = Signer(salt=_SALT).sign(f"{page_id.hex}.{account_id.hex}.{expires}")
    return reverse("evidence_page", kwargs={"token": token})


def read_address(*, token: str) -> tuple[UUID, UUID] | None:
    """Return page and account of an address that is still good."""
    try:
        page, account, expires = Signer(salt=_SALT).unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    return (UUID(page), UUID(account)) if int(expires) > time.time() else None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with the address at which the reader sees it."""

    number: int
    width: int
    height: int
    address: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """What was found, in words, with the sign that stands beside it."""

    finding: Finding
    text: str
    sign: str


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece in the reader's words. `lacks`: what it does not show; `refused`: why it is not
    taken; `read`: what was read, name and value; empty where there is nothing to say."""

    row: PieceRow
    pages: tuple[ShownPage, ...]
    kind: str
    verdict: str
    tone: str
    refused: str
    lacks: tuple[str, ...]
    read: tuple[tuple[str, str], ...]
    findings: tuple[ShownFinding, ...]

    @property
    def waits(self) -> bool:
        """Whether it has not been read yet."""
        return self.row.state == "received"

    @property
    def agreeing(self) -> tuple[ShownFinding, ...]:
        """What agrees with the records."""
        return tuple(one for one in self.findings if one.finding.weight == "agrees")

    @property
    def others(self) -> tuple[ShownFinding, ...]:
        """What does not, the gravest first."""
        grave = ("contradicts", "doubt", "hint")
        rest = (one for one in self.findings if one.finding.weight in grave)
        return tuple(sorted(rest, key=lambda one: grave.index(one.finding.weight)))


def shown_pieces(*, rows: Iterable[PieceRow], account_id: UUID, language: str) -> list[ShownPiece]:
    """Return pieces as that reader sees them."""
    return [_shown(row, account_id, language) for row in rows]


def _shown(row: PieceRow, account_id: UUID, language: str) -> ShownPiece:
    is_read = row.state == "read"
    lacks = lacking(kind=row.kind, elements=frozenset(row.elements)) if is_read else ()
    findings = read_findings(record=row.findings)
    return ShownPiece(
        row=row,
        pages=tuple(
            ShownPage(
                page.number,
                page.width,
                page.height,
                page_address(page_id=page.id, account_id=account_id),
            )
            for page in row.pages
        ),
        kind=wording.label(of="evidence", word=row.kind, language=language),
        verdict=wording.label(of="verdict", word=row.verdict, language=language) if is_read else "",
        tone=TONES.get(row.verdict, ""),
        refused=refusal(code=row.refusal, params=row.refusal_params, language=language)
        if row.refusal
        else "",
        lacks=tuple(lacking_name(element=element, language=language) for element in lacks),
        read=tuple(
            (field_name(one.name), read_text(one)) for one in read_fields(record=row.fields)
        ),
        findings=tuple(
            ShownFinding(
                finding,
                finding_sentence(finding=finding, language=language),
                SIGNS[finding.weight],
            )
            for finding in findings
        ),
    )
