"""What follows from a quote: the states that case and order walk, and whether money moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from anxin.domain.case import (
    Course,
    Standing,
    course_of_approval,
    course_of_replacement,
    course_of_submission,
    owed_by_itself,
    silence_agrees,
)
from anxin.domain.quote.facts import Answer
from anxin.domain.states import IllegalMove

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def answer(outcome: str, **more: object) -> Answer:
    """A quote of that outcome over one unit."""
    return Answer(outcome, "some_clause", **{"units": 1, **more})  # type: ignore[arg-type]


def standing(order_state: str, *, all_back: bool = True, at_once: bool = True) -> Standing:
    """Where a case stands."""
    return Standing(NOW, order_state, all_back, at_once)


SUBMISSIONS = [
    # outcome, order before, all back, case after, order after, pays
    ("refuse", "delivered", False, "rejected", "delivered", False),
    ("need_evidence", "delivered", True, "needs_evidence", "delivered", False),
    ("review", "delivered", True, "platform_review", "delivered", False),
    ("review", "cooling_off", True, "platform_review", "cooling_off", False),
    ("approve", "cooling_off", True, "refunded", "cancelled", True),
    ("approve", "cooling_off", False, "refunded", "cooling_off", True),
    ("approve", "delivering", True, "refunded", "cancelled", True),
    ("approve", "delivery_failed", True, "refunded", "cancelled", True),
    ("approve", "delivered", True, "refunded", "delivered", True),
    ("instant", "completed", True, "refunded", "completed", True),
    ("instant", "activated", False, "refunded", "activated", True),
]


@pytest.mark.parametrize(
    ("outcome", "order", "all_back", "case_after", "order_after", "pays"), SUBMISSIONS
)
def test_a_request_ends_where_its_answer_leads(
    outcome: str, order: str, all_back: bool, case_after: str, order_after: str, pays: bool
) -> None:
    course = course_of_submission(
        answer=answer(outcome), standing=standing(order, all_back=all_back)
    )
    assert (course.case[0], course.case[-1]) == ("submitted", case_after)
    assert (course.order[-1], course.pays) == (order_after, pays)


def test_what_arrived_in_part_is_delivered_once_the_rest_went_back() -> None:
    course = course_of_submission(
        answer=answer("approve", units=0), standing=standing("delivering", all_back=False)
    )
    assert course.order == ("delivering", "delivered")


def test_evidence_is_waited_for_72_hours_and_a_review_until_it_is_due() -> None:
    waits = course_of_submission(
        answer=answer("need_evidence"), standing=standing("delivered", all_back=True)
    )
    review = course_of_submission(
        answer=answer("review", decide_by=LATER), standing=standing("delivered", all_back=True)
    )
    assert waits.due_at == NOW + timedelta(hours=72)
    assert review.due_at == LATER


def test_what_may_be_the_merchants_fault_is_its_turn_for_half_of_the_time() -> None:
    course = course_of_submission(
        answer=answer("review", cause="merchant", decide_by=LATER), standing=standing("delivered")
    )
    assert (course.case, course.stops) == (("submitted", "merchant_turn"), False)
    assert course.due_at == NOW + timedelta(hours=12)


def test_a_replacement_has_a_day_and_no_money_moves() -> None:
    course = course_of_replacement(case_state="appealed", standing=standing("delivered"))
    assert course.case == ("appealed", "arbitration", "approved", "replacing")
    assert (course.due_at, course.pays) == (NOW + timedelta(hours=24), False)


SILENCE = [
    # tier, gross, verdicts, agrees
    ("expedited", 50_000, ("consistent",), True),
    ("first_line", 50_001, ("consistent",), False),
    ("first_line", 100, ("unreadable",), False),
    ("first_line", 100, (), False),
    ("first_line", 100, ("consistent", "suspicious"), False),
    ("senior", 100, ("consistent",), False),
    ("supervisor", 100, ("consistent",), False),
]


@pytest.mark.parametrize(("tier", "gross_fen", "verdicts", "agrees"), SILENCE)
def test_silence_agrees_only_to_what_is_shown_not_large_and_not_doubted(
    tier: str, gross_fen: int, verdicts: tuple[str, ...], agrees: bool
) -> None:
    said = silence_agrees(tier=tier, gross_fen=gross_fen, verdicts=verdicts, limit_fen=50_000)
    assert said is agrees


def test_a_sum_that_is_given_leaves_the_order_where_it_is() -> None:
    where = Standing(NOW, "delivering", all_back=False, at_once=True, keeps_goods=True)
    course = course_of_approval(
        case_state="platform_review", answer=answer("review", units=0), standing=where
    )
    assert course.order == ("delivering",)


def test_goods_that_come_back_are_waited_for_before_anything_is_paid() -> None:
    course = course_of_submission(
        answer=answer("approve", return_goods=True),
        standing=standing("delivered"),
    )
    assert (course.case[-1], course.pays, course.case_open) == ("awaiting_return", False, True)


def test_goods_that_are_never_sent_back_do_not_hold_the_case_for_ever() -> None:
    course = course_of_approval(
        case_state="platform_review",
        answer=answer("review", return_goods=True),
        standing=standing("delivered"),
    )
    assert course.due_at == NOW + timedelta(days=7)


@pytest.mark.parametrize("state", ["submitted", "platform_review", "awaiting_return"])
def test_a_refund_through_a_channel_stays_under_way_until_the_channel_has_paid(
    state: str,
) -> None:
    where = standing("delivered", at_once=False)
    course = (
        course_of_submission(answer=answer("approve"), standing=where)
        if state == "submitted"
        else course_of_approval(case_state=state, answer=answer("review"), standing=where)
    )
    assert (course.case[-1], course.pays, course.case_open) == ("refunding", True, True)


def test_an_approved_return_pays_once_the_goods_are_back() -> None:
    course = course_of_approval(
        case_state="awaiting_return",
        answer=answer("review", return_goods=True),
        standing=standing("delivered"),
    )
    assert course == Course(("awaiting_return", "refunding", "refunded"), ("delivered",), pays=True)


@pytest.mark.parametrize("state", ["platform_review", "needs_evidence"])
def test_an_approval_pays_and_closes(state: str) -> None:
    course = course_of_approval(
        case_state=state, answer=answer("review"), standing=standing("delivered")
    )
    assert course.case == (state, "approved", "refunding", "refunded")
    assert course.pays and not course.case_open


@pytest.mark.parametrize("state", ["refunded", "rejected", "withdrawn", "refunding"])
def test_what_is_decided_cannot_be_approved(state: str) -> None:
    with pytest.raises(IllegalMove):
        course_of_approval(
            case_state=state, answer=answer("review"), standing=standing("delivered")
        )


@pytest.mark.parametrize("order", ["awaiting_payment", "cancelled"])
def test_an_order_outside_delivery_is_left_where_it_is(order: str) -> None:
    course = course_of_submission(answer=answer("refuse"), standing=standing(order, all_back=False))
    assert course.order == (order,)


@pytest.mark.parametrize(
    ("clause", "outcome", "gross_fen", "after"),
    [
        ("undelivered", "review", 64_800, "approve"),
        ("undelivered", "need_evidence", 64_800, "approve"),
        ("undelivered", "approve", 100, "approve"),
        ("undelivered", "refuse", 0, "refuse"),
        ("proven_fault", "review", 64_800, "review"),
        ("partly_delivered", "need_evidence", 100, "need_evidence"),
    ],
)
def test_the_site_itself_gives_back_what_was_not_delivered_and_decides_nothing_else(
    clause: str, outcome: str, gross_fen: int, after: str
) -> None:
    review = outcome == "review"
    tier, decide_by = ("senior", LATER) if review else (None, None)
    quoted = Answer(outcome, clause, tier=tier, gross_fen=gross_fen, decide_by=decide_by)
    followed = owed_by_itself(answer=quoted)
    assert (followed.outcome, followed.gross_fen) == (after, gross_fen)
    assert (followed.tier is None) == (after != "review")
