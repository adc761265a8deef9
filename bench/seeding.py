"""Buyers with ready sessions and one paid card order each, written set by set.

The books are whole: every wallet was topped up by what its order cost, every event and posting
that the use cases would have written is there.
"""

from __future__ import annotations

import psycopg

PRICE_FEN = 9_800

SHOP = """
WITH shop AS (
  INSERT INTO anxin_merchant_merchant (name) VALUES ('bench') RETURNING id
), goods AS (
  INSERT INTO anxin_catalog_product (merchant_id, no, title, title_en, kind, brand, face, tone,
         denomination, region, details, english, price_fen, cooling_off_minutes, inputs, policy_id,
         on_sale)
  SELECT shop.id, 'BENCH', 'Steam 100', '', 'card_secret', 'STEAM', '', 'navy', '', '', '', '{}',
         %(price)s, 10, '[]', p.id, true
    FROM shop, (SELECT id FROM anxin_catalog_policy WHERE name = 'standard'
                 ORDER BY version DESC LIMIT 1) p
  RETURNING id, merchant_id
), page AS (
  INSERT INTO anxin_catalog_productpage (product_id, sha256, content)
  SELECT id, sha256('bench'), '{}' FROM goods RETURNING id
)
INSERT INTO anxin_card_batch (merchant_id, product_id, name)
SELECT goods.merchant_id, goods.id, 'bench' FROM goods, page
"""

PLAN = """
CREATE TEMP TABLE plan AS
SELECT n, uuidv7() AS buyer, uuidv7() AS order_id, uuidv7() AS card, uuidv7() AS payment,
       uuidv7() AS top_up, gen_random_uuid() AS form_key,
       upper(substr(md5('o' || n || random()), 1, 26)) AS order_no,
       upper(substr(md5('p' || n || random()), 1, 26)) AS payment_no,
       md5('s' || n || random()) AS session_key,
       g.id AS product, g.merchant_id AS merchant, g.policy_id AS policy, b.id AS batch,
       k.id AS page
  FROM generate_series(1, %(count)s) n, anxin_catalog_product g
  JOIN anxin_card_batch b ON b.product_id = g.id
  JOIN anxin_catalog_productpage k ON k.product_id = g.id
"""

ROWS = (
    """INSERT INTO anxin_account_account (id, username, password, email, nickname, phone, role,
              is_superuser, is_active, is_staff)
       SELECT buyer, 'bench-' || n, '!', '', '', '13800000000', 'buyer', false, true, false
         FROM plan""",
    """INSERT INTO anxin_account_session (session_key, session_data, expire_date, account_id)
       SELECT session_key, '', now() + interval '14 days', buyer FROM plan""",
    """INSERT INTO anxin_ledger_purse (account_id, kind, balance_fen)
       SELECT buyer, 'wallet', 0 FROM plan""",
    """INSERT INTO anxin_card_card (id, merchant_id, product_id, batch_id, key_no, sealed,
              blind_index, state)
       SELECT card, merchant, product, batch, 1, sha256(card::text::bytea),
              sha256(('i' || card)::bytea), 'held' FROM plan""",
    """INSERT INTO anxin_order_order (id, merchant_id, buyer_id, product_id, page_id, policy_id, no,
              kind, title, units, total_fen, paid_fen, state, version, cooling_off_minutes,
              inputs_masked, form_key, paid_at, due_at)
       SELECT order_id, merchant, buyer, product, page, policy, order_no, 'card_secret',
              'Steam 100', 1, %(price)s, %(price)s, 'cooling_off', 2, 10, '{}', form_key, now(),
              now() + interval '10 minutes' FROM plan""",
    """INSERT INTO anxin_order_ordercard (card_id, order_id, unit)
       SELECT card, order_id, 1 FROM plan""",
    """INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
       SELECT order_id, 1, 'order_placed', '{awaiting_payment}'::text[], buyer, 'buyer',
              '{}'::jsonb FROM plan
       UNION ALL
       SELECT order_id, 2, 'order_paid', '{awaiting_payment,cooling_off}'::text[], buyer,
              'buyer', '{}'::jsonb
         FROM plan""",
    """INSERT INTO anxin_payment_payment (id, merchant_id, order_id, no, round, position,
              method, amount_fen, captured_fen)
       SELECT payment, merchant, order_id, payment_no, 1, 0, 'wallet', %(price)s, %(price)s
         FROM plan""",
    """INSERT INTO anxin_payment_topup (id, account_id, source, amount_fen, form_key)
       SELECT top_up, buyer, 'demo', %(price)s, form_key FROM plan""",
    """INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner, target_kind,
              target_owner, amount_fen, order_id)
       SELECT top_up, 'top_up', 0, 'channel_clearing', NULL, 'buyer_wallet', buyer, %(price)s,
              NULL::uuid FROM plan
       UNION ALL
       SELECT payment, 'payment', 0, 'buyer_wallet', buyer, 'escrow', merchant, %(price)s, order_id
         FROM plan""",
)


def seed(*, url: str, buyers: int) -> list[tuple[str, str, str]]:
    """Write so many buyers; return (session key, order number, form key) of each."""
    values = {"price": PRICE_FEN, "count": buyers}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute(SHOP, values)
        connection.execute(PLAN, values)
        for statement in ROWS:
            connection.execute(statement, values)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT session_key, order_no, form_key::text FROM plan")
        return [(session, no, key) for session, no, key in found.fetchall()]


def refunded_cases(*, url: str) -> int:
    """Count the cases whose money went back."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM anxin_aftersale_case WHERE state = 'refunded'"
        ).fetchone()
    return int(row[0]) if row else 0
