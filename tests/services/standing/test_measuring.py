"""The night: facts of all merchants in one statement, scores kept, rules that only propose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin import wiring
from anxin.domain.standing.facts import Facts, Tally
from anxin.services.standing.measuring import facts_now, measure_standing, propose_by_rules
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from anxin.storage.standing.models import DepositTerm, Penalty, Standing
from anxin.storage.standing.shops import list_shops
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product, a_trusting_policy
from tests.factories.clock import let_pass
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered, started
from tests.factories.standing import confirm, lift, say

pytestmark = pytest.mark.django_db


def measure() -> int:
    """Let the night come."""
    return measure_standing(outside=wiring.outside())


def propose() -> int:
    """Let the rules speak."""
    return propose_by_rules(outside=wiring.outside())


def trusted_goods() -> Goods:
    """Cards whose faults are believed at once of a buyer of good credit."""
    return a_product(policy_id=a_trusting_policy(), price_fen=500, cards=40)


def faulty(goods: Goods) -> Case:
    """An order refunded because its card is invalid."""
    bought = delivered(goods=goods, buyer=a_buyer(credit=95))
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.cause) == ("refunded", "merchant")
    return case


def happened(case: Case, *events: tuple[str, list[str], str, int]) -> None:
    """Add to a case's history: what, along which states, who, after how many minutes."""
    at = OrderEvent.objects.filter(order_id=case.order_id).order_by("-seq")[0].at
    seq = 1_000
    for kind, states, role, minutes in events:
        seq += 1
        OrderEvent.objects.create(
            order_id=case.order_id,
            seq=seq,
            kind=kind,
            states=states,
            role=role,
            data={"case": case.no},
            at=at + timedelta(minutes=minutes),
        )


def test_orders_faults_and_units_are_counted_for_each_merchant_alone() -> None:
    goods, other = trusted_goods(), a_product()
    for _ in range(2):
        delivered(goods=goods, units=2)
    faulty(goods)
    delivered(goods=other)
    own = Tally(orders=3, units=5, fault_cases=1)
    assert facts_now(merchant_id=goods.shop.id) == Facts(recent=own, quarter=own)
    others = Tally(orders=1, units=1)
    assert facts_now(merchant_id=other.shop.id) == Facts(recent=others, quarter=others)
    assert facts_now(merchant_id=a_merchant().id) == Facts()


def test_what_is_older_than_thirty_days_counts_for_the_quarter_only() -> None:
    goods = trusted_goods()
    faulty(goods)
    let_pass(days=31)
    facts = facts_now(merchant_id=goods.shop.id)
    assert (facts.recent, facts.quarter.fault_cases) == (Tally(), 1)
    let_pass(days=91)
    assert facts_now(merchant_id=goods.shop.id).quarter == Tally()


def test_turns_silence_and_the_median_time_to_answer_come_from_the_history() -> None:
    goods = trusted_goods()
    turn = ("case_submitted", ["submitted", "merchant_turn"], "buyer", 0)
    for minutes in (10, 30, 200):
        answered = ("merchant_agreed", ["merchant_turn", "approved"], "merchant", minutes)
        happened(faulty(goods), turn, answered)
    silent = ("merchant_silent", ["merchant_turn", "platform_review"], "system", 600)
    happened(faulty(goods), turn, silent)
    called = ("platform_called", ["merchant_turn", "platform_review"], "buyer", 5)
    happened(faulty(goods), turn, called)
    doubted = ("evidence_doubted", ["merchant_turn"], "system", 1)
    offered = ("proposal_made", ["merchant_turn"], "merchant", 50)
    happened(faulty(goods), turn, doubted, offered)
    facts = facts_now(merchant_id=goods.shop.id)
    assert (facts.quarter.turns, facts.quarter.silent, facts.answer_minutes) == (6, 1, 40)


def test_an_arbitration_is_lost_where_the_buyer_was_found_right() -> None:
    goods = trusted_goods()
    appealed = ("case_appealed", ["rejected", "appealed", "arbitration"], "buyer", 0)
    lost, won = faulty(goods), faulty(goods)
    happened(lost, appealed, ("case_judged", ["arbitration", "approved"], "senior", 9))
    happened(won, appealed, ("case_judged", ["arbitration", "upheld"], "senior", 9))
    Case.objects.filter(id=won.id).update(state="upheld")
    facts = facts_now(merchant_id=goods.shop.id).quarter
    assert (facts.arbitrations, facts.lost, facts.fault_cases) == (2, 1, 1)


def test_late_and_failed_deliveries_are_counted_once_per_order() -> None:
    goods = a_product(kind="service")
    late, failed = started(goods=goods), started(goods=goods)
    for _ in range(2):
        _event(late, "delivery_overdue")
        _event(failed, "delivery_failed")
    facts = facts_now(merchant_id=goods.shop.id).quarter
    assert (facts.late, facts.failed) == (1, 1)


def _event(bought: Bought, kind: str) -> None:
    last = OrderEvent.objects.filter(order=bought.row).order_by("-seq")[0]
    OrderEvent.objects.create(
        order=bought.row, seq=last.seq + 1, kind=kind, states=[], role="system", data={}
    )


def test_an_order_that_its_merchant_let_wait_for_a_day_is_late_whoever_ended_it() -> None:
    goods = a_product(kind="service")
    bought, quick = started(goods=goods), started(goods=goods)
    case_after(quick)
    let_pass(hours=25)
    case_after(bought)
    assert facts_now(merchant_id=goods.shop.id).quarter.late == 1


def test_the_facts_of_all_merchants_are_one_statement() -> None:
    for _ in range(3):
        faulty(trusted_goods())
    with CaptureQueriesContext(connection) as seen:
        assert measure() >= 3
    assert len(seen) <= 4, [query["sql"][:80] for query in seen]


def test_each_merchant_is_scored_once_a_day_however_often_asked() -> None:
    goods = trusted_goods()
    faulty(goods)
    assert measure() >= 1
    assert measure() == 0
    late = a_merchant()
    assert measure() == 1
    row = Standing.objects.get(merchant_id=goods.shop.id)
    assert row.level == "new"
    assert row.reasons[0]["code"] == "fault_cases"
    assert row.facts["quarter"]["fault_cases"] == 1
    let_pass(days=1)
    measure()
    assert Standing.objects.filter(merchant_id__in=(goods.shop.id, late.id)).count() == 4


def test_the_operators_list_has_new_shops_last() -> None:
    a_merchant()
    measure()
    levels = [shop.level for shop in list_shops()]
    assert levels == sorted(levels, key=lambda level: level == "new")


def test_three_invalid_cards_of_ten_orders_propose_to_delist_the_product_once() -> None:
    goods = trusted_goods()
    cases = [faulty(goods) for _ in range(3)]
    assert propose() == 1
    penalty = Penalty.objects.get(merchant_id=goods.shop.id)
    assert (penalty.kind, penalty.rule, penalty.product_id) == ("delist", "cards_failing", goods.id)
    assert (penalty.state, penalty.restrains, penalty.proposed_by_id) == ("proposed", False, None)
    assert set(penalty.facts["cases"]) == {case.no for case in cases}
    assert propose() == 0
    assert say(penalty, goods.shop) is None
    penalty.refresh_from_db()
    assert confirm(penalty) is None
    assert lift(penalty) is None
    assert propose() == 0, "a rule is quiet for a while after it was answered"


def nights(
    merchant_id: UUID, *, count: int, points: int = 80, level: str = "good", **facts: Any
) -> None:
    """So many nights in a row that came out the same, the last of them today."""
    row = Facts()
    for back in range(count):
        Standing.objects.create(
            merchant_id=merchant_id,
            day=_today() - timedelta(days=back),
            points=points,
            level=level,
            facts={
                "required_fen": facts.get("required_fen", row.required_fen),
                "deposit_fen": facts.get("deposit_fen", row.deposit_fen),
            },
            reasons=[],
        )


def _today() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (clock_now() AT TIME ZONE 'Asia/Shanghai')::date")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("count", "level", "made"), [(6, "poor", 0), (7, "poor", 1), (7, "new", 0)]
)
def test_seven_poor_nights_propose_a_suspension(count: int, level: str, made: int) -> None:
    shop = a_merchant()
    nights(shop.id, count=count, points=30, level=level)
    assert propose() == made
    assert [one.kind for one in Penalty.objects.filter(merchant_id=shop.id)] == ["suspend"] * made
    assert propose() == 0


def test_a_deposit_too_low_for_two_weeks_proposes_a_suspension() -> None:
    shop = a_merchant()
    DepositTerm.objects.create(
        merchant_id=shop.id,
        required_fen=1_000,
        from_at="2020-01-01T00:00:00Z",
        set_by_id=an_account(role="operator").id,
        why="入驻协议",
    )
    nights(shop.id, count=14, required_fen=1_000)
    assert propose() == 1
    penalty = Penalty.objects.get(merchant_id=shop.id)
    assert (penalty.rule, penalty.kind, penalty.days) == ("deposit_short", "suspend", 7)
    assert penalty.facts["figures"] == {"short_fen": 1_000, "days": 14}
