"""Risk: one habit never flags, two may, facts do; and more of anything never lowers a score."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.risk import CODES, FLAG_AT, SIGNALS, RiskFacts, assess
from anxin.domain.risk.signals import MARK_KINDS
from anxin.domain.wording import risk as wording

MUCH = 1_000

FACTS = st.builds(
    RiskFacts,
    **{code: st.integers(0, 12) for code in CODES},
    noted=st.integers(0, 12),
    identified=st.booleans(),
)

SCORED: list[tuple[str, dict[str, Any], int, bool]] = [
    ("nothing", {}, 0, False),
    ("three cancels are free", {"cancels": 3}, 0, False),
    ("the fourth weighs", {"cancels": 4}, 4, False),
    ("cancels without end", {"cancels": MUCH}, 24, False),
    ("cancels and returns without end", {"cancels": MUCH, "returns": MUCH}, 48, False),
    ("a note eases", {"cancels": 6, "noted": 1}, 9, False),
    ("notes ease half at most", {"cancels": 6, "noted": MUCH}, 6, False),
    ("notes ease nothing else", {"after_view": 3, "noted": MUCH}, 16, False),
    ("one bad card is bad luck", {"after_view": 1}, 0, False),
    ("two habits together", {"cancels": 9, "after_view": 4, "reused": 1}, 63, True),
    ("the same with a name", {"cancels": 9, "after_view": 4, "reused": 1, "identified": True},
     53, False),
    ("linked to the restricted without end", {"linked_restricted": MUCH, "linked_returning": MUCH},
     50, False),
    ("two who pay are free", {"payers": 2}, 0, False),
    ("the third weighs", {"payers": 3}, 4, False),
    ("payers without end, with wallets", {"payers": MUCH, "to_wallet": MUCH}, 24, False),
    ("a card used after its refund", {"used_after_refund": 1}, 70, True),
    ("proven abuse, whatever eases", {"abuse": 1, "identified": True, "noted": MUCH}, 70, True),
    ("everything", dict.fromkeys(CODES, MUCH), 100, True),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "score", "flagged"), [case[1:] for case in SCORED],
                         ids=[case[0] for case in SCORED])  # fmt: skip
def test_scores(facts: dict[str, Any], score: int, flagged: bool) -> None:
    found = assess(facts=RiskFacts(**facts))
    assert (found.score, found.flagged) == (score, flagged)


@pytest.mark.parametrize("family", sorted({s.family for s in SIGNALS if not s.is_fact}))
def test_no_family_of_signals_flags_alone_however_much_there_is(family: str) -> None:
    codes = [signal.code for signal in SIGNALS if signal.family == family]
    much: dict[str, Any] = dict.fromkeys(codes, MUCH)
    found = assess(facts=RiskFacts(**much))
    assert found.score < FLAG_AT
    assert not found.flagged


@pytest.mark.parametrize("signal", [s for s in SIGNALS if s.is_fact], ids=lambda s: s.code)
def test_a_fact_flags_alone_and_a_name_does_not_help(signal: Any) -> None:
    assert assess(facts=RiskFacts(**{signal.code: 1}, identified=True)).flagged


@given(facts=FACTS, code=st.sampled_from(CODES), more=st.integers(1, 5))
def test_more_of_anything_never_lowers_the_score_nor_lifts_the_flag(
    facts: RiskFacts, code: str, more: int
) -> None:
    worse = assess(facts=replace(facts, **{code: getattr(facts, code) + more}))
    before = assess(facts=facts)
    assert worse.score >= before.score
    assert worse.flagged or not before.flagged


@given(facts=FACTS)
def test_a_note_or_a_name_never_raises_the_score(facts: RiskFacts) -> None:
    eased = assess(facts=replace(facts, noted=facts.noted + 1, identified=True))
    assert eased.score <= assess(facts=facts).score


@given(facts=FACTS)
def test_the_score_is_the_sum_of_its_reasons(facts: RiskFacts) -> None:
    found = assess(facts=facts)
    assert found.score == min(sum(reason.points for reason in found.reasons), 100)
    assert found.score >= 0


@given(facts=FACTS)
def test_whoever_is_flagged_for_himself_is_flagged_without_his_links(facts: RiskFacts) -> None:
    alone = replace(facts, linked_restricted=0, linked_returning=0)
    assert assess(facts=facts).own == assess(facts=alone).flagged


def test_every_kind_of_link_has_its_name() -> None:
    assert tuple(sorted(wording.LABELS["mark"])) == tuple(sorted(MARK_KINDS))
    assert wording.risk_label(of="mark", word="payer", language="zh") == "同一付款人"
    assert wording.risk_label(of="mark", word="payer", language="en") == "same payer"


def test_every_signal_has_its_count_its_thought_and_its_words() -> None:
    counts = {field.name for field in fields(RiskFacts)}
    for signal in SIGNALS:
        assert signal.code in counts and signal.thought.endswith(".")
        for to in ("staff", "buyer", "lowers"):
            for language in ("zh", "en"):
                assert wording.risk_sentence(
                    to=to, code=signal.code, language=language, params={"count": 3}
                )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_buyer_is_not_told_how_he_was_found_out(language: str) -> None:
    told = " ".join(wording.fair_reasons(codes=CODES, language=language)).lower()
    for given_away in (
        *("设备", "关联", "同一", "地址", "付款人"),
        *("device", "linked", "address", "picture", "payer"),
    ):
        assert given_away not in told


def test_a_sentence_that_two_reasons_share_is_said_once() -> None:
    told = wording.fair_reasons(codes=["doubted", "reused", "noted"], language="zh")
    assert told == ("有凭证需要人工核对",)
