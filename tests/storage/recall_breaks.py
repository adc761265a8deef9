"""How each proof of recalls is broken, by raw statements, past the triggers where they bar."""

from __future__ import annotations

_RECALL = """
        WITH r AS (
          INSERT INTO anxin_bulk_recall (no, merchant_id, product_id, scope, reason, form_key,
                 proposed_by_id, decided_by_id, left_out, state, orders)
          SELECT 'R-1', o.merchant_id, o.product_id, 'product', '', uuidv7(), o.buyer_id,
                 nullif(a.id, CASE '%(state)s' WHEN 'frozen' THEN a.id END),
                 '{}', '%(state)s', %(orders)s::int
            FROM anxin_order_order o, anxin_account_account a
           WHERE o.no = %%(no)s AND a.role = 'merchant' LIMIT 1
          RETURNING id, product_id)"""

RECALL_BREAKS = {
    "recall gave an order another sum than it says, or more than was signed": """
        INSERT INTO anxin_aftersale_case (merchant_id, order_id, buyer_id, policy_id, no, form_key,
               form_digest, note, contact_phone, state, outcome, clause, units, gross_fen, fee_fen,
               refund_fen, shares, missing, return_goods, why)
        SELECT merchant_id, id, buyer_id, policy_id, 'K-1', uuidv7(), '', '', '', 'withdrawn',
               'approve', 'recall', 1, 0, 0, 0, '[]', '[]', false, '{}'
          FROM anxin_order_order WHERE no = %(no)s""",
    "recall is over and orders of it wait": f"""
        {_RECALL % {"state": "frozen", "orders": 0}}
        INSERT INTO anxin_bulk_recallline (recall_id, order_id, units, gross_fen)
        SELECT r.id, o.id, 1, 1 FROM r, anxin_order_order o WHERE o.no = %(no)s;
        UPDATE anxin_bulk_recall SET state = 'done', decided_by_id = (
          SELECT id FROM anxin_account_account WHERE role = 'merchant' LIMIT 1)""",
    "recall's list comes to other sums than were signed": f"""
        {_RECALL % {"state": "done", "orders": 1}} SELECT 1""",
    "recalled card is for sale": f"""
        {_RECALL % {"state": "done", "orders": 0}}
        INSERT INTO anxin_bulk_pulledcard (card_id, recall_id, was)
        SELECT c.id, r.id, 'available' FROM r, anxin_card_card c WHERE c.product_id = r.product_id
         LIMIT 1""",
}
