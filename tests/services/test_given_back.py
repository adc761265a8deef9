"""What was never delivered goes back by itself, however much it is and whoever the buyer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from anxin import wiring
from anxin.domain.replay import Made, decide_anew
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.order.move import Step, move_order
from anxin.services.policies import policy_of
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.decisions import each_decision
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.complaint import joined
from tests.factories.conduct import cancel, give_back
from tests.factories.order import Bought, paid, ship, started

pytestmark = pytest.mark.django_db
TOLD = {"phone": "13812345678"}
MONEY_FEN = 2_000_000


def sold_out(
    buyer: UUID, *, price_fen: int = 9_800, units: int = 1, pulled: int = 1, issuer: str = ""
) -> Bought:
    """A paid card order whose cards were taken out of sale before they were delivered."""
    goods = a_product(cards=units, price_fen=price_fen, issuer=issuer)
    bought = paid(goods=goods, buyer=buyer, units=units)
    held = Card.objects.filter(ordercard__order__no=bought.no, state="held")
    pulled_ids = [card.id for card in held[:pulled]]
    Card.objects.filter(id__in=pulled_ids).update(state="quarantined")
    assert waive_cooling_off(no=bought.no, buyer_id=buyer)
    return bought


def late(buyer: UUID, *, price_fen: int = 9_800, **page: object) -> Bought:
    """A top-up that its merchant has not delivered within its day."""
    bought = started(goods=a_top_up(price_fen=price_fen, **page), buyer=buyer, inputs=TOLD)
    sweep_after(hours=24, seconds=1)
    return bought


def failed(buyer: UUID, *, price_fen: int = 9_800) -> Bought:
    """A top-up whose last try has failed as well."""
    bought = started(goods=a_top_up(price_fen=price_fen), buyer=buyer, inputs=TOLD)
    row = bought.row
    assert move_order(
        order_id=row.id,
        version=row.version,
        states=("delivering", "delivery_failed"),
        step=Step("delivery_failed", "system", data={"cause": "delivery_failed", "code": "X"}),
        due_at=row.placed_at,
    )
    return bought


def sweep() -> None:
    """Do what is due until nothing is."""
    while sweep_due(outside=wiring.outside()):
        pass


STORIES: dict[str, Callable[..., Bought]] = {"sold out": sold_out, "late": late, "failed": failed}
CONDUCT: dict[str, Callable[[UUID], object]] = {
    "five cancels": lambda buyer: cancel(buyer, times=5),
    "eight refunds": lambda buyer: give_back(buyer, times=8),
}


def given_back(bought: Bought, before: int) -> Case:
    """Check that the order is off and all of its money back, by one case that nobody had to see."""
    order = bought.row
    assert (order.state, order.refunded_fen) == ("cancelled", order.paid_fen)
    assert balance(account_id=bought.buyer) == before
    [case] = Case.objects.filter(order=order)
    told = (case.state, case.outcome, case.clause, case.tier, case.fee_fen, case.by_system)
    assert told == ("refunded", "approve", "undelivered", None, 0, True)
    assert breaches() == []
    return case


@pytest.mark.parametrize(
    ("story", "price_fen"), [("sold out", 64_800), ("late", 64_800), ("failed", 600_000)]
)
def test_a_large_order_that_was_not_delivered_goes_back_by_itself(
    story: str, price_fen: int
) -> None:
    buyer = a_buyer(money_fen=MONEY_FEN)
    bought = STORIES[story](buyer, price_fen=price_fen)
    sweep()
    given_back(bought, MONEY_FEN)


@pytest.mark.parametrize("story", STORIES)
def test_a_flagged_buyers_undelivered_order_goes_back_by_itself(story: str) -> None:
    buyer = a_buyer(money_fen=MONEY_FEN, flagged=True, credit=0)
    bought = STORIES[story](buyer)
    sweep()
    given_back(bought, MONEY_FEN)


@pytest.mark.parametrize(
    ("story", "conduct"),
    [("sold out", "five cancels"), ("late", "eight refunds"), ("failed", "five cancels")],
)
def test_it_goes_back_whatever_the_buyer_has_cancelled_and_returned(
    story: str, conduct: str
) -> None:
    buyer = a_buyer(money_fen=MONEY_FEN)
    CONDUCT[conduct](buyer)
    before = balance(account_id=buyer)
    bought = STORIES[story](buyer)
    sweep()
    given_back(bought, before)


def test_goods_made_to_order_that_never_came_go_back_by_themselves() -> None:
    buyer = a_buyer(money_fen=MONEY_FEN)
    bought = late(buyer, special="customised")
    sweep()
    given_back(bought, MONEY_FEN)


@pytest.mark.parametrize(("flagged", "tier"), [(True, "senior"), (False, "first_line")])
def test_the_buyers_own_request_for_the_same_keeps_the_policys_route(
    flagged: bool, tier: str
) -> None:
    bought = sold_out(a_buyer(money_fen=MONEY_FEN, flagged=flagged), price_fen=64_800)
    case = case_after(bought)
    assert (case.state, case.tier, case.by_system) == ("platform_review", tier, False)


@pytest.mark.parametrize("issuer", ["", "sandbox"])
def test_of_a_large_card_order_only_the_missing_cards_go_back_and_the_rest_is_delivered(
    issuer: str,
) -> None:
    """No issuer has to lock a card that its buyer never had."""
    buyer = a_buyer(money_fen=MONEY_FEN, flagged=True)
    bought = sold_out(buyer, price_fen=64_800, units=3, pulled=2, issuer=issuer)
    sweep()
    order = bought.row
    assert (order.state, order.refunded_units, order.refunded_fen) == ("delivered", 2, 129_600)
    assert balance(account_id=buyer) == MONEY_FEN - 64_800
    assert breaches() == []


def test_of_a_large_top_up_only_what_did_not_arrive_goes_back() -> None:
    buyer = a_buyer(money_fen=MONEY_FEN, flagged=True)
    bought = started(goods=a_top_up(price_fen=100_000), buyer=buyer, inputs=TOLD)
    assert ship(bought, value_fen=60_000) is None
    sweep_after(hours=24, seconds=1)
    order = bought.row
    assert (order.state, order.refunded_fen) == ("delivered", 40_000)
    assert balance(account_id=buyer) == MONEY_FEN - 60_000
    assert breaches() == []


@pytest.mark.parametrize("source", ["wechat", "12315"])
def test_what_is_complained_about_outside_is_a_seniors_so_that_nothing_is_paid_twice(
    source: str,
) -> None:
    buyer = a_buyer(money_fen=MONEY_FEN)
    bought = sold_out(buyer, price_fen=64_800)
    assert joined(bought.no, source=source) is None
    sweep()
    [case] = Case.objects.filter(order=bought.row)
    assert (case.state, case.tier, case.by_system) == ("platform_review", "senior", True)
    assert case.due_at is not None
    assert not Refund.objects.filter(payment__order=bought.row).exists()
    assert balance(account_id=buyer) == MONEY_FEN - 64_800


def test_the_history_says_that_the_system_gave_it_back_and_that_nobody_asked() -> None:
    bought = sold_out(a_buyer(money_fen=MONEY_FEN, flagged=True), price_fen=64_800)
    sweep()
    case = given_back(bought, MONEY_FEN)
    events = OrderEvent.objects.filter(order=bought.row, data__case=case.no)
    assert {event.role for event in events} == {"system"}
    assert Refund.objects.get(case=case).cause == "sold_out"
    assert Payment.objects.get(order=bought.row).refunded_fen == 64_800


def test_replayed_it_is_given_back_by_itself_as_well() -> None:
    bought = sold_out(a_buyer(money_fen=MONEY_FEN, flagged=True), price_fen=64_800)
    since = bought.row.placed_at
    sweep()
    [row] = [row for row in each_decision(since=since) if row.order_id == bought.row.id]
    assert row.by_system
    made = Made(
        row.case_no, row.facts, row.outcome, row.clause, row.refund_fen, row.paid_fen, row.by_system
    )
    policy = policy_of(bought.row.policy_id)
    answer = decide_anew(made=made, policy=policy, is_working_day=wiring.outside().is_working_day)
    assert answer and (answer.outcome, answer.refund_fen) == ("approve", 64_800)
