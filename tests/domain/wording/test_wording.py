"""Every word has its name and every answer its sentence, in Chinese and in English."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anxin.domain import states, words
from anxin.domain.postings import ACCOUNT_KINDS
from anxin.domain.quote import Answer, Facts, OrderFacts, Share, Tender
from anxin.domain.standing import penalty, score
from anxin.domain.terms import risk_hints, tags, timeline
from anxin.domain.wording import (
    LABELS,
    explain,
    hint_text,
    label,
    remedy,
    step_text,
    step_title,
    tag_text,
)
from anxin.domain.wording.sentences import REFUSALS, REMEDIES
from tests.domain.asking import DELIVERED_AT, PAID_AT, STANDARD_POLICY, ask

VOCABULARIES = {
    "kind": words.KINDS,
    "special": ("none", *words.SPECIALS),
    "state": words.STATES,
    "order_state": tuple(states.ORDER),
    "case_state": tuple(states.CASE),
    "refund_state": tuple(states.REFUND),
    "reason": words.REASONS,
    "cause": words.CAUSES,
    "tender": words.TENDERS,
    "issuer_status": words.ISSUER_STATUSES,
    "receipt": words.RECEIPTS,
    "verdict": words.VERDICTS,
    "evidence": words.EVIDENCE_KINDS,
    "outcome": words.OUTCOMES,
    "tier": words.TIERS,
    "code": words.CODES,
    "clause": words.CLAUSES,
    "time": words.TIMES,
    "account_kind": ACCOUNT_KINDS,
    "payout_state": tuple(states.PAYOUT),
    "fee_claim_state": tuple(states.FEE_CLAIM),
    "ruling": ("approved", "granted", "rejected"),
    "objection_state": tuple(states.OBJECTION),
    "instant_look": tuple(states.INSTANT_LOOK),
    "standing_level": score.LEVELS,
    "standing_reason": score.REASONS,
    "penalty_kind": penalty.KINDS,
    "penalty_state": tuple(states.PENALTY),
    "penalty_basis": penalty.BASES,
}


@pytest.mark.parametrize("of", VOCABULARIES)
def test_every_word_has_a_name_in_both_languages(of: str) -> None:
    for word in VOCABULARIES[of]:
        chinese, english = (label(of=of, word=word, language=each) for each in ("zh", "en"))
        assert chinese and english and english.isascii()


def test_a_case_is_shown_in_the_short_list_of_states() -> None:
    shown = {chinese for chinese, _ in LABELS["case_state"].values()}
    assert shown == set(
        "待审核 待补充 商家处理中 审核通过 退款中 已退款 审核拒绝 仲裁中 已撤销 已补发".split()
    )


@pytest.mark.parametrize("code", words.CODES)
def test_every_refusal_says_what_would_change_it(code: str) -> None:
    assert code in REFUSALS and code in REMEDIES
    assert remedy(code=code, language="zh").endswith("。")
    assert remedy(code=code, language="en").endswith(".")


def test_a_refusal_is_one_sentence_that_ends_with_what_would_change_it() -> None:
    sentence = ask(reason="not_received", order={"viewed_units": 1})["why"]
    assert sentence.count("。") == 1
    assert "卡密无效" in sentence


def test_amounts_and_times_are_said_in_the_sentence() -> None:
    assert "¥93.10" in ask(reason="unwanted")["why"]
    assert "手续费 ¥4.90" in ask(reason="unwanted")["why"]
    assert "3月3日 14:00" in ask(state="cooling_off", fen=60_000)["why"]
    assert "激活失败" in ask(reason="card_invalid")["why"]


def test_a_request_that_came_too_late_is_told_until_when_it_was_open() -> None:
    for reason, until in (("unwanted", "3月3日 10:01"), ("not_received", "3月5日 10:01")):
        assert f"截至 {until}" in ask(reason=reason, after=timedelta(days=9))["why"]
    goods = ask(kind="physical", reason="unwanted", after=timedelta(days=9))
    assert "截至 3月10日 00:00" in goods["why"]


def test_the_calculation_can_be_done_again_line_by_line() -> None:
    facts = Facts(
        now=DELIVERED_AT,
        order=OrderFacts(
            state="delivered", tenders=(Tender("wechat", 7000), Tender("coupon", 3000)),
            ordered_units=2,
        ),
    )  # fmt: skip
    answer = Answer(
        outcome="approve", clause="unused_card", cause="buyer", units=1, gross_fen=5000,
        fee_fen=175, refund_fen=4825,
        by_tender=(Share("wechat", 3325, 3500), Share("coupon", 1500, 1500)),
    )  # fmt: skip
    lines = explain(answer=answer, facts=facts, language="zh")
    assert [(line.label, line.value) for line in lines] == [
        ("实付", "¥100.00"),
        ("本次退款数量", "1"),
        ("应退金额", "¥50.00"),
        ("手续费", "¥1.75"),
        ("退回微信支付", "¥33.25"),
        ("退回优惠券", "¥15.00"),
        ("实际退回", "¥48.25"),
    ]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("kind", words.KINDS)
@pytest.mark.parametrize("special", [None, *words.SPECIALS])
@pytest.mark.parametrize("minutes", [0, 10])
def test_every_tag_step_and_hint_has_its_text(
    kind: str, special: str | None, minutes: int, language: str
) -> None:
    product: dict[str, Any] = {"policy": STANDARD_POLICY, "kind": kind, "special": special}
    texts = [
        tag_text(tag=tag, language=language) for tag in tags(**product, cooling_off_minutes=minutes)
    ]
    texts += [
        hint_text(hint=hint, language=language)
        for hint in risk_hints(**product, cooling_off_minutes=minutes, price_fen=99_999)
    ]
    for step in timeline(**product, cooling_off_minutes=minutes, paid_at=PAID_AT):
        texts += [step_title(step=step, language=language), step_text(step=step, language=language)]
    assert all(text and "$" not in text for text in texts)
