"""The one query that reads all that a decision about an order stands on, by each way to it."""

from __future__ import annotations

from anxin.domain.request import TWIN_MINUTES
from anxin.storage.payment.held import frozen

WITHDREW = """c.state = 'withdrawn' AND NOT c.by_system AND NOT EXISTS (
  SELECT 1 FROM anxin_order_orderevent w WHERE w.order_id = c.order_id
     AND w.kind = 'return_not_sent' AND w.data ->> 'case' = c.no)"""
"""A condition on the case `c`: its buyer withdrew it. What the site opened and ended, or closed
because goods did not come back, is none of that."""

_BY_SESSION = """
  FROM anxin_account_session s
  JOIN anxin_account_account a ON a.id = s.account_id AND a.is_active
  JOIN anxin_order_order o ON o.buyer_id = a.id AND o.no = %(order_no)s::text
 WHERE s.session_key = %(session_key)s::text AND s.expire_date > now()
"""
_BY_BUYER = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.no = %(order_no)s::text AND o.buyer_id = %(buyer_id)s::uuid
"""
_BY_CASE = """
  FROM anxin_aftersale_case k
  JOIN anxin_order_order o ON o.id = k.order_id
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE k.no = %(case_no)s::text
"""

_BY_ORDERS = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.id = ANY(%(order_ids)s::uuid[])
"""
_OF_BUYER = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.no = ANY(%(order_nos)s::text[]) AND o.buyer_id = %(buyer_id)s::uuid
"""

_GROUND = (
    """
WITH asked AS MATERIALIZED (
  SELECT clock_now() AS now, o.*, a.credit, a.flagged, a.case_count, a.phone {source})
SELECT asked.*, paid.lines, past.cancels_7d, past.refunds_30d, past.instant_24h_fen,
       past.refused_24h, past.withdrawn_30d, past.twin_no, past.twin_digest, past.open_no,
       EXISTS (SELECT 1 FROM anxin_aftersale_complaint p
                WHERE p.order_id = asked.id
                  AND (p.state = 'open' OR p.source = 'chargeback' AND p.taken_fen > 0)
              ) AS complained,
       EXISTS (SELECT 1 FROM anxin_payment_payment z
                WHERE z.order_id = asked.id AND {frozen}) AS frozen,
       CASE WHEN asked.issuer <> '' THEN (
         SELECT jsonb_agg(jsonb_build_array(c.id, k.unit, k.viewed_at IS NOT NULL, c.state, c.lock,
                          f.status, coalesce(f.used_at, c.used_at), c.sold_at))
           FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
           LEFT JOIN LATERAL (
             SELECT f.status, f.used_at FROM anxin_aftersale_cardfact f
               JOIN anxin_aftersale_case q ON q.id = f.case_id AND q.closed_at IS NULL
              WHERE f.card_id = c.id AND q.order_id = asked.id ORDER BY f.at DESC LIMIT 1) f ON true
          WHERE k.order_id = asked.id AND c.state IN ('held', 'sold', 'locking')) END AS cards,
       CASE WHEN asked.supplier <> '' THEN (
         SELECT jsonb_build_array(t.state, t.trouble) FROM anxin_order_supplierorder t
          WHERE t.order_id = asked.id ORDER BY t.attempt DESC LIMIT 1) END AS supplied,
       (SELECT t.id FROM anxin_order_order t
         WHERE t.buyer_id = asked.buyer_id AND t.product_id = asked.product_id AND t.id <> asked.id
           AND t.placed_at BETWEEN asked.placed_at - interval '{minutes} minutes'
                               AND asked.placed_at + interval '{minutes} minutes'
           AND t.state NOT IN ('awaiting_payment', 'cancelled') AND NOT t.case_open
           AND t.paid_fen > t.refunded_fen + t.reserved_fen
         ORDER BY t.placed_at LIMIT 1) AS standing_twin,
       (SELECT jsonb_agg(jsonb_build_array(e.kind, e.verdict, e.audience = 'all')
                        ORDER BY e.position, e.id)
          FROM anxin_evidence_piece e
          LEFT JOIN anxin_aftersale_case q ON q.id = e.case_id
         WHERE e.order_id = asked.id AND e.state IN ('received', 'read') AND e.side = 'buyer'
           AND (e.case_id IS NULL OR q.closed_at IS NULL)) AS pieces,
       CASE WHEN asked.kind = 'physical' THEN (
         SELECT b.id FROM anxin_merchant_returnaddress b WHERE b.merchant_id = asked.merchant_id
          ORDER BY b.set_at DESC, b.id DESC LIMIT 1) END AS returns_to,
       (SELECT jsonb_agg(jsonb_build_array(u.reason,
                 CASE WHEN u.state = 'upheld' OR u.remedy = 'sum'
                      THEN coalesce(u.asked_units, asked.units)
                      ELSE coalesce(u.asked_units, asked.units) - u.units END,
                 CASE WHEN u.state = 'upheld' THEN 'upheld' ELSE 'agreed' END))
          FROM anxin_aftersale_case u
         WHERE u.order_id = asked.id AND (u.state = 'upheld'
            OR u.state IN ('refunding', 'refunded') AND u.remedy IN ('sum', 'units')
               AND EXISTS (SELECT 1 FROM anxin_aftersale_proposal p
                            WHERE p.case_id = u.id AND p.state = 'accepted'))) AS settled
  FROM asked
 CROSS JOIN LATERAL (
   SELECT coalesce(jsonb_agg(jsonb_build_array(p.id, p.method, p.captured_fen,
                             p.reserved_fen + p.refunded_fen) ORDER BY p.position), '[]') AS lines
     FROM anxin_payment_payment p WHERE p.order_id = asked.id AND p.counted
      AND p.captured_fen > 0) paid
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE given AND c.clause = 'undelivered' AND NOT c.by_system
                             AND c.submitted_at > asked.now - interval '7 days') AS cancels_7d,
          count(*) FILTER (WHERE given AND c.clause NOT IN ('undelivered', 'recall')
                             AND c.cause <> '') AS refunds_30d,
          coalesce(sum(c.gross_fen) FILTER (WHERE given AND c.outcome = 'instant'
                   AND c.submitted_at > asked.now - interval '24 hours'), 0)::bigint
            AS instant_24h_fen,
          count(*) FILTER (WHERE c.order_id = asked.id AND c.state IN ('rejected', 'upheld')
                             AND c.submitted_at > asked.now - interval '24 hours') AS refused_24h,
          count(*) FILTER (WHERE c.order_id = asked.id AND {withdrew}
                             AND c.submitted_at > asked.now - interval '30 days') AS withdrawn_30d,
          max(c.no) FILTER (WHERE c.order_id = asked.id
                              AND c.form_key = %(form_key)s::uuid) AS twin_no,
          max(c.form_digest) FILTER (WHERE c.order_id = asked.id
                              AND c.form_key = %(form_key)s::uuid) AS twin_digest,
          max(c.no) FILTER (WHERE c.order_id = asked.id AND asked.case_open
                              AND c.closed_at IS NULL) AS open_no
     FROM (SELECT *, state IN ('approved', 'awaiting_return', 'replacing', 'refunding',
                          'refunded', 'replaced') AS given
             FROM anxin_aftersale_case k WHERE k.buyer_id = asked.buyer_id
              AND (k.submitted_at > asked.now - interval '30 days' OR k.order_id = asked.id)
          ) c) past
""".replace("{minutes}", str(TWIN_MINUTES))
    .replace("{withdrew}", WITHDREW)
    .replace("{frozen}", frozen(trade="z"))
)
"""A twin is another order just like it that stands: that one is kept, whichever was the first.

Of two that would each be given back as the other's repetition, only one is then a repetition.
"""
GROUND_BY_SESSION = _GROUND.format(source=_BY_SESSION)
GROUND_BY_BUYER = _GROUND.format(source=_BY_BUYER)
GROUND_BY_CASE = _GROUND.format(source=_BY_CASE)
GROUNDS_BY_ORDERS = _GROUND.format(source=_BY_ORDERS)
GROUNDS_OF_BUYER = _GROUND.format(source=_OF_BUYER)
