"""What may be reported of a membership's use, and until when it still matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.policy import Policy, compile_policy
from anxin.domain.quote import Facts, OrderFacts, Tender
from anxin.domain.use import Use, bought_units, counted_at, why_no_use, why_not_reported
from tests.domain.asking import CHINA, STANDARD_POLICY
from tests.domain.policy.test_variants import MEMBERSHIP

DELIVERED = datetime(2026, 3, 2, 10, 1, 30, tzinfo=CHINA)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
GENEROUS = compile_policy(MEMBERSHIP)


def facts(*, after: timedelta = 5 * HOUR, kind: str = "membership", **order: Any) -> Facts:
    """Three units for 30 yuan; complete four hours after delivery, or what it `took`."""
    state = order.pop("state", "delivered")
    times: dict[str, Any] = {"delivered_at": DELIVERED} if state != "delivering" else {}
    if state == "completed":
        times["completed_at"] = DELIVERED + order.pop("took", 4 * HOUR)
    refunded_fen = order.pop("refunded_fen", 0)
    return Facts(
        now=DELIVERED + after,
        kind=kind,
        order=OrderFacts(
            state=state,
            tenders=(Tender("alipay", 3_000, refunded_fen),),
            paid_at=DELIVERED - HOUR,
            ordered_units=3,
            **times,
            **order,
        ),
    )


@pytest.mark.parametrize(("asked", "policy", "code"), [
    ({}, STANDARD_POLICY, ""),
    ({"state": "activated"}, STANDARD_POLICY, ""),
    ({"after": 6 * DAY}, STANDARD_POLICY, ""),
    ({"state": "completed", "after": 72 * HOUR}, STANDARD_POLICY, ""),
    ({"state": "completed", "after": 72 * HOUR + SECOND}, STANDARD_POLICY, "over"),
    ({"state": "completed", "took": 7 * DAY, "after": 8 * DAY}, STANDARD_POLICY, ""),
    ({"state": "completed", "took": 7 * DAY, "after": 8 * DAY + SECOND}, STANDARD_POLICY, "over"),
    ({"state": "completed", "after": 7 * DAY}, GENEROUS, ""),
    ({"state": "completed", "after": 7 * DAY + SECOND}, GENEROUS, "over"),
    ({"state": "delivering"}, STANDARD_POLICY, "not_delivered"),
    ({"state": "awaiting_payment"}, STANDARD_POLICY, "not_delivered"),
    ({"state": "cancelled"}, STANDARD_POLICY, "not_delivered"),
    ({"kind": "card_secret"}, STANDARD_POLICY, "not_used"),
    ({"kind": "physical"}, STANDARD_POLICY, "not_used"),
    ({"used_units": 2}, STANDARD_POLICY, ""),
    ({"used_units": 3}, STANDARD_POLICY, "used_up"),
    ({"used_units": 2, "refunded_units": 1, "refunded_fen": 1_000}, STANDARD_POLICY, "used_up"),
    ({"refunded_units": 3, "refunded_fen": 3_000}, STANDARD_POLICY, "over"),
    ({"refunded_fen": 3_000}, STANDARD_POLICY, "over"),
])  # fmt: skip
def test_use_is_reported_while_it_can_still_change_what_comes_back(
    asked: dict[str, Any], policy: Policy, code: str
) -> None:
    assert why_no_use(facts=facts(**asked), policy=policy, frozen=False) == code


def test_while_a_request_is_open_a_claim_is_heard_however_late() -> None:
    late = facts(state="completed", after=40 * DAY)
    assert why_no_use(facts=late, policy=STANDARD_POLICY, frozen=False) == "over"
    assert why_no_use(facts=late, policy=STANDARD_POLICY, frozen=True) == ""


FIRST = Use(1, DELIVERED + 2 * HOUR)
CLAIM = replace(FIRST, claimed=True)


@pytest.mark.parametrize(("units", "after", "before", "code"), [
    (0, HOUR, None, ""),
    (3, HOUR, None, ""),
    (1, 5 * HOUR, None, ""),
    (4, HOUR, None, "units_out_of_range"),
    (-1, HOUR, None, "units_out_of_range"),
    (10**30, HOUR, None, "units_out_of_range"),
    (1, -SECOND * 30, None, ""),
    (1, -SECOND * 31, None, "before_delivery"),
    (1, -40 * DAY, None, "before_delivery"),
    (1, 5 * HOUR + SECOND, None, "in_future"),
    (2, 3 * HOUR, FIRST, ""),
    (2, HOUR, FIRST, "before_last"),
    (0, 3 * HOUR, FIRST, "lower"),
    (1, 3 * HOUR, FIRST, "nothing_new"),
    (1, 3 * HOUR, CLAIM, ""),
    (0, 3 * HOUR, CLAIM, "lower"),
])  # fmt: skip
def test_a_report_only_goes_up_and_stays_within_what_was_bought_and_its_time(
    units: int, after: timedelta, before: Use | None, code: str
) -> None:
    use = Use(units, DELIVERED + after)
    assert why_not_reported(use=use, before=before, facts=facts()) == code


def test_a_claim_is_not_said_twice() -> None:
    again = Use(1, DELIVERED + 3 * HOUR, claimed=True)
    assert why_not_reported(use=again, before=CLAIM, facts=facts()) == "nothing_new"


def test_what_is_written_down_is_never_before_delivery() -> None:
    order = facts().order
    assert counted_at(use=Use(1, DELIVERED - 20 * SECOND), order=order) == DELIVERED
    assert counted_at(use=FIRST, order=order) == FIRST.at


reports = st.lists(
    st.tuples(st.integers(-3, 9), st.integers(-300, 700), st.booleans()), min_size=1, max_size=12
)


@given(reports=reports, refunded=st.integers(0, 3))
def test_whatever_is_reported_the_facts_go_up_and_fit_beside_what_was_refunded(
    reports: list[tuple[int, int, bool]], refunded: int
) -> None:
    asked = facts(refunded_units=refunded)
    taken: list[Use] = []
    for units, minutes, claimed in reports:
        use = Use(units, DELIVERED + timedelta(minutes=minutes), claimed)
        before = taken[-1] if taken else None
        if not why_not_reported(use=use, before=before, facts=asked):
            taken.append(use)
    figures = [use.units for use in taken]
    assert figures == sorted(figures)
    assert all(0 <= units <= bought_units(order=asked.order) for units in figures)
    assert all(use.at <= asked.now for use in taken)
