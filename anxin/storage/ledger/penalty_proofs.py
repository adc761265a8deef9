"""What must hold of penalties and top-ups: what left a deposit is what their rows say."""

from __future__ import annotations

PENALTY_PROOFS = {
    "penalty was booked otherwise than it stands": """
        SELECT coalesce(p.no, b.cause::text) AS what
          FROM anxin_standing_penalty p FULL JOIN (
            SELECT cause, sum(CASE WHEN kind = 'penalty' THEN amount_fen ELSE -amount_fen END)
                     AS fen
              FROM anxin_ledger_posting WHERE kind IN ('penalty', 'penalty_returned')
             GROUP BY cause) b ON b.cause = p.id
         WHERE coalesce(p.taken_fen, -1) <> coalesce(b.fen, 0)""",
    "guarantee fund holds another sum than the penalties that stand": """
        SELECT t.fen || ' fen' AS what FROM (
            SELECT (SELECT coalesce(sum(CASE WHEN target_kind = 'guarantee_fund' THEN amount_fen
                                             ELSE -amount_fen END), 0)
                      FROM anxin_ledger_posting
                     WHERE 'guarantee_fund' IN (source_kind, target_kind))
                 - (SELECT coalesce(sum(taken_fen), 0) FROM anxin_standing_penalty) AS fen) t
         WHERE t.fen <> 0""",
    "deposit was topped up with another sum": """
        SELECT d.id::text AS what FROM anxin_standing_deposittopup d LEFT JOIN (
            SELECT cause, sum(amount_fen) AS fen FROM anxin_ledger_posting
             WHERE kind = 'deposit_top_up' GROUP BY cause) b ON b.cause = d.id
         WHERE d.amount_fen <> coalesce(b.fen, 0)""",
}
"""What must hold, by the sentence that is printed when it does not."""
