"""What must hold of channels' bills: rows come to their file's sums, fees are booked as billed."""

from __future__ import annotations

_ACCEPTED = """
    anxin_reconciliation_line l
    JOIN anxin_reconciliation_file f ON f.id = l.file_id AND f.state = 'accepted'"""

BILL_PROOFS = {
    "bill's rows come to other sums than its file": """
        SELECT f.sha256 AS what FROM anxin_reconciliation_file f LEFT JOIN (
            SELECT file_id, count(*) FILTER (WHERE kind = 'payment') AS payments,
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'payment'), 0) AS paid,
                   count(*) FILTER (WHERE kind = 'refund') AS refunds,
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'refund'), 0) AS refunded,
                   sum(fee_fen) AS fee
              FROM anxin_reconciliation_line GROUP BY file_id) s ON s.file_id = f.id
         WHERE f.state = 'accepted'
           AND (f.payments, f.paid_fen, f.refunds, f.refunded_fen, f.fee_fen)
            <> (coalesce(s.payments, 0), coalesce(s.paid, 0), coalesce(s.refunds, 0),
                coalesce(s.refunded, 0), coalesce(s.fee, 0))""",
    "channel's fee is booked otherwise than billed": f"""
        SELECT coalesce(b.serial_no, p.cause::text) AS what FROM (
            SELECT l.id, l.serial_no, l.status, l.fee_fen FROM {_ACCEPTED}) b
          FULL JOIN (
            SELECT cause, sum(CASE WHEN source_kind = 'channel_fees' THEN amount_fen
                                   ELSE -amount_fen END) AS fen
              FROM anxin_ledger_posting WHERE kind = 'channel_fee' GROUP BY cause) p
            ON p.cause = b.id
         WHERE CASE WHEN b.status = 'done' THEN coalesce(p.fen, 0) <> b.fee_fen
                    ELSE p.fen IS DISTINCT FROM b.fee_fen AND p.fen IS NOT NULL END""",
}
