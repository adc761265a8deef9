"""Pieces of evidence: drawn for an order, sent as buyers send them, read by the real reader."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageDraw, ImageFont

from anxin import wiring
from anxin.domain.evidence.pieces import Field, Finding
from anxin.domain.evidence.record import fields_record, findings_record
from anxin.domain.outside import Sealed
from anxin.services.evidence import Received, Sent, Turned, read_pieces, receive_piece
from anxin.services.numbers import new_no
from anxin.storage.evidence.models import Match, Page, Piece
from anxin.storage.order import queries as orders
from tests.factories.order import Bought

FONTS = ("/usr/share/fonts", str(Path.home() / ".local/share/fonts"))
WIDTH, MARGIN, SIZE = 720, 48, 30


@cache
def _font() -> str:
    """A Chinese font of this machine."""
    found = (path for folder in FONTS for path in sorted(Path(folder).rglob("*SansCJK-Regular*")))
    return str(next(found))


def a_page(*lines: str, mark: str = "") -> bytes:
    """Draw lines of text as a phone shows them, as a PNG. `mark` makes one unlike another."""
    font = ImageFont.truetype(_font(), SIZE)
    picture = Image.new("RGB", (WIDTH, 300 + 64 * len(lines)), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 90), fill="#f4f4f4")
    pen.text((MARGIN, 24), f"详情 {mark}".strip(), font=font, fill="#222222")
    for n, line in enumerate(lines):
        pen.text((MARGIN, 130 + 64 * n), line, font=font, fill="#222222")
    pen.rounded_rectangle((MARGIN, picture.height - 110, WIDTH - MARGIN, picture.height - 40),
                          radius=16, fill="#d64200")  # fmt: skip
    return as_png(picture)


def as_png(picture: Image.Image, level: int = 6) -> bytes:
    """Return a picture as a file, compressed by so much."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=level)
    return file.getvalue()


def code_of(bought: Bought, *, unit: int = 1) -> str:
    """Return the secret of one of an order's cards."""
    card = orders.list_cards(order_id=bought.row.id)[unit - 1]
    sealed = Sealed(card.key_no, bytes(card.sealed))
    return wiring.outside().secrets.open(sealed=sealed, bound_to=card.merchant_id.bytes)


def a_failure(bought: Bought, *, code: str = "", mark: str = "") -> bytes:
    """Draw the page that says that the order's card does not work (or another's)."""
    return a_page(
        "激活失败", f"卡密：{code or code_of(bought)}", "该卡密无效，请核对后重试", mark=mark
    )


def send(
    bought: Bought,
    data: bytes,
    *,
    kind: str = "activation_failure",
    filename: str = "截图.png",
    before: str = "",
    buyer: object = None,
) -> Received | Turned:
    """Send a file as the order's buyer."""
    sent = Sent(io.BytesIO(data), filename, kind, before=before)
    return receive_piece(
        order_no=bought.no,
        buyer_id=buyer or bought.buyer,  # type: ignore[arg-type]
        sent=sent,
        files=wiring.evidence_files(),
    )


def sent(bought: Bought, data: bytes, **how: str) -> Piece:
    """Send a file that is taken."""
    answer = send(bought, data, **how)
    assert isinstance(answer, Received), answer
    return Piece.objects.get(no=answer.no)


def read_all() -> int:
    """Have everything that waits read, by the real reader."""
    return read_pieces(outside=wiring.outside(), tools=wiring.evidence_tools())


def read(bought: Bought, data: bytes, **how: str) -> Piece:
    """Send a file and have it read."""
    piece = sent(bought, data, **how)
    read_all()
    piece.refresh_from_db()
    return piece


def a_piece(bought: Bought, *, kind: str = "activation_failure", verdict: str) -> Piece:
    """Put a piece beside an order as if it had been sent and read, with that verdict."""
    mark = uuid4().bytes
    return Piece.objects.create(
        order=bought.row,
        buyer_id=bought.buyer,
        no=new_no(),
        position=1,
        kind=kind,
        filename="截图.png",
        size_bytes=1,
        sha256=mark + mark,
        original_key=f"none/{mark.hex()}",
        state="read",
        media="png",
        verdict=verdict,
    )


def put_page(piece: Piece, *, width: int = 1080, height: int = 2400) -> Page:
    """Put a page to a piece as if it had been opened; there is no file behind it."""
    mark = uuid4().hex
    return Page.objects.create(
        piece=piece,
        number=piece.page_set.count() + 1,
        width=width,
        height=height,
        shown_key=f"none/{mark}",
        pixel_sha256=uuid4().bytes + uuid4().bytes,
        perceptual="01" * 128,
        flat_share=0.9,
        sharpness=80.0,
    )


def put_read(piece: Piece, *, fields: Sequence[Field], findings: Sequence[Finding]) -> None:
    """Put what was read and found on a piece as a reader would."""
    Piece.objects.filter(id=piece.id).update(
        fields=fields_record(fields=fields), findings=findings_record(findings=findings)
    )


def put_match(later: Page, *, earlier: Page, judgement: str, spots: Sequence[list[int]]) -> Match:
    """Put that a later page was found to be like an earlier one, and where they differ."""
    return Match.objects.create(
        piece=later.piece,
        number=later.number,
        earlier=earlier,
        judgement=judgement,
        differing=0.03,
        lowest=0.2,
        spots=list(spots),
    )
