"""Decisions as they were made, each with the facts that it stood on: what replays are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision by a policy: the facts as they are written down, and what came of them.

    `paid_fen`: what its case has given the buyer, or is giving, until now. A case that was decided
    anew has given it by its last decision; those before gave nothing. `by_system`: no buyer had
    asked for it.
    """

    order_id: UUID
    seq: int
    case_no: str
    facts: dict[str, Any]
    outcome: str
    clause: str
    refund_fen: int
    paid_fen: int
    by_system: bool


def each_decision(*, since: datetime) -> Iterator[DecisionRow]:
    """Return the decisions since a time, a slice at a time, so that no history is too long.

    The facts are the decision's own, else those of the request that it answered.
    """
    after: tuple[UUID | None, int] = (None, 0)
    while rows := run(_SLICE, {"since": since, "most": AT_ONCE, "id": after[0], "seq": after[1]}):
        yield from (DecisionRow(*row) for row in rows)
        after = (rows[-1].order_id, rows[-1].seq)


_SLICE = """
SELECT d.order_id, d.seq, d.data ->> 'case' AS case_no,
       coalesce(d.data -> 'facts', asked.facts) AS facts, d.data ->> 'outcome' AS outcome,
       d.data ->> 'clause' AS clause, (d.data ->> 'refund_fen')::bigint AS refund_fen,
       CASE WHEN EXISTS (
              SELECT 1 FROM anxin_order_orderevent l
               WHERE l.order_id = d.order_id AND l.seq > d.seq AND l.kind = 'case_decided'
                 AND l.data ->> 'case' = d.data ->> 'case') THEN 0
            ELSE coalesce((
              SELECT sum(r.refund_fen) FROM anxin_refund_refund r
                JOIN anxin_aftersale_case c ON c.id = r.case_id
               WHERE c.order_id = d.order_id AND c.no = d.data ->> 'case'
                 AND r.state NOT IN ('failed', 'reversed')), 0) END::bigint AS paid_fen,
       coalesce(asked.role = 'system', false) AS by_system
  FROM anxin_order_orderevent d
 CROSS JOIN LATERAL (
   SELECT a.data -> 'facts' AS facts, a.role FROM anxin_order_orderevent a
    WHERE a.order_id = d.order_id AND a.seq < d.seq AND a.kind IN ('case_submitted', 'case_edited')
      AND a.data ->> 'case' = d.data ->> 'case' ORDER BY a.seq DESC LIMIT 1) asked
 WHERE d.kind = 'case_decided' AND d.at >= %(since)s::timestamptz
   AND (%(id)s::uuid IS NULL OR (d.order_id, d.seq) > (%(id)s::uuid, %(seq)s::int))
 ORDER BY d.order_id, d.seq LIMIT %(most)s::int
"""
