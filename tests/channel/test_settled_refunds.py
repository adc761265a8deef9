"""Refunds through the channel of money that the merchant has already: drawn when reserved."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from django.db import connection

from anxin.domain.settlement import MerchantMoney
from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.payout import NotMoved, ask_payout
from anxin.services.refund.confirming import reverse_refund
from anxin.services.settlement import release_due
from anxin.storage.ledger.queries import breaches
from tests.channel.till import Till, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought
from tests.factories.settlement import a_quick_shop, money_of

PRICE_FEN = 9_800


def settled_by_channel(till: Till) -> Bought:
    """An order of two units paid through the channel whose money the merchant has."""
    buyer = a_buyer(money_fen=0, credit=90)
    bought = till.paid(goods=a_product(shop=a_quick_shop()), units=2, buyer=buyer)
    assert waive_cooling_off(no=bought.no, buyer_id=buyer)
    assert confirm_receipt(no=bought.no, buyer_id=buyer)
    while release_due():
        pass
    assert money_of(bought.goods.shop.id) == MerchantMoney(2 * PRICE_FEN)
    return bought


def test_what_is_reserved_cannot_be_withdrawn_while_the_channel_takes_its_time(till: Till) -> None:
    bought = settled_by_channel(till)
    shop = bought.goods.shop
    case = case_after(bought, reason="unwanted", units=1)
    assert (case.state, bought.row.reserved_fen) == ("refunding", PRICE_FEN)
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN)
    answer = ask_payout(
        merchant_id=shop.id, actor=shop.member, amount_fen=2 * PRICE_FEN, form_key=uuid4()
    )
    assert answer == NotMoved("not_enough", PRICE_FEN)
    assert breaches() == []
    till.send()
    (refund,) = refunds_of(bought)
    assert refund.state == "succeeded"
    assert till.sandbox.account(refund.payment.no)["refunded_fen"] == case.refund_fen
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN)
    assert release_due() == 0
    assert (bought.row.settled_fen, bought.row.settle_at) == (PRICE_FEN, None)
    assert breaches() == []


def test_settled_money_that_a_bank_sends_back_is_still_somewhere(till: Till) -> None:
    bought = settled_by_channel(till)
    case_after(bought, reason="unwanted", units=2)
    till.send()
    (refund,) = refunds_of(bought)
    assert (refund.state, bought.row.settled_fen, bought.row.reserved_fen) == ("succeeded", 0, 0)
    assert release_due() == 0
    claim = SimpleNamespace(id=refund.id, no=refund.no, order_id=bought.row.id)
    assert reverse_refund(claim=claim) == 1
    assert bought.row.reserved_fen == 2 * PRICE_FEN
    assert breaches() == []
    assert release_due() == 0
    assert money_of(bought.goods.shop.id) == MerchantMoney()


def test_what_a_reservation_frees_is_the_merchants_again(till: Till) -> None:
    bought = settled_by_channel(till)
    case_after(bought, reason="unwanted", units=1)
    assert money_of(bought.goods.shop.id) == MerchantMoney(PRICE_FEN)
    refund_is_given_up(bought)
    assert release_due() == 1
    assert money_of(bought.goods.shop.id) == MerchantMoney(2 * PRICE_FEN)
    assert bought.row.settle_at is None
    assert breaches() == []


def refund_is_given_up(bought: Bought) -> None:
    """Free a reservation as no code path does yet: the refund failed for good."""
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE anxin_refund_refund r SET state = 'failed', next_try_at = NULL"
            " FROM anxin_payment_payment p WHERE p.id = r.payment_id AND p.order_id = %s",
            "UPDATE anxin_payment_payment SET reserved_fen = 0, sent_fen = 0 WHERE order_id = %s",
            "UPDATE anxin_order_order SET reserved_fen = 0, case_open = false WHERE id = %s",
            "UPDATE anxin_aftersale_case SET state = 'refunded', closed_at = now()"
            " WHERE order_id = %s",
        ):
            cursor.execute(statement, [bought.row.id])
