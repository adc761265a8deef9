"""A buyer's credit in his own words: what it is made of, what raises it, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.domain.credit import CreditFacts, credit_of
from anxin.domain.wording.risk import fair_reasons, risk_label, risk_sentence
from anxin.pages import history
from anxin.pages.formatting import SHANGHAI
from anxin.storage.risk.queries import AssessmentRow, RestrictionRow


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the credit's account."""

    text: str
    points: int


def lines_of(*, assessed: AssessmentRow | None, language: str) -> list[Line]:
    """Return what the credit is made of; a buyer who was never assessed has the start."""
    items = assessed.credit_items if assessed else _items("items")
    return [
        Line(
            risk_sentence(to="credit", code=one["code"], language=language, params=one["params"]),
            one["points"],
        )
        for one in items
    ]


def raises_of(*, assessed: AssessmentRow | None, since: datetime, language: str) -> list[Line]:
    """Return what would raise the credit, with the day where time alone does.

    `since`: when the account was made, for one that was never assessed.
    """
    ways = assessed.raises if assessed else _items("raises")
    since = assessed.at if assessed else since
    return [_raise(one, since, language) for one in ways]


def _raise(one: dict[str, Any], since: datetime, language: str) -> Line:
    day = since.astimezone(SHANGHAI) + timedelta(days=one["params"].get("in_days", 0))
    params = {**one["params"], "date": f"{day:%Y-%m-%d}"}
    text = risk_sentence(to="raises", code=one["code"], language=language, params=params)
    return Line(text, one["points"])


def _items(which: str) -> list[dict[str, Any]]:
    fresh = credit_of(facts=CreditFacts())
    return [
        {"code": one.code, "points": one.points, "params": one.params}
        for one in getattr(fresh, which)
    ]


def reasons_of(*, restrictions: Sequence[RestrictionRow], language: str) -> list[str]:
    """Return why an account is restricted, in fair words: the person's own, or what the score is
    about."""
    told: list[str] = []
    for one in restrictions:
        told += [one.said] if one.said else fair_reasons(codes=one.codes, language=language)
    return list(dict.fromkeys(told))


def noticed_of(*, assessed: AssessmentRow | None, told: Sequence[str], language: str) -> list[str]:
    """Return what raises the score now, in fair words, but for what was `told` already."""
    raising = [one["code"] for one in assessed.reasons if one["points"] > 0] if assessed else []
    return [one for one in fair_reasons(codes=raising, language=language) if one not in told]


def history_of(
    *,
    assessments: Sequence[AssessmentRow],
    restrictions: Sequence[RestrictionRow],
    language: str,
) -> list[history.Line]:
    """Return the changes of credit and restrictions, newest first."""
    found = [_changed(new, old, language) for new, old in _pairs(assessments)]
    for one in restrictions:
        stop = "; " if language == "en" else "；"
        why = stop.join(reasons_of(restrictions=[one], language=language))
        found.append(history.Line(_("账号受到限制"), one.placed_at, why, "bad"))
        if one.lifted_at:
            how = risk_label(of="lifted", word=one.lifted_how, language=language)
            found.append(history.Line(_("限制已解除"), one.lifted_at, how, "good"))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _pairs(
    assessments: Sequence[AssessmentRow],
) -> list[tuple[AssessmentRow, AssessmentRow | None]]:
    """Each assessment with the one before it, those left out that changed no credit."""
    before: list[AssessmentRow | None] = [*assessments[1:], None]
    pairs = list(zip(assessments, before, strict=False))
    return [(new, old) for new, old in pairs if old is None or new.credit != old.credit]


def _changed(new: AssessmentRow, old: AssessmentRow | None, language: str) -> history.Line:
    why = risk_label(of="cause", word=new.cause, language=language)
    if old is None:
        return history.Line(_("信用分 %(new)s") % {"new": new.credit}, new.at, why)
    text = _("信用分 %(old)s → %(new)s") % {"old": old.credit, "new": new.credit}
    return history.Line(text, new.at, why, "good" if new.credit > old.credit else "")
