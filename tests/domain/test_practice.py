"""Practice cases: each teaches what the site itself does, so that nobody learns it wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from anxin.domain.people import needs_second
from anxin.domain.practice import (
    ANSWERS,
    BUILT_IN,
    FACTS,
    Expected,
    Given,
    Practice,
    answer_of_policy,
    expected_problem,
    is_right,
    snapshot_of,
)
from anxin.domain.quote import Facts, OrderFacts, Piece, RequestFacts, Tender, quote
from anxin.domain.scenario import Scenario, read_scenario
from anxin.domain.wording import clause_title
from anxin.domain.wording.checklists import checklist_lines
from tests.domain.asking import STANDARD_POLICY

KNOWN = [one for one in BUILT_IN if one.scenario]


def keyed(practices: list[Practice]) -> list[object]:
    return [pytest.param(one, id=one.key) for one in practices]


@pytest.mark.parametrize("one", keyed(KNOWN))
def test_the_shipped_policy_gives_the_answer_that_practice_calls_right(one: Practice) -> None:
    read = read_scenario(
        value={**(one.scenario or {}), "policy": "standard"}, policies={"standard": STANDARD_POLICY}
    )
    assert isinstance(read, Scenario), read
    answer = quote(facts=read.facts, policy=STANDARD_POLICY, is_working_day=lambda _day: True)
    paid_fen = sum(tender.fen for tender in read.facts.order.tenders)
    given = answer_of_policy(answer=answer, paid_fen=paid_fen)
    fits = Given(given.answer, given.code, given.low_fen)
    assert is_right(expected=one.expected, given=fits), (given, answer)
    assert answer.clause == one.clause


def test_a_policy_that_drifts_would_be_found() -> None:
    [refused] = [one for one in KNOWN if one.key == "viewed-not-received"]
    drifted = replace(refused, expected=Expected("approve"))
    with pytest.raises(AssertionError):
        test_the_shipped_policy_gives_the_answer_that_practice_calls_right(drifted)


def test_a_sum_in_parts_needs_a_second_person_by_the_shipped_limit() -> None:
    limit = STANDARD_POLICY.limits.senior_above_fen
    assert needs_second(gross_fen=317_500, lately_fen=317_500, limit_fen=limit)
    assert not needs_second(gross_fen=317_500, lately_fen=0, limit_fen=limit)


def test_a_silent_merchant_agrees_up_to_the_shipped_sum() -> None:
    assert STANDARD_POLICY.limits.silence_agrees_fen >= 19_200


def test_all_answers_there_are_have_to_be_given_somewhere() -> None:
    assert {one.expected.answer for one in BUILT_IN} == set(ANSWERS)
    assert len(BUILT_IN) >= 12 and len({one.key for one in BUILT_IN}) == len(BUILT_IN)


@pytest.mark.parametrize("one", keyed(list(BUILT_IN)))
def test_each_rests_on_a_clause_or_a_line_and_says_everything_in_both_languages(
    one: Practice,
) -> None:
    assert expected_problem(expected=one.expected) is None
    assert one.clause or one.line
    if one.clause:
        assert clause_title(policy=STANDARD_POLICY, clause=one.clause, language="zh")
    if one.line:
        assert one.line in {zh for zh, _ in checklist_lines(reason=one.reason)}
    assert {fact.about for fact in one.facts} <= set(FACTS)
    assert all((*one.title, *one.why, *(f.zh for f in one.facts), *(f.en for f in one.facts)))


@pytest.mark.parametrize(
    ("expected", "given", "right"),
    [
        (Expected("approve"), Given("approve"), True),
        (Expected("approve"), Given("reject", "no_rule"), False),
        (Expected("reject", "too_late"), Given("reject", "too_late"), True),
        (Expected("reject", "too_late"), Given("reject", "no_rule"), False),
        (Expected("partial", low_fen=10, high_fen=20), Given("partial", fen=10), True),
        (Expected("partial", low_fen=10, high_fen=20), Given("partial", fen=20), True),
        (Expected("partial", low_fen=10, high_fen=20), Given("partial", fen=21), False),
        (Expected("raise"), Given("ask"), False),
    ],
)
def test_what_is_right(expected: Expected, given: Given, right: bool) -> None:
    assert is_right(expected=expected, given=given) is right


def test_a_snapshot_tells_spans_and_no_hours() -> None:
    paid, delivered, now = (
        datetime(2026, 3, 2, hour, tzinfo=ZoneInfo("Asia/Shanghai")) for hour in (10, 11, 14)
    )
    order = OrderFacts(
        "delivered", (Tender("alipay", 9_800),), paid_at=paid, delivered_at=delivered,
        viewed_units=1, duplicate_of="ORDER-NO-OF-SOMEBODY",
    )  # fmt: skip
    request = RequestFacts("card_invalid", evidence=(Piece("activation_failure"),))
    lines = snapshot_of(facts=Facts(now, order, request))
    told = "；".join(f"{one.zh} {one.en}" for one in lines)
    assert "付款后 1 小时交付" in told and "Asked 3 h after delivery" in told
    assert "¥98.00" in told and "已查看 1 / 1" in told and "与记录一致" in told
    assert not [word for word in ("2026", "10:00", "ORDER-NO", "alipay") if word in told]
    assert {one.about for one in lines} <= set(FACTS)
