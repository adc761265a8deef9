"""The last word: what an arbiter upheld, or both sides agreed on, is not asked again.

An agreement settles the reason that it was about, and so does arbitration, for as many units as it
was about. Something new is another reason, or a complaint; a replacement begins anew, and what the
site gives back by itself is held up by neither.
"""

from __future__ import annotations

from anxin.domain.policy import Policy
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground


def settled_before(*, ground: Ground, reason: str | None, units: int | None) -> str:
    """Return how the same was settled (`settled_upheld`, `settled_agreed`), empty if it was not.

    Units have no names: of those that are left, as many as were judged are the judged ones, and
    only a request that goes beyond the others asks for them again. Reasons that the policy judges
    alike are one.
    """
    if not ground.settled:
        return ""
    policy = policy_of(ground.policy_id)
    same = [
        line for line in ground.settled if _judged(policy, line.reason) == _judged(policy, reason)
    ]
    left = ground.units - ground.facts.refunded_units
    others = left - sum(line.units for line in same)
    if not same or (units or left) <= others:
        return ""
    return f"settled_{same[-1].how}"


def _judged(policy: Policy, reason: str | None) -> str | None:
    known = policy.reasons.get(reason or "")
    return known.judged_as if known else reason
