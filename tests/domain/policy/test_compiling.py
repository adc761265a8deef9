"""A policy is checked on save: what is wrong is named with its place, in both languages."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.domain.policy import STANDARD, PolicyRefused, compile_policy, find_blanket_text
from anxin.domain.policy.conditions import ROUTE_WORDS
from anxin.domain.quote.asking import TESTS

Change = Callable[[dict[str, Any]], object]


def clause(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["clauses"] if each["id"] == name)
    return found


def place_of(name: str) -> str:
    return f"clauses[{[each['id'] for each in STANDARD['clauses']].index(name)}]"


def problems(change: Change) -> list[str]:
    document = copy.deepcopy(STANDARD)
    change(document)
    try:
        compile_policy(document)
    except PolicyRefused as refused:
        assert all(each.message and each.message_zh for each in refused.problems)
        return [each.place for each in refused.problems]
    return []


def test_the_shipped_policy_is_valid_and_survives_json() -> None:
    assert json.loads(json.dumps(STANDARD)) == STANDARD
    assert compile_policy(json.loads(json.dumps(STANDARD))).name == "standard"


def test_every_word_of_the_language_has_a_meaning() -> None:
    assert set(ROUTE_WORDS) == set(TESTS)


CARD = place_of("unused_card")
REFUSED: list[tuple[str, Change, str]] = [
    ("an unknown part", lambda d: d.update(colour="red"), "colour"),
    ("an unknown clause key", lambda d: clause(d, "late").update(fee=1), f"{place_of('late')}.fee"),
    ("an unknown kind", lambda d: clause(d, "unused_card")["when"].update(kinds=["voucher"]),
     f"{CARD}.when.kinds[0]"),
    ("an unknown test", lambda d: clause(d, "unused_card")["when"].update(moon="full"),
     f"{CARD}.when.moon"),
    ("a wrong type", lambda d: clause(d, "unused_card").update(when=7), f"{CARD}.when"),
    ("an unknown code", lambda d: clause(d, "special").update(refuse="bad_luck"),
     f"{place_of('special')}.refuse"),
    ("an unknown amount", lambda d: clause(d, "late").update(amount="half"),
     f"{place_of('late')}.amount"),
    ("unknown evidence", lambda d: clause(d, "late").update(evidence=["oath"]),
     f"{place_of('late')}.evidence[0]"),
    ("a rate above one", lambda d: clause(d, "unused_card").update(fee_rate=5), f"{CARD}.fee_rate"),
    ("a negative rate", lambda d: clause(d, "unused_card").update(fee_rate=-0.1),
     f"{CARD}.fee_rate"),
    ("a rate in words", lambda d: clause(d, "unused_card").update(fee_rate="5%"),
     f"{CARD}.fee_rate"),
    ("no word on the fee of a return", lambda d: clause(d, "unused_card").pop("fee_rate"),
     f"{CARD}.fee_rate"),
    ("a fee before delivery", lambda d: clause(d, "undelivered").update(fee_rate=0.01),
     f"{place_of('undelivered')}.fee_rate"),
    ("a fee for the merchant's fault", lambda d: clause(d, "late").update(fee_rate=0.01),
     f"{place_of('late')}.fee_rate"),
    ("a fee for the platform's fault",
     lambda d: clause(d, "system_duplicate").update(fee_rate=0.1),
     f"{place_of('system_duplicate')}.fee_rate"),
    ("a length without unit",
     lambda d: clause(d, "unused_card")["when"]["asked_within"].update({"for": "24"}),
     f"{CARD}.when.asked_within.for"),
    ("an endless length",
     lambda d: clause(d, "unused_card")["when"]["asked_within"].update({"for": "9999999 days"}),
     f"{CARD}.when.asked_within.for"),
    ("a kind left without length",
     lambda d: clause(d, "unused_card")["when"]["asked_within"].update(
         {"for": {"top_up": "1 day"}}),
     f"{CARD}.when.asked_within.for"),
    ("a window from nowhere",
     lambda d: clause(d, "unused_card")["when"]["asked_within"].update(since="birth"),
     f"{CARD}.when.asked_within.since"),
    ("no clause for everything else", lambda d: d["clauses"].pop(), "clauses[14]"),
    ("a protection left out", lambda d: d["clauses"].remove(clause(d, "proven_fault")), "clauses"),
    ("an id used twice", lambda d: clause(d, "used").update(id="late"),
     f"{place_of('used')}.id"),
    ("an id nobody can read", lambda d: clause(d, "used").update(id="Used!"),
     f"{place_of('used')}.id"),
    ("a clause of one's own without a title", lambda d: clause(d, "used").update(id="worn"),
     f"{place_of('used')}.title"),
    ("a clause that is never reached", lambda d: clause(d, "special").pop("when"),
     f"{place_of('no_longer')}"),
    ("two actions", lambda d: clause(d, "used").update(cancel=True), place_of("used")),
    ("no action", lambda d: clause(d, "used").pop("refuse"), place_of("used")),
    ("a case after the last", lambda d: clause(d, "no_longer")["refuse"].append({"is": "too_late"}),
     f"{place_of('no_longer')}.refuse[1]"),
    ("cases without an end", lambda d: clause(d, "unused_card")["amount"].pop(), f"{CARD}.amount"),
    ("a reason left out", lambda d: d["reasons"].pop("quality"), "reasons.quality"),
    ("a reason with two judgements", lambda d: d["reasons"]["quality"].update(judged_as="mistake"),
     "reasons.quality"),
    ("a reason judged in a circle",
     lambda d: d["reasons"].update(quality={"judged_as": "paid_twice"}),
     "reasons.quality.judged_as"),
    ("a limit left out", lambda d: d["limits"].pop("small_fen"), "limits.small_fen"),
    ("a limit below zero", lambda d: d["limits"].update(small_fen=-1), "limits.small_fen"),
    ("half a fen", lambda d: d["limits"].update(small_fen=0.5), "limits.small_fen"),
    ("a credit above 100", lambda d: d["limits"].update(instant_credit=101),
     "limits.instant_credit"),
    ("seniors before first line", lambda d: d["limits"].update(senior_above_fen=1),
     "limits.senior_above_fen"),
    ("a route that goes nowhere", lambda d: d["route"][0].update(then="jail"), "route[0].then"),
    ("a route without end", lambda d: d["route"].pop(), "route"),
    ("a route that pays the flagged", lambda d: d["route"].pop(0), "route[4]"),
    ("a blanket title", lambda d: d["title"].update(zh="特价商品，一经售出，概不退换"), "title.zh"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "change", "place"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_policy_is_refused_with_the_place_of_each_problem(
    says: str, change: Change, place: str
) -> None:
    assert place in problems(change), says


BLANKET = [
    "一经售出概不退换", "一经售出，概不退款！", "虚拟商品 一经发货 恕不退换",
    "本店商品售出不退不换",
    "卡密发出后一律不予退款", "不支持任何理由退款", "谢绝退换", "概不退货", "买定离手",
    "虚拟商品，不支持退款",
    "All sales are final.", "No refunds!", "This item is non-refundable",
]  # fmt: skip
FAIR = [
    "卡密未查看24小时内可退", "不支持无理由退款",
    "该商品不支持无理由退款", "该卡种需24小时内激活，逾期不支持退卡",
    "充值成功后如有问题请联系客服", "发货后24小时内可退款", "7 days no-reason returns", "",
]  # fmt: skip


@pytest.mark.parametrize("text", BLANKET)
def test_blanket_texts_are_found_however_they_are_written(text: str) -> None:
    assert find_blanket_text(text)


@pytest.mark.parametrize("text", FAIR)
def test_fair_terms_are_left_alone(text: str) -> None:
    assert find_blanket_text(text) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(each for key, part in inner for each in _paths(part, (*path, key)))]


@given(path=st.sampled_from(_paths(STANDARD)[1:]), value=json_values)
@settings(max_examples=200, deadline=None)
def test_any_json_in_any_place_is_compiled_or_refused(path: tuple[Any, ...], value: Any) -> None:
    document = copy.deepcopy(STANDARD)
    target = document
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    try:
        compile_policy(document)
    except PolicyRefused as refused:
        assert refused.problems
