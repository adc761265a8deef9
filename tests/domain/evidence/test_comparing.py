"""What a picture shows is held against the records, folded, and accuses nobody of a misreading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anxin.domain.evidence.comparing import compare
from anxin.domain.evidence.pieces import Box, Field, Line
from anxin.domain.evidence.records import Records

SPOT = Box(10, 20, 110, 50)
OURS = "7K3M9QZ2XH5T8VWB4CDE6FGJ1N"
RECORDS = Records(
    now=datetime(2026, 11, 26, 7, 0, tzinfo=UTC),
    order_no=OURS,
    placed_at=datetime(2026, 11, 26, 5, 58, tzinfo=UTC),
    paid_at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC),
    delivered_at=datetime(2026, 11, 26, 6, 10, tzinfo=UTC),
    other_order_nos=("2W8R5TYH7K3M9QZXAVB4CDE6FG",),
    trade_nos=("2026112622001412345678901234",),
    payment_nos=("PAY7H3K9",),
    amounts_fen=(9_800, 19_600),
    codes=("9F3K-22LM-77QA",),
    accounts=("13812345678",),
    error_codes={"ERR_10027": "used", "E-REGION": "wrong_region"},
)

CASES = [
    ("order_no", OURS, "order_no_same", "agrees"),
    ("order_no", OURS.replace("5", "S").replace("1", "I").lower(), "order_no_same", "agrees"),
    ("order_no", "2W8R5TYH7K3M9QZXAVB4CDE6FG", "order_no_other", "contradicts"),
    ("order_no", "A" * 26, "order_no_unknown", "contradicts"),
    ("order_no", "2026-118-4421", "order_no_foreign", "hint"),
    ("trade_no", "2026112622001412345678901234", "trade_no_same", "agrees"),
    ("order_no", OURS.replace("K", ""), "order_no_close", "agrees"),
    ("trade_no", "2026112622001412345678901235", "trade_no_close", "agrees"),
    ("trade_no", "2026112522001498765400009999", "trade_no_unknown", "contradicts"),
    ("merchant_no", "PAY7H3K9", "merchant_no_same", "agrees"),
    ("amount", "98.00", "amount_same", "agrees"),
    ("amount", "98", "amount_same", "agrees"),
    ("amount", "980.00", "amount_differs", "contradicts"),
    ("time", "2026-11-26 14:00:31", "time_on_record", "agrees"),
    ("time", "2026-11-26 14:40", "time_fits", "agrees"),
    ("time", "2026-11-26 14:05", "time_fits", "agrees"),
    ("time", "2026-11-26 23:40", "time_in_future", "contradicts"),
    ("time", "2026-11-25 14:40", "time_before_order", "contradicts"),
    ("card_code", "9F3K22LM77QA", "card_code_same", "agrees"),
    ("card_code", "22LM-77QA", "card_code_same", "agrees"),
    ("card_code", "9F3K-22LM-77QR", "card_code_close", "agrees"),
    ("card_code", "XXXX-9999-AAAA", "card_code_other", "contradicts"),
    ("error_code", "ERR10027", "error_is_cards", "agrees"),
    ("error_code", "E REGION", "error_is_not_cards", "contradicts"),
    ("error_code", "0x80070005", "error_unknown", "hint"),
]


@pytest.mark.parametrize(("name", "value", "code", "weight"), CASES)
def test_a_field_beside_the_records(name: str, value: str, code: str, weight: str) -> None:
    [found] = compare(fields=[_field(name, value)], lines=[], records=RECORDS)
    assert (found.code, found.weight) == (code, weight)
    assert found.box == SPOT and found.page == 2, "it is marked where it was read"


def test_one_sum_that_agrees_is_enough() -> None:
    fields = [_field("amount", "31.50"), _field("amount", "98.00")]
    assert [f.code for f in compare(fields=fields, lines=[], records=RECORDS)] == ["amount_same"]


def test_a_page_is_as_young_as_its_latest_time() -> None:
    fields = [_field("time", "2026-11-25 10:00"), _field("time", "2026-11-26 14:20")]
    assert [f.code for f in compare(fields=fields, lines=[], records=RECORDS)] == ["time_fits"]


@pytest.mark.parametrize("text", ["充值号码 138 1234 5678", "手机号 138****5678 暂无充值记录"])
def test_the_account_is_known_whole_and_starred(text: str) -> None:
    [found] = compare(fields=[], lines=[Line(text, 0.99, SPOT)], records=RECORDS)
    assert found.code == "account_same"


def test_another_account_is_not_taken_for_it() -> None:
    lines = [Line("手机号 139****5678", 0.99, SPOT), Line("13812345679", 0.99, SPOT)]
    assert compare(fields=[], lines=lines, records=RECORDS) == []


def test_nothing_is_said_about_what_the_records_do_not_have() -> None:
    bare = replace(RECORDS, trade_nos=(), codes=(), error_codes={})
    fields = [_field("trade_no", "2026112622001412345678901234"),
              _field("card_code", "XXXX-9999-AAAA"), _field("error_code", "E1")]  # fmt: skip
    assert compare(fields=fields, lines=[], records=bare) == []


def _field(name: str, value: str) -> Field:
    return Field(name, value, 0.98, SPOT, page=2)
