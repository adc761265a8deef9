"""A guardian and a child whom no registry knows, and what the guardian says."""

from __future__ import annotations

from anxin.domain.identity import check_digit

STATEMENT = "孩子拿我的手机买的，我不知道也没有同意"


def _number(born: str) -> str:
    body = f"110105{born}012"
    return body + check_digit(body)


PEOPLE = {
    "relation": "mother",
    "phone": "13711112222",
    "guardian_name": "监护人测试",
    "guardian_number": _number("19840101"),
    "minor_name": "未成年测试",
    "minor_number": _number("20140502"),
}
"""The fields of the form about people."""
