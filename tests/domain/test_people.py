"""Who may decide what."""

from __future__ import annotations

import pytest

from anxin.domain.people import ROLES, STAFF, may_review

ANY = {"agent", "senior", "supervisor"}
SENIORS = {"senior", "supervisor"}


@pytest.mark.parametrize(
    ("tier", "allowed"),
    [(None, ANY), ("first_line", ANY), ("expedited", ANY), ("senior", SENIORS)],
)
def test_each_tier_is_decided_by_its_reviewers_only(tier: str | None, allowed: set[str]) -> None:
    assert {role for role in ROLES if may_review(role=role, tier=tier)} == allowed


def test_buyers_and_merchants_are_no_staff() -> None:
    assert set(ROLES) - set(STAFF) == {"buyer", "merchant"}
