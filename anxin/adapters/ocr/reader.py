"""Reads pages with RapidOCR 3.10 (PP-OCRv6 small): on one thread, with the models of its package.

Of the engines compared it was the most exact that needs no download, and two processes of one
thread each read more than one of two (docs/decisions/0018).
"""

from __future__ import annotations

from pathlib import Path
from statistics import fmean, median
from typing import Any, Final

from anxin.adapters.ocr.engine import load_engine
from anxin.adapters.ocr.picture import Picture, handy, sharpness_of, tiles_of
from anxin.domain.evidence.pieces import Box, Line, PageReading

CLASSIFY_BELOW: Final = 0.6
"""The mean score below which lines may stand on their heads; turned ones are asked about too."""

UPRIGHT: Final = 1.5
"""A box this much taller than wide holds a line that was turned, unless it is a single sign."""


class RapidReader:
    """A `PageReader`. The engine is loaded at the first page: 1 to 2 s, 0.3 GB, once a process."""

    def read(self, *, png: str) -> PageReading:
        """Return the lines of a page, from top to bottom. Raises `OSError` for no picture."""
        import cv2

        cv2.setNumThreads(1)
        whole = cv2.imread(png, cv2.IMREAD_COLOR)
        if whole is None:
            raise OSError(f"{Path(png).name} holds no picture")
        high, wide = whole.shape[:2]
        picture, scale = handy(picture=whole)
        del whole
        found = [
            ((corners + (0, top)) / scale, text, score)
            for top, bottom in tiles_of(picture=picture)
            for corners, text, score in _read(picture[top:bottom])
        ]
        return PageReading(
            width=wide,
            height=high,
            lines=[_line(corners, text, score, wide, high) for corners, text, score in found],
            sharpness=sharpness_of(picture=picture),
            tilt=_tilt([corners for corners, _, _ in found]),
        )


Read = list[tuple[Any, str, float]]
"""Corners (four of x and y, from the top left, clockwise), text and score of each line."""


def _read(picture: Picture) -> Read:
    first = _ask(picture, classify=False)
    if not first or not _looks_turned(first):
        return first
    again = _ask(picture, classify=True)
    return max(first, again, key=lambda read: fmean(score for *_, score in read) if read else 0)


def _ask(picture: Picture, *, classify: bool) -> Read:
    answer = load_engine()(picture, use_cls=classify)
    if answer.boxes is None or answer.txts is None:
        return []
    return list(zip(answer.boxes, answer.txts, map(float, answer.scores), strict=True))


def _looks_turned(read: Read) -> bool:
    tall = 0
    for corners, text, _ in read:
        across, down = corners.max(axis=0) - corners.min(axis=0)
        tall += len(text) > 1 and down > UPRIGHT * across
    return 2 * tall > len(read) or fmean(score for *_, score in read) < CLASSIFY_BELOW


def _line(corners: Any, text: str, score: float, wide: int, high: int) -> Line:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    box = Box(
        max(0, round(float(left))),
        max(0, round(float(top))),
        min(wide, round(float(right))),
        min(high, round(float(bottom))),
    )
    return Line(text=text, score=round(score, 4), box=box)


def _tilt(quads: list[Any]) -> float:
    """The angle of most lines in degrees; only long ones tell."""
    import numpy as np

    long = [
        float(np.degrees(np.arctan2(*(quad[1] - quad[0])[::-1])))
        for quad in quads
        if np.linalg.norm(quad[1] - quad[0]) > 3 * np.linalg.norm(quad[3] - quad[0])
    ]
    angle = median(long) if long else 0.0
    return round(angle, 2) if abs(angle) < 45 else 0.0
