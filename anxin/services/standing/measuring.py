"""Every night each merchant's score is made and kept, and the rules say what they propose."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import UUID

import structlog

from anxin.domain.outside import Outside
from anxin.domain.standing.facts import Facts, record_of, total
from anxin.domain.standing.proposing import (
    FAILING_CASES,
    FAILING_WITHIN_DAYS,
    SHORT_DAYS,
    Day,
    Proposal,
    failing,
    is_failing,
    proposals_of,
)
from anxin.domain.standing.score import score_of
from anxin.services.standing.propose import DELIVER_HOURS, propose_by_rule
from anxin.services.standing.walking import present
from anxin.storage.standing import facts as measured
from anxin.storage.statement import run

log = structlog.get_logger()
CARD_FAULTS = ("card_invalid",)

SAVE = """
INSERT INTO anxin_standing_standing (merchant_id, day, points, level, facts, reasons)
SELECT s.merchant_id, %(day)s::date, s.points, s.level, s.facts, s.reasons
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS s(merchant_id uuid, points smallint, level text,
       facts jsonb, reasons jsonb)
ON CONFLICT (merchant_id, day) DO NOTHING RETURNING id
"""


def measure_standing(*, outside: Outside) -> int:
    """Score the merchants that have no score of today yet; return how many got one.

    Asked every hour: a night without a worker is made up for, and a second time changes nothing.
    """
    day = present().date()
    if not measured.count_without(day=day):
        return 0
    facts = measured.facts_of_all(deliver_hours=DELIVER_HOURS)
    everybody = total(of=facts.values())
    rows = []
    for merchant_id, own in facts.items():
        score = score_of(facts=own, everybody=everybody)
        rows.append(
            {
                "merchant_id": merchant_id,
                "points": score.points,
                "level": score.level,
                "facts": record_of(facts=own),
                "reasons": [asdict(reason) for reason in score.reasons],
            }
        )
    saved = run(SAVE, {"day": day, "rows": json.dumps(rows, default=str)})
    return len(saved)


def propose_by_rules(*, outside: Outside) -> int:
    """Propose what the rules find in the last nights and in the last days' faults; say how much.

    One merchant's trouble holds up nobody else's.
    """
    made = 0
    for nights in measured.list_nights(count=SHORT_DAYS):
        pairs = zip(nights.points, nights.short_fen, strict=True)
        days = [Day(points, short_fen) for points, short_fen in pairs]
        for proposal in proposals_of(days=days):
            made += _propose(nights.merchant_id, proposal, outside)
    for trouble in measured.list_troubles(
        days=FAILING_WITHIN_DAYS, least=FAILING_CASES, reasons=CARD_FAULTS
    ):
        if is_failing(cases=trouble.cases, orders=trouble.orders):
            made += _propose(
                trouble.merchant_id,
                failing(cases=trouble.cases, orders=trouble.orders),
                outside,
                product_id=trouble.product_id,
                case_nos=tuple(trouble.case_nos),
            )
    return made


def _propose(
    merchant_id: UUID,
    proposal: Proposal,
    outside: Outside,
    product_id: UUID | None = None,
    case_nos: tuple[str, ...] = (),
) -> int:
    try:
        proposed = propose_by_rule(
            merchant_id=merchant_id,
            proposal=proposal,
            outside=outside,
            product_id=product_id,
            case_nos=case_nos,
        )
    except Exception:
        log.exception("standing.not_proposed", merchant=str(merchant_id), rule=proposal.rule)
        return 0
    return int(proposed is not None)


def facts_now(*, merchant_id: UUID) -> Facts:
    """Return what a merchant's after-sales come to at this moment."""
    return measured.facts_of(merchant_id=merchant_id, deliver_hours=DELIVER_HOURS)
