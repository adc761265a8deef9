"""Four eyes: what one reviewer lets one buyer have is bounded, also when it is split into parts."""

from __future__ import annotations

from datetime import timedelta

from anxin.domain.people import SENIOR_REVIEWERS, needs_second
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

SPLIT_WITHIN = timedelta(days=1)
"""Within so long, what one reviewer approves for one buyer counts as one."""

APPROVED_LATELY = """
SELECT coalesce(sum(gross_fen), 0)::bigint AS fen FROM anxin_aftersale_case
 WHERE buyer_id = %(buyer_id)s::uuid AND id <> %(case_id)s::uuid
   AND (decided_by_id = %(reviewer)s::uuid
        AND coalesce(closed_at, clock_now()) > clock_now() - %(within)s::interval
        AND state IN ('approved', 'awaiting_return', 'replacing', 'refunding', 'refunded')
        OR verdict ->> 'do' = 'approve' AND verdict ->> 'by' = %(reviewer)s::text
           AND verdict ->> 'second' = 'false')
"""
"""What waits for a second person is not what one lets a buyer have alone."""


def refused_risk(*, reviewer: Reviewer, remedy: Remedy | None) -> NotDecided | None:
    """Say why somebody may not decide on a risk of the platform: that takes seniors."""
    risky = remedy is not None and remedy.unlocked
    return NotDecided("tier_too_high") if risky and reviewer.role not in SENIOR_REVIEWERS else None


def wants_second(
    *, case: CaseRow, ground: Ground, reviewer: Reviewer, remedy: Remedy | None
) -> bool:
    """Say whether an approval needs a second signature, by the limit of the order's policy.

    What the platform takes the risk of always does.
    """
    if remedy and remedy.unlocked:
        return True
    asked_fen = remedy.gross_fen if remedy else 0
    values = {
        "buyer_id": case.buyer_id,
        "case_id": case.id,
        "reviewer": reviewer.account_id,
        "within": SPLIT_WITHIN,
    }
    return needs_second(
        gross_fen=asked_fen or case.gross_fen or ground.paid_fen,
        lately_fen=run(APPROVED_LATELY, values)[0].fen,
        limit_fen=policy_of(ground.policy_id).limits.senior_above_fen,
    )
