"""Matching: nothing is lost, the sequence does not matter, and what is planted is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.reconciliation import (
    CLASSES,
    STEPS,
    BillRow,
    Entry,
    FeeTerms,
    Pair,
    day_begins_at,
    match,
    step_at,
    suspense_ends_at,
)
from anxin.domain.reconciliation.bill import BILL_STATUSES
from anxin.domain.reconciliation.matching import ENTRY_STATUSES

NOON = datetime(2026, 10, 3, 4, tzinfo=UTC)
TERMS = FeeTerms(Fraction(6, 1000))


def row_of(entry: Entry, **changed: object) -> BillRow:
    """The row that a channel which agrees with us would write."""
    row = BillRow(
        entry.kind, entry.payment_no, entry.refund_no, f"C{entry.payment_no}", entry.amount_fen,
        0, "done", NOON,
    )  # fmt: skip
    return replace(replace(row, fee_fen=TERMS.expected_fen(row)), **changed)  # type: ignore[arg-type]


def an_entry(**changed: object) -> Entry:
    """A refund that we hold for done."""
    return replace(Entry("refund", "P1", "R1", 9_800, "done"), **changed)  # type: ignore[arg-type]


few = st.integers(0, 3).map(str)
amounts = st.integers(1, 100_000)
kinds = st.sampled_from(("payment", "refund"))
clashing_entries = st.builds(Entry, kinds, few, few, amounts, st.sampled_from(ENTRY_STATUSES))
clashing_rows = st.builds(
    BillRow, kinds, few, few, few, amounts, st.integers(-50, 50),
    st.sampled_from(BILL_STATUSES), st.just(NOON),
)  # fmt: skip


@given(st.lists(clashing_rows, max_size=12), st.lists(clashing_entries, max_size=12))
def test_every_row_and_every_entry_ends_in_exactly_one_class(
    rows: list[BillRow], entries: list[Entry]
) -> None:
    pairs = match(rows=rows, entries=entries, terms=TERMS)
    assert Counter(pair.row for pair in pairs if pair.row) == Counter(rows)
    assert Counter(pair.entry for pair in pairs if pair.entry) == Counter(entries)
    assert {pair.kind for pair in pairs} <= set(CLASSES)
    assert {pair.step for pair in pairs} <= set(STEPS)
    assert all((pair.kind == "matched") == (pair.step == "none") for pair in pairs)


@given(st.lists(clashing_rows, max_size=8), st.lists(clashing_entries, max_size=8), st.randoms())
def test_the_sequence_makes_no_difference(rows, entries, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled, mixed = chance.sample(rows, len(rows)), chance.sample(entries, len(entries))
    assert match(rows=rows, entries=entries, terms=TERMS) == match(
        rows=shuffled, entries=mixed, terms=TERMS
    )


@given(st.lists(clashing_rows, max_size=12), st.lists(clashing_entries, max_size=12))
def test_only_what_is_about_the_same_is_paired(rows: list[BillRow], entries: list[Entry]) -> None:
    for pair in match(rows=rows, entries=entries, terms=None):
        if pair.row and pair.entry:
            assert (pair.row.kind, pair.row.payment_no, pair.row.refund_no) == (
                pair.entry.kind, pair.entry.payment_no, pair.entry.refund_no,
            )  # fmt: skip


books = st.lists(
    st.builds(Entry, kinds, st.uuids().map(str), st.just(""), amounts, st.just("done")),
    unique_by=lambda entry: entry.payment_no,
    max_size=25,
)
PLANTS: dict[str, Callable[[BillRow], Sequence[BillRow]]] = {
    "matched": lambda row: [row],
    "amount": lambda row: [replace(row, amount_fen=row.amount_fen + 1)],
    "status": lambda row: [replace(row, status="processing")],
    "fee": lambda row: [replace(row, fee_fen=row.fee_fen + 2)],
    "ours_only": lambda row: [],
    "channel_only": lambda row: [row, replace(row, kind="refund", refund_no="BY-HAND")],
}


@given(books, st.data())
def test_what_is_planted_is_found_and_nothing_else(
    entries: list[Entry], data: st.DataObject
) -> None:
    planted = [data.draw(st.sampled_from(sorted(PLANTS))) for _ in entries]
    rows = [
        row
        for entry, plant in zip(entries, planted, strict=True)
        for row in PLANTS[plant](row_of(entry))
    ]
    found = match(rows=rows, entries=entries, terms=TERMS)
    assert sorted(
        (pair.kind, (pair.row or pair.entry).payment_no)  # type: ignore[union-attr]
        for pair in found
        if pair.kind != "matched"
    ) == sorted(
        (plant, entry.payment_no)
        for entry, plant in zip(entries, planted, strict=True)
        if plant != "matched"
    )


@given(st.lists(amounts, min_size=1, max_size=50))
def test_honest_fees_are_never_wrong_however_a_payment_is_cut_up(parts: list[int]) -> None:
    whole = row_of(Entry("payment", "P1", "", sum(parts), "done"))
    pieces = [row_of(Entry("refund", "P1", f"R{n}", part, "done")) for n, part in enumerate(parts)]
    assert all(TERMS.agree_with(row) for row in [whole, *pieces])


RULES: dict[str, tuple[dict[str, object], dict[str, object], str, str]] = {
    "agreeing": (dict(), dict(), "matched", "none"),
    "ours late": (dict(), dict(status="under_way"), "status", "ask_again"),
    "bill early": (dict(status="processing"), dict(), "status", "ask_again"),
    "both at it": (dict(status="processing"), dict(status="under_way"), "status", "ask_again"),
    "bank refused": (dict(status="abnormal"), dict(), "status", "ask_again"),
    "left though failed": (dict(), dict(status="over"), "status", "freeze"),
    "closed with both": (dict(status="closed"), dict(status="over"), "matched", "none"),
    "closed without us": (dict(status="closed"), dict(status="under_way"), "status", "ask_again"),
    "a cent more": (dict(amount_fen=9_801), dict(), "amount", "compare_amount"),
    "a cent and a status": (dict(amount_fen=9_801, status="closed"), dict(), "amount",
                            "compare_amount"),
    "fee kept": (dict(fee_fen=0), dict(), "fee", "check_fee"),
    "fee rounded otherwise": (dict(fee_fen=-58), dict(), "matched", "none"),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_the_gravest_difference_names_the_class_and_each_has_its_step(name: str) -> None:
    in_bill, in_books, kind, step = RULES[name]
    entry = an_entry(**in_books)
    (pair,) = match(rows=[row_of(an_entry(), **in_bill)], entries=[entry], terms=TERMS)
    assert (pair.kind, pair.step) == (kind, step)


def test_a_paid_bill_of_a_payment_we_gave_up_is_asked_about() -> None:
    entry = Entry("payment", "P1", "", 100, "over")
    (pair,) = match(rows=[row_of(entry)], entries=[entry], terms=None)
    assert (pair.kind, pair.step) == ("status", "ask_again")


def test_strangers_are_told_apart_by_what_they_are() -> None:
    payment, refund = Entry("payment", "P9", "", 5, "done"), Entry("refund", "P9", "P9", 5, "done")
    found = match(rows=[row_of(payment), row_of(refund)], entries=[], terms=TERMS)
    assert [(pair.kind, pair.step) for pair in found] == [
        ("channel_only", "find_owner"),
        ("channel_only", "freeze"),
    ]


def test_a_row_that_comes_twice_matches_once() -> None:
    entry = an_entry()
    found = match(rows=[row_of(entry), row_of(entry)], entries=[entry], terms=TERMS)
    assert Counter(pair.kind for pair in found) == {"matched": 1, "channel_only": 1}


def test_where_no_contract_is_known_no_fee_is_wrong() -> None:
    entry = an_entry()
    (pair,) = match(rows=[row_of(entry, fee_fen=5_000)], entries=[entry], terms=None)
    assert pair.kind == "matched"


def test_what_neither_side_did_is_no_difference() -> None:
    assert match(rows=[], entries=[an_entry(status="under_way")], terms=TERMS) == (
        Pair(None, an_entry(status="under_way"), "matched", "none"),
    )


def test_what_only_we_have_waits_until_the_end_of_the_second_day_after() -> None:
    (pair,) = match(rows=[], entries=[an_entry()], terms=TERMS)
    due_at = suspense_ends_at(date(2026, 10, 3))
    assert due_at == day_begins_at(date(2026, 10, 6))
    said = [
        step_at(step=pair.step, due_at=due_at, now=datetime.fromisoformat(now))
        for now in ("2026-10-05T23:59:59+08:00", "2026-10-06T00:00:00+08:00")
    ]
    assert (pair.kind, said) == ("ours_only", ["wait", "ask_channel"])
