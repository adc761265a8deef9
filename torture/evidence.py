"""Pictures that buyers of the torture show, and a reader in memory for a shop in one process."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont

from anxin.domain.evidence.outside import EvidenceTools, StoreFailed
from anxin.domain.evidence.pieces import (
    Box,
    Fingerprint,
    Likeness,
    Line,
    Page,
    PageReading,
    Unpacked,
)

WIDTH, HEIGHT, SIZE, STEP = 720, 480, 34, 80


def failure(*, code: str) -> tuple[str, ...]:
    """Return what a page says on which a card's code does not work."""
    return ("Activation failed", f"Card code: {code}", "This code is invalid")


def drawn(*, lines: tuple[str, ...]) -> bytes:
    """Draw a page as a PNG, with the font that Pillow brings."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(size=SIZE)
    for n, line in enumerate(lines):
        pen.text((40, 80 + STEP * n), line, font=font, fill="#222222")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


class Album:
    """Files, opener, reader and comparer in memory: a file's text is what stands on its page."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    @property
    def tools(self) -> EvidenceTools:
        """What use cases are handed."""
        return EvidenceTools(files=self, unpacker=self, reader=self, comparer=self)

    def put(self, *, key: str, file: BinaryIO) -> None:
        """Keep a file."""
        self._files[key] = file.read()

    def open(self, *, key: str) -> BinaryIO:
        """Return a file."""
        if key not in self._files:
            raise StoreFailed(key)
        return io.BytesIO(self._files[key])

    def remove(self, *, key: str) -> None:
        """Forget a file."""
        self._files.pop(key, None)

    def unpack(self, *, original: str, folder: str) -> Unpacked:
        """Return a file's one page."""
        return Unpacked("png", [Page(1, WIDTH, HEIGHT, png=original, shown=original)])

    def read(self, *, png: str, cpu_seconds: float) -> PageReading:
        """Return the lines of a file's text."""
        lines = [
            Line(text, 0.99, Box(40, 80 + STEP * n, 40 + 18 * len(text), 110 + STEP * n))
            for n, text in enumerate(Path(png).read_text().splitlines())
        ]
        return PageReading(WIDTH, HEIGHT, lines, sharpness=80.0)

    def fingerprint(self, *, picture: str) -> Fingerprint:
        """Return sums of the text, as far apart as texts are."""
        digest = hashlib.sha256(Path(picture).read_bytes()).digest()
        return Fingerprint(digest, digest, flat_share=0.9)

    def likeness(self, *, earlier: str, later: str) -> Likeness:
        """No two pages are alike."""
        return Likeness(aligned=False)
