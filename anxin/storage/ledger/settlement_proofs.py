"""What must hold of settlement: escrow per order, balances, commissions, payouts, deposits, fees.

Rows and postings are written together; here each is asked for the other's sum.
"""

from __future__ import annotations

_MOVED = """(
    SELECT target_owner AS owner, target_kind AS kind, order_id, amount_fen AS fen
      FROM anxin_ledger_posting
    UNION ALL
    SELECT source_owner, source_kind, order_id, -amount_fen FROM anxin_ledger_posting)"""
"""Every account's gains and losses, one row each."""

SETTLEMENT_PROOFS = {
    "escrow is below zero, or of no order": f"""
        SELECT coalesce(o.no, 'no order') AS what FROM (
            SELECT order_id, sum(fen) AS fen FROM {_MOVED} m WHERE kind = 'escrow'
             GROUP BY order_id) e LEFT JOIN anxin_order_order o ON o.id = e.order_id
         WHERE e.fen < 0 OR e.order_id IS NULL""",
    "merchant's balance is not the sum of its postings": f"""
        SELECT coalesce(b.merchant_id, s.owner)::text AS what
          FROM anxin_ledger_merchantbalance b FULL JOIN (
            SELECT owner, coalesce(sum(fen) FILTER (WHERE kind = 'merchant_payable'), 0) AS payable,
                   coalesce(sum(fen) FILTER (WHERE kind = 'merchant_deposit'), 0) AS deposit,
                   coalesce(sum(-fen) FILTER (WHERE kind = 'platform_advance'), 0) AS advanced
              FROM {_MOVED} m
             WHERE kind IN ('merchant_payable', 'merchant_deposit', 'platform_advance')
             GROUP BY owner) s ON s.owner = b.merchant_id
         WHERE (coalesce(b.payable_fen, 0), coalesce(b.deposit_fen, 0), coalesce(b.advanced_fen, 0))
            <> (coalesce(s.payable, 0), coalesce(s.deposit, 0), coalesce(s.advanced, 0))""",
    "reseller's balance is not the sum of its postings": f"""
        SELECT coalesce(b.reseller_id, s.owner)::text AS what
          FROM anxin_ledger_resellerbalance b FULL JOIN (
            SELECT owner, coalesce(sum(fen) FILTER (WHERE kind = 'reseller_payable'), 0) AS payable,
                   coalesce(sum(-fen) FILTER (WHERE kind = 'reseller_advance'), 0) AS advanced
              FROM {_MOVED} m WHERE kind IN ('reseller_payable', 'reseller_advance')
             GROUP BY owner) s ON s.owner = b.reseller_id
         WHERE (coalesce(b.payable_fen, 0), coalesce(b.advanced_fen, 0))
            <> (coalesce(s.payable, 0), coalesce(s.advanced, 0))""",
    "more was recovered than was advanced": f"""
        SELECT owner::text AS what FROM {_MOVED} m
         WHERE kind IN ('platform_advance', 'reseller_advance')
         GROUP BY owner, kind HAVING sum(fen) > 0""",
    "commission is not its part of what was settled": """
        WITH RECURSIVE chain AS (
            SELECT o.id AS order_id, -1 AS position, NULL::numeric AS part,
                   o.settled_fen::numeric AS rest, o.paid_fen::numeric AS base
              FROM anxin_order_order o
             WHERE EXISTS (SELECT 1 FROM anxin_ledger_commission c WHERE c.order_id = o.id)
            UNION ALL
            SELECT t.order_id, t.position + 1, n.part, t.rest - n.part, t.base - c.fen
              FROM chain t JOIN anxin_ledger_commission c
                ON c.order_id = t.order_id AND c.position = t.position + 1
             CROSS JOIN LATERAL (
               SELECT CASE WHEN t.base > 0 THEN div(c.fen * t.rest, t.base) ELSE 0 END AS part) n)
        SELECT o.no AS what FROM anxin_ledger_commission c
          JOIN anxin_order_order o ON o.id = c.order_id
          LEFT JOIN chain t ON t.order_id = c.order_id AND t.position = c.position
         WHERE c.settled_fen <> coalesce(t.part, -1)""",
    "commission was booked with another sum": f"""
        SELECT coalesce(c.order_id, s.order_id)::text AS what
          FROM anxin_ledger_commission c FULL JOIN (
            SELECT owner, order_id, sum(fen) AS fen FROM {_MOVED} m
             WHERE kind IN ('reseller_payable', 'reseller_advance') AND order_id IS NOT NULL
             GROUP BY owner, order_id) s ON s.order_id = c.order_id AND s.owner = c.reseller_id
         WHERE coalesce(c.settled_fen, 0) <> coalesce(s.fen, 0)""",
    "commissions are more than the order": """
        SELECT o.no AS what FROM anxin_order_order o JOIN anxin_ledger_commission c
            ON c.order_id = o.id GROUP BY o.id HAVING sum(c.fen) > o.total_fen""",
    "completed order's money is waiting for nothing": """
        SELECT no AS what FROM anxin_order_order
         WHERE state = 'completed' AND settle_at IS NULL
           AND paid_fen > refunded_fen + settled_fen""",
    "payouts hold another sum than is under way": f"""
        SELECT coalesce(p.owner, s.owner)::text AS what FROM (
            SELECT coalesce(merchant_id, account_id) AS owner, sum(amount_fen) AS fen
              FROM anxin_ledger_payout
             WHERE state IN ('checking', 'requested', 'approved') GROUP BY 1) p FULL JOIN (
            SELECT owner, sum(fen) AS fen FROM {_MOVED} m WHERE kind = 'payouts' GROUP BY owner) s
            ON s.owner = p.owner
         WHERE coalesce(p.fen, 0) <> coalesce(s.fen, 0)""",
    "payout was booked otherwise than it stands": """
        SELECT p.no AS what FROM anxin_ledger_payout p LEFT JOIN (
            SELECT cause, sum(amount_fen) FILTER (WHERE kind = 'payout_asked') AS asked,
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'payout_made'), 0) AS made,
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'payout_refused'), 0) AS back,
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'payout_returned'), 0) AS again
              FROM anxin_ledger_posting GROUP BY cause) b ON b.cause = p.id
         WHERE p.amount_fen <> coalesce(b.asked, 0)
            OR coalesce(b.made, 0) <> CASE WHEN p.state IN ('paid', 'returning', 'returned')
                                           THEN p.amount_fen ELSE 0 END
            OR coalesce(b.again, 0) <> CASE WHEN p.state = 'returned' THEN p.amount_fen ELSE 0 END
            OR coalesce(b.back, 0) <> CASE WHEN p.state = 'refused' THEN p.amount_fen ELSE 0 END""",
    "wallet money was paid out to a name that nobody confirmed": """
        SELECT p.no AS what FROM anxin_ledger_payout p
          LEFT JOIN anxin_ledger_payee y ON y.payout_id = p.id
         WHERE p.source = 'buyer_wallet' AND p.state NOT IN ('checking', 'refused')
           AND y.state IS DISTINCT FROM 'confirmed'""",
    "card that a payout went to is still kept": """
        SELECT p.no AS what FROM anxin_ledger_payout p
          JOIN anxin_ledger_payee y ON y.payout_id = p.id
         WHERE y.card_sealed IS NOT NULL
           AND p.state NOT IN ('checking', 'requested', 'approved')""",
    "deposit was booked with another sum": """
        SELECT d.bank_serial AS what FROM anxin_ledger_deposit d LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'deposit' GROUP BY cause) b ON b.cause = d.id
         WHERE d.amount_fen <> coalesce(b.fen, 0)""",
    "fee claim is of more than the fee that was kept": """
        SELECT f.no AS what FROM anxin_aftersale_feeclaim f LEFT JOIN (
            SELECT case_id, sum(fee_fen) AS fen FROM anxin_refund_refund
             WHERE state NOT IN ('failed', 'reversed') GROUP BY case_id) r
            ON r.case_id = f.case_id
         WHERE f.claimed_fen > coalesce(r.fen, 0)""",
    "fee claim was booked with another sum": """
        SELECT f.no AS what FROM anxin_aftersale_feeclaim f LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'fee_claim' GROUP BY cause) b ON b.cause = f.id
         WHERE f.granted_fen <> coalesce(b.fen, 0)""",
    "compensation was booked with another sum": """
        SELECT p.no AS what FROM anxin_aftersale_compensation p LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'compensation' AND target_kind = 'buyer_wallet' GROUP BY cause) b
            ON b.cause = p.id
         WHERE coalesce(b.fen, 0) <> CASE WHEN p.state = 'paid' THEN p.fen ELSE 0 END""",
    "top-up was booked with another sum than the channel took": """
        SELECT p.no AS what FROM anxin_payment_payment p LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'top_up' GROUP BY cause) b ON b.cause = p.id
         WHERE p.top_up_id IS NOT NULL AND coalesce(b.fen, 0) <> p.captured_fen""",
    "clearing holds another sum than channels and banks took and gave": """
        SELECT sum(fen) || ' fen' AS what FROM (
            SELECT CASE target_kind WHEN 'channel_clearing' THEN amount_fen ELSE -amount_fen END
                   AS fen FROM anxin_ledger_posting
             WHERE 'channel_clearing' IN (source_kind, target_kind)
               AND 'channel_fees' NOT IN (source_kind, target_kind)
            UNION ALL SELECT captured_fen FROM anxin_payment_payment
                       WHERE method NOT IN ('wallet', 'points', 'coupon')
            UNION ALL SELECT amount_fen FROM anxin_payment_topup WHERE source = 'demo'
            UNION ALL SELECT -r.refund_fen FROM anxin_refund_refund r
                        JOIN anxin_payment_payment p ON p.id = r.payment_id
                       WHERE r.state = 'succeeded' AND r.destination = 'original'
                         AND p.method NOT IN ('wallet', 'points', 'coupon')
            UNION ALL SELECT amount_fen FROM anxin_ledger_deposit
            UNION ALL SELECT -amount_fen FROM anxin_ledger_payout
                       WHERE state IN ('paid', 'returning')) t
        HAVING sum(fen) <> 0""",
    "objection is of more than its refund took": """
        SELECT b.no AS what FROM anxin_aftersale_objection b LEFT JOIN (
            SELECT case_id, sum(refund_fen + fee_fen) AS fen FROM anxin_refund_refund
             WHERE state NOT IN ('failed', 'reversed') AND cause NOT IN ('chargeback', 'manual')
             GROUP BY case_id) r ON r.case_id = b.case_id
         WHERE b.fen > coalesce(r.fen, 0)""",
    "objection was booked with another sum": """
        SELECT b.no AS what FROM anxin_aftersale_objection b LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'objection' GROUP BY cause) p ON p.cause = b.id
         WHERE coalesce(p.fen, 0) <> CASE WHEN b.state = 'granted' THEN b.fen ELSE 0 END""",
    "books do not add to zero": f"""
        SELECT sum(fen) || ' fen' AS what FROM (
            SELECT sum(fen) AS fen FROM {_MOVED} m
             WHERE kind NOT IN ('escrow', 'merchant_payable', 'merchant_deposit',
                                'platform_advance', 'reseller_payable', 'reseller_advance')
            UNION ALL SELECT sum(captured_fen - refunded_fen) FROM anxin_payment_payment
                       WHERE order_id IS NOT NULL
            UNION ALL SELECT -sum(settled_fen) FROM anxin_order_order
            UNION ALL SELECT sum(payable_fen + deposit_fen - advanced_fen)
                        FROM anxin_ledger_merchantbalance
            UNION ALL SELECT sum(payable_fen - advanced_fen) FROM anxin_ledger_resellerbalance) t
        HAVING sum(fen) <> 0""",
}
"""What must hold, by the sentence that is printed when it does not."""
