"""What must hold of recalls: rows and cases say the same, and nothing is left behind."""

from __future__ import annotations

RECALL_PROOFS = {
    "recall gave an order another sum than it says, or more than was signed": """
        SELECT coalesce(o.no, c.no) AS what
          FROM anxin_bulk_recallline l
          FULL JOIN (SELECT * FROM anxin_aftersale_case WHERE clause = 'recall') c
            ON c.id = l.case_id
          LEFT JOIN anxin_order_order o ON o.id = l.order_id
         WHERE l.state IS NULL OR (l.state = 'done' AND (c.id IS NULL OR c.order_id <> l.order_id
               OR c.gross_fen > l.gross_fen))""",
    "recall is over and orders of it wait": """
        SELECT r.no AS what FROM anxin_bulk_recall r
         WHERE r.state IN ('done', 'partial', 'refused') AND EXISTS (
           SELECT 1 FROM anxin_bulk_recallline l
            WHERE l.recall_id = r.id AND l.state = 'pending')""",
    "recall's list comes to other sums than were signed": """
        SELECT r.no AS what FROM anxin_bulk_recall r LEFT JOIN (
            SELECT recall_id, count(*) AS n, sum(units) AS units, sum(gross_fen) AS fen
              FROM anxin_bulk_recallline GROUP BY recall_id) l ON l.recall_id = r.id
         WHERE (r.orders, r.units, r.gross_fen)
            <> (coalesce(l.n, 0), coalesce(l.units, 0), coalesce(l.fen, 0))""",
    "recalled card is for sale": """
        SELECT c.id::text AS what FROM anxin_bulk_pulledcard p
          JOIN anxin_card_card c ON c.id = p.card_id
         WHERE c.state NOT IN ('quarantined', 'burned')""",
}
"""What must hold, by the sentence that is printed when it does not."""
