"""What a proposal needs, what each silence leads to, when a penalty restrains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anxin.domain.standing.penalty import (
    AFTER_APPEAL,
    APPEAL_DAYS,
    BASES,
    KINDS,
    LONGEST_DAYS,
    MEASURES,
    WAITING,
    Item,
    at_deadline,
    due_of,
    end_of,
    ends_at,
    path_of_confirmation,
    proposal_problem,
    restrains,
)
from anxin.domain.standing.proposing import Day, failing, proposals_of
from anxin.domain.states import PENALTY, PENALTY_ENDED, check_path
from anxin.domain.wording import standing

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
WHY = "三笔订单的卡密都被发卡方判为无效"


def problem(**changed: Any) -> str | None:
    """What a warning lacks once it is changed so."""
    proposal: dict[str, Any] = {
        "kind": "warning",
        "basis": "cards_failing",
        "why": WHY,
        "protective": False,
        "items": (),
        "days": None,
        "has_product": False,
        "deposit_fen": 10_000,
    }
    return proposal_problem(**(proposal | changed))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"kind": "fine"}, "kind_unknown"),
        ({"basis": "mood"}, "basis_missing"),
        ({"why": "不好"}, "why_missing"),
        ({"why": " " * 40}, "why_missing"),
        ({"why": "长" * 1_001}, "why_missing"),
        ({"kind": "delist"}, "product_missing"),
        ({"has_product": True}, "product_missing"),
        ({"kind": "delist", "has_product": True}, None),
        ({"kind": "delist", "has_product": True, "protective": True}, None),
        ({"kind": "suspend"}, "days_missing"),
        ({"days": 3}, "days_missing"),
        ({"kind": "suspend", "days": 0}, "days_out_of_range"),
        ({"kind": "suspend", "days": 91}, "days_out_of_range"),
        ({"kind": "suspend", "days": 90}, None),
        ({"kind": "suspend", "days": 7, "protective": True}, None),
        ({"kind": "suspend", "days": 7, "protective": True, "basis": "silent"}, "not_protective"),
        ({"kind": "expel", "protective": True}, "not_protective"),
        ({"protective": True}, "not_protective"),
        ({"kind": "deduction"}, "calculation_missing"),
        ({"items": (Item("卡密无效", 1, 100),)}, "calculation_missing"),
        ({"kind": "deduction", "items": (Item("卡密无效", 0, 100),)}, "calculation_wrong"),
        ({"kind": "deduction", "items": (Item("卡密无效", 1, -100),)}, "calculation_wrong"),
        ({"kind": "deduction", "items": (Item("", 1, 100),)}, "calculation_wrong"),
        ({"kind": "deduction", "items": (Item("卡密无效", 2, 5_000),)}, None),
        ({"kind": "deduction", "items": (Item("卡密无效", 2, 5_001),)}, "more_than_deposit"),
        ({"kind": "expel"}, "beyond_the_rule"),
        ({"kind": "expel", "basis": "repeated"}, None),
        ({"kind": "expel", "basis": "unlawful_goods"}, None),
        ({"kind": "delist", "has_product": True, "basis": "silent"}, "beyond_the_rule"),
        ({"kind": "suspend", "days": 8, "basis": "score_low"}, "longer_than_the_rule"),
        ({"kind": "suspend", "days": 7, "basis": "score_low"}, None),
    ],
)  # fmt: skip
def test_a_proposal_has_basis_reasons_and_all_that_its_kind_needs(
    changed: dict[str, Any], code: str | None
) -> None:
    assert problem(**changed) == code


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_restrains_when_it_should_and_never_once_it_is_over(kind: str) -> None:
    stops = kind in ("delist", "suspend", "expel")
    for state in PENALTY:
        early = state in ("proposed", "heard", "unheard")
        over = state in PENALTY_ENDED
        assert restrains(kind=kind, state=state, protective=False) == (
            stops and not early and not over
        )
        assert restrains(kind=kind, state=state, protective=True) == (stops and not over)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["heard", "unheard"])
def test_money_and_closing_wait_for_the_appeal_all_else_takes_effect_at_once(
    kind: str, state: str
) -> None:
    path = path_of_confirmation(kind=kind, state=state)
    check_path(lifecycle=PENALTY, path=path)
    assert (path[-1] == "confirmed") == (kind in AFTER_APPEAL)


@pytest.mark.parametrize("state", sorted(WAITING))
def test_every_waiting_state_has_a_deadline_and_something_that_happens_at_it(state: str) -> None:
    due_at = due_of(state=state, now=NOW, is_working_day=lambda _day: None)
    assert due_at is not None and due_at > NOW
    path = at_deadline(state=state, kind="delist")
    check_path(lifecycle=PENALTY, path=path)


def test_silence_of_the_merchant_decides_nothing_and_silence_of_the_platform_ends_it() -> None:
    assert at_deadline(state="proposed", kind="expel")[-1] == "unheard"
    for state in ("heard", "unheard"):
        assert at_deadline(state=state, kind="expel")[-1] == "dropped"
    assert at_deadline(state="appealed", kind="expel")[-1] == "overturned"


@pytest.mark.parametrize("state", sorted(set(PENALTY) - PENALTY_ENDED))
def test_what_is_made_good_can_end_from_everywhere(state: str) -> None:
    check_path(lifecycle=PENALTY, path=(state, end_of(state=state)))


def test_the_hearing_is_three_working_days_and_the_appeal_seven_days() -> None:
    monday = due_of(state="proposed", now=NOW, is_working_day=lambda _day: None)
    assert monday == NOW + timedelta(days=3)
    friday = NOW + timedelta(days=4)
    over_a_weekend = due_of(state="proposed", now=friday, is_working_day=lambda _day: None)
    assert over_a_weekend == friday + timedelta(days=5)
    appeal = due_of(state="confirmed", now=NOW, is_working_day=lambda _day: None)
    assert appeal == NOW + timedelta(days=APPEAL_DAYS)


@pytest.mark.parametrize(
    ("kind", "days", "length"),
    [("warning", None, 90), ("suspend", 7, 7), ("delist", None, None), ("expel", None, None)],
)
def test_a_warning_and_a_suspension_end_by_themselves(
    kind: str, days: int | None, length: int | None
) -> None:
    ends = ends_at(kind=kind, now=NOW, days=days)
    assert ends == (NOW + timedelta(days=length) if length else None)


SAID_AS = {
    "warning": ("警告", "warning"),
    "deduction": ("扣除保证金", "deduction"),
    "delist": ("下架", "delist"),
    "suspend": ("暂停接单", "new orders"),
    "expel": ("清退", "expulsion"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("basis", BASES)
def test_a_rule_says_in_words_what_it_allows_and_nothing_else(basis: str, language: str) -> None:
    said = standing.rule_text(basis=basis, language=language)
    place = 1 if language == "en" else 0
    named = {kind for kind, words in SAID_AS.items() if words[place] in said}
    assert named == set(MEASURES[basis])


def test_the_system_proposes_nothing_that_its_rules_do_not_allow() -> None:
    poor = [Day(points=0, short_fen=1)] * 14
    for one in (*proposals_of(days=poor), failing(cases=3, orders=3)):
        assert one.kind in MEASURES[one.rule]
        assert (one.days or 0) <= LONGEST_DAYS.get(one.rule, 90)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("basis", BASES)
def test_every_basis_has_its_rule_in_words(basis: str, language: str) -> None:
    said = standing.rule_text(basis=basis, language=language)
    assert said.endswith("。" if language == "zh" else ".")
    assert language == "zh" or said.isascii()
