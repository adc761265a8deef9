"""What a buyer can do against a refusal, and when something takes long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.submit import Submitted
from anxin.services.aftersale.turns.buyer import (
    appeal,
    ask_for_person,
    nudge,
    send_back,
    withdraw_case,
)
from anxin.services.aftersale.turns.deadlines import evidence_came
from anxin.services.aftersale.turns.returning import dispute_return
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought, delivered
from tests.factories.turns import in_review, refused_by, refused_by_machine, with_merchant

pytestmark = pytest.mark.django_db
CLOSE = timedelta(seconds=5)


def returning() -> tuple[Bought, Case]:
    """Physical goods whose return was granted."""
    goods = a_product(kind="physical", cards=0)
    bought = delivered(goods=goods, buyer=a_buyer(credit=90))
    case = case_after(bought, reason="no_reason")
    if case.state == "platform_review":
        assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
        case.refresh_from_db()
    assert case.state == "awaiting_return"
    return bought, case


def test_a_person_looks_at_what_a_machine_refused() -> None:
    bought, case = refused_by_machine()
    outside = wiring.outside()
    stranger = ask_for_person(no=case.no, buyer_id=a_buyer(), outside=outside)
    assert stranger == NotDecided("not_found")
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    case.refresh_from_db()
    assert (case.state, case.tier, bought.row.case_open) == ("platform_review", "first_line", True)
    assert case.due_at == case.decide_by and case.closed_at is None


def test_a_person_may_give_what_a_machine_refused() -> None:
    bought, case = refused_by_machine()
    ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="充值平台故障") is None
    case.refresh_from_db()
    assert (case.state, case.remedy, case.refund_fen) == ("refunded", "units", 9_800)
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_an_appeal_goes_to_somebody_else_within_the_hour() -> None:
    first = a_reviewer(role="senior")
    bought, case = refused_by(first)
    assert appeal(no=case.no, buyer_id=bought.buyer, said=" ") == NotDecided("words_missing")
    assert appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退") is None
    case.refresh_from_db()
    assert (case.state, case.tier, bought.row.case_open) == ("appealed", "senior", True)
    assert case.decide_by is not None
    again = approve_case(no=case.no, reviewer=first, note="")
    assert again == NotDecided("own_decision")
    agent = approve_case(no=case.no, reviewer=a_reviewer(), note="")
    assert agent == NotDecided("tier_too_high")
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_what_arbitration_upholds_is_the_last_word() -> None:
    bought, case = refused_by()
    appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    arbiter = a_reviewer(role="senior")
    assert reject_case(no=case.no, reviewer=arbiter, code="no_rule", said="记录一致") is None
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("upheld", False)
    answer = appeal(no=case.no, buyer_id=bought.buyer, said="再看看")
    assert answer == NotDecided("not_rejected")


def test_only_the_last_refusal_of_an_order_is_appealed_and_not_for_ever() -> None:
    bought, case = refused_by()
    let_pass(days=16)
    answer = appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert answer == NotDecided("too_late")
    let_pass(days=0)
    newer = ask(bought)
    assert isinstance(newer, Submitted)
    answer = appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert answer == NotDecided("case_open")
    withdraw_case(no=newer.case_no, buyer_id=bought.buyer)
    answer = appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert answer == NotDecided("not_the_last")


def test_a_nudge_is_heard_once_in_two_hours() -> None:
    bought, case = in_review()
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert (case.nudges, case.state, case.tier) == (1, "platform_review", "first_line")
    assert nudge(no=case.no, buyer_id=bought.buyer) == NotDecided("nudged_already")
    let_pass(hours=2, minutes=1)
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    assert nudge(no=case.no, buyer_id=a_buyer()) == NotDecided("not_found")


def test_a_nudge_of_what_is_overdue_goes_to_a_supervisor() -> None:
    bought, case = in_review()
    let_pass(days=5)
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert case.tier == "supervisor"
    answer = approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="")
    assert answer == NotDecided("tier_too_high")
    assert approve_case(no=case.no, reviewer=a_reviewer(role="supervisor"), note="") is None


def test_what_a_reviewer_asks_for_stops_the_clock_until_it_has_come() -> None:
    _, case = in_review()
    agent = a_reviewer()
    nothing = ask_for_evidence(no=case.no, reviewer=agent, kinds=[], said=" ")
    assert nothing == NotDecided("nothing_asked")
    asked = ask_for_evidence(no=case.no, reviewer=agent, kinds=["other"], said="请拍订单号")
    assert asked is None
    case.refresh_from_db()
    promised = case.decide_by
    assert (case.state, case.wants["said"]) == ("needs_evidence", "请拍订单号")
    assert case.stopped_at is not None and promised is not None
    let_pass(hours=10)
    assert evidence_came(no=case.no) is None
    case.refresh_from_db()
    assert (case.state, case.wants) == ("platform_review", {})
    assert Case.objects.get(id=case.id).stopped_at is None
    assert case.decide_by is not None and case.limit_at is not None
    assert abs(case.decide_by - promised - timedelta(hours=10)) < CLOSE
    assert abs(case.limit_at - case.submitted_at - timedelta(days=14, hours=10)) < CLOSE
    assert case.due_at is not None and abs(case.due_at - case.decide_by) < CLOSE


def test_goods_on_their_way_are_the_merchants_turn_and_silence_takes_them_as_back() -> None:
    bought, case = returning()
    short = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="12")
    assert short == NotDecided("parcel_missing")
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    case.refresh_from_db()
    assert (case.return_carrier, case.return_no) == ("顺丰", "SF1234567")
    sweep_after(days=9)
    case.refresh_from_db()
    assert case.state == "awaiting_return"
    sweep_after(days=10, minutes=1)
    case.refresh_from_db()
    assert case.state == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_goods_that_are_not_sent_back_end_the_request_which_can_be_made_again() -> None:
    bought, case = returning()
    sweep_after(days=7, minutes=1)
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("withdrawn", False)
    assert balance(account_id=bought.buyer) == 200_000 - 9_800


def test_a_merchant_says_what_is_wrong_with_goods_that_came_back() -> None:
    bought, case = returning()
    send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    shop = bought.goods.shop
    said = dispute_return(
        no=case.no,
        merchant_id=shop.id,
        actor=shop.member,
        said="空盒",
        outside=wiring.outside(),
    )
    assert said is None
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")


def test_nobody_who_waits_two_weeks_for_a_decision_goes_without_money() -> None:
    bought, case = with_merchant(verdict="inconsistent")
    for day in range(1, 14):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "supervisor")
    sweep_after(days=14, minutes=1)
    sweep_after(days=14, minutes=2)
    case.refresh_from_db()
    assert case.state == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_a_clock_that_jumps_back_and_forth_changes_nothing_twice() -> None:
    bought, case = with_merchant()
    for hours in (1, 0, 30, 2, 24 * 20, 0, 24 * 20):
        sweep_after(hours=hours)
    case.refresh_from_db()
    assert case.state == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_an_arbitration_that_nobody_holds_for_two_weeks_gives_what_was_asked() -> None:
    bought, case = refused_by_machine()
    ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    reject_case(no=case.no, reviewer=a_reviewer(), code="no_rule", said="不符合政策")
    appeal(no=case.no, buyer_id=bought.buyer, said="充值从来没有到账")
    for day in range(1, 14):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("appealed", "supervisor")
    sweep_after(days=14, minutes=1)
    sweep_after(days=14, minutes=2)
    case.refresh_from_db()
    assert (case.state, case.refund_fen) == ("refunded", 9_800)
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []
