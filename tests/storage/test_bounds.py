"""What the database refuses whatever the code path: shown by raw statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from anxin.storage.ledger.models import Posting
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Payment
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.card import stock
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, paid, placed

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: Any) -> str:
    """Run one raw statement that must be refused; return what the database said."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return str(caught.value)


@pytest.mark.parametrize("column", ["refunded_fen", "reserved_fen"])
def test_no_order_gives_back_more_than_was_paid(column: str) -> None:
    bought = paid()
    said = refused(f"UPDATE anxin_order_order SET {column} = paid_fen + 1 WHERE no = %s", bought.no)
    assert "order_refunds_within_paid" in said


def test_reserved_and_refunded_count_together() -> None:
    bought = paid()
    said = refused(
        """UPDATE anxin_order_order SET refunded_fen = paid_fen, reserved_fen = 1
            WHERE no = %s""",
        bought.no,
    )
    assert "order_refunds_within_paid" in said


@pytest.mark.parametrize("column", ["refunded_fen", "reserved_fen"])
def test_no_tender_gives_back_more_than_it_took(column: str) -> None:
    payment = Payment.objects.get(order=paid().row)
    said = refused(
        f"UPDATE anxin_payment_payment SET {column} = captured_fen + 1 WHERE id = %s", payment.id
    )
    assert "payment_refunds_within_captured" in said


@pytest.mark.parametrize("column", ["refunded_units", "viewed_units", "used_units"])
def test_no_more_units_are_settled_than_were_ordered(column: str) -> None:
    bought = paid()
    said = refused(f"UPDATE anxin_order_order SET {column} = units + 1 WHERE no = %s", bought.no)
    assert "order_units_within_ordered" in said


def test_a_wallet_is_never_negative() -> None:
    buyer = a_buyer()
    said = refused("UPDATE anxin_ledger_purse SET balance_fen = -1 WHERE account_id = %s", buyer)
    assert "purse_not_negative" in said


def post(*, fen: int, source: tuple[str, UUID | None], target: tuple[str, UUID | None]) -> None:
    """Add a posting by hand."""
    Posting.objects.create(
        cause=uuid4(),
        kind="test",
        line=0,
        source_kind=source[0],
        source_owner=source[1],
        target_kind=target[0],
        target_owner=target[1],
        amount_fen=fen,
    )


@pytest.mark.parametrize("fen", [0, -1])
def test_a_posting_moves_more_than_nothing(fen: int) -> None:
    with pytest.raises(IntegrityError, match="posting_positive"):
        post(fen=fen, source=("escrow", uuid4()), target=("fees", None))


@pytest.mark.parametrize("owner", [None, uuid4()])
def test_a_posting_moves_between_two_accounts(owner: UUID | None) -> None:
    with pytest.raises(IntegrityError, match="posting_between_two_accounts"):
        post(fen=1, source=("fees", owner), target=("fees", owner))


def test_a_posting_knows_only_the_ledgers_accounts() -> None:
    with pytest.raises(IntegrityError, match="posting_source"):
        post(fen=1, source=("petty_cash", None), target=("fees", None))


def test_a_posting_has_both_sides_so_no_transaction_is_unbalanced() -> None:
    columns = {f.name: f for f in Posting._meta.get_fields() if hasattr(f, "null")}
    assert not columns["source_kind"].null
    assert not columns["target_kind"].null
    assert not columns["amount_fen"].null


def test_what_moved_money_is_booked_once() -> None:
    paid()
    said = refused(
        """INSERT INTO anxin_ledger_posting (cause, kind, line, source_kind, source_owner,
                  target_kind, target_owner, amount_fen)
           SELECT cause, kind, line, source_kind, source_owner, target_kind, target_owner,
                  amount_fen FROM anxin_ledger_posting LIMIT 1"""
    )
    assert "duplicate key" in said


ONLY_ADDED = ("anxin_ledger_posting", "anxin_order_orderevent", "anxin_catalog_policy")


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {column} = {column}"],
    ids=["delete", "truncate", "update"],
)
def test_books_history_and_policies_are_only_added_to(table: str, sql: str) -> None:
    column = "name" if table.endswith("policy") else "kind"
    assert f"{table} is only ever added to" in refused(sql.format(table, column=column))


def test_an_event_is_numbered_once() -> None:
    bought = paid()
    event = OrderEvent.objects.filter(order=bought.row).first()
    assert event is not None
    with pytest.raises(IntegrityError):
        OrderEvent.objects.create(
            order_id=event.order_id, seq=event.seq, kind="again", states=[], role="system"
        )


def test_an_order_has_one_open_case_at_most() -> None:
    case = case_after(delivered(), reason="card_invalid")
    case.pk, case.no, case.form_key = uuid4(), "SECOND", uuid4()
    with pytest.raises(IntegrityError, match="case_one_open_per_order"):
        case.save(force_insert=True)


def two_orders() -> tuple[Bought, Bought]:
    """Two orders of one product, each holding a card."""
    goods = a_product()
    return placed(goods=goods), placed(goods=goods)


def test_a_card_belongs_to_one_order() -> None:
    ours, theirs = two_orders()
    said = refused(
        """INSERT INTO anxin_order_ordercard (card_id, order_id, unit)
           SELECT card_id, %s, 9 FROM anxin_order_ordercard WHERE order_id = %s""",
        theirs.row.id,
        ours.row.id,
    )
    assert "anxin_order_ordercard_pkey" in said


def test_a_unit_has_one_card() -> None:
    ours, _ = two_orders()
    said = refused(
        """INSERT INTO anxin_order_ordercard (card_id, order_id, unit)
           SELECT id, %s, 1 FROM anxin_card_card
            WHERE product_id = %s AND state = 'available' LIMIT 1""",
        ours.row.id,
        ours.goods.id,
    )
    assert "order_unit_has_one_card" in said


def test_a_card_secret_is_kept_once_per_merchant() -> None:
    goods = a_product(cards=0)
    stock(product_id=goods.id, merchant_id=goods.shop.id, known=["SAME"])
    said = refused(
        """INSERT INTO anxin_card_card (merchant_id, product_id, batch_id, key_no, sealed,
                  blind_index, state, created_at)
           SELECT merchant_id, product_id, batch_id, key_no, sealed, blind_index, 'available',
                  now() FROM anxin_card_card WHERE product_id = %s""",
        goods.id,
    )
    assert "card_imported_once" in said


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("anxin_order_order", "state"),
        ("anxin_order_order", "kind"),
        ("anxin_payment_payment", "method"),
        ("anxin_card_card", "state"),
        ("anxin_account_account", "role"),
    ],
)
def test_columns_of_words_hold_only_known_words(table: str, column: str) -> None:
    paid()
    assert "violates check" in refused(f"UPDATE {table} SET {column} = 'nonsense'")
