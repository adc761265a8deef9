"""Accounts linked by what they were seen with: a walk over the graph, bounded in every direction.

A mark that many share is no link but a hub (a shop's counter, a school's computer, a friend whom
everybody tops up) and weighs nothing, nor does anything that is reached only through one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.storage.statement import run

HUB = 5
"""A mark that more accounts share than these is a hub."""
DEPTH = 2
"""Friends of friends, no further: every step makes the next one mean less."""
MARKS = 20
"""Marks of one account that are followed, the latest first."""
REACHED = 400
"""Steps that are walked at most, nearest first."""
SHOWN = 50
FRESH = "180 days"

LINKED = """
WITH RECURSIVE reach(account_id, depth, kind) AS (
  SELECT %(account_id)s::uuid, 0, ''::varchar
  UNION
  SELECT near.account_id, reach.depth + 1, mark.kind
    FROM reach
   CROSS JOIN LATERAL (
     SELECT m.kind, m.digest, m.first_seen_at FROM anxin_risk_mark m
      WHERE m.account_id = reach.account_id AND m.kind <> 'part'
        AND m.last_seen_at > clock_now() - %(fresh)s::interval
      ORDER BY m.last_seen_at DESC LIMIT %(marks)s::int) mark
   CROSS JOIN LATERAL (
     SELECT n.account_id, n.first_seen_at,
            count(*) OVER () AS sharing
       FROM (SELECT o.account_id, o.first_seen_at FROM anxin_risk_mark o
              WHERE o.kind = mark.kind AND o.digest = mark.digest
              LIMIT %(hub)s::int + 1) n) near
   WHERE reach.depth < %(depth)s::int AND near.sharing <= %(hub)s::int
     AND near.account_id <> reach.account_id
     AND (reach.depth > 0
          OR greatest(mark.first_seen_at, near.first_seen_at)
             > coalesce(%(since)s::timestamptz, '-infinity'))
), near AS (
  SELECT account_id, min(depth) AS depth, array_agg(DISTINCT kind ORDER BY kind) AS kinds
    FROM (SELECT account_id, depth, kind, min(depth) OVER (PARTITION BY account_id) AS nearest
            FROM (SELECT * FROM reach LIMIT %(reached)s::int) walked) r
   WHERE depth = nearest AND account_id <> %(account_id)s::uuid
   GROUP BY account_id
)
SELECT a.id, a.username, near.depth, near.kinds, a.credit, a.flagged,
       EXISTS (SELECT 1 FROM anxin_risk_restriction x
                WHERE x.account_id = a.id AND x.lifted_at IS NULL AND x.own) AS restricted,
       (SELECT count(*) FROM anxin_aftersale_case c
         WHERE c.buyer_id = a.id AND c.submitted_at > clock_now() - interval '30 days'
           AND c.state IN ('approved', 'awaiting_return', 'refunding', 'refunded')
           AND c.cause = 'buyer')::int AS returns_30d
  FROM near JOIN anxin_account_account a ON a.id = near.account_id
 ORDER BY near.depth, restricted DESC, a.id LIMIT %(shown)s::int
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """An account within reach: how many steps away, by what kinds of marks, and how it stands.

    `restricted`: for reasons of its own, not for whom it is linked to, or suspicion would go round
    in circles.
    """

    account_id: UUID
    username: str
    depth: int
    kinds: list[str]
    credit: int
    flagged: bool
    restricted: bool
    returns_30d: int


def list_linked(*, account_id: UUID, since: datetime | None = None) -> tuple[Linked, ...]:
    """Return the accounts linked to one, the nearest first.

    `since`: links of its own that stood before then do not count.
    """
    rows = run(
        LINKED,
        {
            "account_id": account_id,
            "since": since,
            "hub": HUB,
            "depth": DEPTH,
            "marks": MARKS,
            "reached": REACHED,
            "shown": SHOWN,
            "fresh": FRESH,
        },
    )
    return tuple(Linked(*row) for row in rows)


def linked_directly(*, account_id: UUID) -> list[UUID]:
    """Return the accounts that share a mark with this one: likely the same person, or one house."""
    return [one.account_id for one in list_linked(account_id=account_id) if one.depth == 1]
