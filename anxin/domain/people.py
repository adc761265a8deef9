"""Who takes part: the roles of MISSION.md."""

BUYER, MERCHANT = "buyer", "merchant"
STAFF = ("agent", "senior", "supervisor", "finance", "operator", "auditor")
ROLES = (BUYER, MERCHANT, *STAFF)
REVIEWERS = frozenset({"agent", "senior", "supervisor"})
"""Roles that decide after-sale cases; `first_line` cases by any of them, `senior` not by agents."""

SENIOR_REVIEWERS = frozenset({"senior", "supervisor"})


def may_review(*, role: str, tier: str | None) -> bool:
    """Say whether somebody of that role may decide a case on that tier."""
    return role in (SENIOR_REVIEWERS if tier == "senior" else REVIEWERS)
