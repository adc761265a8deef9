"""The proofs over the books find what they say they find."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.storage.ledger.queries import PROOFS, breaches
from tests.factories.order import delivered, paid, view
from tests.storage.bill_breaks import BILL_BREAKS
from tests.storage.penalty_breaks import PENALTY_BREAKS
from tests.storage.recall_breaks import RECALL_BREAKS
from tests.storage.settlement_breaks import SETTLEMENT_BREAKS

pytestmark = pytest.mark.django_db

BREAKS = {
    "purse is not the sum of its postings": (
        "UPDATE anxin_ledger_purse SET balance_fen = balance_fen + 1"
    ),
    "purse holds another sum than its payments and withdrawals under way": (
        "UPDATE anxin_ledger_purse SET balance_fen = balance_fen - 1, held_fen = held_fen + 1"
    ),
    "coupons of a buyer are worth another sum than their postings": """
        INSERT INTO anxin_payment_coupon (account_id, no, title, title_en, value_fen, minimum_fen,
               expires_at, state)
        SELECT buyer_id, 'C-1', '', '', 5, 0, clock_now() + interval '1 day', 'available'
          FROM anxin_order_order WHERE no = %(no)s""",
    "coupon is held by no payment, or by several": """
        INSERT INTO anxin_payment_coupon (account_id, no, title, title_en, value_fen, minimum_fen,
               expires_at, state)
        SELECT buyer_id, 'C-1', '', '', 5, 0, clock_now() + interval '1 day', 'held'
          FROM anxin_order_order WHERE no = %(no)s""",
    "channel was told to send back another sum than its refunds": (
        "UPDATE anxin_payment_payment SET method = 'alipay', sent_fen = 1"
    ),
    "order's sums are not those of its payments": (
        "UPDATE anxin_order_order SET reserved_fen = 1 WHERE no = %(no)s"
    ),
    "payment gave back another sum than its refunds": (
        "UPDATE anxin_payment_payment SET refunded_fen = 1"
    ),
    "escrow holds another sum than captured less refunded and settled": (
        "UPDATE anxin_payment_payment SET captured_fen = captured_fen + 1"
    ),
    "payment has other sums reserved than its refunds under way": (
        "UPDATE anxin_payment_payment SET reserved_fen = 1"
    ),
    "more arrived and came back than was paid": (
        "UPDATE anxin_order_order SET shortfall_refunded_fen = paid_fen + 1 WHERE no = %(no)s"
    ),
    "refund was booked with another sum": """
        INSERT INTO anxin_refund_refund (merchant_id, payment_id, no, cause, destination,
               refund_fen, fee_fen, state)
        SELECT merchant_id, id, 'R-1', 'case', 'wallet', 5, 0, 'succeeded'
          FROM anxin_payment_payment""",
    "card belongs to a state that its order does not explain": (
        "UPDATE anxin_card_card SET state = 'available'"
    ),
    "card was refunded that its issuer never locked": """
        WITH its AS (UPDATE anxin_order_order SET issuer = 'x' WHERE no = %(no)s RETURNING id)
        UPDATE anxin_card_card c SET state = 'burned' FROM anxin_order_ordercard k, its
         WHERE k.card_id = c.id AND k.order_id = its.id""",
    "card was paid for unlocked, and nothing says so": """
        UPDATE anxin_card_card c SET state = 'burned', paid_unlocked_at = clock_now()
          FROM anxin_order_ordercard k JOIN anxin_order_order o ON o.id = k.order_id
         WHERE k.card_id = c.id AND o.no = %(no)s""",
    "card stays locked that nobody refunds": """
        UPDATE anxin_card_card c SET lock = 'wanted', lock_no = replace(c.id::text, '-', '')
          FROM anxin_order_ordercard k JOIN anxin_order_order o ON o.id = k.order_id
         WHERE k.card_id = c.id AND o.no = %(no)s""",
    "order's history has a gap": (
        "UPDATE anxin_order_order SET version = version + 1 WHERE no = %(no)s"
    ),
    **PENALTY_BREAKS,
    **SETTLEMENT_BREAKS,
    **BILL_BREAKS,
    **RECALL_BREAKS,
}


@pytest.mark.parametrize("sentence", PROOFS)
def test_each_proof_finds_its_breach(sentence: str) -> None:
    bought = delivered()
    assert breaches() == []
    with connection.cursor() as cursor:
        cursor.execute(BREAKS[sentence], {"no": bought.no})
    assert sentence in [breach.sentence for breach in breaches()]


def test_whole_books_have_no_breach() -> None:
    paid(units=3)
    view(delivered())
    assert breaches() == []
