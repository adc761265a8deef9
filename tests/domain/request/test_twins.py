"""Of identical orders the one is offered for return whose return costs least."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from anxin.domain.request import Twin, one_to_give_back, why_rather
from tests.domain.asking import PAID_AT

FIRST = Twin("first", "delivered", PAID_AT, 1, 1, 9_800, False, False)
LATER: datetime = PAID_AT + timedelta(minutes=5)
SECOND = replace(FIRST, no="second", placed_at=LATER, names_other=True)


@pytest.mark.parametrize(
    ("twins", "expected"),
    [
        ([], None),
        ([FIRST], None),
        ([FIRST, SECOND], "second"),
        ([replace(FIRST, viewed_units=0), SECOND], "first"),
        ([replace(FIRST, viewed_units=0), replace(SECOND, viewed_units=0)], "second"),
        ([replace(FIRST, state="cooling_off", viewed_units=0), SECOND], "first"),
        ([replace(FIRST, viewed_units=0), replace(SECOND, state="cooling_off")], "second"),
        ([FIRST, replace(SECOND, case_open=True)], "first"),
        ([FIRST, replace(SECOND, left_fen=0)], "first"),
        ([replace(FIRST, left_fen=0), replace(SECOND, case_open=True)], None),
        ([FIRST, replace(FIRST, no="later", placed_at=LATER)], "later"),
    ],
)
def test_undelivered_then_unviewed_then_the_repetition_then_the_latest(
    twins: list[Twin], expected: str | None
) -> None:
    found = one_to_give_back(twins=twins)
    assert (found.no if found else None) == expected


@pytest.mark.parametrize(
    ("twin", "than", "ground"),
    [
        (replace(FIRST, state="cooling_off"), SECOND, "undelivered"),
        (replace(FIRST, viewed_units=0), SECOND, "unviewed"),
        (SECOND, FIRST, "repetition"),
        (replace(FIRST, no="later", placed_at=LATER), FIRST, "later"),
    ],
)
def test_the_first_difference_is_why(twin: Twin, than: Twin, ground: str) -> None:
    assert why_rather(twin=twin, than=than) == ground
