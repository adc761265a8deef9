"""A bill is believed only if it agrees with its own totals and is of the day asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.reconciliation import (
    BillContent,
    BillRow,
    BrokenBill,
    Declared,
    Totals,
    check_bill,
)
from anxin.domain.reconciliation.bill import BROKEN
from anxin.domain.reconciliation.days import DAY
from anxin.domain.reconciliation.matching import CLASSES, STEPS
from anxin.domain.wording.reconciliation import bill_text, bill_texts

DAY_ = date(2026, 10, 3)
NOON = datetime(2026, 10, 3, 4, tzinfo=UTC)
some_rows = st.lists(
    st.builds(
        BillRow, st.sampled_from(("payment", "refund")), st.text(max_size=3), st.just(""),
        st.just("S"), st.integers(0, 10**9), st.integers(-100, 100), st.just("done"),
        st.just(NOON),
    ),
    max_size=10,
)  # fmt: skip


def told(rows: list[BillRow]) -> Declared:
    """What an honest summary says."""
    sums = Totals.of(rows)
    return Declared(
        rows=sums.rows, payments=sums.payments, paid_fen=sums.paid_fen, refunds=sums.refunds,
        refunded_fen=sums.refunded_fen, fee_fen=sums.fee_fen, net_fen=sums.net_fen,
    )  # fmt: skip


def read(rows: list[BillRow], declared: Declared, day: date = DAY_) -> BillContent:
    return check_bill(content=BillContent(tuple(rows), declared), day=day)


@given(some_rows)
def test_a_bill_that_agrees_with_its_summary_is_taken(rows: list[BillRow]) -> None:
    assert read(rows, told(rows)).rows == tuple(rows)


@given(some_rows, st.sampled_from([*Declared.__dataclass_fields__]), st.integers(1, 5))
def test_any_total_that_is_off_by_anything_refuses_it(
    rows: list[BillRow], name: str, off: int
) -> None:
    declared = told(rows)
    wrong = replace(declared, **{name: getattr(declared, name) + off})
    with pytest.raises(BrokenBill) as refused:
        read(rows, wrong)
    assert (refused.value.code, refused.value.detail) == ("totals", name)


@given(some_rows.filter(bool), st.data())
def test_a_row_taken_away_refuses_it(rows: list[BillRow], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    with pytest.raises(BrokenBill):
        read(rows[:place] + rows[place + 1 :], told(rows))


@pytest.mark.parametrize(
    "silent",
    (
        Declared(),
        Declared(rows=0),
        Declared(payments=0, paid_fen=0, refunded_fen=0),
        Declared(payments=0, refunds=0, paid_fen=0),
    ),
)
def test_a_summary_that_says_too_little_proves_nothing(silent: Declared) -> None:
    with pytest.raises(BrokenBill, match="totals"):
        read([], silent)


@pytest.mark.parametrize("hours", (-12.01, 12.01))
def test_a_row_of_another_day_refuses_it(hours: float) -> None:
    row = BillRow("payment", "P", "", "S", 1, 0, "done", NOON + timedelta(hours=hours))
    with pytest.raises(BrokenBill, match="other_day"):
        read([row], told([row]))


def test_the_net_is_what_the_channel_owes() -> None:
    rows = [
        BillRow("payment", "P", "", "S", 9_800, 59, "done", NOON),
        BillRow("refund", "P", "R", "S", 3_000, -18, "done", NOON),
    ]
    assert Totals.of(rows) == Totals(1, 9_800, 1, 3_000, 41)
    assert Totals.of(rows).net_fen == 9_800 - 3_000 - 59 + 18


def test_every_state_of_a_day_can_be_reached_and_only_a_reconciled_one_ends() -> None:
    assert set().union(*DAY.values()) | {"waiting"} == set(DAY)
    assert [state for state, after in DAY.items() if not after] == ["reconciled"]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("difference", {*CLASSES, "other_file"}),
        ("step", set(STEPS)),
        ("bill_day", set(DAY)),
        ("bill_trouble", {*BROKEN, "not_ready", "too_early", "unreachable"}),
    ],
)
def test_every_word_has_its_texts_in_both_languages(of: str, words: set[str]) -> None:
    assert set(bill_texts(of=of)) == words
    for word in words:
        assert bill_text(of=of, word=word, language="zh")
        assert bill_text(of=of, word=word, language="en").isascii()
