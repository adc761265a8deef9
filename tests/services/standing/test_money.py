"""Deposits under penalties and top-ups: the books come out as they went in."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.settlement import MerchantMoney
from anxin.domain.standing.penalty import Item
from anxin.services.payout import NotMoved, approve_payout, ask_deposit_back, ask_payout
from anxin.services.standing.deposit import set_deposit_term, top_up_deposit
from anxin.services.standing.walking import NotPenalised
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import breaches
from anxin.storage.ledger.statements import trial_balance
from anxin.storage.standing.models import DepositTerm, DepositTopUp, Penalty
from anxin.storage.standing.shops import shop as shop_row
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import started
from tests.factories.payout import asked_payout, paid_out
from tests.factories.settlement import a_deposit, a_quick_shop, money_of, settled_at_once
from tests.factories.standing import (
    DECIDED_FEN,
    INVALID_CARDS,
    appeal,
    confirmed,
    judge,
    lift,
    propose,
    proposed,
)

pytestmark = pytest.mark.django_db

DEPOSIT_FEN = 10_000
PRICE_FEN = 9_800


@pytest.fixture
def secured() -> Shop:
    """A merchant with a deposit and nothing else."""
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=DEPOSIT_FEN)
    return shop


def taken(shop: Shop) -> Penalty:
    """A deduction whose appeal is over: the money is taken."""
    penalty = confirmed(shop=shop, kind="deduction")
    assert money_of(shop.id) == MerchantMoney(0, DEPOSIT_FEN)
    sweep_after(days=8)
    penalty.refresh_from_db()
    return penalty


def balances() -> dict[tuple[str, bool], int]:
    """What every account holds, those that hold nothing left out."""
    found = {(line.kind, line.own): line.balance_fen for line in trial_balance()}
    return {account: fen for account, fen in found.items() if fen}


def test_a_deduction_takes_what_was_decided_once_the_appeal_is_over(secured: Shop) -> None:
    penalty = taken(secured)
    assert (penalty.state, penalty.taken_fen) == ("in_force", DECIDED_FEN)
    assert money_of(secured.id) == MerchantMoney(0, DEPOSIT_FEN - DECIDED_FEN)
    assert balances()["guarantee_fund", True] == DECIDED_FEN
    assert breaches() == []


def test_lifting_a_deduction_leaves_the_books_as_they_were(secured: Shop) -> None:
    before = balances()
    penalty = taken(secured)
    assert lift(penalty) is None
    penalty.refresh_from_db()
    assert (penalty.state, penalty.taken_fen) == ("lifted", 0)
    assert money_of(secured.id) == MerchantMoney(0, DEPOSIT_FEN)
    assert balances() == before
    kinds = Posting.objects.filter(cause=penalty.id).values_list("kind", flat=True)
    assert sorted(kinds) == ["penalty", "penalty_returned"]
    assert breaches() == []


def test_a_deduction_overturned_before_it_took_anything_moves_no_money(secured: Shop) -> None:
    penalty = confirmed(shop=secured, kind="deduction")
    assert appeal(penalty, secured) is None
    assert judge(penalty, upheld=False) is None
    assert not Posting.objects.filter(cause=penalty.id).exists()
    assert money_of(secured.id) == MerchantMoney(0, DEPOSIT_FEN)


def test_a_deduction_never_takes_more_than_a_refund_has_left() -> None:
    shop = a_quick_shop()
    sold = settled_at_once(shop=shop, buyer=a_buyer(credit=90))
    paid_out(shop=shop, amount_fen=PRICE_FEN)
    a_deposit(merchant_id=shop.id, amount_fen=PRICE_FEN + 1_000)
    penalty = confirmed(shop=shop, kind="deduction")
    assert case_after(sold, reason="unwanted").state == "refunded"
    assert money_of(shop.id) == MerchantMoney(0, 1_000)
    sweep_after(days=8)
    penalty.refresh_from_db()
    assert (penalty.taken_fen, penalty.decided_fen) == (1_000, DECIDED_FEN)
    assert money_of(shop.id) == MerchantMoney()
    assert breaches() == []


def test_deductions_under_way_together_never_exceed_the_deposit(secured: Shop) -> None:
    confirmed(shop=secured, kind="deduction")
    rest = (Item("另一笔", 1, DEPOSIT_FEN - DECIDED_FEN),)
    confirmed(shop=secured, kind="deduction", items=rest)
    assert propose(shop=secured, kind="deduction") == NotPenalised("more_than_deposit", 0)


def test_a_deduction_beyond_the_deposit_is_not_even_proposed(secured: Shop) -> None:
    items = (Item("卡密无效", 1, DEPOSIT_FEN + 1),)
    answer = propose(shop=secured, kind="deduction", items=items)
    assert answer == NotPenalised("more_than_deposit", DEPOSIT_FEN)


def test_a_deposit_used_up_by_refunds_gives_what_is_left(secured: Shop) -> None:
    penalty = confirmed(shop=secured, kind="deduction")
    assert ask_deposit_back_of(secured, DEPOSIT_FEN) == NotMoved(
        "not_enough", DEPOSIT_FEN - DECIDED_FEN
    )
    assert ask_deposit_back_of(secured, DEPOSIT_FEN - DECIDED_FEN) is None
    sweep_after(days=8)
    penalty.refresh_from_db()
    assert penalty.taken_fen == DECIDED_FEN
    assert money_of(secured.id) == MerchantMoney()


def ask_deposit_back_of(shop: Shop, fen: int) -> NotMoved | None:
    """Have finance ask that a part of the deposit goes back."""
    return ask_deposit_back(
        merchant_id=shop.id,
        actor=an_account(role="finance").id,
        amount_fen=fen,
        form_key=uuid4(),
    )


def test_the_calculation_is_kept_line_by_line_and_comes_to_what_was_decided(secured: Shop) -> None:
    penalty = proposed(shop=secured, kind="deduction")
    assert penalty.items == [
        {"what": item.what, "count": item.count, "each_fen": item.each_fen}
        for item in INVALID_CARDS
    ]
    assert sum(one["count"] * one["each_fen"] for one in penalty.items) == penalty.decided_fen


def a_rich_shop() -> Shop:
    """A merchant with the price of one order to withdraw."""
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    return shop


def top_up(shop: Shop, fen: int, key: object = None) -> NotPenalised | None:
    """Have a member top the deposit up."""
    return top_up_deposit(
        merchant_id=shop.id,
        actor=shop.member,
        amount_fen=fen,
        form_key=key or uuid4(),  # type: ignore[arg-type]
    )


def test_a_merchant_tops_its_deposit_up_from_its_balance_once_per_form() -> None:
    shop, key = a_rich_shop(), uuid4()
    assert [top_up(shop, 5_000, key) for _ in range(2)] == [None, None]
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN - 5_000, 5_000)
    assert top_up(shop, 4_000, key) == NotPenalised("form_reused")
    assert DepositTopUp.objects.filter(merchant_id=shop.id).count() == 1
    assert breaches() == []


@pytest.mark.parametrize(
    ("fen", "refused"),
    [
        (0, NotPenalised("too_little", 100)),
        (-500, NotPenalised("too_little", 100)),
        (99, NotPenalised("too_little", 100)),
        (PRICE_FEN + 1, NotPenalised("not_enough", PRICE_FEN)),
        (PRICE_FEN, None),
    ],
)
def test_a_top_up_is_bounded_by_what_there_is(fen: int, refused: NotPenalised | None) -> None:
    assert top_up(a_rich_shop(), fen) == refused


def test_nobody_else_tops_up_with_a_merchants_money() -> None:
    shop = a_rich_shop()
    stranger = Shop(shop.id, an_account(role="merchant").id)
    assert top_up(stranger, 5_000) == NotPenalised("not_found")


def test_a_higher_deposit_is_asked_for_after_a_weeks_notice_and_a_lower_one_at_once() -> None:
    shop, operator = a_merchant(), an_account(role="operator").id

    def term(fen: int, why: str = "入驻协议") -> NotPenalised | None:
        return set_deposit_term(merchant_id=shop.id, required_fen=fen, why=why, actor=operator)

    def required() -> int:
        row = shop_row(merchant_id=shop.id)
        assert row is not None
        return row.required_fen

    assert term(5_000) is None
    assert required() == 0
    let_pass(days=8)
    assert required() == 5_000
    assert term(5_000) == NotPenalised("nothing_new")
    assert term(3_000, " ") == NotPenalised("why_missing")
    assert term(3_000) is None
    assert required() == 3_000
    assert DepositTerm.objects.filter(merchant_id=shop.id).count() == 2
    assert term(-1) == NotPenalised("amount_out_of_range")


def test_an_expelled_shop_is_paid_out_only_once_its_orders_are_over() -> None:
    shop = a_rich_shop()
    open_order = started(goods=a_product(shop=shop))
    before = asked_payout(shop=shop, amount_fen=2_000)
    confirmed(shop=shop, kind="expel")
    assert ask_payout(
        merchant_id=shop.id, actor=shop.member, amount_fen=2_000, form_key=uuid4()
    ) == NotMoved("frozen")
    assert ask_deposit_back_of(shop, 1_000) == NotMoved("frozen")
    finance = an_account(role="finance").id
    assert approve_payout(no=before.no, actor=finance) == NotMoved("frozen")
    sweep_after(days=8)
    sweep_after(days=17)
    assert open_order.row.settled_fen == PRICE_FEN
    assert approve_payout(no=before.no, actor=finance) is None
    assert (
        ask_payout(merchant_id=shop.id, actor=shop.member, amount_fen=2_000, form_key=uuid4())
        is None
    )
