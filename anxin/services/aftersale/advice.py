"""What a buyer is told on a ground, by the rules that decide on it; nothing is read or saved."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from anxin.domain.outside import Outside
from anxin.domain.quote import Answer, quote
from anxin.domain.request import Advice, Said, advise
from anxin.services.aftersale.decide import facts_of, word_wanted
from anxin.services.aftersale.offer import Offer, Option
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground


def advice_of(
    *,
    ground: Ground,
    reason: str,
    units: int | None,
    said: Said,
    outside: Outside,
    asked_at: datetime | None = None,
) -> tuple[Advice, ...]:
    """Return what there is to tell about a reason, from that ground alone.

    `asked_at`: when the request was made, if it is one that is being changed.
    """
    policy = policy_of(ground.policy_id)
    facts = facts_of(ground=ground, reason=reason, units=units, asked_at=asked_at)

    @cache
    def answer_of(other: str) -> Answer:
        return quote(
            facts=facts_of(ground=ground, reason=other, units=units, asked_at=asked_at),
            policy=policy,
            is_working_day=outside.is_working_day,
        )

    waits = word_wanted(ground=ground, facts=facts, policy=policy, outside=outside)
    return advise(facts=facts, said=said, answer_of=answer_of, waits=bool(waits))


def advice_on_option(*, option: Option, offer: Offer, said: Said) -> tuple[Advice, ...]:
    """Return what there is to tell about one of the reasons offered, whose answers are known."""
    answers = {each.reason: each.answer for each in offer.options}
    return advise(
        facts=option.facts,
        said=said,
        answer_of=answers.__getitem__,
        waits=bool(option.waits_for),
    )
