"""The day's sample of what people decided, drawn by one statement.

Drawn again it is the same: the lot is reckoned from case and day, and a decision is in the table
once. The rule in plain words, with its numbers: `domain.quality.sample_of`.
"""

from __future__ import annotations

from typing import Final

from anxin.domain.quality import (
    CATCH_UP_DAYS,
    CHECK_DAYS,
    GIVING_EVENTS,
    LEAST_OF_EACH,
    SHARE_PER_CENT,
)
from anxin.storage.quality.decisions import DECISIONS
from anxin.storage.statement import run

_GIVING: Final = ", ".join(f"'{kind}'" for kind in GIVING_EVENTS)

DRAW: Final = f"""
WITH today AS (
  SELECT (clock_now() AT TIME ZONE 'Asia/Shanghai')::date + %(today_too)s::bool::int AS day
),
decision AS (
  SELECT c.id AS case_id, c.no AS case_no, c.remedy, c.units, c.submitted_at,
         coalesce(c.asked_units, o.units) AS asked_units, e.order_id, e.seq, e.kind, e.states,
         e.actor, e.at, e.given_at, (e.at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM ({DECISIONS}) e
    JOIN anxin_order_order o ON o.id = e.order_id
    JOIN anxin_aftersale_case c ON c.order_id = e.order_id AND c.no = e.case_no
   WHERE e.at >= ((SELECT day FROM today) - %(catch_up)s::int)::timestamp
                 AT TIME ZONE 'Asia/Shanghai'
     AND e.at < (SELECT day FROM today)::timestamp AT TIME ZONE 'Asia/Shanghai'
     AND NOT EXISTS (SELECT 1 FROM anxin_order_orderevent l
                      WHERE l.order_id = e.order_id AND l.kind = 'case_opened_by_law'
                        AND l.data ->> 'case' = c.no)
),
lots AS (
  SELECT d.*, ('x' || left(encode(sha256(convert_to(case_id || ':' || day, 'UTF8')), 'hex'), 8)
              )::bit(32)::bigint AS lot
    FROM decision d
),
ranked AS (
  SELECT l.*, row_number() OVER (PARTITION BY actor, day ORDER BY lot, case_id, seq) AS place
    FROM lots l
),
sampled AS (
  SELECT case_id, case_no, order_id, seq, kind, states, actor, at, given_at, day, submitted_at,
         remedy, units, asked_units, false AS overturned,
         CASE WHEN place <= %(least)s::int THEN 'least' ELSE 'share' END AS drawn
    FROM ranked WHERE place <= %(least)s::int OR lot % 100 < %(share)s::int
),
overturned AS (
  SELECT w.case_id, w.case_no, w.order_id, r.seq, r.kind, r.states, r.actor, r.at, r.at,
         (r.at AT TIME ZONE 'Asia/Shanghai')::date AS day, w.submitted_at,
         w.remedy, w.units, w.asked_units, true AS overturned, 'overturned' AS drawn
    FROM decision w
   CROSS JOIN LATERAL (
     SELECT * FROM anxin_order_orderevent f
      WHERE f.order_id = w.order_id AND f.seq < w.seq AND f.kind = 'case_rejected'
        AND f.data ->> 'case' = w.case_no AND f.actor IS NOT NULL
      ORDER BY f.seq DESC LIMIT 1) r
   WHERE w.kind IN ({_GIVING}) AND w.states[1] IN ('appealed', 'arbitration')
),
picked AS (
  SELECT DISTINCT ON (case_id, seq) * FROM (
    SELECT * FROM sampled UNION ALL SELECT * FROM overturned) either
   ORDER BY case_id, seq, overturned DESC
)
INSERT INTO anxin_quality_check
       (no, case_id, seq, reviewer_id, day, decided, decided_at, took_s, drawn, overturned, due_at)
SELECT left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'),
            32),
       p.case_id, p.seq, p.actor, p.day,
       CASE WHEN p.kind = 'case_rejected' THEN 'rejected' WHEN p.kind = 'case_upheld' THEN 'upheld'
            WHEN 'replacing' = ANY(p.states) THEN 'replaced'
            WHEN p.remedy = 'sum' OR p.units < p.asked_units THEN 'partly' ELSE 'approved' END,
       p.at, extract(epoch FROM p.given_at - coalesce(came.at, p.submitted_at))::int, p.drawn,
       p.overturned, clock_now() + make_interval(days => %(due)s::int)
  FROM picked p
  LEFT JOIN LATERAL (
    SELECT max(b.at) AS at FROM anxin_order_orderevent b
     WHERE b.order_id = p.order_id AND b.seq < p.seq AND b.data ->> 'case' = p.case_no
       AND b.at <= p.given_at
       AND cardinality(b.states) > 1
       AND b.states[cardinality(b.states)] IN ('platform_review', 'appealed')) came ON true
 ORDER BY p.case_id, p.seq
    ON CONFLICT (case_id, seq) DO UPDATE SET overturned = true
       WHERE excluded.overturned AND NOT anxin_quality_check.overturned
RETURNING no
"""


def draw_checks(*, today_too: bool = False) -> int:
    """Draw what is to be checked of yesterday, and of the days before that were missed.

    `today_too`: do not wait until the day is over, for a demo on its first day. Returns how many
    decisions were drawn, or turned out to have been overturned.
    """
    values = {
        "catch_up": CATCH_UP_DAYS,
        "least": LEAST_OF_EACH,
        "share": SHARE_PER_CENT,
        "today_too": today_too,
        "due": CHECK_DAYS,
    }
    return len(run(DRAW, values))
