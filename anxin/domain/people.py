"""Who takes part: the roles of MISSION.md."""

BUYER, MERCHANT = "buyer", "merchant"
FINANCE, OPERATOR = "finance", "operator"
AUDITOR = "auditor"
STAFF = ("agent", "senior", "supervisor", FINANCE, OPERATOR, AUDITOR)
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


_TIERS = {
    "agent": ("first_line", "expedited"),
    "senior": ("first_line", "expedited", "senior"),
    "supervisor": ("first_line", "expedited", "senior", "supervisor"),
}


_RANK = {"first_line": 1, "expedited": 1, "senior": 2, "supervisor": 3}


def tiers_of(*, role: str) -> tuple[str, ...]:
    """Return the tiers whose cases somebody of that role decides; none for who is no reviewer.

    >>> tiers_of(role="agent"), tiers_of(role="finance")
    (('first_line', 'expedited'), ())
    """
    return _TIERS.get(role, ())


def may_review(*, role: str, tier: str | None) -> bool:
    """Say whether somebody of that role may decide a case on that tier.

    A `supervisor`'s case is one that was late with a senior too.
    """
    tiers = tiers_of(role=role)
    return tier in tiers if tier else bool(tiers)


def is_higher(*, tier: str | None, than: str | None) -> bool:
    """Say whether fewer people decide on one tier than on another; `None` is lowest.

    >>> is_higher(tier="supervisor", than="senior"), is_higher(tier="expedited", than="first_line")
    (True, False)
    """
    return _RANK.get(tier or "", 0) > _RANK.get(than or "", 0)


def tier_raised(*, tier: str | None, to: str) -> str:
    """Return the tier of a case that is brought to `to`: what is a supervisor's stays one.

    >>> tier_raised(tier="first_line", to="senior"), tier_raised(tier="supervisor", to="senior")
    ('senior', 'supervisor')
    """
    return to if tier is None or is_higher(tier=to, than=tier) else tier


def needs_second(*, gross_fen: int, lately_fen: int, limit_fen: int) -> bool:
    """Say whether a second person has to sign what one person gives.

    `lately_fen`: what the same one was let have within a day by single persons, so that a large
    sum does not pass as several small ones.

    >>> needs_second(gross_fen=300_000, lately_fen=300_000, limit_fen=500_000)
    True
    """
    return gross_fen + lately_fen > limit_fen
