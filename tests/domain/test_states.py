"""The lifecycles: whole, reachable, and with a way out of every state that is not an end."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from anxin.domain.states import (
    CARD_LOCK,
    CASE,
    CASE_OPEN,
    IDENTITY_CHECK,
    INSTANT_LOOK,
    MINOR_CLAIM,
    MINOR_CLAIM_FREEZES,
    ORDER,
    PAYMENT,
    PENALTY,
    PENALTY_ENDED,
    QUALITY_CHECK,
    QUOTED_AS,
    RECALL,
    RECALL_LINE,
    REFUND,
    RISK_APPEAL,
    SERVED,
    SUPPLIER_OPEN,
    SUPPLIER_ORDER,
    TENDER,
    UNDELIVERED,
    IllegalMove,
    Lifecycle,
    check_path,
)
from anxin.domain.words import STATES

LIFECYCLES: Mapping[str, tuple[Lifecycle, str, set[str]]] = {
    "instant look": (INSTANT_LOOK, "waiting", {"right", "let_be", "abuse"}),
    "order": (ORDER, "awaiting_payment", {"completed", "cancelled"}),
    "case": (CASE, "submitted", {"refunded", "replaced", "upheld", "withdrawn"}),
    "payment": (PAYMENT, "waiting", {"captured"}),
    "tender": (TENDER, "held", {"captured", "released"}),
    "refund": (REFUND, "reserved", {"failed", "reversed"}),
    "card lock": (CARD_LOCK, "none", {"used", "gone"}),
    "appeal of a restriction": (RISK_APPEAL, "checking", {"accepted", "rejected", "lapsed"}),
    "identity check": (IDENTITY_CHECK, "waiting", {"confirmed", "not_confirmed", "unanswered"}),
    "minor's claim": (MINOR_CLAIM, "draft", {"decided", "rejected", "withdrawn", "lapsed"}),
    "penalty": (PENALTY, "proposed", {"dropped", "overturned", "lifted"}),
    "check of a decision": (
        QUALITY_CHECK,
        "waiting",
        {"agreed", "silent", "confirmed", "taken_back"},
    ),
    "recall": (RECALL, "frozen", {"done", "refused"}),
    "row of a recall": (RECALL_LINE, "pending", {"done"}),
    "supplier's order": (SUPPLIER_ORDER, "wanted", {"succeeded", "failed", "cancelled"}),
}
each = pytest.mark.parametrize(("lifecycle", "first", "ends"), LIFECYCLES.values(), ids=LIFECYCLES)


def reached_from(lifecycle: Lifecycle, first: str) -> set[str]:
    """Return every state that can follow, however many steps later."""
    reached, fresh = {first}, [first]
    while fresh:
        for after in lifecycle[fresh.pop()] - reached:
            reached.add(after)
            fresh.append(after)
    return reached


@each
def test_every_state_that_follows_is_a_state(
    lifecycle: Lifecycle, first: str, ends: set[str]
) -> None:
    assert {after for following in lifecycle.values() for after in following} <= set(lifecycle)


@each
def test_every_state_can_be_reached(lifecycle: Lifecycle, first: str, ends: set[str]) -> None:
    assert reached_from(lifecycle, first) == set(lifecycle)


@each
def test_only_end_states_have_no_way_out(lifecycle: Lifecycle, first: str, ends: set[str]) -> None:
    assert {state for state, after in lifecycle.items() if not after} == ends


@each
def test_an_end_can_be_reached_from_everywhere(
    lifecycle: Lifecycle, first: str, ends: set[str]
) -> None:
    assert all(reached_from(lifecycle, state) & ends for state in lifecycle)


@each
def test_no_state_follows_itself(lifecycle: Lifecycle, first: str, ends: set[str]) -> None:
    assert not [state for state, after in lifecycle.items() if state in after]


def test_the_quote_knows_every_order_state_under_some_word() -> None:
    assert {QUOTED_AS.get(state, state) for state in ORDER} == set(STATES)


def test_a_paid_order_is_undelivered_or_served_or_over() -> None:
    assert not UNDELIVERED & SERVED
    assert set(ORDER) - UNDELIVERED - SERVED == {"awaiting_payment", "cancelled"}


def test_a_case_is_open_until_it_was_given_refused_or_withdrawn() -> None:
    assert set(CASE) - CASE_OPEN == {"refunded", "replaced", "rejected", "upheld", "withdrawn"}


def test_a_refund_whose_outcome_is_unknown_is_never_given_up_without_the_channels_word() -> None:
    assert "reversed" not in REFUND["unknown"]
    assert REFUND["unknown"] >= {"succeeded", "failed", "processing"}


@pytest.mark.parametrize(
    "path",
    [
        ("cooling_off", "delivered"),
        ("delivered", "cancelled"),
        ("cancelled", "delivering"),
        ("completed", "delivered"),
        ("awaiting_payment", "cooling_off", "awaiting_payment"),
    ],
)
def test_a_step_that_the_order_does_not_have_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(IllegalMove):
        check_path(lifecycle=ORDER, path=path)


@pytest.mark.parametrize(
    "path",
    [("refunded", "refunding"), ("rejected", "approved"), ("approved", "withdrawn")],
)
def test_a_step_that_the_case_does_not_have_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(IllegalMove):
        check_path(lifecycle=CASE, path=path)


def test_a_penalty_is_over_in_its_end_states_alone() -> None:
    assert {state for state, after in PENALTY.items() if not after} == PENALTY_ENDED


def test_no_penalty_takes_effect_before_the_merchant_had_its_turn() -> None:
    assert PENALTY["proposed"] == {"heard", "unheard", "dropped"}
    assert not PENALTY["proposed"] & {"confirmed", "in_force"}


def test_a_suppliers_order_is_open_from_the_first_call_to_the_last_word() -> None:
    ends = {state for state, after in SUPPLIER_ORDER.items() if not after}
    assert set(SUPPLIER_ORDER) - ends - {"wanted"} == SUPPLIER_OPEN


def test_an_account_stands_still_only_for_a_claim_that_can_still_end() -> None:
    assert all(MINOR_CLAIM[state] for state in MINOR_CLAIM_FREEZES)
