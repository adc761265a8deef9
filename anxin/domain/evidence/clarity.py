"""Whether a page can be read well enough to be compared, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from anxin.domain.evidence.pieces import Box, Finding, Line, PageReading

_NO_LINE: Final = (Line("", 0.0, Box(0, 0, 0, 0)),)


CODES: Final = ("too_small", "no_text", "low_scores", "blurred")
"""Why a page is unclear: the rules that it may fail."""


@dataclass(frozen=True, slots=True)
class ClaritySettings:
    """Below which a page is unclear (docs/evidence.md, "Reading").

    Measured on drawn pages, 21 fields each: 240 px wide 19 read, 160 px 17 (tenth percentile of
    the lines' scores .974 and .611); blurred with a deviation of 4 px 20 (sharpness 6.4), of 6 px
    15 (2.7), of 8 px one (1.9, though the scores were high: few lines were left, hence sharpness).
    Lines are 17 px high at 240 px wide: a strip cut out of a page is not small if its lines are
    well above that.
    """

    short_side_px: int = 240
    tall_line_px: int = 24
    tenth_score: float = 0.90
    sharpness: float = 4.0
    lines: int = 1


CLARITY = ClaritySettings()


def unclear_because(
    *, reading: PageReading, page: int = 1, settings: ClaritySettings = CLARITY
) -> tuple[Finding, ...]:
    """Return the rules that a page fails, as hints; none where it is clear."""
    short = min(reading.width, reading.height)
    line_px = median(line.box.bottom - line.box.top for line in reading.lines or _NO_LINE)
    too_small = short < settings.short_side_px and line_px < settings.tall_line_px
    lowest = tenth_percentile([line.score for line in reading.lines])
    no_text = len(reading.lines) < settings.lines
    failed = (
        (too_small, f"{short}"),
        (no_text, f"{len(reading.lines)}"),
        (not no_text and lowest < settings.tenth_score, f"{lowest:.2f}"),
        (not no_text and reading.sharpness < settings.sharpness, f"{reading.sharpness:.1f}"),
    )
    return tuple(
        Finding(code=code, weight="hint", params={"measured": measured}, page=page)
        for code, (fails, measured) in zip(CODES, failed, strict=True)
        if fails
    )


def tenth_percentile(scores: Sequence[float]) -> float:
    """Return the score that nine tenths of the lines reach; 0 without lines."""
    ordered = sorted(scores)
    return ordered[len(ordered) // 10] if ordered else 0.0
