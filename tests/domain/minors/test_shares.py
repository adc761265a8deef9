"""The matrix of faults: which share goes back, from where to where, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.minors.caps import BANDS
from anxin.domain.minors.shares import CODES, OrderFacts, Proposal, part_fen, propose
from anxin.domain.minors.words import CONSENTS

NAMED = {"real_name": True, "above_cap": False, "unused": False}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        # The provider bears all where it did not know who buys, or sold above the cap.
        ({"real_name": False}, Proposal(100, 100, 100, ("no_real_name",))),
        ({"above_cap": True}, Proposal(100, 100, 100, ("above_cap",))),
        (
            {"real_name": False, "above_cap": True},
            Proposal(100, 100, 100, ("no_real_name", "above_cap")),
        ),
        # Else the guardian bears 30 to 70 %.
        ({"band": "under_8"}, Proposal(30, 70, 70, ("guardian_shares",))),
        ({}, Proposal(30, 70, 50, ("guardian_shares",))),
        ({"band": "16_to_17"}, Proposal(30, 70, 30, ("guardian_shares",))),
        ({"consent": "device_only"}, Proposal(30, 70, 30, ("guardian_shares", "consented_before"))),
        # Up to all of it where it happens again.
        ({"before": 1}, Proposal(0, 70, 30, ("guardian_shares", "again"))),
        ({"before": 2}, Proposal(0, 70, 0, ("guardian_shares", "again"))),
        ({"real_name": False, "before": 1}, Proposal(30, 100, 100, ("no_real_name", "again"))),
        # What nobody used goes back whole, and who is of age gets nothing this way.
        ({"unused": True, "before": 3}, Proposal(100, 100, 100, ("nothing_used",))),
        ({"band": "of_age", "unused": True}, Proposal(0, 0, 0, ("of_age",))),
    ],
)
def test_the_matrix(facts: dict[str, object], said: Proposal) -> None:
    assert propose(facts=OrderFacts(**{"band": "8_to_15", **NAMED, **facts})) == said  # type: ignore[arg-type]


@given(
    st.builds(
        OrderFacts,
        band=st.sampled_from(BANDS),
        real_name=st.booleans(),
        above_cap=st.booleans(),
        unused=st.booleans(),
        before=st.integers(0, 5),
        consent=st.sampled_from(CONSENTS),
    )
)
def test_every_proposal_lies_in_its_range_and_gives_reasons(facts: OrderFacts) -> None:
    said = propose(facts=facts)
    assert 0 <= said.low <= said.proposed <= said.high <= 100
    assert said.codes and set(said.codes) <= set(CODES)


@given(st.integers(0, 10**9), st.integers(0, 100))
def test_a_part_is_never_more_than_there_is(left_fen: int, share: int) -> None:
    part = part_fen(left_fen=left_fen, share=share)
    assert 0 <= part <= left_fen
    assert abs(part * 100 - left_fen * share) <= 50
