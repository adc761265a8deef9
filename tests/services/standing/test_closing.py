"""A merchant closes its shop: open orders go back, money waits, and it may open again."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from anxin.services.aftersale.submit import Declined
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.order.place import NotPlaced, Placed
from anxin.services.payout import NotMoved, ask_payout
from anxin.services.standing.closing import close_shop, reopen_shop
from anxin.services.standing.walking import NotPenalised
from anxin.storage.account.models import Account
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.risk.facts import facts_of
from anxin.storage.standing.models import Closure
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import delivered, place, placed, started
from tests.factories.settlement import a_quick_shop, settled_at_once
from tests.factories.standing import confirmed, lift
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db

TOLD = {"phone": "13812345678"}


def close(shop: Shop, *, key: UUID | None = None, by: UUID | None = None) -> NotPenalised | None:
    """Have a member close the shop."""
    return close_shop(
        merchant_id=shop.id, actor=by or shop.member, why="春节休假", form_key=key or uuid4()
    )


def test_open_orders_of_a_closed_shop_go_back_and_delivered_ones_stay() -> None:
    top_up = a_top_up()
    cards = a_product(shop=top_up.shop)
    waiting, served = started(goods=top_up, inputs=TOLD), delivered(goods=cards)
    unpaid = placed(goods=cards)
    assert close(top_up.shop) is None
    sweep_after(seconds=1)
    assert (waiting.row.state, waiting.row.refunded_fen) == ("cancelled", waiting.row.paid_fen)
    assert unpaid.row.state == "cancelled"
    assert (served.row.state, served.row.refunded_fen) == ("delivered", 0)
    assert breaches() == []


def test_a_closed_shop_takes_no_orders_until_it_opens_again() -> None:
    goods = a_product()
    assert close(goods.shop) is None
    assert place(buyer=a_buyer(), goods=goods) == NotPlaced("stopped_close")
    assert reopen_shop(merchant_id=goods.shop.id, actor=goods.shop.member) is None
    assert isinstance(place(buyer=a_buyer(), goods=goods), Placed)
    again = reopen_shop(merchant_id=goods.shop.id, actor=goods.shop.member)
    assert again == NotPenalised("moved")


def test_an_expelled_shop_neither_closes_nor_opens_until_it_is_let_in_again() -> None:
    shop, ended = a_merchant(), NotPenalised("expelled")
    assert close(shop) is None
    penalty = confirmed(shop=shop, kind="expel")
    assert reopen_shop(merchant_id=shop.id, actor=shop.member) == ended
    other = a_merchant()
    assert confirmed(shop=other, kind="expel").restrains
    assert close(other) == ended
    assert lift(penalty) is None
    assert reopen_shop(merchant_id=shop.id, actor=shop.member) is None


def test_a_form_closes_once_and_a_closed_shop_is_not_closed_again() -> None:
    shop, key = a_merchant(), uuid4()
    assert [close(shop, key=key) for _ in range(2)] == [None, None]
    assert close(shop) == NotPenalised("closed_already")
    assert Closure.objects.filter(merchant_id=shop.id).count() == 1


def test_what_the_site_gives_back_is_held_up_by_no_limit_on_its_buyer_and_counts_for_none() -> None:
    waiting = started(goods=a_top_up(), inputs=TOLD, buyer=a_buyer(flagged=True))
    for _ in range(3):
        case = case_after(waiting)
        assert withdraw_case(no=case.no, buyer_id=waiting.buyer) is None
    Account.objects.filter(id=waiting.buyer).update(flagged=False)
    let_pass(seconds=1)
    assert ask(waiting) == Declined("too_many_withdrawals")
    assert close(waiting.goods.shop) is None
    sweep_after(seconds=2)
    assert waiting.row.state == "cancelled"
    [given] = Case.objects.filter(order=waiting.row, by_system=True)
    asked = OrderEvent.objects.get(order=waiting.row, kind="case_submitted", data__case=given.no)
    assert (asked.role, asked.actor) == ("system", None)
    ground = ground_by_buyer(buyer_id=waiting.buyer, order_no=waiting.no, form_key=uuid4())
    standing = facts_of(account_id=waiting.buyer)
    assert ground and standing
    assert (ground.buyer.cancels_7d, standing.risk.cancels) == (0, 0)


def test_nobody_else_closes_or_opens_a_shop() -> None:
    shop, stranger = a_merchant(), an_account(role="merchant").id
    assert close(shop, by=stranger) == NotPenalised("not_found")
    assert close(shop) is None
    refusal = reopen_shop(merchant_id=shop.id, actor=stranger)
    assert refusal == NotPenalised("not_found")


def test_a_closed_shop_is_paid_out_when_the_protection_of_its_orders_is_over() -> None:
    shop = a_quick_shop()
    settled_at_once(shop=shop)
    delivered(goods=a_product(shop=shop))
    assert close(shop) is None

    def withdraw() -> NotMoved | None:
        return ask_payout(
            merchant_id=shop.id, actor=shop.member, amount_fen=2_000, form_key=uuid4()
        )

    assert withdraw() == NotMoved("frozen")
    sweep_after(days=8)
    sweep_after(days=16)
    assert withdraw() is None


def test_the_database_keeps_one_closing_at_a_time_and_forgets_none() -> None:
    shop = a_merchant()
    assert close(shop) is None
    said = refused(
        """INSERT INTO anxin_standing_closure (merchant_id, form_key, why, closed_by_id)
           VALUES (%s, uuidv7(), '', %s)""",
        shop.id,
        shop.member,
    )
    assert "closure_one_open" in said
    assert "only ever added" in refused("DELETE FROM anxin_standing_closure")
    said = refused("UPDATE anxin_standing_closure SET reopened_at = now()")
    assert "closure_reopened_by_somebody" in said
