"""Pages are read by the real engine."""

from __future__ import annotations

import logging
import subprocess
import sys
import tracemalloc
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from anxin.adapters.ocr import RapidReader
from anxin.adapters.ocr.engine import PARAMETERS, load_engine
from anxin.adapters.ocr.picture import sharpness_of, tiles_of
from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.limits import MEBIBYTE
from anxin.domain.evidence.outside import TookTooLong
from anxin.domain.evidence.pieces import PageReading
from tests.adapters.ocr.drawing import draw

ORDER = "7KX9M2PQ4RTV6WYZ8ABCDEFGHJ"
ROWS = [
    ("订单号", ORDER), ("实付", "¥259.13"), ("付款时间", "2026-11-26 14:03"),
    ("卡密", "9K2F-77QX-MM3D"), ("错误码", "ERR_10027"),
]  # fmt: skip
EXPECTED = {
    "order_no": ORDER,
    "amount": "259.13",
    "time": "2026-11-26 14:03",
    "card_code": "9K2F-77QX-MM3D",
    "error_code": "ERR_10027",
}


def folded(reading: PageReading) -> dict[str, str]:
    return {field.name: fold(field.value) for field in fields_of(reading=reading)}


@pytest.mark.parametrize("dark", [False, True])
def test_a_page_is_read_light_or_dark(tmp_path: Path, dark: bool) -> None:
    png = draw(ROWS, to=tmp_path / "page.png", dark=dark)
    reading = RapidReader().read(png=str(png))
    assert unclear_because(reading=reading) == ()
    assert folded(reading) == {name: fold(value) for name, value in EXPECTED.items()}
    order = next(one for one in fields_of(reading=reading) if one.name == "order_no")
    assert 280 < order.box.left < 320
    assert 110 < order.box.top < order.box.bottom < 200


def test_a_long_screenshot_is_cut_between_its_lines(tmp_path: Path) -> None:
    filler = [("说明", f"第{place}条 充值后一般十分钟内到账") for place in range(12)]
    png = draw([*filler, *ROWS], to=tmp_path / "long.png", high=6000)
    reading = RapidReader().read(png=str(png))
    assert folded(reading) == {name: fold(value) for name, value in EXPECTED.items()}


@pytest.mark.parametrize(("quarters", "tilt"), [(1, -90), (2, 180), (3, 90)])
def test_a_page_on_its_side_or_its_head_is_turned_and_read(
    tmp_path: Path, quarters: int, tilt: int
) -> None:
    png = draw(ROWS[:2], to=tmp_path / "page.png", wide=700, high=240, size=24)
    Image.open(png).rotate(90 * quarters, expand=True).save(png)
    reading = RapidReader().read(png=str(png))
    assert round(reading.tilt) == tilt
    assert folded(reading) == {name: fold(EXPECTED[name]) for name in ("order_no", "amount")}


def test_a_blurred_page_is_called_blurred_and_an_empty_one_empty(tmp_path: Path) -> None:
    png = draw(ROWS, to=tmp_path / "page.png")
    Image.open(png).filter(ImageFilter.GaussianBlur(12)).save(tmp_path / "blurred.png")
    Image.new("RGB", (540, 900), "#000").save(tmp_path / "black.png")
    Image.new("RGB", (3, 2), "#fff").save(tmp_path / "tiny.png")

    def codes(name: str) -> set[str]:
        reading = RapidReader().read(png=str(tmp_path / name))
        return {each.code for each in unclear_because(reading=reading)}

    assert codes("blurred.png") & {"blurred", "no_text"}
    assert codes("black.png") == {"no_text"}
    assert codes("tiny.png") == {"too_small", "no_text"}


def test_what_is_no_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_text("no picture")
    with pytest.raises(OSError, match=r"page\.png holds no picture"):
        RapidReader().read(png=str(tmp_path / "page.png"))


def test_the_engine_has_one_thread_of_its_own_and_none_beside(tmp_path: Path) -> None:
    threads = {name: n for name, n in PARAMETERS.items() if name.endswith("num_threads")}
    assert set(threads.values()) == {1} and len(threads) == 2
    Image.new("RGB", (64, 64), "#fff").save(tmp_path / "page.png")
    cv2.setNumThreads(2)
    RapidReader().read(png=str(tmp_path / "page.png"))
    assert cv2.getNumThreads() == 1


def test_the_engine_is_loaded_once_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert load_engine() is load_engine()
    assert logging.getLogger("RapidOCR").level >= logging.CRITICAL
    assert capsys.readouterr() == ("", "")
    assert "torch" not in sys.modules


@pytest.mark.parametrize("size", [(10, 3_000), (1, 30_000), (8, 100_000), (100_000, 8)])
def test_how_sharp_a_thin_picture_is_costs_no_more_than_a_page(size: tuple[int, int]) -> None:
    thin = np.full((size[1], size[0], 3), 255, np.uint8)
    tracemalloc.start()
    sharpness_of(picture=thin)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 250 * MEBIBYTE


@pytest.mark.parametrize("size", [(2, 100), (50, 2_000), (100, 4_000), (632, 25_280), (1, 2_000)])
def test_a_narrow_page_is_cut_into_tiles_that_are_worth_their_time(size: tuple[int, int]) -> None:
    narrow = np.full((size[1], size[0], 3), 255, np.uint8)
    tiles = list(tiles_of(picture=narrow))
    assert (tiles[0][0], tiles[-1][1]) == (0, size[1])
    assert all(bottom == top for (_, bottom), (top, _) in pairwise(tiles))
    assert len(tiles) <= 27
    assert all(bottom - top >= 0.6 * 736 for top, bottom in tiles[:-1])


def test_the_longest_page_that_is_taken_is_read_within_a_readers_memory(tmp_path: Path) -> None:
    Image.new("RGB", (632, 25_280), "#fff").save(tmp_path / "long.png")
    Image.new("RGB", (50, 2_000), "#fff").save(tmp_path / "strip.png")
    code = f"""
from pathlib import Path
from anxin.adapters.ocr import RapidReader
for name in ("long", "strip"):
    RapidReader().read(png={str(tmp_path)!r} + f"/{{name}}.png", cpu_seconds=60)
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert int(done.stdout) < 700


def test_a_page_that_takes_too_much_time_is_given_up(tmp_path: Path) -> None:
    crowded = draw(ROWS * 6, to=tmp_path / "page.png", high=6_000)
    with pytest.raises(TookTooLong):
        RapidReader().read(png=str(crowded), cpu_seconds=0.01)
