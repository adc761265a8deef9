"""What is taken comes out as pages: new pictures of its pixels, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageStat

from anxin.domain.evidence.pieces import Page, Traces
from tests.adapters.picture import strangers
from tests.adapters.picture.opening import unpacked

RED, BLUE = (254, 0, 0), (0, 0, 254)


def near(pixel: object, wanted: tuple[int, int, int]) -> bool:
    """Whether a pixel has a colour, compression left aside."""
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, wanted, strict=True))


def read(page: Page) -> Image.Image:
    """A page's picture as the reader gets it."""
    return Image.open(page.png)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_one_page_of_its_size_for_reading_and_for_showing(
    tmp_path: Path, kind: str
) -> None:
    taken = unpacked(tmp_path, strangers.encoded(strangers.screenshot(), kind))
    (page,) = taken.pages
    assert (taken.media, page.number, page.width, page.height) == (kind.lower(), 1, 360, 640)
    with read(page) as png, Image.open(page.shown) as shown:
        assert (png.format, png.mode, png.size) == ("PNG", "RGB", (360, 640))
        assert (shown.format, shown.size) == ("WEBP", (360, 640))


def test_a_png_keeps_every_pixel(tmp_path: Path) -> None:
    image = strangers.screenshot()
    (page,) = unpacked(tmp_path, strangers.encoded(image)).pages
    with read(page) as png:
        assert png.tobytes() == image.tobytes()


def test_a_photo_stands_upright(tmp_path: Path) -> None:
    (page,) = unpacked(tmp_path, strangers.photo(orientation=6)).pages
    with read(page) as png:
        assert png.size == (40, 80)
        assert near(png.getpixel((20, 10)), RED) and near(png.getpixel((20, 70)), BLUE)


def test_nothing_of_the_original_but_its_pixels_is_in_the_copies(tmp_path: Path) -> None:
    (page,) = unpacked(tmp_path, strangers.photo() + b"TRAILERMARKER<script>").pages
    for path in (page.png, page.shown):
        content = Path(path).read_bytes()
        for mark in (b"TRAILER", b"SecretEditor", b"GPSMARKER", b"COMMENT", b"HUAWEI", b"Exif"):
            assert mark not in content
        with Image.open(path) as image:
            assert not image.getexif() and not image.info.get("icc_profile")


def test_a_colour_profile_and_texts_of_a_png_stay_behind(tmp_path: Path) -> None:
    from PIL import ImageCms
    from PIL.PngImagePlugin import PngInfo

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    texts = PngInfo()
    texts.add_text("parameters", "a receipt, photorealistic")
    content = strangers.encoded(strangers.screenshot(), icc_profile=profile, pnginfo=texts)
    (page,) = unpacked(tmp_path, content).pages
    for path in (page.png, page.shown):
        with Image.open(path) as image:
            assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert page.traces.generator == "Stable Diffusion"


def test_what_a_photo_says_of_its_origin_is_kept_as_traces(tmp_path: Path) -> None:
    (page,) = unpacked(tmp_path, strangers.photo()).pages
    assert page.traces == Traces(software="SecretEditor 7", camera="HUAWEI P60")


@pytest.mark.parametrize(("ink", "ground"), [("white", (32, 32, 32)), ("black", (255, 255, 255))])
def test_text_without_a_ground_is_laid_on_one_that_shows_it(
    tmp_path: Path, ink: str, ground: tuple[int, int, int]
) -> None:
    image = Image.new("RGBA", (200, 100), (128, 0, 0, 0))
    image.paste(ink, (20, 20, 60, 60))
    (page,) = unpacked(tmp_path, strangers.encoded(image)).pages
    with read(page) as png:
        assert png.getpixel((150, 80)) == ground


def test_a_grey_png_of_sixteen_bits_is_not_cut_off(tmp_path: Path) -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    (page,) = unpacked(tmp_path, strangers.encoded(grey)).pages
    with read(page) as png:
        assert png.getpixel((5, 5)) == (128, 128, 128)


def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path) -> None:
    second = Image.new("RGB", (360, 640), "green")
    for kind in ("WEBP", "PNG"):
        content = strangers.encoded(
            strangers.screenshot(), kind, save_all=True, append_images=[second], lossless=True
        )
        (page,) = unpacked(tmp_path, content).pages
        with read(page) as png:
            assert near(png.getpixel((1, 1)), (250, 250, 250))


def test_a_picture_with_an_archive_behind_it_is_taken_for_its_picture(tmp_path: Path) -> None:
    content = strangers.photo() + strangers.zipped({"index.html": b"<script>"})
    taken = unpacked(tmp_path, content, name="a.jpg")
    assert taken.media == "jpeg"
    assert b"<script>" not in Path(taken.pages[0].png).read_bytes()


def test_a_phone_photo_of_48_million_pixels_is_made_smaller(tmp_path: Path) -> None:
    big = Image.new("RGB", (8_000, 6_000), (120, 130, 140))
    (page,) = unpacked(tmp_path, strangers.encoded(big, "JPEG")).pages
    assert (page.width, page.height) == (2_933, 2_200)


def test_a_long_chat_stays_wide_enough_to_be_read(tmp_path: Path) -> None:
    chat = Image.new("RGB", (1_080, 12_000), "white")
    (page,) = unpacked(tmp_path, strangers.encoded(chat)).pages
    assert (page.width, page.height) == (1_080, 12_000)
    with Image.open(page.shown) as shown:
        assert shown.size == (720, 8_000)


@pytest.mark.parametrize("kind", ["mp4", "mov"])
def test_a_video_is_a_sharp_frame_of_each_scene(tmp_path: Path, kind: str) -> None:
    taken = unpacked(tmp_path, strangers.video(kind=kind), name=f"a.{kind}")
    assert (taken.media, len(taken.pages)) == ("mp4", 3)
    for scene, page in enumerate(taken.pages):
        with read(page) as png:
            assert near(png.getpixel((90, 60 * scene + 30)), (0, 90, 200))
            assert near(png.getpixel((350, 60 * scene + 90)), (250, 250, 250))
            # Blurred letters are grey.
            assert ImageStat.Stat(png.convert("L")).extrema[0][0] < 60


def test_of_more_scenes_than_are_kept_those_that_stood_longest_stay(tmp_path: Path) -> None:
    from dataclasses import replace

    from anxin.domain.evidence.limits import LIMITS
    from tests.adapters.picture.opening import opened

    taken = opened(
        tmp_path, strangers.video(scenes=4), limits=replace(LIMITS, pages=2), name="a.mp4"
    )
    assert [page.number for page in getattr(taken, "pages", ())] == [1, 2]


def test_a_document_is_its_pages(tmp_path: Path) -> None:
    taken = unpacked(tmp_path, strangers.pdf(pages=3), name="a.pdf")
    assert (taken.media, len(taken.pages)) == ("pdf", 3)
    assert {(page.width, page.height) for page in taken.pages} == {(720, 1_280)}


def test_an_archive_is_its_members_by_name_as_people_count(tmp_path: Path) -> None:
    shots = {
        f"shots/{number}.png": strangers.encoded(Image.new("RGB", (10 * number, 10)))
        for number in (10, 2, 1)
    }
    clutter = {"__MACOSX/._1.png": b"resource", "shots/": b"", "shots/.DS_Store": b"x"}
    taken = unpacked(tmp_path, strangers.zipped({**shots, **clutter}))
    assert (taken.media, [page.width for page in taken.pages]) == ("zip", [10, 20, 100])


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    names = ("../../escaped.png", "/tmp/escaped.png", "C:\\escaped.png", "a/../../escaped.png")
    shot = strangers.encoded(strangers.screenshot())
    taken = unpacked(tmp_path, strangers.zipped(dict.fromkeys(names, shot)))
    assert len(taken.pages) == 4
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]
    assert not Path("/tmp/escaped.png").exists()
