"""A payment's number says whose it is and of which day."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.domain.evidence.trade_numbers import trade_number

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026112622001412345678901234", ("alipay", DAY)),
        ("4200001234202611267654321098", ("wechat", DAY)),
        ("2026133022001412345678901234", None),
        ("4200001234202602307654321098", None),
        ("202611262200141234567890123", None),
        ("20261126220014123456789012345", None),
        ("2026112622001412345678901X34", None),
        ("２０２６1126220014123456789012", None),
        ("", None),
    ],
)
def test_structure(text: str, expected: tuple[str, date] | None) -> None:
    found = trade_number(text)
    assert (found and (found.provider, found.day)) == expected
