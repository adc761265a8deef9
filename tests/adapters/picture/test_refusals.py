"""Each reason to refuse a file, on a file that gives it; none of them ever raises."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from anxin.domain.evidence.limits import LIMITS
from anxin.domain.evidence.pieces import REFUSALS, Unpacked, Unusable
from tests.adapters.picture import strangers
from tests.adapters.picture.opening import opened

SHOT = strangers.encoded(strangers.screenshot())
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
FTYP = b"\0\0\0\x18ftyp"
MIB = 1024 * 1024

Case = tuple[str, bytes | Callable[[], bytes], str, dict[str, str]]
CASES: dict[str, Case] = {
    "nothing": ("a.png", b"", "empty", {}),
    "a zip of folders": ("a.zip", strangers.zipped({"shots/": b""}), "empty", {}),
    "a zip of a link": ("a.zip", strangers.zip_of_link(), "empty", {}),
    "a zip with an empty picture": (
        "a.zip", strangers.zipped({"a.png": b""}), "empty", {"member": "a.png"},
    ),
    "an SVG": ("a.svg", SVG, "not_accepted", {"kind": "svg"}),
    "a page of HTML": ("a.html", HTML, "not_accepted", {"kind": "html"}),
    "a GIF": ("a.jpg", b"GIF89a" + bytes(20), "not_accepted", {"kind": "gif"}),
    "an iPhone's photo": (
        "a.heic", FTYP + b"heic" + bytes(12), "not_accepted", {"kind": "heic"},
    ),
    "a TIFF": ("a.tif", b"II*\0" + bytes(20), "not_accepted", {"kind": "picture"}),
    "a program": ("a.exe", b"MZ" + bytes(90), "not_accepted", {"kind": "program"}),
    "an app": (
        "a.apk", strangers.zipped({"AndroidManifest.xml": b"x"}),
        "not_accepted", {"kind": "program"},
    ),
    "a document of Word": (
        "a.docx", strangers.zipped({"[Content_Types].xml": b"x"}),
        "not_accepted", {"kind": "office"},
    ),
    "a note": ("a.txt", "卡密打不开".encode("gb18030"), "not_accepted", {"kind": "text"}),
    "a RAR": ("a.rar", b"Rar!\x1a\7\0" + bytes(20), "not_accepted", {"kind": "archive"}),
    "a recording of sound": ("a.m4a", FTYP + b"M4A " + bytes(9), "not_accepted", {"kind": "audio"}),
    "sound in a video's file": ("a.mp4", strangers.sound, "not_accepted", {"kind": "audio"}),
    "bytes of no kind": ("a.bin", bytes(range(256)), "not_accepted", {}),
    "a page of HTML named as a picture": ("a.png", HTML, "disguised", {}),
    "a page of HTML that begins as a JPEG": (
        "a.jpg", b"\xff\xd8\xff\xe0" + HTML, "disguised", {},
    ),
    "an archive named as a picture": (
        "a.jpg", strangers.zipped({"a.png": SHOT}), "disguised", {},
    ),
    "a program in a zip, named as a picture": (
        "a.zip", strangers.zipped({"a.png": b"MZ" + bytes(90)}), "disguised", {"member": "a.png"},
    ),
    "a picture of 21 MiB": ("a.png", SHOT + bytes(21 * MIB), "too_large", {"limit": "20"}),
    "a file beyond every limit": ("a", SHOT + bytes(100 * MIB), "too_large", {"limit": "100"}),
    "a zip of much": (
        "a.zip",
        lambda: strangers.zipped({f"{n}.png": SHOT + bytes(MIB) * 6 for n in range(18)}),
        "bomb", {},
    ),
    "a picture of 56 million pixels": (
        "a.png", lambda: strangers.png_of(width=8_000, height=7_000) + bytes(200_000),
        "too_many_pixels", {"limit": "50"},
    ),
    "a picture of 404 million pixels in 49 kB": (
        "a.png", lambda: strangers.png_of(width=20_000, height=20_224), "bomb", {},
    ),
    "a picture ten pixels wide": (
        "a.png", lambda: strangers.png_of(width=10, height=3_000), "too_thin", {"limit": "40"},
    ),
    "a picture one pixel wide": (
        "a.png", lambda: strangers.png_of(width=1, height=30_000), "too_thin", {"limit": "40"},
    ),
    "a picture of a million rows in 4 kB": (
        "a.png", lambda: strangers.png_of(width=1, height=1_000_000), "too_thin", {"limit": "40"},
    ),
    "a picture of a hundred thousand columns": (
        "a.png", lambda: strangers.png_of(width=100_000, height=8), "too_thin", {"limit": "40"},
    ),
    "a photo that is a line": (
        "a.jpg", lambda: strangers.encoded(strangers.screenshot(size=(60, 2_500)), "JPEG"),
        "too_thin", {"limit": "40"},
    ),
    "a thin video": (
        "a.mp4", lambda: strangers.video(scenes=1, size=(16, 2_048)), "too_thin", {"limit": "40"},
    ),
    "a thin page of a document": (
        "a.pdf", lambda: strangers.empty_pdf_pages(pages=1, size=(20, 4_000)),
        "too_thin", {"limit": "40"},
    ),
    "a thin picture in a zip": (
        "a.zip", lambda: strangers.zipped({"a.png": strangers.png_of(width=8, height=100_000)}),
        "too_thin", {"limit": "40", "member": "a.png"},
    ),
    "a text in a PNG that grows to 80 MiB": (
        "a.png", lambda: strangers.png_with_growing_text(mebibytes=80), "bomb", {},
    ),
    "a zip that grows to 60 MiB": (
        "a.zip", lambda: strangers.zipped({"a.png": bytes(60 * MIB)}), "bomb", {},
    ),
    "a zip that lies about a size": ("a.zip", strangers.lying_zip, "damaged", {}),
    "a video of 65 seconds": (
        "a.mp4", lambda: strangers.video(scenes=1, seconds=65, size=(64, 64)),
        "too_long", {"limit": "60"},
    ),
    "a document of 21 pages": (
        "a.pdf", lambda: strangers.empty_pdf_pages(pages=21), "too_many_pages", {"limit": "20"},
    ),
    "a zip of 21 pages": (
        "a.zip",
        lambda: strangers.zipped(
            {"a.pdf": strangers.empty_pdf_pages(pages=20), "b.png": SHOT}
        ),
        "too_many_pages", {"limit": "20", "member": "b.png"},
    ),
    "a zip of 21 pictures": (
        "a.zip", lambda: strangers.zipped({f"{n}.png": SHOT for n in range(21)}),
        "too_many_files", {"limit": "20"},
    ),
    "half a PNG": ("a.png", SHOT[: len(SHOT) // 2], "damaged", {}),
    "half a JPEG": ("a.jpg", strangers.photo()[:-300], "damaged", {}),
    "half a video": ("a.mp4", lambda: strangers.video()[:-3_000], "damaged", {}),
    "half a document": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", "damaged", {}),
    "half a zip": ("a.zip", strangers.zipped({"a.png": SHOT})[:-30], "damaged", {}),
    "a zip with a password": ("a.zip", strangers.locked_zip(), "locked", {}),
    "a document with a password": ("a.pdf", strangers.locked_pdf, "locked", {}),
    "a zip in a zip": (
        "a.zip", strangers.zipped({"in.zip": strangers.zipped({"a.png": SHOT})}),
        "nested", {"member": "in.zip"},
    ),
    "a RAR in a zip": (
        "a.zip", strangers.zipped({"in.rar": b"Rar!\x1a\7\0" + bytes(20)}),
        "nested", {"member": "in.rar"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_refused_for_what_is_wrong_with_it(tmp_path: Path, case: str) -> None:
    name, content, code, params = CASES[case]
    outcome = opened(tmp_path, content() if callable(content) else content, name=name)
    assert outcome == Unusable(code, params)


def test_every_reason_has_a_file_that_gives_it() -> None:
    given = {code for _, _, code, _ in CASES.values()}
    assert given | {"took_too_long", "altered"} == set(REFUSALS)


@pytest.mark.parametrize("size", [(65, 11), (1_167, 54), (1_900, 30), (1_080, 14_000)])
def test_a_strip_that_was_cut_out_and_a_long_chat_are_not_too_thin(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    outcome = opened(tmp_path, strangers.png_of(width=size[0], height=size[1]), name="a.png")
    assert isinstance(outcome, Unpacked), outcome
    assert [(page.width, page.height) for page in outcome.pages] == [size]


def test_a_name_in_an_archive_comes_out_as_one_short_line(tmp_path: Path) -> None:
    name = "a\r\n\x1b[31m" + "x" * 200 + ".exe"
    outcome = opened(tmp_path, strangers.zipped({name: b"MZ" + bytes(90)}))
    assert isinstance(outcome, Unusable)
    assert outcome.params["member"] == "a [31m" + "x" * 74


def test_a_zip_that_is_merely_big_is_refused_for_its_size(tmp_path: Path) -> None:
    members = dict.fromkeys(("a.png", "b.png"), bytes(2 * MIB))
    content = strangers.zipped(members, compression=zipfile.ZIP_STORED)
    outcome = opened(tmp_path, content, limits=replace(LIMITS, unpacked_bytes=3 * MIB))
    assert outcome == Unusable("too_large", {"limit": "3"})


def test_a_file_that_takes_too_much_time_is_given_up(tmp_path: Path) -> None:
    hurried = replace(LIMITS, cpu_seconds=1)
    content = strangers.encoded(strangers.screenshot(size=(7_000, 7_000)), "WEBP", method=0)
    assert opened(tmp_path, content, limits=hurried) == Unusable("took_too_long")


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    narrow = replace(LIMITS, memory_bytes=200 * MIB)
    content = strangers.png_of(width=6_000, height=8_000)
    assert opened(tmp_path, content, limits=narrow) == Unusable("bomb")
