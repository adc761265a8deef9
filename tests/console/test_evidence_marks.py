"""A reviewer's marks on a page, and the records that stand beside what they mark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anxin.console.case.beside import on_record
from anxin.console.case.marks import LARGE, Mark, sheet_of
from anxin.domain.evidence.pieces import Box, Field
from anxin.pages.evidence import ShownPage
from anxin.storage.evidence.reviewing import Moved, OrderRecord

_AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
RECORD = OrderRecord(
    order_no="7KX0Q1234567890ABCDEFGHJ11",
    placed_at=_AT,
    paid_at=_AT.replace(minute=3),
    delivered_at=None,
    total_fen=25_900,
    paid_fen=24_900,
    price_fen=25_900,
    error_codes={"E-1042": "used", "E-2001": "wrong_region"},
    payments=(Moved("7KP1", "2026112022001412", 24_900),),
    refunds=(),
)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    (
        ("order_no", "7KXOQ1234567890ABCDEFGHJ11", ("7KX0Q1234567890ABCDEFGHJ11",)),
        ("trade_no", "999", ("2026112022001412",)),
        ("merchant_no", "7KP1", ("7KP1",)),
        ("amount", "249", ("¥249.00 实付",)),
        ("amount", "1.5", ("¥249.00 实付", "¥259.00 应付")),
        ("time", "2026-11-20 14:04", ("付款 2026-11-20 14:03",)),
        ("time", "2026-11-19 09:00", ("下单 2026-11-20 14:00", "付款 2026-11-20 14:03")),
        ("time", "看不清", ("下单 2026-11-20 14:00", "付款 2026-11-20 14:03")),
        ("error_code", "E-1O42", ("E-1042 卡密已被使用",)),
        ("error_code", "E-9", ("E-1042 卡密已被使用", "E-2001 地区不符")),
        ("card_code", "····77QA", ("已与发出的卡密比对，不显示",)),
    ),
)
def test_the_records_beside_a_value_are_those_that_are_the_same_or_all_of_its_kind(
    name: str, value: str, shown: tuple[str, ...]
) -> None:
    field = Field(name, value, 0.99, Box(0, 0, 10, 10))
    assert on_record(field=field, record=RECORD) == shown


@pytest.mark.parametrize(
    "box",
    (
        Box(0, 0, 1080, 2400),
        Box(0, 0, 4, 4),
        Box(1070, 2390, 1080, 2400),
        Box(300, 500, 900, 560),
    ),
)
def test_a_mark_never_leaves_its_page(box: Box) -> None:
    page = ShownPage(1, 1080, 2400, "/")
    mark = Mark(12, "contradicts", "时间", box, 1)
    [drawn] = sheet_of(page=page, marks=[mark, Mark(13, "read", "", box, 2)], room=LARGE).marks
    for left, top, width, height in (
        (drawn.left, drawn.top, drawn.width, drawn.height),
        (drawn.tab_left, drawn.tab_top, drawn.tab_width, drawn.tab_height),
    ):
        assert left >= 0 and left + width <= page.width
        assert top >= 0 and top + height <= page.height
