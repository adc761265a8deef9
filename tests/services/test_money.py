"""Demo money: only in a demo, once per form, within its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.services.clock import NotADemo, set_clock_ahead
from anxin.services.demo import load_demo
from anxin.services.payment import NotPaid
from anxin.services.wallet import top_up_demo
from anxin.storage.ledger.queries import balance, breaches, list_wallet_lines
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.order import paid

pytestmark = pytest.mark.django_db

NO_DEMO = replace(wiring.outside(), demo=False)


def top_up(buyer: UUID, fen: int, form_key: UUID | None = None) -> NotPaid | None:
    """Send the top-up form."""
    return top_up_demo(
        account_id=buyer, amount_fen=fen, form_key=form_key or uuid4(), outside=wiring.outside()
    )


def test_demo_money_is_refused_where_the_site_is_no_demo() -> None:
    buyer = a_buyer(money_fen=0)
    answer = top_up_demo(account_id=buyer, amount_fen=500, form_key=uuid4(), outside=NO_DEMO)
    assert answer == NotPaid("no_demo")
    assert balance(account_id=buyer) == 0


def test_a_real_site_neither_moves_its_clock_nor_loads_the_demo_shop() -> None:
    with pytest.raises(NotADemo):
        set_clock_ahead(ahead=timedelta(hours=1), outside=NO_DEMO)
    with pytest.raises(NotADemo):
        load_demo(outside=NO_DEMO)


@pytest.mark.parametrize("fen", [-1, 0, 99, 500_001])
def test_a_top_up_is_between_1_and_5000_yuan(fen: int) -> None:
    buyer = a_buyer(money_fen=0)
    assert top_up(buyer, fen) == NotPaid("amount_out_of_range")
    assert balance(account_id=buyer) == 0


def test_the_same_top_up_form_counts_once() -> None:
    buyer, form_key = a_buyer(money_fen=0), uuid4()
    assert top_up(buyer, 500, form_key) is None
    assert top_up(buyer, 500, form_key) is None
    assert balance(account_id=buyer) == 500


def test_the_wallet_tells_where_every_fen_came_from_and_went() -> None:
    bought = paid()
    case_after(bought)
    lines = list_wallet_lines(account_id=bought.buyer)
    assert sorted((line.kind, line.amount_fen) for line in lines) == [
        ("payment", -9_800),
        ("refund", 9_800),
        ("top_up", 200_000),
    ]
    assert {line.order_no for line in lines} == {None, bought.no}
    assert breaches() == []


def test_the_demo_shop_loads_twice_without_doubling() -> None:
    load_demo(outside=wiring.outside())
    load_demo(outside=wiring.outside())
    assert breaches() == []
