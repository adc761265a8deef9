"""How the reviewers' decisions of the last thirty days stand: one query for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.domain.quality import GIVING_EVENTS, SCORE_DAYS
from anxin.storage.quality.decisions import DECISIONS
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer's numbers. `overturned`: refusals that an arbiter turned round.

    `practised`: practice cases answered at all, `practised_right` those right at the first try.
    """

    id: UUID
    username: str
    role: str
    decided: int
    rejected: int
    overturned: int
    median_s: int | None
    checked: int
    found_right: int
    objected: int
    practised: int
    practised_right: int


_GIVING = ", ".join(f"'{kind}'" for kind in GIVING_EVENTS)
_OVERVIEW = f"""
WITH decision AS (
  SELECT e.actor, e.kind, e.states[1] AS came_from, c.submitted_at, e.given_at, e.order_id, e.seq,
         c.no AS case_no
    FROM ({DECISIONS}) e
    JOIN anxin_aftersale_case c ON c.order_id = e.order_id AND c.no = e.case_no
   WHERE e.at >= clock_now() - make_interval(days => %(days)s::int)
),
decided AS (
  SELECT d.actor, count(*)::int AS n, count(*) FILTER (WHERE kind = 'case_rejected')::int AS no,
         count(*) FILTER (WHERE kind = 'case_rejected' AND EXISTS (
           SELECT 1 FROM decision w
            WHERE w.order_id = d.order_id AND w.case_no = d.case_no AND w.seq > d.seq
              AND w.kind IN ({_GIVING}) AND w.came_from IN ('appealed', 'arbitration')))::int
           AS turned,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(
           epoch FROM d.given_at - coalesce(came.at, d.submitted_at)))::int AS median_s
    FROM decision d
    LEFT JOIN LATERAL (
      SELECT max(b.at) AS at FROM anxin_order_orderevent b
       WHERE b.order_id = d.order_id AND b.seq < d.seq AND b.data ->> 'case' = d.case_no
         AND b.at <= d.given_at
         AND cardinality(b.states) > 1
         AND b.states[cardinality(b.states)] IN ('platform_review', 'appealed')) came ON true
   GROUP BY d.actor
),
checked AS (
  SELECT reviewer_id, count(*) FILTER (WHERE state <> 'taken_back')::int AS n,
         count(*) FILTER (WHERE state <> 'taken_back' AND grade = 'right')::int AS well,
         count(*) FILTER (WHERE state = 'objected')::int AS objected
    FROM anxin_quality_check
   WHERE graded_at >= clock_now() - make_interval(days => %(days)s::int) GROUP BY reviewer_id
),
practised AS (
  SELECT account_id, count(*)::int AS n, count(*) FILTER (WHERE is_right)::int AS well
    FROM (SELECT DISTINCT ON (account_id, key) account_id, key, is_right
            FROM anxin_quality_practiceanswer ORDER BY account_id, key, id) first
   GROUP BY account_id
)
SELECT a.id, a.username, a.role, coalesce(d.n, 0) AS decided, coalesce(d.no, 0) AS rejected,
       coalesce(d.turned, 0) AS overturned, d.median_s, coalesce(k.n, 0) AS checked,
       coalesce(k.well, 0) AS found_right, coalesce(k.objected, 0) AS objected,
       coalesce(p.n, 0) AS practised, coalesce(p.well, 0) AS practised_right
  FROM anxin_account_account a
  LEFT JOIN decided d ON d.actor = a.id
  LEFT JOIN checked k ON k.reviewer_id = a.id
  LEFT JOIN practised p ON p.account_id = a.id
 WHERE a.role IN ('agent', 'senior', 'supervisor')
   AND (a.is_active OR d.n IS NOT NULL OR k.n IS NOT NULL)
 ORDER BY coalesce(d.n, 0) = 0, a.username LIMIT 200
"""


def list_reviewers() -> list[ReviewerRow]:
    """Return every reviewer with the numbers of the last thirty days, who decides first."""
    return [ReviewerRow(*row) for row in run(_OVERVIEW, {"days": SCORE_DAYS})]
