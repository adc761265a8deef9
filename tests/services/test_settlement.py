"""Money leaves escrow when protection is over, and comes back for a refund in a fixed sequence."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.domain.postings import FEES, Posting, reseller_payable
from anxin.domain.settlement import MerchantMoney, Share
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.balances import Entry, book
from anxin.services.commission import place_with_commissions
from anxin.services.numbers import new_key
from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.order.place import NotPlaced, OrderForm, Placed
from anxin.services.settlement import release_due
from anxin.services.standing.walking import NotPenalised
from anxin.services.wallet import pay_by_wallet
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.models import Commission, ResellerBalance
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought, delivered, paid
from tests.factories.payout import paid_out
from tests.factories.settlement import (
    a_deposit,
    a_quick_shop,
    completed,
    money_of,
    placed_through,
    set_days,
    settled,
    settled_at_once,
)
from tests.services.test_hot_path import statements

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800


def shop_of(bought: Bought) -> MerchantMoney:
    """What the order's merchant has and owes."""
    return money_of(bought.goods.shop.id)


def test_money_stays_in_escrow_until_the_merchants_days_are_over() -> None:
    bought = completed()
    let_pass(days=6, hours=23)
    assert release_due() == 0
    assert shop_of(bought) == MerchantMoney()
    let_pass(days=7, minutes=1)
    assert release_due() == 1
    assert shop_of(bought) == MerchantMoney(PRICE_FEN)
    assert (bought.row.settled_fen, bought.row.settle_at) == (PRICE_FEN, None)
    assert release_due() == 0
    assert breaches() == []


def test_the_sweep_completes_and_then_releases_by_itself() -> None:
    bought = delivered()
    sweep_after(days=7, minutes=1)
    assert bought.row.state == "completed"
    sweep_after(days=14, minutes=2)
    assert shop_of(bought).payable_fen == PRICE_FEN
    assert breaches() == []


def test_a_merchants_days_can_be_set_within_bounds_and_hold_for_orders_to_come() -> None:
    bought = completed()
    shop_id = bought.goods.shop.id
    for days in (-1, 91):
        assert set_days(merchant_id=shop_id, days=days) == NotPenalised("settle_days_out_of_range")
    assert set_days(merchant_id=shop_id, days=1) is None
    assert set_days(merchant_id=shop_id, days=1) == NotPenalised("nothing_new")
    later = completed(goods=bought.goods)
    let_pass(days=1, minutes=1)
    release_due()
    assert (bought.row.settled_fen, later.row.settled_fen) == (0, PRICE_FEN)


def test_many_orders_of_many_merchants_are_released_together() -> None:
    orders = [completed() for _ in range(5)] + [completed(units=2)]
    let_pass(days=8)
    assert release_due() == 6
    assert [shop_of(order).payable_fen for order in orders] == [PRICE_FEN] * 5 + [2 * PRICE_FEN]
    assert breaches() == []


def test_release_takes_as_many_statements_for_many_orders_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[int] = []
    for orders in (1, 8):
        goods = a_product(cards=20)
        for _ in range(orders):
            completed(goods=goods)
        let_pass(days=8 * len(counted) + 8)
        with statements(monkeypatch) as seen:
            assert release_due() == orders
        counted.append(len(seen))
    assert counted[0] == counted[1]


def open_case(**order: object) -> tuple[Bought, Case]:
    """An order of a quick shop with a case about one of two units, waiting for a person."""
    goods = a_product(
        shop=a_quick_shop(), price_fen=40_000, cards=10, policy_id=a_trusting_policy()
    )
    bought = completed(goods=goods, units=2, **order)
    case = case_after(bought, reason="card_invalid", units=1)
    assert (case.state, case.gross_fen) == ("merchant_turn", 40_000)
    return bought, case


def test_a_case_freezes_only_the_disputed_sum() -> None:
    bought, _ = open_case()
    release_due()
    assert shop_of(bought) == MerchantMoney(40_000)
    assert bought.row.settled_fen == 40_000
    assert release_due() == 0
    assert breaches() == []


def test_what_was_frozen_follows_when_the_case_is_withdrawn() -> None:
    bought, case = open_case()
    release_due()
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert release_due() == 1
    assert shop_of(bought) == MerchantMoney(80_000)
    assert breaches() == []


def test_what_was_frozen_goes_to_the_buyer_when_the_case_is_approved() -> None:
    bought, case = open_case()
    release_due()
    shop = bought.goods.shop
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    assert release_due() == 0
    assert shop_of(bought) == MerchantMoney(40_000)
    assert (bought.row.refunded_fen, bought.row.settled_fen) == (40_000, 40_000)
    assert bought.row.settle_at is None
    assert breaches() == []


def test_a_refunded_order_has_nothing_to_settle_and_is_left_alone() -> None:
    bought = paid()
    case_after(bought)
    assert (bought.row.state, bought.row.settle_at) == ("cancelled", None)
    let_pass(days=30)
    assert release_due() == 0


FUNDS = {
    "enough balance": (0, 0, MerchantMoney(PRICE_FEN, 0, 0)),
    "some withdrawn, no deposit": (2 * PRICE_FEN - 3_000, 0, MerchantMoney(0, 0, 6_800)),
    "some withdrawn, deposit": (2 * PRICE_FEN - 3_000, 10_000, MerchantMoney(0, 3_200, 0)),
    "deposit too small": (2 * PRICE_FEN, 5_000, MerchantMoney(0, 0, 4_800)),
}
"""Withdrawn before, deposited before, and what the merchant has after a refund of one unit."""


def refund_settled(bought: Bought) -> Case:
    """Have one unit of a settled order refunded at once."""
    case = case_after(bought, reason="unwanted", units=1)
    assert case.state == "refunded", (case.state, case.clause, case.why)
    return case


@pytest.mark.parametrize("funds", FUNDS)
def test_a_refund_after_release_draws_on_balance_then_deposit_then_advance(funds: str) -> None:
    withdrawn_fen, deposit_fen, expected = FUNDS[funds]
    bought = settled_at_once(shop=a_quick_shop(), units=2, buyer=a_buyer(credit=90))
    shop = bought.goods.shop
    if withdrawn_fen:
        paid_out(shop=shop, amount_fen=withdrawn_fen)
    if deposit_fen:
        a_deposit(merchant_id=shop.id, amount_fen=deposit_fen)
    had_fen = balance(account_id=bought.buyer)
    case = refund_settled(bought)
    assert balance(account_id=bought.buyer) == had_fen + case.refund_fen
    assert case.gross_fen == PRICE_FEN
    assert shop_of(bought) == expected
    assert (bought.row.settled_fen, bought.row.refunded_fen) == (PRICE_FEN, PRICE_FEN)
    assert breaches() == []


def test_an_advance_is_recovered_from_the_next_income_before_the_merchant_sees_any() -> None:
    shop = a_quick_shop()
    bought = settled_at_once(shop=shop, buyer=a_buyer(credit=90))
    paid_out(shop=shop, amount_fen=PRICE_FEN)
    refund_settled(bought)
    assert money_of(shop.id) == MerchantMoney(0, 0, PRICE_FEN)
    settled_at_once(shop=shop, goods=a_product(shop=shop, price_fen=6_000))
    assert money_of(shop.id) == MerchantMoney(0, 0, 3_800)
    settled_at_once(shop=shop, goods=a_product(shop=shop, price_fen=6_000))
    assert money_of(shop.id) == MerchantMoney(2_200, 0, 0)
    assert breaches() == []


def test_commissions_are_paid_as_the_order_is_settled_and_unwind_with_the_refund() -> None:
    first, second = an_account().id, an_account().id
    bought = through_resellers((first, 1_000), (second, 501))
    assert (earned(first), earned(second)) == ((1_000, 0), (501, 0))
    assert shop_of(bought) == MerchantMoney(2 * PRICE_FEN - 1_501)
    refund_settled(bought)
    assert (earned(first), earned(second)) == ((500, 0), (250, 0))
    assert shop_of(bought) == MerchantMoney(PRICE_FEN - 750)
    assert breaches() == []


def test_a_refund_before_release_lowers_commissions_by_its_part() -> None:
    reseller = an_account().id
    bought = placed_through((reseller, 1_001), goods=a_product(shop=a_quick_shop()), units=2)
    walk(bought, refund_one=True)
    release_due()
    assert earned(reseller) == (500, 0)
    assert shop_of(bought) == MerchantMoney(PRICE_FEN - 500)
    assert breaches() == []


def test_a_reseller_whose_commission_is_gone_owes_it_and_earns_it_back() -> None:
    reseller = an_account().id
    bought = through_resellers((reseller, 1_000))
    spent = (Posting(reseller_payable(reseller), FEES, 900),)
    book(entries=[Entry(new_key(), "spent", spent)])
    refund_settled(bought)
    assert earned(reseller) == (0, 400)
    assert breaches() == []
    through_resellers((reseller, 1_000))
    assert earned(reseller) == (600, 0)


def earned(reseller_id: UUID) -> tuple[int, int]:
    """What a reseller has earned, and what it owes."""
    row = ResellerBalance.objects.get(reseller_id=reseller_id)
    return row.payable_fen, row.advanced_fen


def walk(bought: Bought, *, refund_one: bool = False) -> None:
    """Pay, deliver and complete an order; one unit may be refunded before."""
    Account.objects.filter(id=bought.buyer).update(credit=90)
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    if refund_one:
        refund_settled(bought)
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)


def through_resellers(*resellers: tuple[UUID, int]) -> Bought:
    """A settled order of two units through these resellers."""
    bought = placed_through(*resellers, goods=a_product(shop=a_quick_shop()), units=2)
    walk(bought)
    release_due()
    return bought


def test_the_history_of_an_order_says_that_it_was_settled() -> None:
    bought = settled()
    event = OrderEvent.objects.get(order_id=bought.row.id, kind="order_settled")
    assert event.data == {"fen": PRICE_FEN}
    assert bought.row.version == event.seq


def test_shares_are_fixed_with_the_order_and_never_more_than_it() -> None:
    buyer, goods, reseller = a_buyer(), a_product(), an_account().id
    form = OrderForm(uuid4(), 1, {}, acknowledged=True)

    def place(*fen: int) -> Placed | NotPlaced:
        return place_with_commissions(
            buyer_id=buyer,
            product_no=goods.no,
            form=form,
            shares=[Share(reseller, one) for one in fen],
            outside=wiring.outside(),
        )

    assert place(PRICE_FEN + 1) == NotPlaced("shares_exceed_order")
    assert place(100, 100) == NotPlaced("shares_invalid")
    assert place(0) == NotPlaced("shares_invalid")
    assert Commission.objects.count() == 0
    placed = place(100)
    assert isinstance(placed, Placed)
    assert place(100) == placed
    assert place(101) == NotPlaced("form_reused")
    assert Commission.objects.get().fen == 100
