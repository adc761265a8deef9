"""How each proof of bills is broken, by raw statements."""

from __future__ import annotations

BILL_BREAKS = {
    "bill's rows come to other sums than its file": """
        WITH d AS (INSERT INTO anxin_reconciliation_day (rail, identity, day)
                   VALUES ('alipay', 'x', '2026-10-03') RETURNING id)
        INSERT INTO anxin_reconciliation_file (day_id, sha256, content, state, paid_fen)
        SELECT id, 'x', '', 'accepted', 1 FROM d""",
    "channel's fee is booked otherwise than billed": """
        INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, target_kind, amount_fen)
        VALUES (uuidv7(), 'channel_fee', 0, 'channel_fees', 'channel_clearing', 5)""",
}
