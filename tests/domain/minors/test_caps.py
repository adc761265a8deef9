"""What a minor may be charged, by the age and the rule of that day."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.domain.minors.caps import Cap, age_on, band_of, breaks_cap, cap_on

TODAY = date(2026, 11, 26)
BEFORE_ANY_RULE = date(2019, 10, 31)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2018, 11, 26), TODAY, 8),
        (date(2018, 11, 27), TODAY, 7),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
    ],
)
def test_a_year_is_full_on_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born=born, day=day) == age


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2020, 1, 1), "under_8"),
        (date(2018, 11, 26), "8_to_15"),
        (date(2010, 11, 27), "8_to_15"),
        (date(2010, 11, 26), "16_to_17"),
        (date(2008, 11, 27), "16_to_17"),
        (date(2008, 11, 26), "of_age"),
    ],
)
def test_bands_change_on_the_birthday(born: date, band: str) -> None:
    assert band_of(born=born, day=TODAY) == band


@pytest.mark.parametrize(
    ("band", "once_fen", "month_fen"),
    [("under_8", 0, 0), ("8_to_15", 5_000, 20_000), ("16_to_17", 10_000, 40_000)],
)
def test_the_rule_of_2019_fixes_the_caps(band: str, once_fen: int, month_fen: int) -> None:
    assert cap_on(band=band, day=TODAY) == Cap(once_fen, month_fen)
    assert cap_on(band=band, day=date(2019, 11, 1)) == Cap(once_fen, month_fen)


def test_nothing_was_capped_before_the_rule_and_nobody_is_of_age() -> None:
    assert cap_on(band="under_8", day=BEFORE_ANY_RULE) is None
    assert cap_on(band="of_age", day=TODAY) is None
    assert not breaks_cap(band="under_8", day=BEFORE_ANY_RULE, paid_fen=1, month_fen=1)


@pytest.mark.parametrize(
    ("band", "paid_fen", "month_fen", "breaks"),
    [
        ("under_8", 1, 1, True),
        ("8_to_15", 5_000, 20_000, False),
        ("8_to_15", 5_001, 5_001, True),
        ("8_to_15", 100, 20_001, True),
        ("16_to_17", 10_000, 40_000, False),
        ("16_to_17", 10_001, 10_001, True),
        ("16_to_17", 1, 40_001, True),
        ("of_age", 10**9, 10**9, False),
    ],
)
def test_a_cap_is_broken_by_one_purchase_or_by_the_month(
    band: str, paid_fen: int, month_fen: int, breaks: bool
) -> None:
    said = breaks_cap(band=band, day=TODAY, paid_fen=paid_fen, month_fen=month_fen)
    assert said is breaks
