"""The pages of a file as they are written: new pictures of its pixels, and nothing else of it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageStat, PngImagePlugin, WebPImagePlugin

from anxin.adapters.picture.opener.refuse import Refuse
from anxin.domain.evidence.limits import Limits
from anxin.domain.evidence.pieces import Page, Traces

MOST_PIXELS: Final = 16_000_000
SHORT_SIDE: Final = 2_200
"""What a page keeps for reading. Screenshots of any phone (1440 wide) and of long chats (1080 x
14 000) stay whole; a photo of a sheet of paper keeps 266 dots per inch, and writing and reading
it takes half the time of all its 12 million pixels."""
SHOWN_SIDE: Final = 2_000
SHOWN_WIDTH: Final = 720
"""A long chat stays this wide, however long it gets: people have to read it."""
SHOWN_MOST: Final = 16_383
"""The longest side that WebP has."""
QUALITY: Final = 85
LIGHT, DARK = (255, 255, 255), (32, 32, 32)
LIGHT_INK: Final = 170
"""Ink lighter than this on average, of 255, is laid on a dark ground: white on white is nothing."""

# Saving loads everything that Pillow has unless these two are there by then.
_WRITERS: Final = (PngImagePlugin.PngImageFile.format, WebPImagePlugin.WebPImageFile.format)

_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass
class Book:
    """Pages in their sequence, and the files among them that carry a claim of origin."""

    folder: Path
    limits: Limits
    pages: list[Page] = field(default_factory=list)
    signed: list[tuple[Path, str, int]] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many pages may still come."""
        return self.limits.pages - len(self.pages)

    def add(self, image: Image.Image, *, traces: Traces, orientation: int = 1) -> None:
        """Write one page. Refuses where there are too many, and what is too thin to be read."""
        if self.room < 1:
            raise Refuse("too_many_pages", limit=str(self.limits.pages))
        if is_too_thin(image.size, limits=self.limits):
            raise Refuse("too_thin", limit=str(self.limits.times_longer))
        number = len(self.pages) + 1
        page = plain(image, orientation=orientation)
        png, shown = (str(self.folder / name) for name in page_names(number=number))
        # The lowest level takes a fifth of the time for a tenth more bytes of a file that is read
        # a few times and then forgotten.
        page.save(png, _WRITERS[0], compress_level=1)
        small = page.resize(shown_size(*page.size), Image.Resampling.BICUBIC, reducing_gap=2)
        small.save(shown, _WRITERS[1], quality=QUALITY, method=1)
        self.pages.append(Page(number, *page.size, png=png, shown=shown, traces=traces))

    def trace(self, *, first: int, **found: str) -> None:
        """Add to the traces of the pages from number `first` on that are of the same file."""
        of_file = self.pages[first - 1].traces
        for at, page in enumerate(self.pages[first - 1 :], start=first - 1):
            if page.traces is not of_file:
                break
            self.pages[at] = replace(page, traces=replace(page.traces, **found))

    def told(self, *, media: str) -> dict[str, Any]:
        """Return what is answered."""
        return {"media": media, "pages": [asdict(page) for page in self.pages]}


def is_too_thin(size: tuple[int, int], *, limits: Limits) -> bool:
    """Whether a page is a line rather than a page: no screen shows one, and reading it would take
    as many tiles as it is times longer than wide."""
    short, long = sorted(size)
    return long > limits.strip_px and long > limits.times_longer * short


def page_names(*, number: int) -> tuple[str, str]:
    """Return the names of a page's two files."""
    return f"page-{number:03}.png", f"page-{number:03}.webp"


def shown_size(width: int, height: int) -> tuple[int, int]:
    """Return how big a page is shown: at most 2000 long, unless it gets too narrow to be read.

    >>> shown_size(1080, 2400), shown_size(1080, 14_000), shown_size(300, 200)
    ((900, 2000), (720, 9333), (300, 200))
    """
    short, long = sorted((width, height))
    scale = max(SHOWN_SIDE / long, SHOWN_WIDTH / short)
    scale = min(1.0, scale, SHOWN_MOST / long)
    return max(1, round(width * scale)), max(1, round(height * scale))


def kept_scale(width: int, height: int) -> float:
    """Return by how much a page is made smaller; 1 or more for one that stays whole.

    >>> kept_scale(1080, 14_000) >= 1, kept_scale(4_000, 3_000)
    (True, 0.7333333333333333)
    """
    return min(SHORT_SIDE / min(width, height), math.sqrt(MOST_PIXELS / (width * height)))


def plain(image: Image.Image, *, orientation: int = 1) -> Image.Image:
    """Return a picture's pixels as RGB, upright, on a ground, with nothing that came along."""
    # Deep greys are cut off by Pillow's own conversion.
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    image = _scaled(image.convert("RGBA" if image.has_transparency_data else "RGB"))
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    if image.mode == "RGBA":
        image = _laid(image)
    image.info = {}
    return image


def _scaled(image: Image.Image) -> Image.Image:
    scale = kept_scale(*image.size)
    if scale >= 1:
        return image
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)


def _laid(image: Image.Image) -> Image.Image:
    """Lay a picture on white, or on black what would not be seen on white."""
    opacity = image.getchannel("A")
    ink = opacity.point(lambda value: 255 * (value > 127))
    drawn = ImageStat.Stat(image.convert("L"), mask=ink)
    ground = DARK if drawn.count[0] and drawn.mean[0] > LIGHT_INK else LIGHT
    page = Image.new("RGB", image.size, ground)
    page.paste(image, mask=opacity)
    return page
