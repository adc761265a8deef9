"""Both sides may offer to settle; what is accepted is done at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import call_platform_in
from anxin.services.aftersale.turns.merchant import object_to
from anxin.services.aftersale.turns.proposals import (
    Party,
    accept,
    decline,
    propose,
    take_to_arbitration,
)
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.aftersale.threads import list_proposals
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, in_review, platform, shop_of, with_merchant

pytestmark = pytest.mark.django_db
CLOSE = timedelta(seconds=5)


def sum_of(fen: int) -> Remedy:
    """A sum, and the goods are kept."""
    return Remedy("sum", gross_fen=fen)


def open_no(case: Case) -> str:
    """The number of the proposal that waits for an answer."""
    return next(one.no for one in list_proposals(case_id=case.id) if one.state == "open")


def offered(fen: int = 5_000) -> tuple[Bought, Case]:
    """A case in which the merchant offers a sum."""
    bought, case = with_merchant()
    made = propose(no=case.no, party=shop_of(bought), remedy=sum_of(fen), said="先退一半")
    assert made is None
    case.refresh_from_db()
    return bought, case


def test_an_accepted_sum_is_paid_and_the_goods_are_kept() -> None:
    bought, case = offered()
    assert accept(no=case.no, proposal_no=open_no(case), party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert (case.state, case.remedy, case.refund_fen, case.fee_fen) == ("refunded", "sum", 5_000, 0)
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 5_000
    order = bought.row
    assert (order.refunded_fen, order.refunded_units, order.shortfall_refunded_fen) == (5_000, 0, 0)
    assert breaches() == []


def test_an_offer_to_the_buyer_stops_everybody_elses_clock() -> None:
    bought, case = offered()
    promised = case.decide_by
    assert case.stopped_at is not None and promised is not None and case.due_at is not None
    assert abs(case.due_at - case.submitted_at - timedelta(hours=24)) < CLOSE
    let_pass(hours=20)
    assert decline(no=case.no, proposal_no=open_no(case), party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert case.state == "platform_review"
    assert Case.objects.get(id=case.id).stopped_at is None
    assert case.decide_by is not None
    assert abs(case.decide_by - promised - timedelta(hours=20)) < CLOSE


def test_an_offer_that_the_buyer_does_not_answer_lapses_and_the_platform_decides() -> None:
    _, case = offered()
    sweep_after(hours=24, minutes=1)
    case.refresh_from_db()
    assert case.state == "platform_review"
    assert [one.state for one in list_proposals(case_id=case.id)] == ["lapsed"]


def test_a_counter_offer_is_the_others_to_answer() -> None:
    bought, case = offered()
    countered = propose(no=case.no, party=buyer_of(bought), remedy=sum_of(9_000), said="")
    assert countered is None
    case.refresh_from_db()
    assert (case.state, case.stopped_at) == ("merchant_turn", None)
    assert [one.state for one in list_proposals(case_id=case.id)] == ["countered", "open"]
    mine = accept(no=case.no, proposal_no=open_no(case), party=buyer_of(bought))
    assert mine == NotDecided("not_found")
    assert accept(no=case.no, proposal_no=open_no(case), party=shop_of(bought)) is None
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 9_000
    assert breaches() == []


def test_nobody_offers_more_than_is_left_nor_nothing() -> None:
    bought, case = with_merchant()
    for fen in (0, -1, 9_801):
        made = propose(no=case.no, party=shop_of(bought), remedy=sum_of(fen), said="")
        assert made == NotDecided("sum_out_of_range")
    many = Remedy("units", units=2)
    made = propose(no=case.no, party=shop_of(bought), remedy=many, said="")
    assert made == NotDecided("units_out_of_range")
    odd = propose(no=case.no, party=shop_of(bought), remedy=Remedy("quoted"), said="")
    assert odd == NotDecided("no_such_remedy")


def test_strangers_neither_offer_nor_accept() -> None:
    bought, case = offered()
    others = (Party("buyer", a_buyer()), Party("merchant", uuid4(), merchant_id=uuid4()))
    for stranger in others:
        made = propose(no=case.no, party=stranger, remedy=sum_of(1), said="")
        assert made == NotDecided("not_found")
        took = accept(no=case.no, proposal_no=open_no(case), party=stranger)
        assert took == NotDecided("not_found")
    own = accept(no=case.no, proposal_no=open_no(case), party=shop_of(bought))
    assert own == NotDecided("not_found")


def test_a_side_offers_three_times_at_most() -> None:
    bought, case = with_merchant()
    for fen in (1_000, 2_000, 3_000):
        assert propose(no=case.no, party=shop_of(bought), remedy=sum_of(fen), said="") is None
        again = propose(no=case.no, party=shop_of(bought), remedy=sum_of(1), said="")
        assert again.code in ("proposal_open", "too_many_proposals")  # type: ignore[union-attr]
        answer = propose(no=case.no, party=buyer_of(bought), remedy=sum_of(fen + 500), said="")
        assert answer is None
    made = propose(no=case.no, party=shop_of(bought), remedy=sum_of(4_000), said="")
    assert made == NotDecided("too_many_proposals")


def test_what_cannot_be_agreed_on_is_arbitrated_within_the_hour() -> None:
    bought, case = with_merchant()
    nothing = take_to_arbitration(no=case.no, party=buyer_of(bought))
    assert nothing == NotDecided("nothing_proposed")
    propose(no=case.no, party=shop_of(bought), remedy=sum_of(100), said="")
    assert take_to_arbitration(no=case.no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert (case.state, case.tier, case.stopped_at) == ("arbitration", "senior", None)
    assert case.decide_by is not None
    assert abs(case.decide_by - case.submitted_at - timedelta(hours=1)) < CLOSE
    arbiter = a_reviewer(role="senior")
    answer = approve_case(no=case.no, reviewer=arbiter, note="", remedy=sum_of(7_000))
    assert answer is None
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 7_000
    assert breaches() == []


@pytest.mark.parametrize(
    ("ends", "answer"),
    [
        ("unanswered", NotDecided("nothing_proposed")),
        ("declined", None),
        ("lapsed", None),
        ("countered", None),
    ],
)
def test_ones_own_offer_is_arbitrated_once_the_other_has_not_taken_it(
    ends: str, answer: NotDecided | None
) -> None:
    bought, case = offered(1)
    if ends == "declined":
        assert decline(no=case.no, proposal_no=open_no(case), party=buyer_of(bought)) is None
    if ends == "lapsed":
        assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    if ends == "countered":
        made = propose(no=case.no, party=buyer_of(bought), remedy=sum_of(9_000), said="")
        assert made is None
    assert take_to_arbitration(no=case.no, party=shop_of(bought)) == answer
    state = "merchant_turn" if answer else "arbitration"
    assert Case.objects.get(id=case.id).state == state


def test_the_platform_offers_too_and_the_buyer_offers_to_it() -> None:
    bought, case = in_review()
    agent = a_reviewer()
    made = propose(no=case.no, party=platform(agent), remedy=sum_of(30_000), said="")
    assert made is None
    assert accept(no=case.no, proposal_no=open_no(case), party=buyer_of(bought)) is None
    assert balance(account_id=bought.buyer) == 200_000 - 60_000 + 30_000
    other, second = in_review()
    assert propose(no=second.no, party=buyer_of(other), remedy=sum_of(100), said="") is None
    stranger = platform(a_reviewer(role="finance"))
    refused = accept(no=second.no, proposal_no=open_no(second), party=stranger)
    assert refused == NotDecided("tier_too_high")
    assert accept(no=second.no, proposal_no=open_no(second), party=platform(agent)) is None
    assert breaches() == []


@pytest.mark.parametrize("who", ["buyer", "merchant"])
def test_the_buyers_time_is_given_back_whoever_brings_the_platform_in(who: str) -> None:
    bought, case = with_merchant()
    promised = case.decide_by
    assert promised is not None
    assert propose(no=case.no, party=shop_of(bought), remedy=sum_of(4_900), said="") is None
    let_pass(hours=5)
    shop = bought.goods.shop
    if who == "buyer":
        assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    else:
        mine = {"merchant_id": shop.id, "actor": shop.member}
        assert object_to(no=case.no, said="不再让步", **mine) is None
    case.refresh_from_db()
    assert case.decide_by is not None and case.due_at is not None
    assert case.decide_by - promised >= timedelta(hours=5)
    assert abs(case.due_at - case.decide_by) < timedelta(seconds=1), "due before it is promised"


def in_arbitration() -> tuple[Bought, Case]:
    bought, case = with_merchant()
    assert propose(no=case.no, party=shop_of(bought), remedy=sum_of(100), said="") is None
    assert take_to_arbitration(no=case.no, party=buyer_of(bought)) is None
    return bought, case


@pytest.mark.parametrize("story", [in_review, in_arbitration])
def test_an_offer_in_the_platforms_turn_holds_up_no_decision(story: object) -> None:
    bought, case = story()  # type: ignore[operator]
    case.refresh_from_db()
    due = (case.due_at, case.decide_by, case.limit_at)
    for number in range(2):
        offer = propose(no=case.no, party=shop_of(bought), remedy=sum_of(200 + number), said="")
        assert offer is None
        case.refresh_from_db()
        assert (case.due_at, case.decide_by, case.limit_at) == due
        assert case.stopped_at is None
        Proposal.objects.filter(case=case, state="open").update(state="declined")
    assert propose(no=case.no, party=buyer_of(bought), remedy=sum_of(300), said="") is None
    assert due[0] is not None
    sweep_after(seconds=(due[0] - case.submitted_at).total_seconds() + 1)
    case.refresh_from_db()
    assert case.tier in ("senior", "supervisor"), "the reviewer was late, and it is told"
    assert "open" not in [one.state for one in list_proposals(case_id=case.id)]


def test_an_offer_in_the_platforms_turn_can_be_accepted_until_it_decides() -> None:
    bought, case = in_arbitration()
    assert propose(no=case.no, party=shop_of(bought), remedy=sum_of(9_000), said="") is None
    assert accept(no=case.no, proposal_no=open_no(case), party=buyer_of(bought)) is None
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 9_000
