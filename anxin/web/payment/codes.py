"""Codes to scan, drawn as pictures."""

from __future__ import annotations

from io import BytesIO

import qrcode
from qrcode.image.svg import SvgPathImage


def svg(text: str) -> bytes:
    """Return the QR code of `text` as an SVG picture, black on white with its quiet zone."""
    picture = BytesIO()
    code = qrcode.make(text, image_factory=SvgPathImage, border=2, box_size=10)
    code.save(picture)
    return picture.getvalue()
