"""What a claim shares with earlier ones, and the numbers that are told about a year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin.storage.statement import run

ALIKE = """
WITH mine AS (SELECT * FROM anxin_minors_claim WHERE id = %(id)s::uuid)
SELECT count(*) FILTER (WHERE e.guardian_digest = mine.guardian_digest)::int AS guardian,
       count(*) FILTER (WHERE e.minor_digest = mine.minor_digest)::int AS minor,
       count(*) FILTER (WHERE e.device_digest = mine.device_digest)::int AS device,
       count(*) FILTER (WHERE e.account_id = mine.account_id)::int AS account,
       count(*) FILTER (WHERE e.account_id <> mine.account_id AND EXISTS (
         SELECT 1 FROM anxin_risk_mark m JOIN anxin_risk_mark n USING (kind, digest)
          WHERE m.account_id = e.account_id AND n.account_id = mine.account_id
            AND kind <> 'part'))::int AS payee
  FROM mine JOIN anxin_minors_claim e
    ON e.id <> mine.id AND e.submitted_at IS NOT NULL AND e.state <> 'withdrawn'
"""
BEFORE = """
SELECT count(*)::int AS n FROM anxin_minors_claimorder l JOIN anxin_minors_claim c
    ON c.id = l.claim_id
 WHERE c.id <> %(id)s::uuid AND l.share > 0 AND c.state IN ('paying', 'decided')
   AND (c.guardian_digest = %(guardian)s::bytea OR c.minor_digest = %(minor)s::bytea)
"""
MONTH = """
SELECT coalesce(sum(o.paid_fen), 0)::bigint AS fen FROM anxin_order_order o
 WHERE o.buyer_id = %(account)s::uuid AND o.placed_at <= %(at)s::timestamptz
   AND date_trunc('month', o.placed_at AT TIME ZONE 'Asia/Shanghai')
     = date_trunc('month', %(at)s::timestamptz AT TIME ZONE 'Asia/Shanghai')
"""
NAMED = """
SELECT 1 FROM anxin_risk_identitycheck
 WHERE account_id = %(account)s::uuid AND state = 'confirmed'
   AND answered_at <= %(at)s::timestamptz LIMIT 1
"""
OF_SHOP = """
SELECT 1 FROM anxin_minors_claimorder l JOIN anxin_order_order o ON o.id = l.order_id
  JOIN anxin_merchant_member m ON m.merchant_id = o.merchant_id
 WHERE l.claim_id = %(claim)s::uuid AND m.account_id = %(account)s::uuid LIMIT 1
"""
YEAR = """
SELECT coalesce(nullif(c.outcome, ''), 'open') AS outcome, c.refusal,
       CASE WHEN c.sensitive THEN 'under_14' ELSE '14_to_17' END AS age,
       count(*)::int AS claims, count(*) FILTER (WHERE c.late)::int AS late,
       coalesce(sum(l.orders), 0)::int AS orders,
       coalesce(sum(l.fen), 0)::bigint AS refunded_fen,
       coalesce(round(avg(extract(epoch FROM c.closed_at - c.submitted_at) / 86400)
                      FILTER (WHERE c.closed_at IS NOT NULL), 1), 0)::float AS days
  FROM anxin_minors_claim c
  LEFT JOIN LATERAL (SELECT count(*) AS orders, sum(given_fen) AS fen
                       FROM anxin_minors_claimorder WHERE claim_id = c.id) l ON true
 WHERE c.submitted_at IS NOT NULL
   AND extract(year FROM c.submitted_at AT TIME ZONE 'Asia/Shanghai') = %(year)s::int
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def alike(*, claim_id: UUID) -> dict[str, int]:
    """Return with how many other claims this one shares what (domain.minors.words.MARKS).

    `payee`: a claim about another account that shares a payer, a device, a top-up account, an
    address or a real name with this one's. Money goes back only the way it was paid.
    """
    [row] = run(ALIKE, {"id": claim_id})
    found: dict[str, int] = row._asdict()
    return {kind: n for kind, n in found.items() if n}


def orders_before(*, claim_id: UUID, guardian: bytes | None, minor: bytes | None) -> int:
    """Return how many orders earlier claims of the same two gave back."""
    [row] = run(BEFORE, {"id": claim_id, "guardian": guardian, "minor": minor})
    return int(row.n)


def month_fen(*, account_id: UUID, at: object) -> int:
    """Return what an account paid in the calendar month (China's) of `at`, up to then."""
    [row] = run(MONTH, {"account": account_id, "at": at})
    return int(row.fen)


def was_named(*, account_id: UUID, at: object) -> bool:
    """Say whether a real name was confirmed for an account by then."""
    return bool(run(NAMED, {"account": account_id, "at": at}))


def is_of_shop(*, claim_id: UUID, account_id: UUID) -> bool:
    """Say whether somebody acts for a merchant who sold any of a claim's orders."""
    return bool(run(OF_SHOP, {"claim": claim_id, "account": account_id}))


def year_of_claims(*, year: int) -> list[Any]:
    """Return a year's claims counted by outcome, refusal and age: no line says who anybody is."""
    return run(YEAR, {"year": year})
