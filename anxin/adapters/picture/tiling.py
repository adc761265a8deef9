"""Compares two pictures that lie on each other tile by tile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from anxin.adapters.picture.laying import Grey, Laid
from anxin.domain.evidence.pieces import Box

TILE: Final = 16
STEP: Final = 8
SLACK: Final = 2
"""Pixels. Measured together only, by what is judged with them (docs/evidence.md, "Believing"): a
figure is about one tile high at 540 pixels wide. Other sizes were not tried."""

TEXTURE: Final = 8.0
"""Not measured: deviation of grey below which a tile is bare ground and any other fits it."""

FITS: Final = 0.95
"""A tile that fits so well is not looked for beside; that saves time and decides nothing. Not
measured for these tiles: with tiles of 24 pixels the worst of honest copies had .91 and more."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the later picture and how well the earlier one fits there, from -1 to 1."""

    left: int
    top: int
    fit: float


def tiles(laid: Laid, later: Grey) -> Iterator[Tile]:
    """Yield the tiles on which either picture has something.

    Most fit at once; only those that do not are looked for a little beside.
    """
    here, there = Texture.of(later), Texture.of(laid.earlier)
    wanted = (_whole(laid.covered) > 254) & (np.maximum(here.deviation, there.deviation) > TEXTURE)
    fits = _fits(here, there)
    last = later.shape[0] - TILE - SLACK + 1, later.shape[1] - TILE - SLACK + 1
    for row, column in np.argwhere(wanted[SLACK : last[0] : STEP, SLACK : last[1] : STEP]):
        top, left = SLACK + int(row) * STEP, SLACK + int(column) * STEP
        fit = float(fits[top, left])
        if fit < FITS:
            richer = here.deviation[top, left] >= there.deviation[top, left]
            pair = (later, laid.earlier) if richer else (laid.earlier, later)
            fit = max(fit, _fit(*pair, left, top))
        yield Tile(left, top, max(-1.0, min(1.0, fit)))


@dataclass(frozen=True, slots=True)
class Texture:
    """Pixels, and mean and deviation of the tile that starts at each."""

    pixels: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, grey: Grey) -> Texture:
        """Return a picture's texture."""
        pixels = grey.astype(np.float32)
        mean = _mean(pixels)
        return cls(pixels, mean, np.sqrt(np.maximum(_mean(pixels * pixels) - mean * mean, 0)))


def _mean(pixels: np.ndarray) -> np.ndarray:
    return cv2.boxFilter(pixels, cv2.CV_32F, (TILE, TILE), anchor=(0, 0))


def _whole(covered: Grey) -> np.ndarray:
    """Return 255 where a tile and the pixels around it are covered."""
    return _mean(cv2.erode(covered, np.ones((2 * SLACK + 1, 2 * SLACK + 1), np.uint8)))


def _fits(one: Texture, other: Texture) -> np.ndarray:
    """Return the correlation of the tiles at each pixel as they lie."""
    together = _mean(one.pixels * other.pixels) - one.mean * other.mean
    return np.asarray(together / np.maximum(one.deviation * other.deviation, 1.0))


def _fit(first: Grey, second: Grey, left: int, top: int) -> float:
    """Return the best correlation of a tile of `first` with `second`, a little moved or not."""
    tile = first[top : top + TILE, left : left + TILE]
    around = second[
        top - SLACK : top + TILE + SLACK,
        left - SLACK : left + TILE + SLACK,
    ]
    found = cv2.matchTemplate(around, tile, cv2.TM_CCOEFF_NORMED)
    return float(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).max())


def boxes(*, found: Sequence[Tile], shape: tuple[int, ...]) -> list[Box]:
    """Return the rectangles around tiles that touch each other, from top to bottom.

    `shape` is that of the pictures, so are the rectangles' pixels.
    """
    mask = np.zeros((shape[0] + STEP, shape[1] + STEP), np.uint8)
    for tile in found:
        mask[tile.top : tile.top + TILE + STEP, tile.left : tile.left + TILE + STEP] = 1
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    corners = ((int(left), int(top), int(w), int(h)) for left, top, w, h, _ in stats[1:])
    together = [
        Box(left, top, left + wide - STEP, top + high - STEP) for left, top, wide, high in corners
    ]
    return sorted(together, key=lambda box: (box.top, box.left))
