"""An answer in one plain sentence for the buyer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from string import Template
from typing import Final

from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, FactMissing, Facts, rule
from anxin.domain.quote.windows import closes_at
from anxin.domain.wording.labels import LABELS, label
from anxin.domain.wording.sentences import (
    DEADLINE,
    FEE,
    GOODS,
    OUTCOMES,
    REFUSALS,
    REMEDIES,
    REVIEWS,
)
from anxin.domain.wording.writing import either, moment, money

_APPEALABLE_EXCEPT: Final = "nothing_left"


def why(*, answer: Answer, facts: Facts, policy: Policy, language: str) -> str:
    """Says what happens now and, on refusal, what would change it."""
    if answer.outcome == "refuse":
        return _refusal(
            code=answer.code or "no_rule", facts=facts, policy=policy, language=language
        )
    texts = REVIEWS[answer.tier] if answer.tier else OUTCOMES[answer.outcome]
    pieces = [label(of="evidence", word=kind, language=language) for kind in answer.missing]
    return Template(_in(language, texts)).substitute(
        amount=money(answer.refund_fen),
        rule=_own_rule(answer=answer, policy=policy, language=language),
        fee=_fee(answer=answer, language=language),
        goods=_in(language, GOODS) if answer.return_goods else "",
        due=moment(at=answer.decide_by, language=language) if answer.decide_by else "",
        pieces=either(names=pieces, language=language),
    )


def explanation(*, why: Mapping[str, str], language: str) -> str:
    """Says what a case was answered: a reviewer's own words, else the policy's sentence."""
    return why.get("review") or why.get(language, "")


def remedy(*, code: str, language: str, kind: str | None = None) -> str:
    """Says what would change a refusal; some depend on the kind of product."""
    return _in(language, REMEDIES.get(f"{code}.{kind}") or REMEDIES[code])


def can_be_appealed(*, code: str) -> bool:
    """Says whether a refusal can be appealed: every one but that nothing is left."""
    return code != _APPEALABLE_EXCEPT


def clause_title(*, policy: Policy, clause: str, language: str) -> str:
    """Gives a clause's name: the policy's own title, or the one all policies share."""
    found = policy.clause(id=clause)
    if found and found.title:
        return found.title[language]
    return label(of="clause", word=clause, language=language) if clause in LABELS["clause"] else ""


def _refusal(*, code: str, facts: Facts, policy: Policy, language: str) -> str:
    pause = "; " if language == "en" else "；"
    until = _closed_at(facts=facts, policy=policy) if code == "too_late" else None
    deadline = ""
    if until:
        text = moment(at=until, language=language)
        deadline = Template(_in(language, DEADLINE)).substitute(until=text)
    sentence = Template(_in(language, REFUSALS[code])).substitute(deadline=deadline)
    what_helps = remedy(code=code, kind=facts.kind, language=language)
    return f"{sentence}{pause}{what_helps}"


def _closed_at(*, facts: Facts, policy: Policy) -> datetime | None:
    """When the window closed that was open at delivery; none where that cannot be told."""
    delivered_at = facts.order.delivered_at
    if delivered_at is None:
        return None
    try:
        then = rule(facts=replace(facts, now=delivered_at), policy=policy)
        ends = [closes_at(window=each, question=then.question) for each in then.clause.windows]
    except FactMissing:
        return None
    return min([end for end in ends if end <= facts.now], default=None)


def _own_rule(*, answer: Answer, policy: Policy, language: str) -> str:
    """The title of a clause that only this policy has."""
    found = policy.clause(id=answer.clause)
    if not found or not found.title:
        return ""
    return f" ({found.title['en']})" if language == "en" else f"({found.title['zh']})"


def _fee(*, answer: Answer, language: str) -> str:
    if not answer.fee_fen:
        return ""
    return Template(_in(language, FEE)).substitute(fee=money(answer.fee_fen))


def _in(language: str, texts: tuple[str, str]) -> str:
    return texts[1] if language == "en" else texts[0]
