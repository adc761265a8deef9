"""Credit: earned slowly, lost by what is proven; a justified refund costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.credit import CreditFacts, CreditItem, credit_of
from anxin.domain.wording.risk import risk_sentence

DAYS = st.sampled_from([(), (0,), (89, 90), (179, 180, 181), (1, 100, 269, 270, 500)])
FACTS = st.builds(
    CreditFacts,
    good_days=st.integers(0, 40),
    age_days=st.integers(0, 3_000),
    identified=st.booleans(),
    justified_refunds=st.integers(0, 40),
    contradicted_days=DAYS,
    abuse_days=DAYS,
)

CREDITS: list[tuple[str, dict[str, Any], int]] = [
    ("a new buyer", {}, 60),
    ("one good day", {"good_days": 1}, 62),
    ("ten good days bring instant refunds", {"good_days": 10}, 80),
    ("more of them bring no more", {"good_days": 99}, 80),
    ("a month", {"age_days": 30}, 61),
    ("years", {"age_days": 9_999}, 70),
    ("a name", {"identified": True}, 65),
    ("all of it", {"good_days": 10, "age_days": 300, "identified": True}, 95),
    ("justified refunds", {"justified_refunds": 50}, 60),
    ("a request that the records contradict", {"contradicted_days": (3,)}, 55),
    ("many of them", {"contradicted_days": (1, 2, 3, 4, 5, 6)}, 40),
    ("half a year later", {"contradicted_days": (180,)}, 60),
    ("abuse today", {"abuse_days": (0,)}, 20),
    ("abuse a quarter of a year ago", {"abuse_days": (90,)}, 30),
    ("abuse a year ago", {"abuse_days": (360,)}, 60),
    ("abuse again and again", {"abuse_days": (0, 1, 2)}, 0),
]


@pytest.mark.parametrize(("facts", "value"), [case[1:] for case in CREDITS],
                         ids=[case[0] for case in CREDITS])  # fmt: skip
def test_credits(facts: dict[str, Any], value: int) -> None:
    assert credit_of(facts=CreditFacts(**facts)).value == value


@given(facts=FACTS, more=st.integers(1, 50))
def test_a_justified_refund_never_lowers_credit(facts: CreditFacts, more: int) -> None:
    after = replace(facts, justified_refunds=facts.justified_refunds + more)
    assert credit_of(facts=after).value == credit_of(facts=facts).value


@given(facts=FACTS, days=st.integers(0, 500), kind=st.sampled_from(["abuse", "contradicted"]))
def test_more_abuse_never_raises_credit(facts: CreditFacts, days: int, kind: str) -> None:
    name = f"{kind}_days"
    more: dict[str, Any] = {name: (*getattr(facts, name), days)}
    worse = replace(facts, **more)
    assert credit_of(facts=worse).value <= credit_of(facts=facts).value


@given(facts=FACTS, days=st.integers(1, 400))
def test_time_alone_never_lowers_credit(facts: CreditFacts, days: int) -> None:
    later = replace(
        facts,
        age_days=facts.age_days + days,
        contradicted_days=tuple(ago + days for ago in facts.contradicted_days),
        abuse_days=tuple(ago + days for ago in facts.abuse_days),
    )
    assert credit_of(facts=later).value >= credit_of(facts=facts).value


@given(facts=FACTS)
def test_credit_is_the_sum_of_its_lines_between_0_and_100(facts: CreditFacts) -> None:
    found = credit_of(facts=facts)
    assert found.value == min(max(sum(item.points for item in found.items), 0), 100)


@given(facts=FACTS)
def test_what_is_said_to_raise_it_raises_it(facts: CreditFacts) -> None:
    """Without anything taken off, each way that is named adds just what it says."""
    clean = replace(facts, abuse_days=(), contradicted_days=())
    before = credit_of(facts=clean)
    done: dict[str, Callable[[CreditItem], CreditFacts]] = {
        "good_days": lambda _: replace(clean, good_days=clean.good_days + 1),
        "identified": lambda _: replace(clean, identified=True),
        "age": lambda way: replace(clean, age_days=clean.age_days + way.params["in_days"]),
    }
    for way in before.raises:
        assert credit_of(facts=done[way.code](way)).value == before.value + way.points


def test_when_the_next_points_heal_is_said() -> None:
    [heals] = [way for way in credit_of(facts=CreditFacts(abuse_days=(100,))).raises
               if way.code == "heals"]  # fmt: skip
    assert (heals.points, heals.params) == (10, {"in_days": 80})


@given(facts=FACTS)
def test_every_line_and_every_way_has_its_sentence(facts: CreditFacts) -> None:
    found = credit_of(facts=facts)
    for language in ("zh", "en"):
        for item in found.items:
            assert risk_sentence(to="credit", code=item.code, language=language, params=item.params)
        for way in found.raises:
            params = {**way.params, "date": "2026-01-01"}
            assert risk_sentence(to="raises", code=way.code, language=language, params=params)
