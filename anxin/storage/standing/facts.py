"""Facts about merchants, set by set: one statement for all of them, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from anxin.domain.standing.facts import QUARTER_DAYS, RECENT_DAYS, Facts, Tally
from anxin.storage.statement import run

FOUND_FOR_BUYER = (
    "approved",
    "awaiting_return",
    "replacing",
    "replaced",
    "refunding",
    "refunded",
)
"""States of a case whose buyer was right."""

_UPHELD = """(SELECT 1 FROM anxin_aftersale_objection b JOIN anxin_aftersale_case k
                  ON k.id = b.case_id WHERE b.state = 'granted' AND {which})"""
NOT_WRONGLY = "NOT EXISTS " + _UPHELD.format(which="k.id = c.id")
"""Of a case `c`: no person has found that its merchant was charged with it wrongly."""

_ORDER_NOT_WRONGLY = "NOT EXISTS " + _UPHELD.format(which="k.order_id = o.id")

_COUNTS = tuple(Tally.__dataclass_fields__)
_SINCE = f"clock_now() - interval '{QUARTER_DAYS} days'"

_HAPPENED = f"""
WITH shop AS (
  SELECT id FROM anxin_merchant_merchant WHERE %(only)s::uuid IS NULL OR id = %(only)s::uuid
), judged AS (
  SELECT c.merchant_id, c.id, max(e.at) AS at,
         bool_or(c.cause = 'merchant' AND c.state = ANY(%(found)s::text[])) AS lost
    FROM anxin_aftersale_case c JOIN anxin_order_orderevent e
      ON e.order_id = c.order_id AND e.data->>'case' = c.no
   WHERE c.merchant_id IN (SELECT id FROM shop)
     AND e.at >= {_SINCE} AND e.states && ARRAY['arbitration']::varchar[]
   GROUP BY c.merchant_id, c.id
), turn AS (
  SELECT c.merchant_id, e.at AS begun, answered.at AS answered, ended.at AS ended,
         ended.role AS ended_by
    FROM anxin_aftersale_case c JOIN anxin_order_orderevent e
      ON e.order_id = c.order_id AND e.data->>'case' = c.no
     AND e.states[cardinality(e.states)] = 'merchant_turn' AND cardinality(e.states) > 1
    LEFT JOIN LATERAL (
      SELECT n.at, n.role FROM anxin_order_orderevent n
       WHERE n.order_id = e.order_id AND n.seq > e.seq AND n.data->>'case' = c.no
         AND n.states[1] = 'merchant_turn' AND cardinality(n.states) > 1
       ORDER BY n.seq LIMIT 1) ended ON true
    LEFT JOIN LATERAL (
      SELECT n.at FROM anxin_order_orderevent n
       WHERE n.order_id = e.order_id AND n.seq > e.seq AND n.data->>'case' = c.no
         AND n.role = 'merchant' AND n.kind <> 'refund_objected'
       ORDER BY n.seq LIMIT 1) answered ON true
   WHERE c.merchant_id IN (SELECT id FROM shop) AND e.at >= {_SINCE}
), late AS (
  SELECT o.id, o.merchant_id, c.submitted_at AS at
    FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
   WHERE c.merchant_id IN (SELECT id FROM shop) AND c.clause = 'undelivered'
     AND o.kind <> 'card_secret' AND c.submitted_at >= {_SINCE}
     AND c.submitted_at >= o.paid_at + make_interval(hours => %(deliver_hours)s::int)
     AND {NOT_WRONGLY}
   UNION ALL
  SELECT o.id, o.merchant_id, e.at
    FROM anxin_order_orderevent e JOIN anxin_order_order o ON o.id = e.order_id
   WHERE o.merchant_id IN (SELECT id FROM shop) AND e.kind = 'delivery_overdue' AND e.at >= {_SINCE}
     AND {_ORDER_NOT_WRONGLY}
), happened (merchant_id, what, n, at) AS (
  SELECT merchant_id, 'orders', 1, paid_at FROM anxin_order_order
   WHERE merchant_id IN (SELECT id FROM shop) AND paid_at >= {_SINCE}
  UNION ALL
  SELECT merchant_id, 'units', units, delivered_at FROM anxin_order_order
   WHERE merchant_id IN (SELECT id FROM shop) AND delivered_at >= {_SINCE}
  UNION ALL
  SELECT merchant_id, 'fault_cases', 1, submitted_at FROM anxin_aftersale_case c
   WHERE merchant_id IN (SELECT id FROM shop) AND cause = 'merchant'
     AND state = ANY(%(found)s::text[]) AND submitted_at >= {_SINCE} AND {NOT_WRONGLY}
  UNION ALL SELECT merchant_id, 'arbitrations', 1, at FROM judged
  UNION ALL SELECT merchant_id, 'lost', 1, at FROM judged WHERE lost
  UNION ALL SELECT merchant_id, 'turns', 1, begun FROM turn
  UNION ALL
  SELECT merchant_id, 'silent', 1, ended FROM turn WHERE answered IS NULL AND ended_by = 'system'
  UNION ALL SELECT merchant_id, 'late', 1, min(at) FROM late GROUP BY id, merchant_id
  UNION ALL
  SELECT o.merchant_id, 'failed', 1, min(e.at)
    FROM anxin_order_orderevent e JOIN anxin_order_order o ON o.id = e.order_id
   WHERE o.merchant_id IN (SELECT id FROM shop) AND e.kind = 'delivery_failed'
     AND e.at >= {_SINCE} AND {_ORDER_NOT_WRONGLY} GROUP BY o.id
), median AS (
  SELECT merchant_id,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered - begun) / 60)
           AS minutes
    FROM turn WHERE answered IS NOT NULL GROUP BY merchant_id
), counted AS (
  SELECT merchant_id, what, sum(n) AS quarter,
         coalesce(sum(n) FILTER (WHERE at >= clock_now() - interval '{RECENT_DAYS} days'), 0)
           AS recent
    FROM happened GROUP BY merchant_id, what
)
"""

_FACTS = (
    _HAPPENED
    + """
SELECT m.id AS merchant_id,
       coalesce(jsonb_object_agg(c.what, c.recent) FILTER (WHERE c.what IS NOT NULL), '{}')
         AS recent,
       coalesce(jsonb_object_agg(c.what, c.quarter) FILTER (WHERE c.what IS NOT NULL), '{}')
         AS quarter,
       min(d.minutes)::int AS answer_minutes, coalesce(min(b.advanced_fen), 0)::bigint AS advanced,
       coalesce(min(b.deposit_fen), 0)::bigint AS deposit,
       coalesce(min(t.required_fen), 0)::bigint AS required
  FROM anxin_merchant_merchant m
  LEFT JOIN counted c ON c.merchant_id = m.id
  LEFT JOIN median d ON d.merchant_id = m.id
  LEFT JOIN anxin_ledger_merchantbalance b ON b.merchant_id = m.id
  LEFT JOIN LATERAL (
    SELECT required_fen FROM anxin_standing_depositterm
     WHERE merchant_id = m.id AND from_at <= clock_now()
     ORDER BY from_at DESC, id DESC LIMIT 1) t ON true
 WHERE m.id IN (SELECT id FROM shop) GROUP BY m.id
"""
)


def facts_of_all(*, deliver_hours: int) -> dict[UUID, Facts]:
    """Return what every merchant's after-sales come to. `deliver_hours`: how long each has."""
    return _facts(None, deliver_hours)


def facts_of(*, merchant_id: UUID, deliver_hours: int) -> Facts:
    """Return the same of one merchant, as it stands now."""
    return _facts(merchant_id, deliver_hours)[merchant_id]


def _facts(only: UUID | None, deliver_hours: int) -> dict[UUID, Facts]:
    values = {"found": list(FOUND_FOR_BUYER), "deliver_hours": deliver_hours, "only": only}
    return {
        row.merchant_id: Facts(
            recent=_tally(row.recent),
            quarter=_tally(row.quarter),
            answer_minutes=row.answer_minutes,
            advanced_fen=row.advanced,
            deposit_fen=row.deposit,
            required_fen=row.required,
        )
        for row in run(_FACTS, values)
    }


def _tally(counts: dict[str, Any]) -> Tally:
    return Tally(**{name: int(counts.get(name, 0)) for name in _COUNTS})


def count_without(*, day: date) -> int:
    """Return how many merchants have no score of that day yet."""
    (row,) = run(
        """SELECT count(*) AS n FROM anxin_merchant_merchant m
            WHERE NOT EXISTS (SELECT 1 FROM anxin_standing_standing s
                               WHERE s.merchant_id = m.id AND s.day = %(day)s::date)""",
        {"day": day},
    )
    return int(row.n)


@dataclass(frozen=True, slots=True)
class Nights:
    """A merchant's last nights, newest first: points (none while new), what its deposit lacks."""

    merchant_id: UUID
    points: list[int | None]
    short_fen: list[int]


def list_nights(*, count: int) -> list[Nights]:
    """Return the last `count` scored days of every merchant."""
    rows = run(
        """SELECT merchant_id, array_agg(points ORDER BY day DESC) AS points,
                  array_agg(short ORDER BY day DESC) AS short
             FROM (SELECT merchant_id, day, CASE WHEN level <> 'new' THEN points END AS points,
                          greatest(0, (facts->>'required_fen')::bigint
                                      - (facts->>'deposit_fen')::bigint) AS short,
                          row_number() OVER (PARTITION BY merchant_id ORDER BY day DESC) AS nth
                     FROM anxin_standing_standing) s
            WHERE nth <= %(count)s::int GROUP BY merchant_id""",
        {"count": count},
    )
    return [Nights(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A product with refunds for faults within the last days, and its orders of those days."""

    merchant_id: UUID
    product_id: UUID
    cases: int
    orders: int
    case_nos: list[str]


def list_troubles(*, days: int, least: int, reasons: Sequence[str]) -> list[Trouble]:
    """Return products with at least `least` refunds for these reasons within `days` days."""
    rows = run(
        f"""WITH faulty AS (
             SELECT o.product_id, o.merchant_id, count(*)::int AS cases,
                    (array_agg(c.no ORDER BY c.submitted_at DESC))[1:20] AS nos
               FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
              WHERE c.submitted_at >= clock_now() - make_interval(days => %(days)s::int)
                AND c.cause = 'merchant' AND c.reason = ANY(%(reasons)s::text[])
                AND c.state = ANY(%(found)s::text[]) AND {NOT_WRONGLY}
              GROUP BY o.product_id, o.merchant_id HAVING count(*) >= %(least)s::int)
           SELECT f.merchant_id, f.product_id, f.cases, greatest(f.cases, count(o.id)::int)
                    AS orders, f.nos
             FROM faulty f LEFT JOIN anxin_order_order o
               ON o.product_id = f.product_id
              AND o.paid_at >= clock_now() - make_interval(days => %(days)s::int)
            GROUP BY f.merchant_id, f.product_id, f.cases, f.nos""",
        {
            "days": days,
            "least": least,
            "reasons": list(reasons),
            "found": list(FOUND_FOR_BUYER),
        },
    )
    return [Trouble(*row) for row in rows]
