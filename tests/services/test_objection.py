"""A merchant contests what a machine took from it; what a person finds wrong the platform bears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anxin.domain.settlement import MerchantMoney
from anxin.services.aftersale.contest import NotContested, take_back
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.objection import OBJECTION
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns import merchant as turns
from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.settlement import release_due
from anxin.services.standing.measuring import facts_now
from anxin.services.wallet import pay_by_wallet
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case, Objection
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.merchant.models import Member
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer, a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass, sweep_after
from tests.factories.objection import (
    PRICE_FEN,
    an_objection,
    carry_out,
    charged,
    decide_objection,
    objected,
    trusted_goods,
)
from tests.factories.order import Bought, delivered
from tests.factories.payout import asked_payout
from tests.factories.settlement import (
    a_deposit,
    a_quick_shop,
    money_of,
    placed_through,
    settled_at_once,
)
from tests.factories.turns import in_review, with_merchant
from tests.services.test_given_back import STORIES, sweep

pytestmark = pytest.mark.django_db
SAID = "发卡方已书面确认当天误报"


def decide(
    objection: Objection, *, grant: bool = True, by: Reviewer | None = None, said: str = SAID
) -> NotContested | None:
    """Have a senior decide it, and the ten seconds be over."""
    by = by or a_reviewer(role="senior")
    refused = decide_objection(no=objection.no, reviewer=by, grant=grant, said=said)
    assert (refused is None) == carry_out(objection)
    objection.refresh_from_db()
    return refused


def test_what_was_given_back_of_money_in_escrow_becomes_the_merchants_balance() -> None:
    bought, case = charged()
    had_fen = balance(account_id=bought.buyer)
    objection = an_objection((bought, case))
    assert (objection.fen, objection.tier, objection.state) == (PRICE_FEN, "senior", "submitted")
    assert decide(objection) is None
    assert (objection.state, objection.due_at) == ("granted", None)
    assert money_of(bought.goods.shop.id) == MerchantMoney(PRICE_FEN, 0, 0)
    assert balance(account_id=bought.buyer) == had_fen, "the buyer's money never moves"
    lines = Posting.objects.filter(cause=objection.id, kind="objection")
    assert [(line.source_kind, line.amount_fen) for line in lines] == [("fees", PRICE_FEN)]
    assert breaches() == []


def drawn(*, deposit_fen: int) -> tuple[Bought, Case]:
    """A refund after the merchant has withdrawn all: drawn from its deposit, then advanced."""
    shop = a_quick_shop()
    goods = trusted_goods(shop)
    bought = settled_at_once(shop=shop, goods=goods, buyer=a_buyer(credit=95))
    settled_at_once(shop=shop, goods=goods)
    asked_payout(shop=shop, amount_fen=money_of(shop.id).payable_fen)
    if deposit_fen:
        a_deposit(merchant_id=shop.id, amount_fen=deposit_fen)
    return charged(bought)


def test_a_deposit_and_an_advance_that_were_drawn_are_made_good() -> None:
    bought, case = drawn(deposit_fen=200)
    shop = bought.goods.shop
    assert money_of(shop.id) == MerchantMoney(0, 0, PRICE_FEN - 200)
    objection = an_objection((bought, case))
    assert objection.deposit_fen == 200
    assert decide(objection) is None
    assert money_of(shop.id) == MerchantMoney(0, 200, 0)
    assert breaches() == []


def test_a_balance_that_was_drawn_is_made_good() -> None:
    shop = a_quick_shop()
    bought = settled_at_once(shop=shop, goods=trusted_goods(shop), buyer=a_buyer(credit=95))
    before = money_of(shop.id)
    bought, case = charged(bought)
    assert money_of(shop.id) == MerchantMoney(before.payable_fen - PRICE_FEN, 0, 0)
    assert decide(an_objection((bought, case))) is None
    assert money_of(shop.id) == before
    assert breaches() == []


def test_it_leaves_the_merchants_faults_and_what_is_rejected_stays() -> None:
    bought, case = charged()
    other = charged(delivered(goods=bought.goods, buyer=a_buyer(credit=95)))

    def faults() -> int:
        return facts_now(merchant_id=bought.goods.shop.id).quarter.fault_cases

    assert faults() == 2
    assert decide(an_objection((bought, case))) is None
    assert faults() == 1
    rejected = an_objection(other)
    had = money_of(bought.goods.shop.id)
    assert decide(rejected, grant=False, said=" ") == NotContested("said_missing")
    assert decide(rejected, grant=False, said="卡确实无效") is None
    assert (rejected.state, rejected.said, faults()) == ("rejected", "卡确实无效", 1)
    assert money_of(bought.goods.shop.id) == had
    assert breaches() == []


def test_it_is_objected_to_once_with_words_within_seven_days_by_its_merchant() -> None:
    bought, case = charged()
    assert objected(case, bought, note="  ") == NotContested("note_missing")
    assert objected(case, delivered()) == NotContested("not_charged"), "another shop's"
    let_pass(days=7, minutes=1)
    assert objected(case, bought) == NotContested("too_late")
    let_pass(days=6, hours=23)
    assert objected(case, bought) is None
    assert objected(case, bought) == NotContested("objected_before")
    assert OrderEvent.objects.filter(order_id=case.order_id, kind="refund_objected").count() == 1


def by_the_merchant() -> tuple[Bought, Case]:
    bought, case = with_merchant()
    assert turns.agree(no=case.no, merchant_id=bought.goods.shop.id, actor=bought.goods.shop.member,
                       seen=None) is None  # fmt: skip
    return bought, case


def by_its_silence() -> tuple[Bought, Case]:
    bought, case = with_merchant()
    sweep_after(days=3)
    return bought, case


def by_a_reviewer() -> tuple[Bought, Case]:
    bought, case = in_review()
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") is None
    return bought, case


def by_the_buyers_wish() -> tuple[Bought, Case]:
    bought = delivered()
    return bought, case_after(bought, reason="unwanted")


@pytest.mark.parametrize(
    "given", [by_the_merchant, by_its_silence, by_a_reviewer, by_the_buyers_wish]
)
def test_what_a_person_gave_or_the_merchant_let_pass_or_is_no_fault_is_not(given: object) -> None:
    bought, case = given()  # type: ignore[operator]
    case.refresh_from_db()
    assert case.state == "refunded"
    assert objected(case, bought) == NotContested("not_charged")


@pytest.mark.parametrize("what", ["late", "failed"])
def test_a_top_up_that_came_late_or_failed_can_be_objected_to(what: str) -> None:
    bought = STORIES[what](a_buyer())
    sweep()
    case = Case.objects.get(order__no=bought.no)

    def counted() -> int:
        facts = facts_now(merchant_id=bought.goods.shop.id).quarter
        return facts.late if what == "late" else facts.failed

    assert (case.state, counted()) == ("refunded", 1)
    assert decide(an_objection((bought, case))) is None
    assert counted() == 0
    assert breaches() == []


def test_what_a_closing_shop_or_an_empty_stock_gave_back_is_not() -> None:
    bought = STORIES["sold out"](a_buyer())
    sweep()
    case = Case.objects.get(order__no=bought.no)
    assert (case.state, case.by_system) == ("refunded", True)
    assert objected(case, bought) == NotContested("not_charged")


def test_resellers_commissions_were_never_the_merchants() -> None:
    reseller, goods = an_account().id, trusted_goods(a_quick_shop())
    bought = placed_through((reseller, 100), goods=goods)
    assert pay_by_wallet(no=bought.no, buyer_id=bought.buyer) is None
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    Account.objects.filter(id=bought.buyer).update(credit=95)
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    release_due()
    before = money_of(goods.shop.id)
    assert before.payable_fen == PRICE_FEN - 100
    objection = an_objection(charged(bought))
    assert objection.fen == PRICE_FEN - 100
    assert decide(objection) is None
    assert money_of(goods.shop.id) == before
    assert breaches() == []


def test_agents_members_of_the_shop_and_the_buyer_do_not_decide_it() -> None:
    bought, case = charged()
    objection = an_objection((bought, case))
    assert decide(objection, by=a_reviewer()) == NotContested("tier_too_high")
    member = a_reviewer(role="senior")
    Member.objects.create(merchant_id=bought.goods.shop.id, account_id=member.account_id)
    assert decide(objection, by=member) == NotContested("own_merchant")
    assert decide(objection, by=Reviewer(bought.buyer, "senior")) == NotContested("own_case")
    assert decide(objection, by=a_reviewer(role="supervisor")) is None
    assert decide(objection) == NotContested("decided")


def test_a_verdict_is_taken_back_within_ten_seconds_by_whose_it_is() -> None:
    objection, senior = an_objection(), a_reviewer(role="senior")
    assert decide_objection(no=objection.no, reviewer=senior, grant=True, said=SAID) is None
    other = a_reviewer(role="senior")
    answer = decide_objection(no=objection.no, reviewer=other, grant=False, said=SAID)
    assert answer == NotContested("verdict_pending")
    assert take_back(OBJECTION, no=objection.no, reviewer=other) == NotContested("too_late_to_undo")
    assert take_back(OBJECTION, no=objection.no, reviewer=senior) is None
    assert not carry_out(objection)
    assert Posting.objects.filter(cause=objection.id).count() == 0
    assert decide(objection, by=other) is None


def test_late_it_is_a_supervisors_and_after_a_fortnight_granted_by_itself() -> None:
    bought, case = charged()
    objection = an_objection((bought, case))
    assert objection.due_at and objection.due_at - objection.submitted_at >= timedelta(days=3)
    sweep_after(days=13)
    objection.refresh_from_db()
    assert (objection.tier, objection.due_at) == ("supervisor", objection.limit_at)
    assert decide(objection) == NotContested("tier_too_high")
    assert OrderEvent.objects.filter(kind="objection_escalated").count() == 1
    sweep_after(days=14, minutes=1)
    objection.refresh_from_db()
    assert (objection.state, objection.decided_by) == ("granted", None)
    last = OrderEvent.objects.filter(kind="objection_limit_reached").get()
    assert (last.role, last.actor, last.data["granted_fen"]) == ("system", None, objection.fen)
    assert {"clause", "facts"} <= last.data.keys(), "what it was decided in sight of"
    assert money_of(bought.goods.shop.id).payable_fen >= PRICE_FEN
    assert breaches() == []


RAW = {
    "objection_is_something": "fen = 0",
    "objection_decided": "state = 'rejected', due_at = NULL, closed_at = now()",
    "objection_not_decided_by_merchant": (
        "state = 'granted', closed_at = now(), due_at = NULL, decided_by_id = made_by_id"
    ),
    "objection_verdict_waits": "verdict_at = now()",
}


@pytest.mark.parametrize("constraint", RAW)
def test_the_table_refuses_what_the_rules_forbid(constraint: str) -> None:
    objection = an_objection()
    with (
        pytest.raises(DatabaseError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE anxin_aftersale_objection SET {RAW[constraint]} WHERE no = %s", [objection.no]
        )
