"""Pages are read by the real engine."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from anxin.adapters.ocr import RapidReader
from anxin.adapters.ocr.engine import load_engine
from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.folding import fold
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


def test_the_engine_is_loaded_once_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert load_engine() is load_engine()
    assert logging.getLogger("RapidOCR").level >= logging.CRITICAL
    assert capsys.readouterr() == ("", "")
    assert "torch" not in sys.modules
