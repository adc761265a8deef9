"""What a later page is to an earlier one, case by case."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.domain.evidence.judging import KINDS, judge, may_be_same
from anxin.domain.evidence.pieces import FIELD_NAMES, Box, Field, Likeness

PLACE = Box(100, 200, 300, 230)
ELSEWHERE = Box(0, 900, 200, 940)
ORDER = "7KX0123456789ABCDEFGHJKMNP"
TRADE = "2026112622001234567890123456"
CARD = "A7K2-9M3P-Q4RT"


def read(values: Mapping[str, str], confidence: float = 0.99) -> list[Field]:
    """Fields as they are read, all in one place."""
    return [Field(name, value, confidence, PLACE) for name, value in values.items()]


def laid(*spots: Box, differing: float = 0.01) -> Likeness:
    """Two pages that lie on each other and differ in these places."""
    return Likeness(aligned=True, differing=differing, lowest=0.3 if spots else 0.97, spots=spots)


BILL = {"trade_no": TRADE, "amount": "259.13", "time": "2026-11-26 14:03:59"}
OTHER_BILL = {
    "trade_no": "2026031122009876501234598765",
    "amount": "12.00",
    "time": "2026-03-11 09:40:00",
}
CARD_PAGE = {"card_code": CARD, "error_code": "ERR_10027"}

CASES: dict[str, tuple[dict[str, str], dict[str, str], Likeness, str]] = {
    "what cannot be laid over is different": (BILL, BILL, Likeness(aligned=False), "different"),
    "what differs everywhere is different": (BILL, BILL, laid(PLACE, differing=0.9), "different"),
    "what differs nowhere is the same": (BILL, BILL, laid(), "same"),
    "a page that nothing is read on is the same too": ({}, {}, laid(), "same"),
    "a misreading where the pixels agree is no change": (
        BILL, BILL | {"amount": "259.18"}, laid(), "same",
    ),
    "a changed amount is an edit": (BILL, BILL | {"amount": "959.13"}, laid(PLACE), "edited"),
    "a changed time is an edit": (
        BILL, BILL | {"time": "2026-11-26 14:08:59"}, laid(PLACE), "edited",
    ),
    "one figure of the only number is an edit": (
        CARD_PAGE, CARD_PAGE | {"card_code": CARD.replace("9M3P", "9M3R")}, laid(PLACE), "edited",
    ),
    "another card on the same error page is another buyer's": (
        CARD_PAGE, CARD_PAGE | {"card_code": "XW4C-77QD-3LND"}, laid(PLACE), "similar",
    ),
    "other values on the same page are another buyer's": (
        BILL, OTHER_BILL, laid(PLACE), "similar",
    ),
    "the same number on a page that looks otherwise is no edit": (
        BILL, BILL | {"amount": "12.00"}, laid(PLACE, differing=0.3), "similar",
    ),
    "a box drawn around what reads the same is a mark": (BILL, BILL, laid(PLACE), "marked"),
    "a number that was covered is a mark": (
        BILL, {name: BILL[name] for name in ("amount", "time")}, laid(PLACE), "marked",
    ),
    "a mark over much of a page with the same number is a mark": (
        BILL, BILL, laid(PLACE, ELSEWHERE, differing=0.3), "marked",
    ),
    "a faint spot alone is nothing": (
        BILL, BILL, Likeness(True, differing=0.0, lowest=0.50, spots=[PLACE]), "same",
    ),
    "the same error under another clock is another buyer's": (
        {"error_code": "ERR_10027"}, {"error_code": "ERR_10027"}, laid(ELSEWHERE), "similar",
    ),
    "another clock over a bare error page is another buyer's": (
        {}, {}, laid(ELSEWHERE), "similar",
    ),
    "a change of figures that look alike is none": (
        CARD_PAGE, CARD_PAGE | {"card_code": CARD.replace("2", "Z")},
        laid(PLACE), "marked",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_judged_by_texts_and_pixels_together(name: str) -> None:
    earlier, later, likeness, kind = CASES[name]
    assert judge(earlier=read(earlier), later=read(later), likeness=likeness).kind == kind


def test_an_edit_names_the_field_both_values_and_the_place() -> None:
    later = read(BILL | {"amount": "959.13"})
    judged = judge(earlier=read(BILL), later=later, likeness=laid(PLACE, ELSEWHERE))
    (change,) = judged.changes
    assert (change.name, change.was, change.now) == ("amount", "259.13", "959.13")
    assert judged.spots == (PLACE,)
    assert judged.sure


def test_the_place_of_an_edit_is_the_part_of_the_field_that_differs() -> None:
    sign, beside = Box(180, 190, 210, 240), Box(290, 190, 400, 240)
    judged = judge(
        earlier=read(BILL), later=read(BILL | {"amount": "959.13"}), likeness=laid(beside, sign)
    )
    assert judged.spots == (Box(180, 200, 210, 230),)


@pytest.mark.parametrize("changed", [{"error_code": "ERR_10031"}, {"time": "2026-11-26 15:00"}])
def test_what_a_cards_page_may_show_at_a_second_visit_is_never_sure(
    changed: dict[str, str],
) -> None:
    before = CARD_PAGE | {"time": "2026-11-26 14:00"}
    judged = judge(earlier=read(before), later=read(before | changed), likeness=laid(PLACE))
    assert (judged.kind, judged.sure) == ("edited", False)


def test_a_change_that_was_read_badly_is_none() -> None:
    later = read(BILL | {"amount": "959.13"}, confidence=0.5)
    judged = judge(earlier=read(BILL), later=later, likeness=laid(PLACE))
    assert judged.kind == "marked"


def test_a_change_beside_the_spot_is_none() -> None:
    later = read(BILL | {"amount": "959.13"})
    judged = judge(earlier=read(BILL), later=later, likeness=laid(ELSEWHERE))
    assert judged.kind == "marked"


def test_a_number_too_short_to_be_of_one_order_does_not_say_that_a_page_is_the_same() -> None:
    judged = judge(
        earlier=read({"card_code": "1234"}), later=read({"card_code": "1234"}), likeness=laid()
    )
    assert (judged.kind, judged.sure) == ("same", False)


numbers = st.floats(allow_nan=True, allow_infinity=True)
places = st.sampled_from([PLACE, ELSEWHERE, Box(0, 0, 0, 0), Box(5000, -10, -10, 5000)])
fields = st.lists(
    st.builds(
        Field,
        name=st.sampled_from(FIELD_NAMES),
        value=st.sampled_from(["", "0", "259.13", ORDER, TRADE, CARD, "卡密", "x" * 300]),
        confidence=numbers,
        box=places,
    ),
    max_size=4,
)
likenesses = st.builds(
    Likeness,
    aligned=st.booleans(),
    differing=numbers,
    lowest=numbers,
    spots=st.lists(places, max_size=4),
)


@settings(max_examples=60, deadline=None)
@given(earlier=fields, later=fields, likeness=likenesses)
def test_every_page_is_judged_whatever_was_read_and_measured(
    earlier: list[Field], later: list[Field], likeness: Likeness
) -> None:
    judged = judge(earlier=earlier, later=later, likeness=likeness)
    assert judged.kind in KINDS
    assert bool(judged.changes) == (judged.kind == "edited")


@settings(max_examples=30, deadline=None)
@given(page=fields)
def test_a_page_is_the_same_as_itself(page: list[Field]) -> None:
    assert judge(earlier=page, later=page, likeness=laid(differing=0.0)).kind == "same"


NUMBERS = [
    ({"order_no": "7K3M9QZ2XH5T"}, {"order_no": "7K3M9QZ2XH5T"}, True),
    ({"order_no": "7K3M9QZ2XH5T"}, {"order_no": "7K3M9QZ2XH58"}, True),
    ({"order_no": "7K3M9QZ2XH5T"}, {"order_no": "ABCDEFGHJKMN"}, False),
    ({"order_no": "7K3M9QZ2XH5T", "card_code": "AAAA-BBBB"}, {"card_code": "AAAA-BBBB"}, True),
    ({"order_no": "7K3M9QZ2XH5T", "card_code": "AAAA-BBBB"},
     {"order_no": "ABCDEFGHJKMN", "card_code": "AAAA-BBBB"}, True),
    ({"amount": "98.00"}, {"amount": "1.00"}, True),
    ({}, {"order_no": "7K3M9QZ2XH5T"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("earlier", "later", "may_be"), NUMBERS)
def test_pages_with_other_numbers_need_not_be_laid_beside_each_other(
    earlier: dict[str, str], later: dict[str, str], may_be: bool
) -> None:
    box = Box(0, 0, 9, 9)
    fields = [[Field(n, v, 0.9, box) for n, v in one.items()] for one in (earlier, later)]
    assert may_be_same(earlier=fields[0], later=fields[1]) is may_be
