"""Operators and supervisors are told in time that the working calendar ends."""

from __future__ import annotations

from datetime import date

import pytest

from tests.console.pages import browser, words

pytestmark = pytest.mark.django_db
ENDS = "工作日历还没有 2027-01-01 之后的节假日"


@pytest.mark.parametrize(
    ("role", "address", "today", "told"),
    [
        ("supervisor", "/console/", date(2026, 12, 20), True),
        ("operator", "/console/recalls/", date(2026, 12, 20), True),
        ("supervisor", "/console/", date(2026, 6, 1), False),
        ("agent", "/console/", date(2026, 12, 20), False),
    ],
)
def test_those_who_keep_it_are_told_three_weeks_ahead(
    role: str, address: str, today: date, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.console.templatetags.desks.localdate", lambda: today)
    assert (ENDS in words(browser(role).get(address))) is told
