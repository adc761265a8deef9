"""What is told before the order is what decides after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from anxin.adapters.calendar.china import is_working_day
from anxin.domain.quote import Facts, OrderFacts, RequestFacts, Tender, quote
from anxin.domain.terms import needs_risk_hint, predict, reasons_for, risk_hints, tags, timeline
from anxin.domain.wording import tag_text
from anxin.domain.words import KINDS, REASONS, STATES
from tests.domain.asking import COMPLETED_AT, DELIVERED_AT, PAID_AT, STANDARD_POLICY

SECOND = timedelta(seconds=1)


def shown(kind: str, special: str | None = None, minutes: int = 10) -> list[str]:
    found = tags(policy=STANDARD_POLICY, kind=kind, special=special, cooling_off_minutes=minutes)
    return [tag_text(tag=tag, language="zh") for tag in found]


def test_a_card_shows_its_promises_as_tags() -> None:
    assert shown("card_secret")[:3] == [
        "付款后10分钟内可取消", "卡密未查看24小时内可退", "退款手续费5%",
    ]  # fmt: skip


def test_what_is_not_promised_is_said_as_well() -> None:
    assert {"不支持无理由退款", "付款后立即发货"} <= set(shown("top_up", minutes=0))
    assert "不支持无理由退款" in shown("card_secret", special="customised")
    assert {"7天无理由可退", "退款免手续费"} <= set(shown("physical"))


def test_every_deadline_of_the_timeline_is_the_one_that_decides() -> None:
    for kind in KINDS:
        steps = timeline(
            policy=STANDARD_POLICY, kind=kind, special=None, cooling_off_minutes=10,
            paid_at=PAID_AT, delivered_at=DELIVERED_AT,
        )  # fmt: skip
        for step in steps:
            if step.situation in ("no_reason", "not_received") and step.until:
                assert _is_refundable(kind, step.situation, step.until - SECOND)
                assert not _is_refundable(kind, step.situation, step.until + SECOND)


def _is_refundable(kind: str, reason: str, now: datetime) -> bool:
    order = OrderFacts(
        state="delivered", tenders=(Tender("alipay", 100),), paid_at=PAID_AT,
        delivered_at=DELIVERED_AT,
    )  # fmt: skip
    facts = Facts(now=now, order=order, request=RequestFacts(reason=reason), kind=kind)
    answer = quote(facts=facts, policy=STANDARD_POLICY, is_working_day=is_working_day)
    return answer.outcome != "refuse"


def test_each_deadline_says_what_it_counts_from() -> None:
    steps = {
        step.situation: step
        for step in timeline(
            policy=STANDARD_POLICY, kind="card_secret", special=None, cooling_off_minutes=10,
            paid_at=PAID_AT, delivered_at=DELIVERED_AT, completed_at=COMPLETED_AT,
        )
    }  # fmt: skip
    assert steps["cooling_off"].until == PAID_AT + timedelta(minutes=10)
    assert (steps["no_reason"].since, steps["fault"].since) == ("delivered_at", "completed_at")
    assert steps["fault"].until == COMPLETED_AT + timedelta(hours=24)


@pytest.mark.parametrize(
    ("kind", "special", "minutes", "price_fen", "needed"),
    [
        ("card_secret", None, 10, 9800, False),
        ("card_secret", None, 0, 9800, True),
        ("card_secret", None, 10, 50_000, True),
        ("card_secret", "customised", 10, 9800, True),
        ("top_up", None, 10, 9800, True),
        ("physical", None, 10, 9800, False),
    ],
)
def test_a_hint_is_needed_where_the_policy_is_strict_or_the_price_high(
    kind: str, special: str | None, minutes: int, price_fen: int, needed: bool
) -> None:
    product: dict[str, Any] = {
        "policy": STANDARD_POLICY, "kind": kind, "special": special,
        "cooling_off_minutes": minutes, "price_fen": price_fen,
    }  # fmt: skip
    assert needs_risk_hint(**product) is needed
    assert bool(risk_hints(**product)) is needed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_at_most_seven_reasons_are_offered_at_first_and_none_twice(kind: str, state: str) -> None:
    reasons = reasons_for(kind=kind, state=state)
    assert len(reasons.chips) <= 7
    assert len(set(reasons.all)) == len(reasons.all)
    assert set(reasons.all) <= set(REASONS)


def test_the_outlook_is_the_answer_itself() -> None:
    order = OrderFacts(
        state="delivered", tenders=(Tender("alipay", 9800),), paid_at=PAID_AT,
        delivered_at=DELIVERED_AT,
    )  # fmt: skip
    facts = Facts(now=DELIVERED_AT + timedelta(hours=1), order=order)
    outlooks = {
        each.reason: each.answer
        for each in predict(facts=facts, policy=STANDARD_POLICY, is_working_day=is_working_day)
    }
    assert outlooks["not_received"].outcome == "approve"
    assert outlooks["card_invalid"].missing == ("activation_failure",)
    assert outlooks["unwanted"].fee_fen == 490
