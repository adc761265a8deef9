"""Statements add up: to the balances, over any months, and to zero."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

import pytest

from anxin.storage.ledger.queries import balance, list_wallet_lines
from anxin.storage.ledger.statements import (
    BALANCE,
    DEPOSIT,
    Movement,
    escrow_by_state,
    list_movements,
    merchant_figures,
    totals_of,
    trial_balance,
)
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.clock import let_pass
from tests.factories.merchant import Shop
from tests.factories.order import delivered, paid
from tests.factories.payout import asked_payout, paid_out
from tests.factories.settlement import (
    a_deposit,
    a_quick_shop,
    completed,
    money_of,
    settled_at_once,
)

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800
EVER = (
    datetime.fromisoformat("2000-01-01T00:00+08:00"),
    datetime.fromisoformat("2999-01-01T00:00+08:00"),
)


def a_busy_shop() -> Shop:
    """A merchant who sold, was paid out, gave back more than it had, and sold again."""
    shop = a_quick_shop()
    bought = settled_at_once(shop=shop, units=2, buyer=a_buyer(credit=90))
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    paid_out(shop=shop, amount_fen=2 * PRICE_FEN - 1_000)
    assert case_after(bought, reason="unwanted", units=1).state == "refunded"
    assert money_of(shop.id).advanced_fen == 3_800
    let_pass(days=40)
    settled_at_once(shop=shop)
    asked_payout(shop=shop, amount_fen=1_000)
    return shop


def all_of(shop: Shop, *accounts: str) -> list[Movement]:
    """Every movement of a shop, newest first."""
    return list_movements(owner=shop.id, accounts=accounts, since=EVER[0], until=EVER[1], limit=99)


def test_a_merchants_running_balance_ends_at_what_it_has_less_what_it_owes() -> None:
    shop = a_busy_shop()
    lines = all_of(shop, *BALANCE)
    money = money_of(shop.id)
    assert lines[0].balance_fen == money.payable_fen - money.advanced_fen == 5_000
    assert [line.kind for line in lines] == [
        "payout_asked",
        "release",
        "cover",
        "payout_asked",
        "release",
    ]
    assert [line.balance_fen for line in lines] == [5_000, 6_000, -3_800, 1_000, 19_600]
    assert lines[1].recovered_fen == 3_800
    for newer, older in itertools.pairwise(lines):
        assert newer.balance_fen - newer.amount_fen == older.balance_fen
    deposit = all_of(shop, *DEPOSIT)
    assert [(line.kind, line.balance_fen) for line in deposit] == [("cover", 0), ("deposit", 5_000)]


def test_two_months_add_up_to_the_whole() -> None:
    shop = a_busy_shop()
    middle = merchant_figures(merchant_id=shop.id).now - timedelta(days=20)
    first = totals_of(owner=shop.id, accounts=BALANCE, since=EVER[0], until=middle)
    second = totals_of(owner=shop.id, accounts=BALANCE, since=middle, until=EVER[1])
    whole = totals_of(owner=shop.id, accounts=BALANCE, since=EVER[0], until=EVER[1])
    assert (first.before_fen, first.after_fen) == (0, -3_800)
    assert (second.before_fen, second.in_fen, second.out_fen) == (-3_800, 9_800, 1_000)
    assert second.after_fen == whole.after_fen == 5_000
    assert first.in_fen + second.in_fen == whole.in_fen
    lines = list_movements(owner=shop.id, accounts=BALANCE, since=middle, until=EVER[1], limit=99)
    assert sum(line.amount_fen for line in lines) == second.in_fen - second.out_fen
    assert lines[-1].balance_fen - lines[-1].amount_fen == second.before_fen


def test_figures_say_what_is_held_by_state_and_what_a_case_freezes() -> None:
    shop = a_quick_shop()
    goods = a_product(shop=shop, price_fen=40_000, policy_id=a_trusting_policy())
    paid(goods=a_product(shop=shop))
    bought = completed(goods=goods, units=2)
    case = case_after(bought, reason="card_invalid", units=1)
    assert (case.state, case.gross_fen) == ("merchant_turn", 40_000)
    figures = merchant_figures(merchant_id=shop.id)
    assert (figures.escrow_fen, figures.frozen_fen) == (80_000 + PRICE_FEN, 40_000)
    held = {line.state: (line.orders, line.fen) for line in escrow_by_state(merchant_id=shop.id)}
    assert held == {"completed": (1, 80_000), "cooling_off": (1, PRICE_FEN)}
    assert sum(fen for _, fen in held.values()) == figures.escrow_fen


def test_a_new_merchants_statement_is_empty() -> None:
    shop = a_quick_shop()
    figures = merchant_figures(merchant_id=shop.id)
    assert (figures.payable_fen, figures.escrow_fen, figures.frozen_fen) == (0, 0, 0)
    assert all_of(shop, *BALANCE) == []


def test_the_trial_balance_adds_to_zero_and_says_what_every_kind_holds() -> None:
    shop = a_busy_shop()
    paid()
    delivered(buyer=a_buyer())
    lines = trial_balance()
    assert sum(line.balance_fen for line in lines) == 0
    assert sum(line.in_fen for line in lines) == sum(line.out_fen for line in lines)
    held = {line.kind: line.balance_fen for line in lines}
    assert held["merchant_payable"] == money_of(shop.id).payable_fen
    assert held["escrow"] == 2 * PRICE_FEN
    assert held["payouts"] == 1_000


def test_a_buyers_running_balance_ends_at_what_the_wallet_holds() -> None:
    buyer = a_buyer(money_fen=900_000)
    for _ in range(2):
        case_after(paid(buyer=buyer))
    paid(buyer=buyer)
    lines = list_wallet_lines(account_id=buyer)
    assert lines[0].balance_fen == balance(account_id=buyer)
    for newer, older in itertools.pairwise(lines):
        assert newer.balance_fen - newer.amount_fen == older.balance_fen
    assert lines[-1].balance_fen == lines[-1].amount_fen
