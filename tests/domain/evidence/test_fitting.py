"""What fits a reason is offered first, and nothing is left out."""

from __future__ import annotations

import pytest

from anxin.domain.evidence.fitting import FITTING, kinds_by_fit
from anxin.domain.policy.standard import STANDARD
from anxin.domain.words import EVIDENCE_KINDS, REASONS


@pytest.mark.parametrize("reason", [*REASONS, None])
def test_every_kind_is_offered_once_whatever_the_reason(reason: str | None) -> None:
    assert sorted(kinds_by_fit(reason=reason)) == sorted(EVIDENCE_KINDS)


def test_every_reason_has_what_fits_it_and_no_reason_has_what_was_always_first() -> None:
    assert set(FITTING) == set(REASONS) == set(STANDARD["reasons"])
    first = {reason for reason in REASONS if kinds_by_fit(reason=reason)[0] == "activation_failure"}
    assert first == {"card_invalid"}
