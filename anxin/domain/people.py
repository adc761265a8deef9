"""Who takes part: the roles of MISSION.md."""

BUYER, MERCHANT = "buyer", "merchant"
FINANCE = "finance"
STAFF = ("agent", "senior", "supervisor", FINANCE, "operator", "auditor")
ROLES = (BUYER, MERCHANT, *STAFF)
REVIEWERS = frozenset({"agent", "senior", "supervisor"})
"""Roles that decide after-sale cases; `first_line` cases by any of them, `senior` not by agents."""

SENIOR_REVIEWERS = frozenset({"senior", "supervisor"})
TREASURERS = frozenset({FINANCE, "supervisor"})
"""Roles that look after money that went astray."""

PENALISERS = frozenset({"operator", "supervisor"})
"""Roles that propose, confirm, drop and lift penalties of merchants: never one person alone."""

APPEAL_JUDGES = frozenset({"senior", "supervisor", "operator"})
"""Roles that decide a merchant's appeal, if they have neither proposed nor confirmed."""


def may_review(*, role: str, tier: str | None) -> bool:
    """Say whether somebody of that role may decide a case on that tier."""
    return role in (SENIOR_REVIEWERS if tier == "senior" else REVIEWERS)
