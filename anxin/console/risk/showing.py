"""Risk as reviewers see it: the score with its reasons, the links, and what would lower it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anxin.domain.risk import FLAG_AT
from anxin.domain.wording.risk import risk_label, risk_sentence
from anxin.services.risk.appealing import barred_from, codes_of
from anxin.services.risk.restricting import Officer
from anxin.storage.risk import appeals, queries
from anxin.storage.risk.appeals import AppealRow
from anxin.storage.risk.facts import facts_of
from anxin.storage.risk.links import Linked

OFFICERS = frozenset({"senior", "supervisor", "operator"})
"""Roles that see the pages of risk."""
NAME_SHOWN = 2


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason in words with its points, and what takes it away."""

    code: str
    text: str
    points: int
    lowers: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One linked account, its name masked: by what, how near, and how it stands."""

    name: str
    kinds: str
    depth: int
    credit: int
    flagged: bool
    returns_30d: int


def panel_of(*, account_id: UUID, role: str, language: str) -> dict[str, Any]:
    """Return what the panel beside a case shows of its buyer."""
    assessed = queries.latest_assessment(account_id=account_id)
    standing = facts_of(account_id=account_id)
    person = queries.person(account_id=account_id)
    return {
        "person": person,
        "now": person.now if person else None,
        "assessed": assessed,
        "flag_at": FLAG_AT,
        "tone": tone_of(assessed.score if assessed else 0),
        "reasons": reason_lines(assessed.reasons if assessed else [], language),
        "linked": [link_line(one, language) for one in standing.linked] if standing else [],
        "restrictions": queries.open_restrictions(account_id=account_id),
        "named": appeals.has_identity(account_id=account_id),
        "officer": role in OFFICERS,
    }


def tone_of(score: int) -> str:
    """Return the tone of a score."""
    if score >= FLAG_AT:
        return "bad"
    return "warn" if score >= FLAG_AT // 2 else "good"


def reason_lines(reasons: list[dict[str, Any]], language: str) -> list[ReasonLine]:
    """Return the reasons in words, what weighs most first."""
    ordered = sorted(reasons, key=lambda one: -one["points"])
    return [
        ReasonLine(
            one["code"],
            risk_sentence(to="staff", code=one["code"], language=language, params=one),
            one["points"],
            risk_sentence(to="lowers", code=one["code"], language=language)
            if one["points"] > 0
            else "",
        )
        for one in ordered
    ]


def link_line(one: Linked, language: str) -> LinkLine:
    """Return a linked account as it is shown: whoever reviews need not know who it is."""
    kinds = [risk_label(of="mark", word=kind, language=language) for kind in one.kinds]
    return LinkLine(
        masked(one.username), " · ".join(kinds), one.depth, one.credit, one.flagged,
        one.returns_30d,
    )  # fmt: skip


def masked(username: str) -> str:
    """Hide a name but for its beginning.

    >>> masked("buyer-17"), masked("li")
    ('bu***', '***')
    """
    return (username[:NAME_SHOWN] if len(username) > NAME_SHOWN else "") + "***"


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal to decide, with the reasons it is about and why this officer may not."""

    row: AppealRow
    reasons: list[ReasonLine]
    said: list[str]
    identity: str
    barred: str


def appeal_lines(*, officer: Officer, language: str) -> list[AppealLine]:
    """Return the appeals that wait for a person, those due first at the top."""
    return [_appeal_line(row, officer, language) for row in appeals.list_open_appeals()]


def _appeal_line(row: AppealRow, officer: Officer, language: str) -> AppealLine:
    restrictions = queries.open_restrictions(account_id=row.account_id)
    assessed = queries.latest_assessment(account_id=row.account_id)
    codes = codes_of(restrictions)
    reasons = reason_lines(assessed.reasons if assessed else [], language)
    return AppealLine(
        row,
        [one for one in reasons if one.code in codes],
        [one.said for one in restrictions if one.said],
        risk_label(of="identity_state", word=row.identity, language=language)
        if row.identity
        else "",
        barred_from(appeal=row, officer=officer),
    )
