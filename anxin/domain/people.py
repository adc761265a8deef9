"""Who takes part: the roles of MISSION.md."""

BUYER, MERCHANT = "buyer", "merchant"
FINANCE, OPERATOR = "finance", "operator"
STAFF = ("agent", "senior", "supervisor", FINANCE, OPERATOR, "auditor")
ROLES = (BUYER, MERCHANT, *STAFF)
REVIEWERS = frozenset({"agent", "senior", "supervisor"})
"""Roles that decide after-sale cases; `first_line` cases by any of them, `senior` not by agents."""

SENIOR_REVIEWERS = frozenset({"senior", "supervisor"})
TREASURERS = frozenset({FINANCE, "supervisor"})
"""Roles that look after money that went astray."""


def may_review(*, role: str, tier: str | None) -> bool:
    """Say whether somebody of that role may decide a case on that tier."""
    return role in (SENIOR_REVIEWERS if tier == "senior" else REVIEWERS)
