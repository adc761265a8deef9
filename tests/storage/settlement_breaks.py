"""For each proof of settlement one raw statement that breaks the books in just that way.

`no` is a delivered, unsettled order; the statements make what else they need.
"""

from __future__ import annotations

ORDER = "(SELECT id FROM anxin_order_order WHERE no = %(no)s)"
SHOP = "(SELECT merchant_id FROM anxin_order_order WHERE no = %(no)s)"
BUYER = "(SELECT buyer_id FROM anxin_order_order WHERE no = %(no)s)"

POSTING = """
INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner, target_kind,
       target_owner, amount_fen, order_id) VALUES (uuidv7(), """
CASE = """
INSERT INTO anxin_aftersale_case (merchant_id, order_id, buyer_id, policy_id, no, form_key,
       form_digest, note, contact_phone, state, outcome, clause, units, gross_fen, fee_fen,
       refund_fen, shares, missing, return_goods, why)
SELECT merchant_id, id, buyer_id, policy_id, 'C-1', uuidv7(), '', '', '', 'refunded', 'approve',
       'late', 1, 100, 0, 100, '[]', '[]', false, '{}' FROM anxin_order_order WHERE no = %(no)s"""
CLAIM = f"""
WITH cased AS ({CASE} RETURNING id)
INSERT INTO anxin_aftersale_feeclaim (case_id, buyer_id, no, form_key, note, claimed_fen, said)
SELECT id, {BUYER}, 'F-1', uuidv7(), '', 1, '' FROM cased"""
OBJECTION = f"""
WITH cased AS ({CASE} RETURNING id)
INSERT INTO anxin_aftersale_objection (id, case_id, merchant_id, made_by_id, no, note, fen,
       deposit_fen, limit_at, said)
SELECT '00000000-0000-0000-0000-000000000002', id, {SHOP}, {BUYER}, 'B-1', '', 1, 0, now(), ''
  FROM cased"""
PAYOUT = f"""
INSERT INTO anxin_ledger_payout (merchant_id, no, source, amount_fen, form_key, requested_by_id,
       why) VALUES ({SHOP}, 'P-1', 'merchant_payable', 1, uuidv7(), {BUYER}, '')"""
WALLET_PAYOUT = f"""
INSERT INTO anxin_ledger_payout (account_id, no, source, amount_fen, form_key, requested_by_id,
       why) VALUES ({BUYER}, 'P-2', 'buyer_wallet', 1, uuidv7(), {BUYER}, '')"""

SETTLEMENT_BREAKS = {
    "escrow is below zero, or of no order": (
        f"{POSTING} 'wrong', 0, 'escrow', {SHOP}, 'fees', NULL, 1000000, {ORDER})"
    ),
    "merchant's balance is not the sum of its postings": (
        f"{POSTING} 'wrong', 0, 'fees', NULL, 'merchant_deposit', {SHOP}, 1, NULL)"
    ),
    "reseller's balance is not the sum of its postings": (
        f"INSERT INTO anxin_ledger_resellerbalance VALUES ({BUYER}, 0, 1)"
    ),
    "more was recovered than was advanced": (
        f"{POSTING} 'wrong', 0, 'fees', NULL, 'platform_advance', {SHOP}, 1, NULL)"
    ),
    "commission is not its part of what was settled": f"""
        INSERT INTO anxin_ledger_commission (order_id, position, reseller_id, fen, settled_fen)
        VALUES ({ORDER}, 0, {BUYER}, 10, 1)""",
    "commission was booked with another sum": (
        f"{POSTING} 'wrong', 0, 'fees', NULL, 'reseller_payable', {BUYER}, 1, {ORDER})"
    ),
    "commissions are more than the order": f"""
        INSERT INTO anxin_ledger_commission (order_id, position, reseller_id, fen)
        VALUES ({ORDER}, 0, {BUYER}, 1000000)""",
    "completed order's money is waiting for nothing": (
        "UPDATE anxin_order_order SET state = 'completed' WHERE no = %(no)s"
    ),
    "wallet money was paid out to a name that nobody confirmed": WALLET_PAYOUT,
    "card that a payout went to is still kept": f"""
        WITH made AS ({WALLET_PAYOUT} RETURNING id)
        INSERT INTO anxin_ledger_payee (payout_id, account_id, no, name_masked, number_digest,
               card_digest, card_tail, bank, card_sealed, state, code, answered_at)
        SELECT id, {BUYER}, 'Y-1', '', '', '', '', '', '', 'confirmed', '', now() FROM made;
        UPDATE anxin_ledger_payout SET state = 'refused' WHERE no = 'P-2'""",
    "payouts hold another sum than is under way": PAYOUT,
    "payout was booked otherwise than it stands": PAYOUT,
    "deposit was booked with another sum": f"""
        INSERT INTO anxin_ledger_deposit (merchant_id, amount_fen, bank_serial, recorded_by_id)
        VALUES ({SHOP}, 1, 'B-1', {BUYER})""",
    "fee claim is of more than the fee that was kept": CLAIM,
    "fee claim was booked with another sum": f"""
        {POSTING[: POSTING.index("uuidv7()")]} '00000000-0000-0000-0000-000000000001',
        'fee_claim', 0, 'fees', NULL, 'buyer_wallet', {BUYER}, 2, NULL);
        WITH cased AS ({CASE} RETURNING id)
        INSERT INTO anxin_aftersale_feeclaim (id, case_id, buyer_id, no, form_key, note,
               claimed_fen, said)
        SELECT '00000000-0000-0000-0000-000000000001', id, {BUYER}, 'F-1', uuidv7(), '', 1, ''
          FROM cased""",
    "compensation was booked with another sum": f"""
        WITH cased AS ({CASE} RETURNING id)
        INSERT INTO anxin_aftersale_compensation (case_id, no, fen, basis, state, proposed_by_id,
               signed_by_id) SELECT id, 'K-1', 1, '', 'paid', {BUYER}, (
               SELECT id FROM anxin_account_account WHERE id <> {BUYER} LIMIT 1) FROM cased""",
    "top-up was booked with another sum than the channel took": f"""
        WITH asked AS (
          INSERT INTO anxin_payment_topup (account_id, source, amount_fen, form_key)
          VALUES ({BUYER}, 'alipay', 5, uuidv7()) RETURNING id)
        INSERT INTO anxin_payment_payment (top_up_id, no, position, round, method, identity,
               amount_fen, captured_fen, captured_at, state, counted)
        SELECT id, 'T-1', 0, 1, 'alipay', 'app', 5, 5, now(), 'captured', true FROM asked""",
    "clearing holds another sum than channels and banks took and gave": (
        f"{POSTING} 'wrong', 0, 'channel_clearing', NULL, 'fees', NULL, 1, NULL)"
    ),
    "objection is of more than its refund took": OBJECTION,
    "objection was booked with another sum": f"""
        {POSTING[: POSTING.index("uuidv7()")]} '00000000-0000-0000-0000-000000000002',
        'objection', 0, 'fees', NULL, 'merchant_payable', {SHOP}, 2, NULL);
        {OBJECTION}""",
    "books do not add to zero": ("UPDATE anxin_order_order SET settled_fen = 1 WHERE no = %(no)s"),
}
