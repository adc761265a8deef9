"""A buyer is told while filling in what a rejection would say days later, and what would do better.

Every offer is compared by the policy itself; a table of stories, then what holds for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from anxin.adapters.calendar.china import is_working_day
from anxin.domain.quote import Answer, Facts, OrderFacts, Piece, RequestFacts, Tender, quote
from anxin.domain.request import Advice, Said, advise
from anxin.domain.terms import reasons_for
from anxin.domain.wording import advice_name, advice_sentence, offer_button
from anxin.domain.words import KINDS
from tests.domain.asking import COMPLETED_AT, DELIVERED_AT, PAID_AT, STANDARD_POLICY

HOUR = timedelta(hours=1)
LATE = {"paid_at": DELIVERED_AT - timedelta(hours=30)}
TWIN = {"duplicate_of": "an earlier order"}
SHORT = {"ordered_value_fen": 5_000, "delivered_value_fen": 3_000}


def facts_of(
    reason: str | None,
    *,
    kind: str = "card_secret",
    special: str | None = None,
    after: timedelta = 4 * HOUR,
    fen: int = 9_800,
    evidence: tuple[Piece, ...] = (),
    **order: Any,
) -> Facts:
    given = {"paid_at": PAID_AT, "delivered_at": DELIVERED_AT, "completed_at": COMPLETED_AT}
    ordered = OrderFacts(
        **{"state": "delivered", "tenders": (Tender("alipay", fen),), **given, **order}
    )
    request = RequestFacts(reason=reason, evidence=evidence)
    return Facts(DELIVERED_AT + after, ordered, request, kind=kind, special=special)


def answer_of(facts: Facts, reason: str) -> Answer:
    asked = replace(facts, request=replace(facts.request, reason=reason))
    return quote(facts=asked, policy=STANDARD_POLICY, is_working_day=is_working_day)


def told(facts: Facts, note: str = "", waits: bool = False, **details: Any) -> list[str]:
    found = advice_on(facts, note, waits, **details)
    return [" ".join(filter(None, (each.severity, each.code, each.other))) for each in found]


def advice_on(
    facts: Facts, note: str = "", waits: bool = False, **details: Any
) -> tuple[Advice, ...]:
    return advise(
        facts=facts,
        said=Said(note, details),
        answer_of=lambda reason: answer_of(facts, reason),
        waits=waits,
    )


STORIES: tuple[tuple[str, Mapping[str, Any], list[str]], ...] = (
    # What is fine is left alone.
    ("unwanted", {}, []),
    ("not_received", {}, []),
    ("mistake", {}, []),
    ("card_invalid", {"viewed_units": 1}, []),
    ("not_received", {"kind": "top_up"}, []),
    ("no_reason", {"kind": "physical"}, []),
    # 「卡密从未查看,选“不想要了”可秒退」
    ("card_invalid", {}, ["offer never_viewed unwanted"]),
    ("wrong_item", {}, ["offer never_viewed unwanted"]),
    ("card_invalid", {"after": 30 * HOUR}, ["stop too_late"]),
    ("card_invalid", {"fen": 60_000}, []),
    # What is on record speaks against it.
    ("not_received", {"viewed_units": 1}, ["stop was_viewed", "offer if_broken card_invalid"]),
    ("unwanted", {"viewed_units": 1}, ["stop was_viewed", "offer if_broken card_invalid"]),
    (
        "not_received",
        {"viewed_units": 1, "ordered_units": 3},
        ["stop was_viewed", "offer if_broken card_invalid", "offer can_still_return unwanted"],
    ),
    ("arrived_late", {}, ["stop was_on_time", "offer can_still_return unwanted"]),
    ("partly_delivered", {}, ["stop fully_delivered", "offer can_still_return unwanted"]),
    ("partly_delivered", {"kind": "top_up"}, ["stop fully_delivered"]),
    ("unwanted", {"kind": "top_up"}, ["stop already_served"]),
    ("unwanted", {"special": "customised"}, ["stop special_goods"]),
    ("arrived_late", {"kind": "physical"},
     ["stop was_on_time", "offer can_still_return no_reason"]),
    # A record says that it is not the buyer's to bear.
    ("unwanted", LATE, ["offer came_late arrived_late"]),
    ("unwanted", {"kind": "top_up", **LATE},
     ["stop already_served", "offer came_late arrived_late"]),
    ("mistake", TWIN, ["offer has_twin duplicate_order"]),
    ("duplicate_order", TWIN, []),
    ("unwanted", {"fault": "system_duplicate"}, ["offer recorded_twice system_duplicate"]),
    ("unwanted", {"kind": "top_up", "receipt": "missing"},
     ["stop already_served", "offer nothing_on_record not_received"]),
    ("not_received", {"kind": "top_up", **SHORT}, ["offer came_short partly_delivered"]),
    ("arrived_late", {"kind": "top_up", **SHORT},
     ["stop was_on_time", "offer came_short partly_delivered"]),
    # Nothing left, nothing to offer.
    ("unwanted", {"refunded_units": 1, "tenders": (Tender("alipay", 98, 98),)},
     ["stop nothing_left"]),
)  # fmt: skip


@pytest.mark.parametrize(("reason", "order", "expected"), STORIES)
def test_what_is_told_before_anything_is_written(
    reason: str, order: Mapping[str, Any], expected: list[str]
) -> None:
    assert told(facts_of(reason, **order)) == expected


WRITTEN: tuple[tuple[str, Mapping[str, Any], str, Mapping[str, str], list[str]], ...] = (
    ("card_invalid", {"viewed_units": 1}, "商品不行", {}, ["ask says_nothing"]),
    ("card_invalid", {"viewed_units": 1}, "？？？", {}, ["ask only_marks"]),
    ("card_invalid", {"viewed_units": 1}, "啊啊啊啊", {}, ["ask repeated"]),
    ("card_invalid", {"viewed_units": 1}, "激活提示1003", {}, []),
    ("card_invalid", {"viewed_units": 1}, "商品不行", {"shown": "错误码 1003"}, []),
    ("card_invalid", {"viewed_units": 1}, "", {"shown": "用不了"}, ["ask says_nothing"]),
    ("quality", {"kind": "physical"}, "质量差", {"since": "later"}, ["ask says_nothing"]),
    ("partly_delivered", {"kind": "top_up", **SHORT}, "没到", {"arrived": "30"}, []),
    # No person reads it: the records decide, whatever is written.
    ("not_received", {}, "没收到", {}, []),
    ("unwanted", {}, "不想要了", {}, []),
    # Own words name another reason.
    ("unwanted", {}, "激活提示已被使用", {}, ["offer own_words card_invalid"]),
    ("wrong_item", {"viewed_units": 1}, "我不小心买错了面值", {}, []),
    ("not_received", {"kind": "top_up"}, "只到了30", {}, []),
    ("quality", {}, "不想要了", {}, ["offer own_words unwanted", "ask says_nothing"]),
)


@pytest.mark.parametrize(("reason", "order", "note", "details", "expected"), WRITTEN)
def test_what_is_told_of_what_was_written(
    reason: str,
    order: Mapping[str, Any],
    note: str,
    details: Mapping[str, Any],
    expected: list[str],
) -> None:
    assert told(facts_of(reason, **order), note, **details) == expected


def test_a_picture_that_agrees_speaks_for_itself() -> None:
    evidence = (Piece("activation_failure"),)
    assert told(facts_of("card_invalid", viewed_units=1, evidence=evidence), "不行") == []


def test_words_are_asked_for_where_a_person_reads_nothing_but_never_due() -> None:
    unclear = (Piece("activation_failure", "inconsistent"),)
    [advice] = advice_on(facts_of("card_invalid", viewed_units=1, evidence=unclear))
    assert (advice.severity, advice.code, advice.holds) == ("ask", "nothing_said", False)
    [vague] = advice_on(facts_of("card_invalid", viewed_units=1), "商品不行")
    assert vague.holds


def test_nothing_is_told_before_delivery_where_no_reason_is_needed() -> None:
    assert told(facts_of("unwanted", state="cooling_off"), "商品不行") == []
    assert told(facts_of(None), "商品不行") == []


def test_while_somebody_outside_is_asked_no_answer_is_called_the_last() -> None:
    assert told(facts_of("unwanted", viewed_units=1), waits=True) == []
    assert told(facts_of("card_invalid"), "商品不行", waits=True) == []
    twin = facts_of("mistake", duplicate_of="an earlier order")
    assert told(twin, waits=True) == ["offer has_twin duplicate_order"]


STATES: tuple[dict[str, Any], ...] = (
    {}, {"viewed_units": 1}, {"viewed_units": 1, "ordered_units": 3}, {"used_units": 1},
    LATE, TWIN, SHORT, {"receipt": "missing"}, {"fault": "system_duplicate"},
    {"state": "completed"}, {"after": 30 * HOUR}, {"after": 500 * HOUR}, {"fen": 90_000},
    {"special": "limited_discount"},
)  # fmt: skip
NOTES = ("", "商品不行", "我买错了", "提示已被使用", "不想要了", "只到了3", "发错了", "下了两单")


@pytest.mark.parametrize("kind", KINDS)
def test_no_advice_leads_to_less_than_what_it_leads_from(kind: str) -> None:
    """A fault is never talked out of anybody for a fee, unless record or own words say so."""
    for order, note in product(STATES, NOTES):
        for reason in reasons_for(kind=kind, state="delivered").all:
            facts = facts_of(reason, kind=kind, **order)
            chosen = answer_of(facts, reason)
            for advice in advice_on(facts, note):
                if advice.other:
                    assert_it_is_worth_it(advice, chosen, answer_of(facts, advice.other))
                elif advice.severity == "stop":
                    assert (chosen.outcome, chosen.code) == ("refuse", advice.code)


def assert_it_is_worth_it(advice: Advice, chosen: Answer, other: Answer) -> None:
    assert advice.offered == other, "an offer says what the rules will say"
    assert other.outcome not in ("refuse", "cancel")
    if chosen.outcome != "refuse" and other.refund_fen < chosen.refund_fen:
        assert advice.code in ("never_viewed", "came_short", "own_words")
        assert other.outcome in ("approve", "instant")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_advice_has_its_sentence_with_what_it_is_worth(language: str) -> None:
    seen: dict[str, str] = {}
    for kind, order, note in product(KINDS, STATES, NOTES):
        for reason in reasons_for(kind=kind, state="delivered").all:
            for advice in advice_on(facts_of(reason, kind=kind, **order), note):
                sentence = advice_sentence(advice=advice, language=language)
                assert "$" not in sentence and sentence.endswith("." if language == "en" else "。")
                seen[advice.code] = sentence
                assert advice_name(key=advice.key, language=language)
                if advice.offered:
                    assert "¥" in sentence
                    assert offer_button(advice=advice, language=language)
    assert len(seen) > 15


def test_the_story_of_the_card_nobody_looked_at() -> None:
    [advice] = advice_on(facts_of("card_invalid"))
    sentence = advice_sentence(advice=advice, language="zh")
    assert "卡密从未查看" in sentence
    assert "选「不想要了」：几秒内退 ¥93.10（已扣手续费 ¥4.90）" in sentence
    assert "再按「卡密无效/无法激活」全额退" in sentence


def test_a_vague_note_is_met_with_what_is_missing() -> None:
    [advice] = advice_on(facts_of("card_invalid", viewed_units=1), "商品不行")
    sentence = advice_sentence(advice=advice, language="zh")
    assert "提示的原文或错误码" in sentence and "照样提交" in sentence


def test_advice_is_known_again_by_its_key_only_while_it_says_the_same() -> None:
    [one] = advice_on(facts_of("card_invalid"))
    [same] = advice_on(facts_of("card_invalid", after=5 * HOUR))
    [other] = advice_on(facts_of("wrong_item"))
    assert one.key == same.key == "card_invalid.offer.never_viewed.unwanted.approve"
    assert one.key != other.key
