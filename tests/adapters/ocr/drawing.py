"""Pages drawn with a font of the machine that has Chinese, for tests that read them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Rows = Sequence[tuple[str, str]]


def chinese_font() -> str:
    """The file of a font that has Chinese; the test's own error tells where there is none."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:lang=zh-cn"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return found


def draw(
    rows: Rows, *, to: Path, wide: int = 1080, high: int = 1400, dark: bool = False, size: int = 42
) -> Path:
    """Draw rows of label and value."""
    ground, ink = ("#111", "#eee") if dark else ("#fff", "#111")
    picture = Image.new("RGB", (wide, high), ground)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(chinese_font(), size)
    for place, (label, value) in enumerate(rows):
        top = 3 * size + place * 2 * size
        pen.text((size, top), label, fill=ink, font=font)
        pen.text((7 * size, top), value, fill=ink, font=font)
    picture.save(to)
    return to
