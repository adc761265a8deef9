"""Whatever happened before: a recall gives back what it says, and the books are whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.settlement import release_due
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import RecallLine
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask
from tests.factories.card import stock
from tests.factories.catalog import a_product
from tests.factories.order import Bought, paid, view
from tests.factories.recall import of_cards, of_product, recalled
from tests.factories.settlement import a_quick_shop

pytestmark = pytest.mark.django_db

MONEY, CARDS = 100_000, 30

ACTS: dict[str, Callable[[Bought], object]] = {
    "deliver": lambda bought: waive_cooling_off(no=bought.no, buyer_id=bought.buyer),
    "view": lambda bought: view(bought, unit=1),
    "part back": lambda bought: ask(bought, reason="unwanted", units=1),
    "all back": lambda bought: ask(bought, reason="unwanted"),
    "dispute": lambda bought: ask(bought, reason="card_invalid", units=1),
    "confirm": lambda bought: confirm_receipt(no=bought.no, buyer_id=bought.buyer),
    "settle": lambda _bought: release_due(),
}

LIFE = st.tuples(st.integers(1, 3), st.lists(st.sampled_from(sorted(ACTS)), max_size=5))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example(lives=[(2, []), (1, []), (2, ["deliver", "dispute"])], first=4, whole=False)
@given(lives=st.lists(LIFE, min_size=1, max_size=5), first=st.integers(1, 6), whole=st.booleans())
def test_what_is_done_is_what_was_frozen_and_nobody_has_more_than_was_paid(
    lives: list[tuple[int, list[str]]], first: int, whole: bool
) -> None:
    goods = a_product(shop=a_quick_shop(), cards=first, price_fen=3_331)
    paid(goods=goods, buyer=a_buyer(money_fen=MONEY))
    stock(product_id=goods.id, merchant_id=goods.shop.id, count=CARDS)
    orders = []
    for units, acts in lives:
        bought = paid(goods=goods, units=units, buyer=a_buyer(money_fen=MONEY, credit=90))
        for act in acts:
            ACTS[act](bought)
        orders.append(bought)
    row = recalled(of_product(goods) if whole else of_cards(goods))
    assert breaches() == []
    lines = RecallLine.objects.filter(recall_id=row.id)
    assert row.orders == len(lines)
    for line in lines:
        if line.state == "failed":  # The buyer's own case asks for more: it ends first.
            order = line.order
            left_fen = order.paid_fen - order.refunded_fen - order.reserved_fen
            assert (line.code, order.case_open) == ("case_open", True)
            assert line.gross_fen < left_fen
            continue
        assert line.state == "done", line.code
        case = line.case
        assert case is not None
        assert (case.gross_fen, case.units, case.fee_fen) == (line.gross_fen, line.units, 0)
    for bought in orders:
        after = bought.row
        fees = sum(
            Case.objects.filter(order_id=after.id, state="refunded").values_list(
                "fee_fen", flat=True
            )
        )
        assert (
            balance(account_id=bought.buyer) == MONEY - after.paid_fen + after.refunded_fen - fees
        )
        if whole and not after.case_open:
            assert after.refunded_fen == after.paid_fen
