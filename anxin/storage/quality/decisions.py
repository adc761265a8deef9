"""Which events are decisions of people of the platform, whichever way they were given.

A verdict is one, a buyer's offer that a reviewer accepted is, and so is what the platform offered
once its buyer has accepted: of whoever offered it, when it was offered (ADR 24). What buyer and
merchant agree on is not. Verdicts are found by their index, offers by their own few rows.
"""

from __future__ import annotations

from typing import Final

from anxin.domain.people import REVIEWERS
from anxin.domain.quality import DECISION_EVENTS

_KINDS: Final = ", ".join(f"'{kind}'" for kind in DECISION_EVENTS)
_ROLES: Final = ", ".join(f"'{role}'" for role in sorted(REVIEWERS))

DECISIONS: Final = f"""
SELECT e.order_id, e.data ->> 'case' AS case_no, e.seq, e.kind, e.states, e.actor, e.at,
       e.at AS given_at
  FROM anxin_order_orderevent e
 WHERE e.kind IN ({_KINDS}) AND e.role IN ({_ROLES}) AND e.actor IS NOT NULL
 UNION ALL
SELECT e.order_id, c.no, e.seq, e.kind, e.states,
       CASE WHEN p.side = 'platform' THEN p.by_id ELSE e.actor END, e.at,
       CASE WHEN p.side = 'platform' THEN p.at ELSE e.at END
  FROM anxin_aftersale_proposal p
  JOIN anxin_aftersale_case c ON c.id = p.case_id
  JOIN anxin_order_orderevent e
    ON e.order_id = c.order_id AND e.kind = 'proposal_accepted' AND e.data ->> 'proposal' = p.no
 WHERE p.state = 'accepted' AND 'platform' IN (p.side, p."to")
"""
"""Each with its case, who gave it, when it took effect (`at`) and when it was given."""
