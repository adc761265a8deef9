"""Four eyes: what a buyer is let have by single persons is bounded, also when it is split.

Into parts, among reviewers, or among accounts that share a device, a payer or a target.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from anxin.domain.people import SENIOR_REVIEWERS, may_review, needs_second
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.giving import answer_given, remedy_of
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.risk.links import linked_directly
from anxin.storage.statement import run

SPLIT_WITHIN = timedelta(days=1)
"""Within so long, what single persons let one buyer have counts as one sum."""

APPROVED_LATELY = """
SELECT (SELECT coalesce(sum(CASE WHEN verdict IS NULL THEN gross_fen
                                 ELSE coalesce((verdict ->> 'fen')::bigint, gross_fen) END), 0)
          FROM anxin_aftersale_case
         WHERE buyer_id = ANY(%(buyers)s::uuid[]) AND id IS DISTINCT FROM %(case_id)s::uuid
           AND (decided_by_id IS NOT NULL
                AND coalesce(closed_at, clock_now()) > clock_now() - %(within)s::interval
                AND state IN ('approved', 'awaiting_return', 'replacing', 'refunding', 'refunded',
                              'replaced')
                OR verdict ->> 'do' = 'approve' AND verdict ->> 'second' = 'false'))::bigint
     + (SELECT coalesce(sum(CASE p.kind
                  WHEN 'sum' THEN p.gross_fen
                  WHEN 'units' THEN o.paid_fen * coalesce(nullif(p.units, 0), o.units) / o.units
                  ELSE greatest(k.gross_fen, o.paid_fen - o.refunded_fen - o.reserved_fen) END), 0)
          FROM anxin_aftersale_case k JOIN anxin_aftersale_proposal p ON p.case_id = k.id
          JOIN anxin_order_order o ON o.id = k.order_id
         WHERE k.buyer_id = ANY(%(buyers)s::uuid[]) AND k.id IS DISTINCT FROM %(case_id)s::uuid
           AND p.state = 'open' AND p.side = 'platform')::bigint AS fen
"""
"""What the platform's people let buyers have, or stand to: decided, about to be, offered and open.

What waits for a second person is let have by nobody alone. A replacement that does not come is all
that is left of its order."""


def fen_given(*, case: CaseRow, ground: Ground, remedy: Remedy | None) -> int:
    """Return what a remedy really gives (fen), whatever it is counted in; 0 if it cannot be."""
    answer = answer_given(case, ground, remedy_of(case, remedy))
    return 0 if isinstance(answer, str) else answer.gross_fen


def is_too_much(*, case: CaseRow, ground: Ground, role: str, remedy: Remedy | None) -> bool:
    """Say whether the sum is a senior's to give, whatever tier its case was routed to.

    A small request about a dear order is a first-line case; the dear order's sum is not.
    """
    above = fen_given(case=case, ground=ground, remedy=remedy) > limit_fen(ground=ground)
    return above and not may_review(role=role, tier="senior")


def refused_risk(*, reviewer: Reviewer, remedy: Remedy | None) -> NotDecided | None:
    """Say why somebody may not pay for cards that may still work: that takes seniors."""
    risky = remedy is not None and remedy.unlocked
    return NotDecided("tier_too_high") if risky and reviewer.role not in SENIOR_REVIEWERS else None


def wants_second(*, case: CaseRow, ground: Ground, remedy: Remedy | None) -> bool:
    """Say whether what is given needs a second signature, by the limit of the order's policy.

    What is paid for without an issuer's lock always does.
    """
    if remedy and remedy.unlocked:
        return True
    return needs_second(
        gross_fen=fen_given(case=case, ground=ground, remedy=remedy),
        lately_fen=given_lately(buyer_id=case.buyer_id, besides=case.id),
        limit_fen=limit_fen(ground=ground),
    )


def given_lately(*, buyer_id: UUID, besides: UUID | None = None) -> int:
    """Return what single persons let a buyer have within a day (fen), in cases `besides` one."""
    buyers = [buyer_id, *linked_directly(account_id=buyer_id)]
    values = {"buyers": buyers, "case_id": besides, "within": SPLIT_WITHIN}
    return int(run(APPROVED_LATELY, values)[0].fen)


def limit_fen(*, ground: Ground) -> int:
    """Return above what sum (fen) the order's policy wants a senior, and two signatures."""
    return policy_of(ground.policy_id).limits.senior_above_fen
