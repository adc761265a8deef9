"""What a buyer is told before asking: for every reason that may be given, the answer it gets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anxin.domain.outside import Outside
from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, Facts, Piece, quote
from anxin.domain.states import SERVED
from anxin.domain.terms import reasons_for
from anxin.services.aftersale.decide import as_followed, facts_of, word_wanted
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground


@dataclass(frozen=True, slots=True)
class Option:
    """One reason (`None`: none is needed) with its facts and the answer they get.

    `wanted`: kinds of evidence of which one is asked for, whatever has been sent.
    `waits_for`: whose word is asked for first, since it may change the answer (domain.words.WAITS).
    `then`: what the answer will be once evidence is there that agrees, where some is missing.
    """

    reason: str | None
    facts: Facts
    answer: Answer
    wanted: tuple[str, ...] = ()
    waits_for: str = ""
    then: Answer | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Every option of an order under its own policy. `common` of them are shown first."""

    policy: Policy
    options: tuple[Option, ...]
    common: int


def offer_of(
    *, ground: Ground, units: int | None, outside: Outside, asked_at: datetime | None = None
) -> Offer:
    """Quote every reason that fits the order, in the order they are offered.

    `asked_at`: when the request was made, if it is one that is being changed.
    """
    policy = policy_of(ground.policy_id)
    reasons: tuple[str | None, ...] = (None,)
    common = 1
    if ground.order_state in SERVED:
        offered = reasons_for(kind=ground.kind, state=ground.facts.state)
        reasons, common = offered.all, len(offered.chips)
    options = []
    for reason in reasons:
        facts = facts_of(ground=ground, reason=reason, units=units, asked_at=asked_at)
        answer = _followed(facts, ground, policy, outside)
        word = word_wanted(ground=ground, facts=facts, policy=policy, outside=outside)
        wanted = answer.missing
        if ground.pieces:
            bare = replace(facts, request=replace(facts.request, evidence=()))
            wanted = quote(facts=bare, policy=policy, is_working_day=outside.is_working_day).missing
        then = _once_shown(facts, answer, ground, policy, outside)
        options.append(Option(reason, facts, answer, wanted, word, then))
    return Offer(policy, tuple(options), common)


def _followed(facts: Facts, ground: Ground, policy: Policy, outside: Outside) -> Answer:
    answer = quote(facts=facts, policy=policy, is_working_day=outside.is_working_day)
    return as_followed(answer=answer, ground=ground, policy=policy, outside=outside)


def _once_shown(
    facts: Facts, answer: Answer, ground: Ground, policy: Policy, outside: Outside
) -> Answer | None:
    """The answer to the same facts with one piece of what is missing, that agrees."""
    if not answer.missing:
        return None
    shown = (*facts.request.evidence, Piece(answer.missing[0]))
    request = replace(facts.request, evidence=shown)
    return _followed(replace(facts, request=request), ground, policy, outside)
