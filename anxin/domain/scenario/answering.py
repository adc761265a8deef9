"""A list of scenarios answered, in the shape of POLICY.md: each by itself, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anxin.domain.calendar import WorkingDay
from anxin.domain.policy import Policy
from anxin.domain.quote import Answer, FactMissing, quote
from anxin.domain.scenario.reading import Malformed, read_scenario
from anxin.domain.wording import why


def answer_scenarios(
    *, values: Sequence[object], policies: Mapping[str, Policy], is_working_day: WorkingDay
) -> list[dict[str, Any]]:
    """Answers every scenario; a malformed one gets an error in its place."""
    return [
        answer_scenario(value=value, policies=policies, is_working_day=is_working_day)
        for value in values
    ]


def answer_scenario(
    *, value: object, policies: Mapping[str, Policy], is_working_day: WorkingDay
) -> dict[str, Any]:
    """Answers one scenario: the keys of an answer, or `id` and `error`."""
    scenario = read_scenario(value=value, policies=policies)
    if isinstance(scenario, Malformed):
        return {"id": scenario.id, "error": scenario.error}
    facts, policy = scenario.facts, scenario.policy
    try:
        answer = quote(facts=facts, policy=policy, is_working_day=is_working_day)
    except FactMissing as missing:
        return {"id": scenario.id, "error": str(missing)}
    sentence = why(answer=answer, facts=facts, policy=policy, language="zh")
    return {"id": scenario.id, **_shown(answer), "why": sentence}


def _shown(answer: Answer) -> dict[str, Any]:
    """The answer as JSON; a tender that gets nothing is left out."""
    return {
        "outcome": answer.outcome,
        "tier": answer.tier,
        "cause": answer.cause,
        "clause": answer.clause,
        "code": answer.code,
        "gross_fen": answer.gross_fen,
        "fee_fen": answer.fee_fen,
        "refund_fen": answer.refund_fen,
        "by_tender": [
            {"method": share.method, "fen": share.fen} for share in answer.by_tender if share.fen
        ],
        "missing": list(answer.missing),
        "decide_by": answer.decide_by.isoformat() if answer.decide_by else None,
        "return_goods": answer.return_goods,
    }
