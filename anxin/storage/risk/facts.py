"""The facts that an account's risk and credit are computed from, read in one statement.

What happened before a reason was pardoned does not count for it any more. Cases that the merchant
or the platform was at fault for are in no count but their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.credit import CreditFacts
from anxin.domain.risk import RiskFacts
from anxin.storage.risk.links import Linked, list_linked
from anxin.storage.statement import run

OFTEN = 3
"""With so many refunds on his own side in thirty days a linked account counts as returning."""

FACTS = """
WITH asked AS MATERIALIZED (
  SELECT a.id, clock_now() AS now, a.created_at,
         coalesce((SELECT jsonb_object_agg(p.code, p.at) FROM (
           SELECT code, max(at) AS at FROM anxin_risk_pardon
            WHERE account_id = a.id GROUP BY code) p), '{}') AS pardons,
         (SELECT max(at) FROM anxin_risk_pardon WHERE account_id = a.id AND code = 'contradicted'
             AND by_id IS NOT NULL) AS contradicted_wrong_at,
         (SELECT max(at) FROM anxin_risk_pardon WHERE account_id = a.id AND code = 'abuse'
             AND by_id IS NOT NULL) AS abuse_wrong_at
    FROM anxin_account_account a WHERE a.id = %(account_id)s::uuid
), span AS MATERIALIZED (
  SELECT asked.*, s.code, greatest(asked.now - make_interval(days => s.days),
                                   (asked.pardons ->> s.code)::timestamptz) AS since
    FROM asked, (VALUES ('cancels', 7), ('returns', 30), ('after_view', 90), ('contradicted', 90),
                        ('doubted', 90), ('reused', 90), ('to_wallet', 30),
                        ('payers', 30), ('used_after_refund', 365), ('abuse', 365)) AS s(code, days)
), mine AS MATERIALIZED (
  SELECT c.*, f.facts -> 'order' ->> 'state' AS asked_in,
         coalesce((f.facts -> 'order' ->> 'viewed_units')::int, 0) > 0 AS was_viewed,
         c.state IN ('approved', 'awaiting_return', 'refunding', 'refunded') AS given,
         char_length(btrim(c.note)) >= 2 AS noted,
         c.state IN ('rejected', 'upheld') AND c.cause IS DISTINCT FROM 'buyer'
           AND c.code IN ('was_viewed', 'already_used', 'fully_delivered', 'was_on_time')
           AS contradicted
    FROM asked JOIN anxin_aftersale_case c ON c.buyer_id = asked.id
     AND c.submitted_at > asked.now - interval '365 days'
    LEFT JOIN LATERAL (
      SELECT e.data -> 'facts' AS facts FROM anxin_order_orderevent e
       WHERE e.order_id = c.order_id AND e.kind = 'case_submitted' AND e.data ->> 'case' = c.no
       LIMIT 1) f ON true
), counted AS (
  SELECT m.*, s.code AS signal, s.since
    FROM mine m JOIN span s ON m.submitted_at > s.since
   WHERE (s.code = 'cancels' AND m.given AND m.clause = 'undelivered'
          AND m.asked_in = 'cooling_off' AND NOT m.by_system)
      OR (s.code = 'returns' AND m.given AND m.clause <> 'undelivered' AND m.cause = 'buyer')
      OR (s.code = 'after_view' AND m.given AND m.was_viewed AND m.cause <> ''
          AND NOT EXISTS (
            SELECT 1 FROM anxin_aftersale_cardfact q
             WHERE q.case_id = m.id AND q.status = 'invalid'))
      OR (s.code = 'contradicted' AND m.contradicted)
      OR (s.code = 'to_wallet' AND m.given AND m.destination = 'wallet'
          AND (m.cause = 'buyer' OR m.asked_in = 'cooling_off')
          AND EXISTS (SELECT 1 FROM anxin_payment_payment p WHERE p.order_id = m.order_id
                         AND p.captured_fen > 0 AND p.method IN ('alipay', 'wechat', 'bank_card')))
), pieces AS (
  SELECT e.received_at, e.verdict = 'suspicious' AS doubted,
         EXISTS (SELECT 1 FROM anxin_evidence_match h
                   JOIN anxin_evidence_page g ON g.id = h.earlier_id
                   JOIN anxin_evidence_piece b ON b.id = g.piece_id AND b.buyer_id <> e.buyer_id
                    AND b.side = 'buyer'
                  WHERE h.piece_id = e.id AND h.judgement IN ('same', 'edited', 'marked'))
           AS reused
    FROM asked JOIN anxin_evidence_piece e ON e.buyer_id = asked.id AND e.state = 'read'
     AND e.side = 'buyer' AND e.copy_of_id IS NULL
     AND e.received_at > asked.now - interval '90 days'
   WHERE NOT EXISTS (SELECT 1 FROM mine m WHERE m.id = e.case_id AND m.given)
)
SELECT asked.now, asked.pardons,
       (SELECT jsonb_object_agg(signal, n) FROM (
          SELECT signal, count(*) AS n FROM counted GROUP BY signal) c) AS counts,
       (SELECT count(*) FROM counted WHERE signal IN ('cancels', 'returns') AND noted)::int
         AS noted,
       (SELECT count(*) FROM pieces, span WHERE span.code = 'doubted' AND pieces.doubted
          AND pieces.received_at > span.since)::int AS doubted,
       (SELECT count(*) FROM pieces, span WHERE span.code = 'reused' AND pieces.reused
          AND pieces.received_at > span.since)::int AS reused,
       (SELECT count(*) FROM anxin_risk_mark k JOIN span ON span.code = 'payers'
         WHERE k.account_id = asked.id AND k.kind = 'payer' AND k.last_seen_at > span.since)::int
         AS payers,
       (SELECT count(DISTINCT d.id) FROM mine m JOIN span ON span.code = 'used_after_refund'
          JOIN anxin_order_ordercard k ON k.order_id = m.order_id
          JOIN anxin_card_card d ON d.id = k.card_id AND d.state IN ('quarantined', 'burned')
         WHERE m.state = 'refunded' AND d.used_at > m.closed_at AND d.used_at > span.since)::int
         AS used_after_refund,
       (SELECT count(*) FROM anxin_risk_abuse b JOIN span ON span.code = 'abuse'
         WHERE b.account_id = asked.id AND b.at > span.since)::int AS abuse,
       (SELECT coalesce(array_agg(extract(day FROM asked.now - b.at)::int ORDER BY b.at), '{}')
          FROM anxin_risk_abuse b WHERE b.account_id = asked.id
           AND b.at > asked.now - interval '365 days'
           AND b.at > coalesce(asked.abuse_wrong_at, '-infinity')) AS abuse_days,
       (SELECT coalesce(array_agg(extract(day FROM asked.now - m.submitted_at)::int
                                  ORDER BY m.submitted_at), '{}')
          FROM mine m WHERE m.contradicted AND m.submitted_at > asked.now - interval '180 days'
           AND m.submitted_at > coalesce(asked.contradicted_wrong_at, '-infinity'))
         AS contradicted_days,
       (SELECT count(*) FROM mine m WHERE m.given AND m.cause IN ('merchant', 'platform'))::int
         AS justified,
       (SELECT count(DISTINCT (o.completed_at AT TIME ZONE 'Asia/Shanghai')::date)
          FROM anxin_order_order o
         WHERE o.buyer_id = asked.id AND o.state = 'completed' AND o.paid_fen >= 1000
           AND NOT EXISTS (SELECT 1 FROM mine m WHERE m.order_id = o.id
                             AND ((m.given AND m.cause = 'buyer') OR m.contradicted)))::int
         AS good_days,
       extract(day FROM asked.now - asked.created_at)::int AS age_days,
       EXISTS (SELECT 1 FROM anxin_risk_identitycheck i
                WHERE i.account_id = asked.id AND i.state = 'confirmed' AND NOT EXISTS (
                  SELECT 1 FROM anxin_risk_identitycheck j
                   WHERE j.number_digest = i.number_digest AND j.state = 'confirmed'
                     AND j.account_id <> i.account_id
                     AND (j.answered_at, j.id) < (i.answered_at, i.id)))
         AS identified
  FROM asked
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that an assessment rests on, at the database's `now`."""

    now: datetime
    risk: RiskFacts
    credit: CreditFacts
    linked: tuple[Linked, ...]


def facts_of(*, account_id: UUID) -> Standing | None:
    """Return the facts of an account, `None` if there is no such account."""
    rows = run(FACTS, {"account_id": account_id})
    if not rows:
        return None
    [row] = rows
    linked = list_linked(account_id=account_id, since=_pardoned(row.pardons))
    return Standing(row.now, _risk(row, linked), _credit(row), linked)


def _pardoned(pardons: dict[str, str]) -> datetime | None:
    """Links that stood when a reason of theirs was found wrong are no links any more."""
    found = [pardons[code] for code in ("linked_restricted", "linked_returning") if code in pardons]
    return max(map(datetime.fromisoformat, found)) if found else None


def _risk(row: Any, linked: tuple[Linked, ...]) -> RiskFacts:
    return RiskFacts(
        **(row.counts or {}),
        doubted=row.doubted,
        reused=row.reused,
        payers=row.payers,
        used_after_refund=row.used_after_refund,
        abuse=row.abuse,
        noted=row.noted,
        identified=row.identified,
        linked_restricted=sum(one.restricted for one in linked),
        linked_returning=sum(one.returns_30d >= OFTEN for one in linked),
    )


def _credit(row: Any) -> CreditFacts:
    return CreditFacts(
        good_days=row.good_days,
        age_days=max(row.age_days, 0),
        identified=row.identified,
        justified_refunds=row.justified,
        contradicted_days=tuple(row.contradicted_days),
        abuse_days=tuple(row.abuse_days),
    )
