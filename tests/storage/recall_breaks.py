"""How each proof of recalls is broken, by raw statements; the trigger is put aside where it bars."""

from __future__ import annotations

_RECALL = """
        WITH r AS (
          INSERT INTO anxin_bulk_recall (no, merchant_id, product_id, scope, reason, form_key,
                 proposed_by_id, decided_by_id, left_out, state, orders)
          SELECT 'R-1', o.merchant_id, o.product_id, 'product', '', uuidv7(), o.buyer_id, a.id,
                 '{}', '%(state)s', %(orders)s
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
        SET LOCAL session_replication_role = replica;
        {_RECALL % {"state": "done", "orders": 1}}
        INSERT INTO anxin_bulk_recallline (recall_id, order_id, units, gross_fen)
        SELECT r.id, o.id, 1, 1 FROM r, anxin_order_order o WHERE o.no = %(no)s;
        SET LOCAL session_replication_role = DEFAULT""",
    "recall's list comes to other sums than were signed": f"""
        {_RECALL % {"state": "done", "orders": 1}} SELECT 1""",
    "recalled card is for sale": f"""
        {_RECALL % {"state": "done", "orders": 0}}
        INSERT INTO anxin_bulk_pulledcard (card_id, recall_id, was)
        SELECT c.id, r.id, 'available' FROM r, anxin_card_card c WHERE c.product_id = r.product_id
         LIMIT 1""",
}
