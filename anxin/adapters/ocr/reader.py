"""Reads pages with RapidOCR 3.10 (PP-OCRv6 small): on one thread, with the models of its package.

Of the engines compared it was the most exact that needs no download, and two processes of one
thread each read more than one of two (docs/decisions/0018).
"""

from __future__ import annotations

from pathlib import Path
from statistics import fmean, median
from time import thread_time
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from anxin.adapters.ocr.engine import load_engine
from anxin.adapters.ocr.picture import Picture, handy, sharpness_of, tiles_of, turned_back
from anxin.domain.evidence.limits import LIMITS
from anxin.domain.evidence.outside import TookTooLong
from anxin.domain.evidence.pieces import Box, Line, PageReading

TURNED_BELOW: Final = 0.85
"""The mean score below which a page may stand on its head: one that did had .75, and one that is
160 pixels wide .83. What was badly read is read twice then."""

UPRIGHT: Final = 1.5
"""A box this much taller than wide holds a line that was turned, unless it is a single sign."""

Quads = list[tuple[NDArray[np.float64], str, float]]
"""Corners (four of x and y, from the top left, clockwise), text and score of each line."""


class RapidReader:
    """A `PageReader`. The engine is loaded at the first page: 1 to 2 s, once a process."""

    def read(self, *, png: str, cpu_seconds: float = LIMITS.reading_seconds) -> PageReading:
        """Return the lines of a page, from top to bottom. Raises `OSError` for no picture.

        Raises `TookTooLong` once more than `cpu_seconds` are spent: asked before each tile, which
        takes a second, or ten if it is full of small print.
        """
        until = thread_time() + cpu_seconds
        cv2.setNumThreads(1)
        whole = cv2.imread(png, cv2.IMREAD_COLOR)
        if whole is None:
            raise OSError(f"{Path(png).name} holds no picture")
        high, wide = whole.shape[:2]
        picture, scale = handy(picture=whole)
        del whole
        quads, tilt = _read_upright(picture, until)
        return PageReading(
            width=wide,
            height=high,
            lines=[_line(quad / scale, text, score, wide, high) for quad, text, score in quads],
            sharpness=sharpness_of(picture=picture),
            tilt=tilt,
        )


def _read_upright(picture: Picture, until: float) -> tuple[Quads, float]:
    """Read a page, and read it again turned if its lines look so; keep what was read best."""
    best, tilt = (quads := _read(picture, until)), _tilt(quads)
    for quarters in _turns_to_try(quads):
        again = _read(np.ascontiguousarray(np.rot90(picture, quarters)), until)
        if _worth(again) > _worth(best):
            best = [
                (turned_back(quad, quarters, picture), text, score) for quad, text, score in again
            ]
            tilt = {1: 90.0, 2: 180.0, 3: -90.0}[quarters] + _tilt(again)
    return best, round(tilt, 2)


def _read(picture: Picture, until: float) -> Quads:
    engine = load_engine()
    quads: Quads = []
    for top, bottom in tiles_of(picture=picture):
        if thread_time() > until:
            raise TookTooLong
        answer = engine(picture[top:bottom])
        if answer.boxes is not None and answer.txts is not None:
            corners = [np.asarray(box, np.float64) + (0, top) for box in answer.boxes]
            quads += zip(corners, answer.txts, map(float, answer.scores), strict=True)
    return quads


def _turns_to_try(quads: Quads) -> tuple[int, ...]:
    """By how many quarters, against the clock, a page might have to be turned."""
    tall = 0
    for corners, text, _ in quads:
        across, down = corners.max(axis=0) - corners.min(axis=0)
        tall += len(text) > 1 and down > UPRIGHT * across
    if 2 * tall > len(quads):
        return (1, 3)
    return (2,) if quads and fmean(score for *_, score in quads) < TURNED_BELOW else ()


def _worth(quads: Quads) -> float:
    """Lines that are upright and surely read are worth most."""
    worth = 0.0
    for corners, text, score in quads:
        across, down = corners.max(axis=0) - corners.min(axis=0)
        worth += score**4 * len(text) * (1.0 if down <= UPRIGHT * across or len(text) < 2 else 0.5)
    return worth


def _line(corners: NDArray[np.float64], text: str, score: float, wide: int, high: int) -> Line:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    box = Box(
        max(0, round(float(left))),
        max(0, round(float(top))),
        min(wide, round(float(right))),
        min(high, round(float(bottom))),
    )
    return Line(text=text, score=round(score, 4), box=box)


def _tilt(quads: Quads) -> float:
    """The angle of most lines in degrees; only long ones tell."""
    long = [
        float(np.degrees(np.arctan2(*(quad[1] - quad[0])[::-1])))
        for quad, *_ in quads
        if np.linalg.norm(quad[1] - quad[0]) > 3 * np.linalg.norm(quad[3] - quad[0])
    ]
    angle = median(long) if long else 0.0
    return angle if abs(angle) < 45 else 0.0
