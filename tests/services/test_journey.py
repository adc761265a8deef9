"""The whole way of an order, paid out of the wallet."""

from __future__ import annotations

import pytest

from anxin.domain.states import ORDER, check_path
from anxin.services.order.deliver import confirm_receipt
from anxin.services.order.view import NotShown, cards_of
from anxin.services.wallet import pay_by_wallet
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.queries import list_events, order_of_buyer
from anxin.storage.order.records import list_views
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.order import Bought, delivered, paid, placed, view

pytestmark = pytest.mark.django_db


def path_walked(bought: Bought) -> tuple[str, ...]:
    """Return the states of the order's own events, one after the other, without repeats."""
    states: list[str] = []
    for event in list_events(order_id=bought.row.id):
        if event.kind.startswith(("case_", "return_")):
            continue
        states += [state for state in event.states if not states or state != states[-1]]
    return tuple(states)


def test_a_card_is_placed_paid_delivered_viewed_and_completed() -> None:
    bought = placed(buyer=a_buyer(money_fen=20_000))
    assert bought.row.state == "awaiting_payment"
    assert card_states(bought.goods.id) == {"available": 9, "held": 1}

    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert bought.row.state == "cooling_off"
    assert balance(account_id=bought.buyer) == 20_000 - 9_800

    sweep_after(minutes=11)
    assert bought.row.state == "delivered"
    assert card_states(bought.goods.id) == {"available": 9, "sold": 1}

    shown = view(bought)
    assert isinstance(shown, list)
    assert shown[0].secret is not None and shown[0].secret.startswith("CARD-")
    assert bought.row.viewed_units == 1

    sweep_after(days=8)
    assert bought.row.state == "completed"
    assert breaches() == []


def test_the_version_of_an_order_counts_its_events_and_its_path_is_legal() -> None:
    bought = delivered()
    view(bought)
    case_after(bought, reason="unwanted")
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    events = list_events(order_id=bought.row.id)
    assert bought.row.version == len(events)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    path = path_walked(bought)
    assert path == (
        "awaiting_payment", "cooling_off", "delivering", "delivered", "completed",
    )  # fmt: skip
    check_path(lifecycle=ORDER, path=path)


def test_nothing_is_shown_before_delivery() -> None:
    bought = paid()
    assert view(bought) == NotShown("not_delivered")
    assert bought.row.viewed_units == 0


def test_a_viewing_is_recorded_with_where_it_was_made_from() -> None:
    bought = delivered(units=2)
    view(bought, unit=2)
    [seen] = list_views(order_id=bought.row.id)
    assert (seen.unit, seen.ip, seen.device) == (2, "203.0.113.7", "iPhone")
    order = order_of_buyer(no=bought.no, buyer_id=bought.buyer)
    assert order is not None
    assert [card.viewed for card in cards_of(order=order)] == [False, True]


def test_looking_twice_is_recorded_twice_and_counted_once() -> None:
    bought = delivered()
    view(bought)
    version = bought.row.version
    view(bought)
    assert len(list_views(order_id=bought.row.id)) == 2
    assert (bought.row.viewed_units, bought.row.version) == (1, version)


def test_nobody_else_sees_the_cards() -> None:
    bought = delivered()
    stranger = Bought(bought.no, a_buyer(), bought.goods)
    assert view(stranger) == NotShown("not_found")
    assert bought.row.viewed_units == 0


def test_a_product_without_cooling_off_is_delivered_with_the_payment() -> None:
    bought = paid(goods=a_product(cooling_off_minutes=0))
    assert bought.row.state == "delivered"
    assert breaches() == []
