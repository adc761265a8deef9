"""What is done to a page before it is read: cut into tiles, and asked how sharp it is."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

TALLEST: Final = 2.6
"""Height over width above which a page is cut: phones have up to 2.4, long screenshots 5 to 30."""

LEAST_TALLEST_PX: Final = 736
"""So much the detector sees in full (`engine.PARAMETERS`): narrower pages are cut no lower, or one
of a few pixels' width would be thousands of tiles."""

LEAST_TILE: Final = 0.6
"""A tile has at least this share of the greatest height."""

WIDEST_SHORT_SIDE: Final = 1800
"""Pixels: screens have up to 1440, and a photo of 50 million reads no better than one of 4."""

MEASURED_WIDTH: Final = 540
MOST_MEASURED: Final = 540 * 14_000
"""Pixels to which a page is enlarged at most: those of a long chat, and 250 MB of memory."""
EDGE_SHARE: Final = 0.05
"""The share of a page with the strongest edges, about what text covers."""


def handy(*, picture: NDArray[Any]) -> tuple[Picture, float]:
    """Return a picture made smaller if its short side is over the widest, and by how much."""
    high, wide = picture.shape[:2]
    scale = min(1.0, WIDEST_SHORT_SIDE / min(high, wide))
    if scale == 1.0:
        return np.asarray(picture, np.uint8), scale
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def turned_back(
    corners: NDArray[np.float64], quarters: int, picture: Picture
) -> NDArray[np.float64]:
    """Return where corners lie on a picture that was turned by quarters against the clock."""
    high, wide = picture.shape[:2]
    x, y = corners[:, 0], corners[:, 1]
    places = {1: (wide - y, x), 2: (wide - x, high - y), 3: (y, high - x)}
    return np.stack(places[quarters], axis=1)


def tiles_of(*, picture: Picture) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each tile, cut between lines of text.

    The detector sees a page at most 736 pixels high: a long screenshot in one piece would have its
    text shrunk to nothing.
    """
    high, wide = picture.shape[:2]
    tallest = max(LEAST_TALLEST_PX, round(TALLEST * wide))
    top = 0
    while high - top > tallest:
        first, last = top + round(LEAST_TILE * tallest), top + tallest
        cut = first + _middle_of_longest(_calm_rows(picture[first:last]))
        yield top, cut
        top = cut
    yield top, high


def _calm_rows(picture: Picture) -> NDArray[np.bool_]:
    """Rows along which hardly anything changes: those between lines."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.int16)
    busy = np.abs(np.diff(grey, axis=1)).max(axis=1, initial=0)
    return np.asarray(busy < max(24, int(np.percentile(busy, 20)) + 1))


def _middle_of_longest(calm: NDArray[np.bool_]) -> int:
    """The middle of the longest run of calm rows; the last row where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], calm.astype(np.int8), [0]))))
    if not len(edges):
        return len(calm) - 1
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return max(1, int(starts[longest] + ends[longest]) // 2)


def sharpness_of(*, picture: Picture) -> float:
    """Return the deviation of the Laplacian on the strongest edges, the page made 540 px wide.

    One that is narrow and very long is enlarged to less.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    high, wide = grey.shape
    scale = min(MEASURED_WIDTH / wide, max(1.0, sqrt(MOST_MEASURED / (wide * high))))
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    across, down = (cv2.Sobel(small, cv2.CV_32F, *axis) for axis in ((1, 0), (0, 1)))
    slope = np.hypot(across, down)
    edges = slope >= max(1.0, float(np.quantile(slope, 1 - EDGE_SHARE)))
    if not edges.any():
        return 0.0
    return round(float(cv2.Laplacian(small, cv2.CV_32F)[edges].std()), 2)
