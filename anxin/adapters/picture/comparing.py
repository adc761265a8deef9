"""Recognises pictures: by sums and a perceptual hash first, then by laying one over the other."""

from __future__ import annotations

import hashlib
from math import sqrt
from typing import Final

import cv2
import imagehash
import numpy as np
from PIL import Image

from anxin.adapters.picture.laying import Grey, equally_sharp, layings
from anxin.adapters.picture.tiling import Tile, boxes, tiles
from anxin.domain.evidence.pieces import Box, Fingerprint, Likeness

HASH_SIDE: Final = 16
BLOCK: Final = 8
FLAT: Final = 0.6

SIDE: Final = 540
"""The shorter side at which pictures are compared: a digit of small print has 14 pixels then."""

MOST_PIXELS: Final = 540 * 2400
MOST_ENLARGED: Final = 3.0
DULLED_PX: Final = 0.8
"""By this gaussian strokes of one pixel forgive being laid half a pixel beside each other."""

FEWEST_TILES: Final = 24
"""A line of text has so many; on less nothing is said."""

DIFFERS_BELOW: Final = 0.55
"""Of honest copies at most 2 % of the tiles were below it, of pages drawn upon a fifth."""

SPOT_BELOW: Final = 0.90
"""One changed figure of small print left .67 in the median and .87 at most; honest copies had .86
and more, but thumbnails 240 pixels wide .50, so a spot alone says little (`domain.evidence`)."""


class PictureComparer:
    """Compares pages that we re-encoded ourselves, on one thread of the caller's process."""

    def __init__(self) -> None:
        """Take one thread: workers stand side by side, each on a core of its own."""
        cv2.setNumThreads(1)

    def fingerprint(self, *, picture: str) -> Fingerprint:
        """Return what a page is recognised by. Raises OSError if there is no picture."""
        with Image.open(picture) as opened:
            page = opened.convert("RGB")
        size = f"{page.width}x{page.height}:".encode()
        found = imagehash.phash(page, hash_size=HASH_SIDE)
        return Fingerprint(
            pixel_sha256=hashlib.sha256(size + page.tobytes()).digest(),
            perceptual=np.packbits(found.hash.flatten()).tobytes(),
            flat_share=_flat_share(np.asarray(page.convert("L"))),
        )

    def likeness(self, *, earlier: str, later: str) -> Likeness:
        """Lay `earlier` over `later`, in the best of some ways. Raises OSError as above."""
        first, _ = _grey(earlier)
        second, scale = _grey(later)
        best: tuple[float, list[Tile]] | None = None
        for laid in layings(earlier=first, later=second):
            found = list(tiles(*equally_sharp(laid=laid, later=second)))
            differing = _share(found)
            if len(found) >= FEWEST_TILES and (best is None or differing < best[0]):
                best = differing, found
            if best is not None and best[0] <= laid.enough:
                break
        if best is None:
            return Likeness(aligned=False)
        differing, found = best
        spots = boxes(found=[tile for tile in found if tile.fit < SPOT_BELOW], shape=second.shape)
        return Likeness(
            aligned=True,
            differing=differing,
            lowest=min(tile.fit for tile in found),
            spots=[_scaled(box, scale) for box in spots],
        )


def _share(found: list[Tile]) -> float:
    return sum(tile.fit < DIFFERS_BELOW for tile in found) / max(1, len(found))


def _grey(path: str) -> tuple[Grey, float]:
    """Return a picture's pixels at the size of comparison, and how many of its own one has."""
    read = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    if read is None:
        raise OSError(f"no picture: {path}")
    height, width = read.shape
    by = min(SIDE / min(width, height), sqrt(MOST_PIXELS / (width * height)), MOST_ENLARGED)
    size = max(1, round(width * by)), max(1, round(height * by))
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    fitting = cv2.resize(read, size, interpolation=how)
    return cv2.GaussianBlur(fitting, (0, 0), DULLED_PX), 1 / by


def _scaled(box: Box, by: float) -> Box:
    return Box(*(round(side * by) for side in (box.left, box.top, box.right, box.bottom)))


def _flat_share(grey: Grey) -> float:
    """Return the share of blocks without any texture; a picture without a block is all flat."""
    height, width = (side // BLOCK for side in grey.shape)
    if not height or not width:
        return 1.0
    blocks = grey[: height * BLOCK, : width * BLOCK].astype(np.float32)
    blocks = blocks.reshape(height, BLOCK, width, BLOCK)
    return float((blocks.std(axis=(1, 3)) < FLAT).mean())
