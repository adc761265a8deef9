"""What phones, chats and people do to a picture before we see it: pure functions on RGB arrays.

Each takes and returns a uint8 array of height x width x 3. Boxes of the drawn page no longer fit
after `photo`, `crop` and `turn`; values do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def decode(*, png: bytes) -> Picture:
    """Return the pixels of a file, RGB."""
    found = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    if found is None:
        raise ValueError("no picture")
    return _picture(found[:, :, ::-1])


def encode(*, picture: Picture) -> bytes:
    """Return a picture as PNG."""
    return cv2.imencode(".png", picture[:, :, ::-1])[1].tobytes()


def jpeg(*, picture: Picture, quality: int) -> bytes:
    """Return a picture as JPEG."""
    settings = [cv2.IMWRITE_JPEG_QUALITY, quality]
    return cv2.imencode(".jpg", picture[:, :, ::-1], settings)[1].tobytes()


def clean(picture: Picture, seed: int) -> Picture:
    """The screenshot itself."""
    return picture


def jpeg60(picture: Picture, seed: int) -> Picture:
    """Saved again as JPEG 60."""
    return _again(picture, 60)


def half(picture: Picture, seed: int) -> Picture:
    """Half as big, JPEG 70."""
    return _again(_scaled(picture, 1 / 2), 70)


def chat(picture: Picture, seed: int) -> Picture:
    """Sent through a chat and forwarded: two thirds as big, JPEG 75 and again 70."""
    return _again(_again(_scaled(picture, 2 / 3), 75), 70)


def third(picture: Picture, seed: int) -> Picture:
    """A thumbnail somebody saved: a third as big, JPEG 50."""
    return _again(_scaled(picture, 1 / 3), 50)


def blur(picture: Picture, seed: int) -> Picture:
    """Out of focus: gaussian with a deviation of 3.2 pixels at 1080 wide."""
    sigma = 3.2 * picture.shape[1] / 1080
    return _picture(cv2.GaussianBlur(picture, (0, 0), sigma))


def photo(picture: Picture, seed: int) -> Picture:
    """The screen photographed: perspective, pixel grid, vignette, noise, JPEG 80."""
    chance = np.random.default_rng(seed)
    high, wide = picture.shape[:2]
    margin = wide // 12
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + margin + chance.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * wide
    size = (wide + 2 * margin, high + 2 * margin)
    grid = np.where(np.arange(max(high, wide)) % 3, 1, 0.93).astype(np.float32)
    gridded = picture * grid[:high, None, None] * grid[None, :wide, None]
    onto = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    seen = cv2.warpPerspective(gridded, onto, size, borderValue=(46.0, 42.0, 40.0))
    rows, columns = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    lit = seen * (1 - 0.22 * (rows**2 + columns**2) / 2)[:, :, None]
    noisy = lit + chance.normal(0, 5, seen.shape)
    return _again(_picture(cv2.GaussianBlur(noisy, (0, 0), 0.8)), 80)


def crop(picture: Picture, seed: int) -> Picture:
    """Cut on all sides but where text stands: 2 % at the sides, the status bar at the top."""
    high, wide = picture.shape[:2]
    return _picture(picture[high // 40 :, wide // 50 : wide - wide // 50])


def turn(picture: Picture, seed: int) -> Picture:
    """Laid on a scanner by hand: turned by 1 to 3 degrees."""
    chance = np.random.default_rng(seed)
    degrees = chance.uniform(1, 3) * chance.choice((-1, 1))
    high, wide = picture.shape[:2]
    margin = int(0.06 * max(high, wide))
    around = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    around[:, 2] += margin
    size = (wide + 2 * margin, high + 2 * margin)
    edge = [float(each) for each in picture[0, 0]]
    return _picture(cv2.warpAffine(picture, around, size, borderValue=edge))


def marked(picture: Picture, seed: int) -> Picture:
    """Drawn upon with a red marker: a box around a part and a stroke beside it."""
    chance = np.random.default_rng(seed)
    drawn = picture.copy()
    high, wide = picture.shape[:2]
    top = int(chance.integers(high // 6, high // 2))
    thick = max(2, wide // 180)
    red = (230, 30, 40)
    cv2.rectangle(drawn, (wide // 60, top), (wide - wide // 60, top + wide // 3), red, thick)
    cv2.line(drawn, (wide // 2, high - 20), (wide - 30, high - 60), red, thick)
    return drawn


DEGRADATIONS: Final[dict[str, Callable[[Picture, int], Picture]]] = {
    each.__name__: each
    for each in (clean, jpeg60, half, chat, third, blur, photo, crop, turn, marked)
}
"""By name; the second argument is a seed for those that need chance."""


def _again(picture: Picture, quality: int) -> Picture:
    return decode(png=jpeg(picture=picture, quality=quality))


def _scaled(picture: Picture, factor: float) -> Picture:
    high, wide = picture.shape[:2]
    size = (max(1, round(wide * factor)), max(1, round(high * factor)))
    return _picture(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _picture(values: NDArray[np.generic]) -> Picture:
    return np.ascontiguousarray(np.clip(values, 0, 255).astype(np.uint8))
