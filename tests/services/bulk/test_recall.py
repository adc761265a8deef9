"""A recall gives every affected order back, once, by four eyes; what is bad is sold to nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.bulk.recall import (
    RecallForm,
    preview_recall,
    propose,
    release,
    retry_failed,
    run_recalls,
)
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import RecallLine
from anxin.storage.bulk.recalls import Preview, Target
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import Order, OrderEvent
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import ask, case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import Bought, delivered, paid, ship, started, view
from tests.factories.recall import (
    REASON,
    line_of,
    not_recalled,
    of_cards,
    of_product,
    proposed,
    recalled,
    released,
    two_batches,
)
from tests.services.test_hot_path import statements

pytestmark = pytest.mark.django_db

PRICE = 9_800
MONEY = 200_000


def money(bought: Bought) -> int:
    """What the buyer's wallet holds."""
    return balance(account_id=bought.buyer)


def test_every_order_of_a_product_gets_its_money_back_and_reads_why() -> None:
    goods = a_product(cards=10)
    kept, seen, cooling = delivered(goods=goods), delivered(goods=goods), paid(goods=goods)
    view(seen)
    recall = recalled(of_product(goods))
    for bought in (kept, seen, cooling):
        case = Case.objects.get(order__no=bought.no)
        assert (case.state, case.clause, case.cause, case.fee_fen) == (
            "refunded", "recall", "merchant", 0,
        )  # fmt: skip
        assert REASON in case.why["zh"] and "主动退款" in case.why["zh"]
        assert money(bought) == MONEY
        assert line_of(bought).case_id == case.id
    assert (recall.state, recall.orders, recall.gross_fen) == ("done", 3, 3 * PRICE)
    assert [b.row.state for b in (kept, seen, cooling)] == ["delivered", "delivered", "cancelled"]
    assert card_states(goods.id) == {"quarantined": 9, "burned": 1}
    assert breaches() == []


def test_of_a_batch_only_the_units_whose_card_is_of_it_are_given_back() -> None:
    goods = two_batches(first=2)
    mixed = delivered(goods=goods, units=3)
    fine = delivered(goods=goods)
    recalled(of_cards(goods))
    assert (mixed.row.refunded_units, mixed.row.refunded_fen) == (2, 2 * PRICE)
    assert fine.row.refunded_fen == 0
    gone = Card.objects.filter(ordercard__order__no=mixed.no).order_by("ordercard__unit")
    assert list(gone.values_list("state", flat=True)) == ["quarantined", "quarantined", "sold"]
    assert RecallLine.objects.filter(order__no=fine.no).count() == 0
    assert breaches() == []


def test_a_span_of_deliveries_takes_those_delivered_in_it_and_touches_no_stock() -> None:
    goods = a_product(cards=5)
    early, late = delivered(goods=goods), delivered(goods=goods)
    at = early.row.delivered_at
    assert at is not None
    Order.objects.filter(no=early.no).update(delivered_at=at - timedelta(hours=5))
    recalled(Target("deliveries", goods.id, None, at - timedelta(hours=6), at - timedelta(hours=4)))
    assert (early.row.refunded_fen, late.row.refunded_fen) == (PRICE, 0)
    assert card_states(goods.id) == {"available": 3, "quarantined": 1, "sold": 1}


def test_the_preview_is_what_the_list_then_says() -> None:
    goods = two_batches(first=3)
    delivered(goods=goods, units=2), delivered(goods=goods, units=2)
    refunded, disputed = delivered(goods=goods), delivered(goods=goods)
    Card.objects.filter(ordercard__order__no=disputed.no)
    case_after(refunded, reason="unwanted")
    target = of_cards(goods)
    seen = preview_recall(target=target)
    assert isinstance(seen, Preview)
    assert (seen.orders, seen.units, seen.gross_fen) == (2, 3, 3 * PRICE)
    assert seen.by_tender == {"wallet": 3 * PRICE}
    row = proposed(target)
    assert (row.orders, row.units, row.gross_fen) == (2, 3, 3 * PRICE)


def test_orders_refunded_already_are_left_out_and_say_why() -> None:
    goods = a_product(cards=5)
    case_after(delivered(goods=goods), reason="unwanted")
    delivered(goods=goods)
    row = recalled(of_product(goods))
    assert (row.orders, row.left_out) == (1, {"nothing_left": 1})


def test_nothing_moves_before_somebody_else_has_released_it() -> None:
    goods = a_product(cards=2)
    bought, operator = delivered(goods=goods), an_account(role="supervisor").id
    row = proposed(of_product(goods), actor=operator)
    assert run_recalls() == 0
    refused = release(no=row.no, actor=operator, role="supervisor")
    assert not_recalled(refused) == "same_person"
    for role in ("operator", "agent", "senior", "buyer", "auditor"):
        refused = release(no=row.no, actor=an_account(role=role).id, role=role)
        assert not_recalled(refused) == "not_allowed"
    assert (run_recalls(), bought.row.refunded_fen) == (0, 0)


def test_the_database_holds_the_four_eyes_and_the_frozen_list() -> None:
    goods = a_product(cards=4)
    delivered(goods=goods)
    row = proposed(of_product(goods))
    other = delivered(goods=a_product())
    for sql in (
        "UPDATE anxin_bulk_recall SET state = 'running', decided_by_id = proposed_by_id",
        "UPDATE anxin_bulk_recall SET state = 'running'",
        "UPDATE anxin_bulk_recall SET gross_fen = gross_fen + 1",
        "UPDATE anxin_bulk_recall SET reason = 'another'",
        "UPDATE anxin_bulk_recallline SET gross_fen = gross_fen + 1",
        "DELETE FROM anxin_bulk_recallline",
        f"""INSERT INTO anxin_bulk_recallline (recall_id, order_id, units, gross_fen)
            VALUES ('{row.id}', '{other.row.id}', 1, 1)""",
        "UPDATE anxin_bulk_recallline SET state = 'done'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_who_may_not_propose_changes_nothing() -> None:
    goods = a_product(cards=2)
    form = RecallForm(uuid4(), of_product(goods), REASON)
    for role in ("finance", "agent", "senior", "merchant", "buyer", "auditor"):
        refused = propose(form=form, actor=an_account(role=role).id, role=role)
        assert not_recalled(refused) == "not_allowed"
    assert card_states(goods.id) == {"available": 2}


def test_the_same_form_is_the_same_recall_and_another_content_is_declined() -> None:
    goods = a_product(cards=2)
    operator = an_account(role="operator").id
    form = RecallForm(uuid4(), of_product(goods), REASON)
    first = propose(form=form, actor=operator, role="operator")
    assert propose(form=form, actor=operator, role="operator") == first
    other = RecallForm(form.form_key, of_product(goods), "another")
    assert not_recalled(propose(form=other, actor=operator, role="operator")) == "form_reused"


def test_an_order_that_moved_meanwhile_is_marked_and_tried_again_for_what_is_left() -> None:
    goods = a_product(cards=5)
    bought = delivered(goods=goods, units=2)
    row = released(of_product(goods))
    case_after(bought, reason="unwanted", units=1)
    run_recalls()
    line = line_of(bought)
    assert (line.state, line.code, bought.row.refunded_fen) == ("failed", "changed", PRICE)
    supervisor = an_account(role="supervisor").id
    assert retry_failed(no=row.no, actor=supervisor, role="supervisor") == 1
    run_recalls()
    assert (line_of(bought).state, bought.row.refunded_fen) == ("done", 2 * PRICE)
    assert breaches() == []


def test_only_the_failed_are_tried_again() -> None:
    goods = two_batches(first=2)
    first = delivered(goods=goods)
    second = delivered(goods=goods, units=2)
    row = released(of_cards(goods))
    case = case_after(second, reason="card_invalid")
    run_recalls()
    assert (line_of(first).state, line_of(second).code) == ("done", "case_open")
    assert withdraw_case(no=case.no, buyer_id=second.buyer) is None
    assert retry_failed(no=row.no, actor=an_account(role="operator").id, role="operator") == 1
    run_recalls()
    row.refresh_from_db()
    assert (row.state, first.row.refunded_fen, second.row.refunded_fen) == ("done", PRICE, PRICE)
    again = retry_failed(no=row.no, actor=an_account(role="operator").id, role="operator")
    assert not_recalled(again) == "moved", "nothing is left to try"
    assert Case.objects.filter(order__no=first.no).count() == 1


def test_two_recalls_of_one_order_give_it_back_once() -> None:
    goods = a_product(cards=5)
    bought = delivered(goods=goods)
    proposed(of_cards(goods))
    second = recalled(of_product(goods))
    assert (second.orders, second.left_out) == (0, {"in_recall": 1})
    assert bought.row.refunded_fen == 0


def test_what_arrived_in_part_comes_back_wholly_and_nothing_is_owed_any_more() -> None:
    bought = started(goods=a_top_up(price_fen=10_000), inputs={"phone": "13900000000"})
    assert ship(bought, value_fen=6_000) is None
    recalled(of_product(bought.goods))
    assert (bought.row.state, bought.row.refunded_fen) == ("cancelled", 10_000)
    assert bought.row.shortfall_refunded_fen == 4_000
    assert breaches() == []


def test_a_recall_does_not_count_against_its_buyers() -> None:
    buyer = a_buyer(money_fen=1_000_000, credit=60)
    goods = a_product(cards=20, cooling_off_minutes=10)
    for _ in range(9):
        delivered(goods=goods, buyer=buyer)
    recalled(of_product(goods))
    own = case_after(delivered(buyer=buyer), reason="unwanted")
    assert own.outcome == "approve"


def test_the_history_has_one_line_for_it_with_who_released_it() -> None:
    bought = delivered()
    row = recalled(of_product(bought.goods))
    event = OrderEvent.objects.get(order__no=bought.no, kind="case_recalled")
    assert event.states == ["submitted", "approved", "refunding", "refunded"]
    assert (event.actor, event.role, event.data["said"]) == (
        row.decided_by_id,
        "supervisor",
        REASON,
    )
    assert bought.row.version == event.seq
    facts = event.data["facts"]
    assert (event.data["clause"], facts["id"]) == ("recall", event.data["case"])
    assert facts["policy"] == str(bought.row.policy_id)


def test_a_buyer_who_asks_afterwards_is_told_that_nothing_is_left() -> None:
    bought = delivered()
    recalled(of_product(bought.goods))
    ask(bought, reason="card_invalid")
    late = Case.objects.filter(order__no=bought.no).exclude(clause="recall").get()
    assert (late.state, late.code) == ("rejected", "nothing_left")


def test_a_set_takes_as_many_statements_for_many_orders_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = []
    for count in (1, 8):
        goods = a_product(cards=count)
        for _ in range(count):
            delivered(goods=goods)
        released(of_product(goods))
        with statements(monkeypatch) as seen:
            assert run_recalls() == count
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_a_row_that_cannot_be_saved_holds_up_no_other() -> None:
    goods = a_product(cards=5)
    orders = [delivered(goods=goods) for _ in range(3)]
    odd = orders[1].row
    recall = released(of_product(goods))
    OrderEvent.objects.create(
        order_id=odd.id, seq=odd.version + 1, kind="x", states=[], role="system"
    )
    run_recalls()
    recall.refresh_from_db()
    assert [line_of(bought).state for bought in orders] == ["done", "failed", "done"]
    assert (line_of(orders[1]).code, recall.state) == ("broken", "partial")
    assert [bought.row.refunded_fen for bought in orders] == [PRICE, 0, PRICE]
