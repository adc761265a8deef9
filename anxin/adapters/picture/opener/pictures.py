"""PNG, JPEG and WebP: the first frame, upright, within the limit of pixels."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

from PIL import (
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from anxin.adapters.picture.opener.book import Book, kept_scale
from anxin.adapters.picture.opener.kinds import HEAD_BYTES, hides_markup
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.adapters.picture.opener.traces import traces_of
from anxin.domain.evidence.limits import Limits

ABSURD_GROWTH: Final = 1_000
"""A file that claims more bytes of pixels than this times its own is made to grow; a white
screenshot has 800, and the limit of pixels comes first."""
_ORIENTATION: Final = 0x0112

# The limit is our own, checked as soon as the header is read.
Image.MAX_IMAGE_PIXELS = None
warnings.simplefilter("ignore")


def open_picture(*, path: Path, kind: str, book: Book, limits: Limits) -> None:
    """Write a picture's first frame as a page."""
    try:
        with _opened(path, kind) as image:
            check_pixels(image.size, file_bytes=path.stat().st_size, limits=limits)
            _decode_smaller(image)
            image.load()
            orientation = image.getexif().get(_ORIENTATION, 1)
            book.add(image, traces=traces_of(image), orientation=orientation)
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError) as error:
        raise _refusal(path, error) from error


def check_pixels(size: tuple[int, int], *, file_bytes: int, limits: Limits) -> None:
    """Refuse a picture that is bigger than any phone makes."""
    pixels = size[0] * size[1]
    if pixels <= limits.pixels:
        return
    if pixels * 3 > ABSURD_GROWTH * file_bytes:
        raise Refuse("bomb")
    raise Refuse("too_many_pixels", limit=str(limits.pixels // 1_000_000))


def _opened(path: Path, kind: str) -> ImageFile.ImageFile:
    """Ask the one decoder: `Image.open` would first load all that Pillow has."""
    if kind == "png":
        return PngImagePlugin.PngImageFile(path)
    if kind == "jpeg":
        return JpegImagePlugin.JpegImageFile(path)
    return WebPImagePlugin.WebPImageFile(path)


def _decode_smaller(image: ImageFile.ImageFile) -> None:
    """Have a big JPEG decoded at half its size or less, if that is no smaller than what is kept."""
    scale = kept_scale(*image.size)
    if scale < 1:
        image.draft(image.mode, (int(image.width * scale), int(image.height * scale)))


def _refusal(path: Path, error: Exception) -> Refuse:
    # A PNG's text or colour profile that grows beyond Pillow's own limits.
    if "ecompressed data too large" in str(error):
        return Refuse("bomb")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if isinstance(error, SyntaxError | UnidentifiedImageError | OSError) and hides_markup(head):
        return Refuse("disguised")
    return Refuse("damaged")
