"""Secrets: sealed at rest, opened for their buyer only, and nowhere else in the clear."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest
from django.db import connection

from anxin import wiring
from anxin.services.cards import Imported, import_cards
from anxin.storage.card.models import Card
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.card import stock
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.order import delivered, placed, view

pytestmark = pytest.mark.django_db

CANARY = "CANARY-7F3K-SECRET-0001"
PHONE = "13912345678"


def everything_stored() -> dict[str, str]:
    """Return the text of every table's every row, and its bytes as text, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        texts = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t")
            texts[table] = cursor.fetchone()[0]
    return texts


def tables_with(text: str) -> list[str]:
    """Return the tables that hold the text, as characters or as hexadecimal bytes."""
    seen = (text, text.encode().hex())
    return [name for name, rows in everything_stored().items() if any(s in rows for s in seen)]


def test_a_known_secret_is_nowhere_but_on_the_buyers_screen(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    goods = a_product(cards=0)
    stock(product_id=goods.id, merchant_id=goods.shop.id, known=[CANARY])
    bought = delivered(goods=goods)
    shown = view(bought)
    assert isinstance(shown, list) and shown[0].secret == CANARY
    case_after(bought, reason="card_invalid")
    sweep_after(hours=100)
    assert tables_with(CANARY) == []
    assert CANARY not in caplog.text
    printed = capsys.readouterr()
    assert CANARY not in printed.out + printed.err


def test_the_search_for_secrets_finds_what_is_not_sealed() -> None:
    a_buyer(nickname=CANARY)
    assert tables_with(CANARY) == ["anxin_account_account"]


def test_what_a_top_up_is_told_is_sealed_and_shown_masked() -> None:
    bought = placed(goods=a_top_up(), inputs={"phone": PHONE})
    order: Order = bought.row
    assert order.inputs_masked == {"phone": "139****5678"}
    assert order.inputs_sealed is not None
    assert tables_with(PHONE) == []


def test_a_secret_imported_again_is_left_out_even_after_it_was_sold() -> None:
    goods = a_product(cards=0)
    assert stock(
        product_id=goods.id, merchant_id=goods.shop.id, known=["A-1", "A-2", "A-1", " ", "x" * 201]
    ) == Imported(added=2, known=1, unreadable=1)
    delivered(goods=goods, units=2)
    again = stock(product_id=goods.id, merchant_id=goods.shop.id, known=["A-1", "A-3"])
    assert again == Imported(added=1, known=1, unreadable=0)
    assert Card.objects.filter(product_id=goods.id).count() == 3


def test_two_merchants_may_hold_equal_secrets_and_their_indexes_tell_nothing() -> None:
    ours, theirs = a_product(cards=0), a_product(cards=0)
    for goods in (ours, theirs):
        stock(product_id=goods.id, merchant_id=goods.shop.id, known=["SAME-1"])
    first, second = Card.objects.filter(product_id__in=(ours.id, theirs.id))
    assert bytes(first.blind_index) != bytes(second.blind_index)
    assert bytes(first.sealed) != bytes(second.sealed)


def test_cards_go_only_into_the_merchants_own_card_products() -> None:
    goods = a_product(cards=0)
    answer = import_cards(
        product_id=goods.id,
        merchant_id=uuid4(),
        name="别人的",
        secrets=["B-1"],
        outside=wiring.outside(),
    )
    assert answer is None
