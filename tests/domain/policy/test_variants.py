"""Policies that differ from the standard one decide, show and promise differently."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from anxin.domain.policy import STANDARD, Policy, compile_policy
from anxin.domain.terms import tags, timeline
from anxin.domain.wording import tag_text
from tests.domain.asking import DELIVERED_AT, ask, decision, piece, tenders

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def clause(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["clauses"] if each["id"] == name)
    return found


def variant(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(STANDARD)
    change(document)
    compile_policy(document)
    return document


def _documented_clauses() -> dict[str, dict[str, Any]]:
    """The worked variants of the guide, by the id of their clause."""
    guide = Path(__file__).parents[3] / "docs" / "policy-language.md"
    blocks = re.findall(r"```json\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    return {each["id"]: each for each in map(json.loads, blocks)}


DOCUMENTED = _documented_clauses()


def _add_membership_return(document: dict[str, Any]) -> None:
    before = document["clauses"].index(clause(document, "unused_card"))
    document["clauses"].insert(before, DOCUMENTED["membership_no_reason"])


def _unused_card_48_hours_free(document: dict[str, Any]) -> None:
    place = document["clauses"].index(clause(document, "unused_card"))
    document["clauses"][place] = DOCUMENTED["unused_card"]


MEMBERSHIP = variant(_add_membership_return)
FREE_CARD = variant(_unused_card_48_hours_free)


def test_a_shop_may_take_memberships_back_for_a_fee() -> None:
    asked = {"kind": "membership", "reason": "unwanted", "policy": MEMBERSHIP}
    found = ask(**asked, after=7 * DAY)
    assert (decision(found), found["fee_fen"]) == ("membership_no_reason: approve", 294)
    assert "会员7天无理由" in found["why"]
    assert decision(ask(**asked, after=7 * DAY + SECOND)) == "no_longer: already_served"
    assert decision(ask(**asked, order={"used_units": 1})) == "used: already_used"
    assert decision(ask(**asked, special="customised")) == "special: special_goods"
    assert ask(**{**asked, "reason": "quality"}, evidence=piece("other"))["fee_fen"] == 0


def test_a_shop_may_take_unused_cards_back_for_longer_and_free() -> None:
    found = ask(reason="unwanted", after=48 * HOUR, policy=FREE_CARD)
    assert (decision(found), found["refund_fen"]) == ("unused_card: approve", 9800)
    assert decision(ask(reason="unwanted", after=48 * HOUR + SECOND, policy=FREE_CARD)) == (
        "no_longer: too_late"
    )


def texts(policy: Policy, kind: str) -> list[str]:
    found = tags(policy=policy, kind=kind, special=None, cooling_off_minutes=10)
    return [tag_text(tag=tag, language="zh") for tag in found]


def test_one_number_changed_changes_tag_timeline_and_decision_together() -> None:
    before, after = compile_policy(STANDARD), compile_policy(FREE_CARD)
    assert "卡密未查看24小时内可退" in texts(before, "card_secret")
    assert {"卡密未查看48小时内可退", "退款免手续费"} <= set(texts(after, "card_secret"))
    for policy, hours in ((before, 24), (after, 48)):
        steps = timeline(
            policy=policy,
            kind="card_secret",
            special=None,
            cooling_off_minutes=10,
            delivered_at=DELIVERED_AT,
        )
        until = next(step.until for step in steps if step.situation == "no_reason")
        assert until == DELIVERED_AT + timedelta(hours=hours)
        open_still = ask(reason="unwanted", after=hours * HOUR, policy=dict(policy.document))
        closed = ask(reason="unwanted", after=hours * HOUR + SECOND, policy=dict(policy.document))
        assert (open_still["outcome"], closed["outcome"]) == ("approve", "refuse")


def test_a_granted_return_replaces_the_tag_that_there_is_none() -> None:
    assert "不支持无理由退款" in texts(compile_policy(STANDARD), "membership")
    shown = texts(compile_policy(MEMBERSHIP), "membership")
    assert {"7天无理由可退", "退款手续费3%"} <= set(shown)
    assert "不支持无理由退款" not in shown


def _per_kind(document: dict[str, Any]) -> None:
    when = clause(document, "proven_fault")["when"]
    when["asked_within"]["for"] = {"top_up": "2 days", "physical": "15 days", "otherwise": "1 day"}


def _limit(name: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["limits"].update({name: value})


def _with(name: str, **parts: Any) -> Callable[[dict[str, Any]], object]:
    return lambda document: clause(document, name).update(parts)


CONFIRMED = {"kind": "top_up", "reason": "not_received"}
FAULT = {"reason": "quality", "evidence": piece("comparison")}
PER_NUMBER: list[tuple[str, Callable[[dict[str, Any]], object], dict[str, Any], str]] = [
    ("a window of one kind", _per_kind, {**FAULT, "kind": "top_up", "after": 2 * DAY},
     "proven_fault: expedited"),
    ("the window of the other kinds", _per_kind, {**FAULT, "after": DAY + SECOND},
     "fault_too_late: too_late"),
    ("first line from ¥50", _limit("first_line_above_fen", 5000), {"state": "cooling_off"},
     "undelivered: first_line"),
    ("seniors from ¥50", lambda d: d["limits"].update(
        first_line_above_fen=4000, senior_above_fen=5000), {"state": "cooling_off"},
     "undelivered: senior"),
    ("many cancels are two", _limit("frequent_cancels_7d", 2),
     {"state": "cooling_off", "buyer": {"cancels_7d": 2}}, "undelivered: first_line"),
    ("many refunds are two", _limit("frequent_refunds_30d", 2),
     {"state": "cooling_off", "buyer": {"refunds_30d": 2}}, "undelivered: first_line"),
    ("good credit is 60", _limit("instant_credit", 60), FAULT, "proven_fault: instant"),
    ("small is ¥98", _limit("small_fen", 9800), FAULT, "proven_fault: approve"),
    ("fair credit is 30", lambda d: d["limits"].update(small_credit=30, small_fen=9800),
     {**FAULT, "buyer": {"credit": 30}}, "proven_fault: approve"),
    ("special goods may come back", lambda d: clause(d, "special")["when"].update(
        specials=["customised"]), {"reason": "unwanted", "special": "limited_discount"},
     "unused_card: approve"),
    ("other evidence is enough", _with("not_received", evidence=["other"]),
     {**CONFIRMED, "evidence": piece("other")}, "not_received: expedited"),
    ("no evidence is needed", _with("not_received", evidence=[]), {**CONFIRMED, "fen": 2000},
     "not_received: approve"),
    ("evidence by reason", _with("proven_fault", evidence=[
        {"when": {"reasons": ["quality"]}, "is": ["other"]}, {"is": []}]),
     {"reason": "quality"}, "proven_fault: need_evidence"),
    ("evidence by the reason given", _with("proven_fault", evidence=[
        {"when": {"reasons": ["credited_wrongly"]}, "is": []}, {"is": ["other"]}]),
     {"reason": "credited_wrongly"}, "proven_fault: expedited"),
    ("returns by calendar days for any kind", lambda d: clause(d, "unused_card")["when"][
        "asked_within"].update({"for": "1 calendar day"}),
     {"reason": "unwanted", "after": timedelta(hours=37, minutes=58)}, "unused_card: approve"),
    ("a state may be taken out", lambda d: clause(d, "unused_card")["when"].update(
        states=["delivered"]), {"reason": "unwanted", "state": "activated"},
     "no_longer: too_late"),
    ("no-reason return of special services", lambda d: clause(d, "physical_no_reason")["when"].
        update(kinds=["physical", "service"], specials=["none", "customised"]),
     {"kind": "service", "special": "customised", "reason": "no_reason"},
     "physical_no_reason: approve"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "change", "question", "expected"), PER_NUMBER)
def test_every_number_and_word_of_the_page_is_a_setting(
    says: str, change: Callable[[dict[str, Any]], object], question: dict[str, Any], expected: str
) -> None:
    assert decision(ask(**question, policy=variant(change))) == expected, says


def test_review_times_are_settings() -> None:
    slow = variant(lambda document: document["limits"].update(
        expedited_hours=5, review_working_days={"physical": 9, "otherwise": 2}))  # fmt: skip
    assert ask(**FAULT, policy=slow)["decide_by"] == "2026-03-02T19:01:00+08:00"
    large = ask(state="cooling_off", fen=60_000, policy=slow)
    assert large["decide_by"] == "2026-03-04T14:00:00+08:00"


def test_a_small_fee_is_exact() -> None:
    rate = variant(lambda document: clause(document, "unused_card").update(fee_rate=0.005))
    found = ask(reason="unwanted", policy=rate, order=tenders(("wallet", 10_100)))
    assert found["fee_fen"] == 51


def test_a_policy_without_unused_card_grants_no_return() -> None:
    strict = variant(lambda document: document["clauses"].remove(clause(document, "unused_card")))
    assert decision(ask(reason="unwanted", policy=strict)) == "no_longer: too_late"
    assert "不支持无理由退款" in texts(compile_policy(strict), "card_secret")
