"""Pages are recognised however they were saved, and what was changed on them is found."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from anxin.adapters.picture.comparing import PictureComparer
from anxin.domain.evidence.outside import Comparer
from anxin.domain.evidence.pieces import Box, Likeness

Change = Callable[[Image.Image], Image.Image]
Lay = Callable[[Image.Image, Image.Image], Likeness]
WORDS = ("Paid with", "Status", "Merchant", "Goods", "Note", "Method", "Category", "Contact")
TRADE, AMOUNT = "2026112622001234567890123456", "259.13"
AMOUNT_AT = (90, 130)


def page(
    *, trade: str = TRADE, amount: str = AMOUNT, paid: str = "2026-11-26 14:03:59"
) -> Image.Image:
    """A page of an app with these values."""
    drawn = Image.new("RGB", (720, 1200), "white")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 0, 720, 90), fill=(22, 119, 255))
    pen.text((40, 25), "Bill details", font=ImageFont.load_default(36), fill="white")
    pen.text(AMOUNT_AT, amount, font=ImageFont.load_default(60), fill=(20, 20, 20))
    rows = [("Trade number", trade), ("Time", paid)]
    rows += [(word, f"{word} as usual") for word in WORDS]
    for row, (label, value) in enumerate(rows):
        top = 260 + 90 * row
        pen.text((40, top), label, font=ImageFont.load_default(24), fill=(120, 120, 120))
        pen.text((300, top), value, font=ImageFont.load_default(24), fill=(20, 20, 20))
    return drawn


def jpeg(picture: Image.Image, *, quality: int) -> Image.Image:
    """A picture saved as JPEG and opened again."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def through_a_chat(picture: Image.Image) -> Image.Image:
    """Two thirds as big and compressed twice."""
    smaller = jpeg(picture, quality=75).resize((picture.width * 2 // 3, picture.height * 2 // 3))
    return jpeg(smaller, quality=70)


def photographed(picture: Image.Image) -> Image.Image:
    """Turned a little on a desk, under a lamp, out of focus."""
    turned = picture.rotate(3, Image.Resampling.BICUBIC, True, fillcolor=(60, 50, 45))
    noise = Image.effect_noise(turned.size, 12).convert("RGB")
    return jpeg(Image.blend(turned, noise, 0.1), quality=80)


@pytest.fixture(scope="module")
def comparer() -> Comparer:
    """What recognises pictures."""
    return PictureComparer()


@pytest.fixture
def lay(tmp_path: Path, comparer: Comparer) -> Lay:
    """Lay one picture over another; the later one is saved as people see it."""

    def laid(earlier: Image.Image, later: Image.Image) -> Likeness:
        earlier.save(tmp_path / "earlier.png")
        later.save(tmp_path / "later.webp", quality=85)
        return comparer.likeness(
            earlier=str(tmp_path / "earlier.png"), later=str(tmp_path / "later.webp")
        )

    return laid


SAME: dict[str, Change] = {
    "saved again": lambda picture: picture,
    "compressed": lambda picture: jpeg(picture, quality=50),
    "sent through a chat": through_a_chat,
    "half as big": lambda picture: picture.resize((360, 600)),
    "cropped": lambda picture: picture.crop((10, 60, 710, 1150)),
    "put on a wider ground": lambda picture: ImageOps.expand(picture, (90, 40), "navy"),
}


@pytest.mark.parametrize("how", SAME)
def test_a_picture_is_the_same_with_no_spot_when_it_was(how: str, lay: Lay) -> None:
    likeness = lay(page(), SAME[how](page()))
    assert likeness.aligned
    assert likeness.differing < 0.01
    assert list(likeness.spots) == []


def test_a_turned_photo_is_laid_over_its_screenshot(lay: Lay) -> None:
    likeness = lay(page(), photographed(page()))
    assert likeness.aligned
    assert likeness.differing < 0.05


@pytest.mark.parametrize("how", ["saved again", "compressed", "sent through a chat"])
def test_one_figure_of_an_amount_is_found_in_its_place(how: str, lay: Lay) -> None:
    later = SAME[how](page(amount="959.13"))
    likeness = lay(page(), later)
    (spot,) = likeness.spots
    by = later.width / 720
    figure = Box(round(90 * by), round(130 * by), round(130 * by), round(200 * by))
    assert spot.left < figure.right and spot.right > figure.left
    assert spot.top < figure.bottom and spot.bottom > figure.top
    assert spot.right < 200 * by and spot.bottom < 240 * by
    assert likeness.differing < 0.05


@pytest.mark.parametrize("how", ["saved again", "compressed", "half as big"])
def test_one_figure_of_small_print_is_found(how: str, lay: Lay) -> None:
    edited = page(trade=TRADE.replace("22001", "22007"))
    assert edited.tobytes() != page().tobytes()
    later = SAME[how](edited)
    (spot,) = lay(page(), later).spots
    assert 240 < spot.top * 720 / later.width < spot.bottom * 720 / later.width < 310
    assert 300 < spot.left * 720 / later.width < spot.right * 720 / later.width < 520


def test_other_values_differ_in_more_places_than_one(lay: Lay) -> None:
    other = page(trade="2026031122009876501234598765", amount="12.00", paid="2026-03-11 09:40:00")
    likeness = lay(page(), other)
    assert likeness.aligned
    assert likeness.lowest < 0.5
    assert sum(spot.top < 400 for spot in likeness.spots) >= 2


def test_a_page_of_another_kind_is_not_laid_over(lay: Lay) -> None:
    likeness = lay(page(), Image.effect_noise((360, 600), 80).convert("RGB"))
    assert not likeness.aligned or likeness.differing > 0.6


ODD_SIZES = [(1, 1), (10, 6000), (6000, 10), (33, 33), (360, 600), (3000, 300)]


@pytest.mark.parametrize("size", ODD_SIZES)
@pytest.mark.parametrize("other", [(1, 1), (360, 600)])
def test_blank_pictures_of_any_size_are_compared_without_an_error(
    size: tuple[int, int], other: tuple[int, int], lay: Lay
) -> None:
    blank, drawn = Image.new("RGB", size, "white"), page().resize(other)
    for earlier, later in ((blank, drawn), (drawn, blank), (blank, blank)):
        likeness = lay(earlier, later)
        assert not likeness.aligned or likeness.differing == 1.0


@pytest.mark.parametrize("size", ODD_SIZES)
def test_every_picture_has_a_fingerprint(
    size: tuple[int, int], tmp_path: Path, comparer: Comparer
) -> None:
    Image.new("RGB", size, "white").save(tmp_path / "page.png")
    fingerprint = comparer.fingerprint(picture=str(tmp_path / "page.png"))
    assert (len(fingerprint.pixel_sha256), len(fingerprint.perceptual)) == (32, 32)
    assert fingerprint.flat_share == 1.0


def test_a_fingerprint_tells_pixels_apart_and_sizes_of_the_same_pixels(
    tmp_path: Path, comparer: Comparer
) -> None:
    def print_of(picture: Image.Image) -> bytes:
        picture.save(tmp_path / "page.png")
        return comparer.fingerprint(picture=str(tmp_path / "page.png")).pixel_sha256

    assert print_of(page()) == print_of(page())
    assert print_of(page()) != print_of(page(amount="259.18"))
    assert print_of(Image.new("RGB", (6, 2))) != print_of(Image.new("RGB", (2, 6)))


def test_copies_are_near_by_perceptual_hash_and_photos_are_less_flat(
    tmp_path: Path, comparer: Comparer
) -> None:
    def print_of(picture: Image.Image) -> tuple[int, float]:
        picture.save(tmp_path / "page.png")
        found = comparer.fingerprint(picture=str(tmp_path / "page.png"))
        return int.from_bytes(found.perceptual), found.flat_share

    original, copy, photo = map(print_of, (page(), through_a_chat(page()), photographed(page())))
    assert (original[0] ^ copy[0]).bit_count() <= 10
    assert original[1] > 0.6 > photo[1]


def test_a_file_that_is_no_picture_is_a_broken_world(tmp_path: Path, comparer: Comparer) -> None:
    (tmp_path / "page.png").write_bytes(b"no picture")
    with pytest.raises(OSError):
        comparer.fingerprint(picture=str(tmp_path / "page.png"))
    with pytest.raises(OSError):
        comparer.likeness(earlier=str(tmp_path / "page.png"), later=str(tmp_path / "page.png"))
