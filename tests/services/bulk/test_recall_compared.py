"""A set of orders refunded by one statement, and the same refunded one by one: equal books.

Each story is told twice, in two shops that know nothing of each other; everything that was written
about its orders is compared, with keys, numbers and times left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection, transaction

from anxin import wiring
from anxin.domain.channel import Channel, Limits, Paid
from anxin.domain.tenders import Choice
from anxin.services.bulk.recall import run_recalls, running
from anxin.services.bulk.recall.alone import save_alone
from anxin.services.bulk.recall.deciding import Given, decide_row
from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.payment import Way, pay_at_once, pay_order, take_payment
from anxin.services.settlement import release_due
from anxin.services.wallet import pay_by_wallet
from anxin.storage.aftersale.ground import grounds_by_orders
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product, a_top_up
from tests.factories.gift import a_coupon, some_points
from tests.factories.order import Bought, delivered, paid, placed, ship, started, view
from tests.factories.recall import of_product, released
from tests.factories.settlement import a_deposit, a_quick_shop, placed_through, settled_at_once

pytestmark = pytest.mark.django_db


class Quiet:
    """A channel that is never heard of."""

    identity = "app"
    limits = Limits(spacing_s=0, most_refunds=50, window=timedelta(days=365))

    def pay_address(self, **_: Any) -> str:
        """Somewhere."""
        return "http://localhost/"


def through_channel(goods: Goods, *, mixed: bool) -> Bought:
    """An order that a channel paid, alone or with a coupon, points and the wallet."""
    buyer = a_buyer(money_fen=1_500)
    choice = Choice("alipay")
    if mixed:
        some_points(buyer=buyer, points=333)
        coupon = a_coupon(buyer=buyer, value_fen=1_001, minimum_fen=5_000)
        choice = Choice("alipay", wallet=True, points=True, coupon=coupon)
    bought = placed(buyer=buyer, goods=goods, units=3)
    outside = replace(wiring.outside(), channels={"alipay": cast(Channel, Quiet())})
    pay_order(no=bought.no, buyer_id=buyer, choice=choice, way=Way(""), outside=outside)
    payment = Payment.objects.get(order__no=bought.no, method="alipay")
    fen = payment.amount_fen
    take_payment(method="alipay", paid=Paid(payment.no, f"S{payment.no}", fen, "2088"))
    assert waive_cooling_off(no=bought.no, buyer_id=buyer)
    return bought


def many_cards() -> Sequence[Bought]:
    """Cards at every station, two orders of one buyer among them, one with a unit given back."""
    goods, buyer = a_product(cards=20), a_buyer(credit=90)
    some = [delivered(goods=goods, buyer=buyer), delivered(goods=goods, buyer=buyer, units=3)]
    view(some[1], unit=2)
    part = delivered(goods=goods, units=3, buyer=a_buyer(credit=90))
    case_after(part, reason="unwanted", units=1)
    return [*some, part, paid(goods=goods, units=2), delivered(goods=goods)]


def many_tenders() -> Sequence[Bought]:
    """Paid by a channel, and by everything at once."""
    goods = a_product(cards=20)
    bought = through_channel(goods, mixed=True)
    buyer = a_buyer(money_fen=9_000)
    coupon = a_coupon(buyer=buyer, value_fen=1_000, minimum_fen=2_000)
    kept = placed(buyer=buyer, goods=goods)
    pay_at_once(no=kept.no, buyer_id=buyer, choice=Choice(wallet=True, coupon=coupon))
    part = a_buyer(money_fen=40_000, credit=90)
    odd = a_coupon(buyer=part, value_fen=1_003, minimum_fen=2_000, valid_days=2)
    given = placed(buyer=part, goods=goods, units=3)
    pay_at_once(no=given.no, buyer_id=part, choice=Choice(wallet=True, coupon=odd))
    assert waive_cooling_off(no=given.no, buyer_id=part)
    case_after(given, reason="unwanted", units=1)
    return [bought, through_channel(goods, mixed=False), kept, given]


def settled_money() -> Sequence[Bought]:
    """Released to the merchant and two resellers, more than the merchant still has."""
    goods = a_product(shop=a_quick_shop(), cards=20)
    first, second = an_account().id, an_account().id
    sold = [placed_through((first, 1_001), (second, 333), goods=goods, units=2) for _ in range(2)]
    for bought in sold:
        assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
        assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
        assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    release_due()
    plain = settled_at_once(shop=goods.shop, goods=goods)
    a_deposit(merchant_id=goods.shop.id, amount_fen=700)
    return [*sold, plain, delivered(goods=goods)]


def by_hand() -> Sequence[Bought]:
    """Top-ups: nothing arrived, a part of it, all of it."""
    goods = a_top_up(price_fen=10_000)
    inputs = {"phone": "13900000000"}
    waiting, part, done = (started(goods=goods, inputs=inputs) for _ in range(3))
    assert ship(part, value_fen=6_000) is None
    assert ship(done, value_fen=10_000) is None
    return [waiting, part, done, paid(goods=goods, inputs=inputs)]


STORIES: dict[str, Callable[[], Sequence[Bought]]] = {
    told.__name__: told for told in (many_cards, many_tenders, settled_money, by_hand)
}

WRITTEN = {
    "orders": """
        SELECT state, version, case_open, paid_fen, refunded_fen, reserved_fen, settled_fen,
               refunded_units, viewed_units, shortfall_refunded_fen, delivered_value_fen,
               due_at IS NULL, settle_at IS NULL, delivered_at IS NULL
          FROM anxin_order_order WHERE id = %(id)s""",
    "payments": """
        SELECT method, captured_fen, refunded_fen, reserved_fen, sent_fen, counted, state
          FROM anxin_payment_payment WHERE order_id = %(id)s ORDER BY position""",
    "cases": """
        SELECT reason, note, contact_phone, c.state, outcome, clause, code, tier, cause, c.units,
               gross_fen, fee_fen, refund_fen, destination, missing, return_goods, why,
               decide_by, c.due_at, closed_at IS NULL, asked_units, waits_for, asks, next_ask_at,
               (SELECT jsonb_agg(s - 'payment') FROM jsonb_array_elements(shares) s),
               length(form_digest)
          FROM anxin_aftersale_case c WHERE order_id = %(id)s ORDER BY c.id""",
    "refunds": """
        SELECT p.method, r.cause, destination, refund_fen, fee_fen, r.state, tries,
               next_try_at IS NULL, succeeded_at IS NULL, r.case_id IS NULL
          FROM anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
         WHERE p.order_id = %(id)s ORDER BY p.position, r.id""",
    "postings": """
        SELECT kind, line, source_kind, source_owner IS NULL, target_kind, target_owner IS NULL,
               amount_fen FROM anxin_ledger_posting WHERE order_id = %(id)s
         ORDER BY kind, source_kind, target_kind, amount_fen, line""",
    "events": """
        SELECT seq, kind, states, role, actor IS NULL, (data - 'case' - 'recall' - 'facts')::text
          FROM anxin_order_orderevent WHERE order_id = %(id)s ORDER BY seq""",
    "cards": """
        SELECT k.unit, c.state, k.viewed_at IS NULL FROM anxin_order_ordercard k
          JOIN anxin_card_card c ON c.id = k.card_id WHERE k.order_id = %(id)s ORDER BY k.unit""",
    "coupons": """
        SELECT k.title, k.value_fen, k.minimum_fen, k.state, k.returned_from_id IS NULL,
               date_trunc('hour', k.expires_at - clock_now())::text
          FROM anxin_payment_coupon k JOIN anxin_order_order o ON o.buyer_id = k.account_id
         WHERE o.id = %(id)s ORDER BY k.id""",
    "purses": """
        SELECT p.kind, balance_fen, held_fen FROM anxin_ledger_purse p
          JOIN anxin_order_order o ON o.buyer_id = p.account_id WHERE o.id = %(id)s ORDER BY 1""",
    "buyers": """
        SELECT case_count FROM anxin_account_account a
          JOIN anxin_order_order o ON o.buyer_id = a.id WHERE o.id = %(id)s""",
    "merchants": """
        SELECT payable_fen, deposit_fen, advanced_fen FROM anxin_ledger_merchantbalance b
          JOIN anxin_order_order o ON o.merchant_id = b.merchant_id WHERE o.id = %(id)s""",
    "commissions": """
        SELECT c.position, c.fen, c.settled_fen, b.payable_fen, b.advanced_fen
          FROM anxin_ledger_commission c
          JOIN anxin_ledger_resellerbalance b ON b.reseller_id = c.reseller_id
         WHERE c.order_id = %(id)s ORDER BY 1""",
    "rows": """
        SELECT units, gross_fen, state, code, tries, case_id IS NULL
          FROM anxin_bulk_recallline WHERE order_id = %(id)s""",
}


def written_about(orders: Sequence[Bought]) -> dict[str, list[list[tuple[Any, ...]]]]:
    """Everything that stands in the books about these orders, without keys, numbers and times."""
    found: dict[str, list[list[tuple[Any, ...]]]] = {}
    with connection.cursor() as cursor:
        for name, sql in WRITTEN.items():
            found[name] = []
            for bought in orders:
                cursor.execute(sql, {"id": bought.row.id})
                found[name].append(cursor.fetchall())
    return found


def one_by_one() -> None:
    """Do what `run_recalls` does, on the way that a single case takes."""
    with transaction.atomic():
        while rows := running._claim(alone=False, limit=1):
            [ground] = grounds_by_orders(order_ids=[rows[0].order_id])
            given = decide_row(row=rows[0], ground=ground)
            assert isinstance(given, Given), given
            save_alone(row=rows[0], given=given)


@pytest.mark.parametrize("story", STORIES)
def test_a_set_is_written_as_its_orders_would_be_one_by_one(story: str) -> None:
    books = []
    for way in (run_recalls, one_by_one):
        orders = STORIES[story]()
        released(of_product(orders[0].goods))
        way()
        books.append(written_about(orders))
        assert breaches() == []
    for name in WRITTEN:
        assert books[0][name] == books[1][name], name
    assert any(books[0]["refunds"]), "nothing was compared"
