"""The whole way of an order, paid out of the wallet."""

from __future__ import annotations

import pytest

from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.order import paid, placed, view

pytestmark = pytest.mark.django_db


def test_a_card_is_placed_paid_delivered_viewed_and_completed() -> None:
    bought = placed()
    assert bought.row.state == "awaiting_payment"
    assert card_states(bought.goods.id) == {"available": 9, "held": 1}
    from anxin.services.wallet import pay_by_wallet
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert bought.row.state == "cooling_off"
