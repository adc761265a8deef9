"""Whichever way the platform's people give money, it is a decision of a person: bounded, counted,
undone in time and signed by a second one above the limit."""

from __future__ import annotations

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.deadlines import look_closer
from anxin.services.aftersale.turns.proposals import accept, decline, propose
from anxin.services.aftersale.turns.undoing import undo
from anxin.services.aftersale.turns.verdicts import decide_to_approve, sign_second
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought, paid
from tests.factories.risk import seen_with
from tests.factories.turns import buyer_of, in_review, platform, shop_of

pytestmark = pytest.mark.django_db
WHOLE_FEN = 1_200_000
HIGH = NotDecided("tier_too_high")
WAYS = [Remedy("units"), Remedy("units", units=20), Remedy("sum", gross_fen=WHOLE_FEN)]
IDS = ["all units", "twenty units", "the sum"]


def dear() -> tuple[Bought, Case]:
    """One of twenty dear units is asked back: a first-line case of a large order."""
    goods = a_product(price_fen=60_000, cards=20)
    bought = paid(goods=goods, buyer=a_buyer(money_fen=WHOLE_FEN), units=20)
    case = case_after(bought, units=1)
    assert (case.state, case.tier, case.gross_fen) == ("platform_review", "first_line", 60_000)
    return bought, case


def offers(case: Case) -> list[Proposal]:
    return list(Proposal.objects.filter(case=case).order_by("id"))


@pytest.mark.parametrize("whole", WAYS, ids=IDS)
def test_an_agent_gives_a_seniors_sum_in_no_way(whole: Remedy) -> None:
    bought, case = dear()
    agent = a_reviewer()
    assert propose(no=case.no, party=platform(agent), remedy=whole, said="") == HIGH
    assert decide_to_approve(no=case.no, reviewer=agent, note="", remedy=whole) == HIGH
    assert approve_case(no=case.no, reviewer=agent, note="", remedy=whole) == HIGH
    assert propose(no=case.no, party=buyer_of(bought), remedy=whole, said="") is None
    [offer] = offers(case)
    assert accept(no=case.no, proposal_no=offer.no, party=platform(agent)) == HIGH
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == 0
    part = Remedy("units", units=2)
    assert decide_to_approve(no=case.no, reviewer=agent, note="", remedy=part) is None


@pytest.mark.parametrize("whole", WAYS, ids=IDS)
def test_a_senior_gives_it_with_a_second_signature_whatever_it_is_counted_in(
    whole: Remedy,
) -> None:
    _, case = dear()
    senior = a_reviewer(role="senior")
    assert decide_to_approve(no=case.no, reviewer=senior, note="", remedy=whole) is None
    case.refresh_from_db()
    assert case.verdict is not None
    assert (case.verdict["second"], case.verdict["fen"]) == (True, WHOLE_FEN)
    alone = approve_case(no=case.no, reviewer=senior, note="", remedy=whole)
    assert alone == NotDecided("needs_second")


def test_a_buyer_sees_a_large_offer_once_two_have_signed_it() -> None:
    bought, case = dear()
    senior, other = a_reviewer(role="senior"), a_reviewer(role="senior")
    whole = Remedy("units")
    assert propose(no=case.no, party=platform(senior), remedy=whole, said="全部退") is None
    sweep_after(minutes=5)
    assert offers(case) == []
    assert sign_second(no=case.no, reviewer=senior) == NotDecided("own_verdict")
    assert sign_second(no=case.no, reviewer=other) is None
    sweep_after(minutes=6)
    [offer] = offers(case)
    assert (offer.state, offer.by_id, offer.said) == ("open", senior.account_id, "全部退")
    told = OrderEvent.objects.get(order=case.order, kind="proposal_made").data
    assert told["signed_by"] == str(other.account_id)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert (case.state, case.decided_by_id) == ("refunded", senior.account_id)
    assert balance(account_id=bought.buyer) == WHOLE_FEN
    assert breaches() == []


def test_what_the_platform_accepts_is_a_verdict_that_can_be_undone() -> None:
    bought, case = in_review()
    agent, half = a_reviewer(), Remedy("sum", gross_fen=30_000)
    assert propose(no=case.no, party=buyer_of(bought), remedy=half, said="") is None
    [offer] = offers(case)
    assert accept(no=case.no, proposal_no=offer.no, party=platform(agent)) is None
    assert balance(account_id=bought.buyer) == 140_000
    assert undo(no=case.no, reviewer=agent) is None
    sweep_after(seconds=20)
    assert [one.state for one in offers(case)] == ["open"]
    assert accept(no=case.no, proposal_no=offer.no, party=platform(agent)) is None
    sweep_after(seconds=40)
    case.refresh_from_db()
    assert (case.state, case.refund_fen, case.decided_by_id) == (
        "refunded",
        30_000,
        agent.account_id,
    )
    assert [one.state for one in offers(case)] == ["accepted"]
    assert balance(account_id=bought.buyer) == 170_000
    assert breaches() == []


def two_of_one_buyer(price_fen: int = 300_000) -> tuple[tuple[Bought, Case], tuple[Bought, Case]]:
    buyer = a_buyer(money_fen=1_000_000)
    one, two = (paid(goods=a_product(price_fen=price_fen), buyer=buyer) for _ in range(2))
    return (one, case_after(one)), (two, case_after(two))


def waits_for_second(case: Case) -> bool:
    case.refresh_from_db()
    return bool(case.verdict and case.verdict["second"] and case.verdict_at is None)


def offered(case: Case, by: Reviewer, fen: int = 290_000) -> None:
    sum_ = Remedy("sum", gross_fen=fen)
    assert propose(no=case.no, party=platform(by), remedy=sum_, said="") is None


def test_a_large_sum_in_several_offers_is_a_large_sum() -> None:
    (_, one), (_, two) = two_of_one_buyer()
    senior = a_reviewer(role="senior")
    offered(one, senior)
    offered(two, senior)
    assert not waits_for_second(one) and waits_for_second(two)
    assert (len(offers(one)), len(offers(two))) == (1, 0)


def test_a_large_sum_from_several_reviewers_is_a_large_sum() -> None:
    (_, one), (_, two) = two_of_one_buyer()
    assert decide_to_approve(no=one.no, reviewer=a_reviewer(), note="") is None
    sweep_after(seconds=11)
    assert decide_to_approve(no=two.no, reviewer=a_reviewer(), note="") is None
    assert not waits_for_second(one) and waits_for_second(two)


def test_a_large_sum_to_accounts_of_one_device_is_a_large_sum() -> None:
    mine, yours, strangers = (
        case_after(paid(goods=a_product(price_fen=300_000), buyer=a_buyer(money_fen=300_000)))
        for _ in range(3)
    )
    seen_with("d1", mine.buyer_id, yours.buyer_id)
    senior = a_reviewer(role="senior")
    offered(mine, senior)
    assert decide_to_approve(no=yours.no, reviewer=a_reviewer(), note="") is None
    assert decide_to_approve(no=strangers.no, reviewer=senior, note="") is None
    assert waits_for_second(yours) and not waits_for_second(strangers)


def test_what_was_let_have_counts_for_a_day() -> None:
    (_, one), (_, two) = two_of_one_buyer()
    assert decide_to_approve(no=one.no, reviewer=a_reviewer(), note="") is None
    sweep_after(seconds=11)
    let_pass(days=1, minutes=1)
    assert decide_to_approve(no=two.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert not waits_for_second(two)


def test_what_was_offered_and_accepted_counts_as_let_have() -> None:
    (bought, one), (_, two) = two_of_one_buyer()
    senior = a_reviewer(role="senior")
    offered(one, senior)
    [offer] = offers(one)
    assert accept(no=one.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    assert decide_to_approve(no=two.no, reviewer=senior, note="") is None
    assert waits_for_second(two)


def test_a_pending_verdict_counts_what_it_gives_not_what_was_quoted() -> None:
    (_, one), (_, two) = two_of_one_buyer(price_fen=490_000)
    senior = a_reviewer(role="senior")
    part = Remedy("sum", gross_fen=5_000)
    assert decide_to_approve(no=one.no, reviewer=senior, note="", remedy=part) is None
    assert decide_to_approve(no=two.no, reviewer=senior, note="") is None
    assert not waits_for_second(two)


def test_two_verdicts_given_at_once_are_too_much_together_and_neither_is_lost() -> None:
    (_, one), (_, two) = two_of_one_buyer()
    senior = a_reviewer(role="senior")
    assert decide_to_approve(no=one.no, reviewer=senior, note="") is None
    one.refresh_from_db()
    given = {"verdict": one.verdict, "verdict_at": one.verdict_at}
    Case.objects.filter(id=one.id).update(verdict=None, verdict_at=None)  # not written yet
    assert decide_to_approve(no=two.no, reviewer=senior, note="") is None
    assert not waits_for_second(two)
    Case.objects.filter(id=one.id).update(**given)
    sweep_after(seconds=11)
    waiting = [case for case in (one, two) if waits_for_second(case)]
    assert sorted([one.state, two.state]) == ["platform_review", "refunded"]
    assert len(waiting) == 1
    assert sign_second(no=waiting[0].no, reviewer=a_reviewer(role="senior")) is None
    sweep_after(seconds=25)
    assert Case.objects.get(id=waiting[0].id).state == "refunded"


def test_an_agent_signs_nothing_not_even_of_its_own_queue() -> None:
    (_, one), (_, two) = two_of_one_buyer()
    agent = a_reviewer()
    for case in (one, two):
        assert case.tier == "first_line"
        assert decide_to_approve(no=case.no, reviewer=agent, note="") is None
    assert waits_for_second(two)
    assert sign_second(no=two.no, reviewer=a_reviewer()) == HIGH
    assert sign_second(no=two.no, reviewer=a_reviewer(role="senior")) is None


def test_what_merchant_and_buyer_agree_on_is_the_merchants_own_money() -> None:
    bought, case = dear()
    whole = Remedy("units")
    assert propose(no=case.no, party=shop_of(bought), remedy=whole, said="全退") is None
    [offer] = offers(case)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert (case.state, case.decided_by_id) == ("refunded", None)
    assert breaches() == []


def test_an_offer_of_somebody_whose_case_it_is_no_more_is_not_accepted() -> None:
    bought, case = in_review()
    assert propose(
        no=case.no, party=platform(a_reviewer()), remedy=Remedy("sum", gross_fen=100), said=""
    ) is None  # fmt: skip
    assert look_closer(no=case.no) is None
    [offer] = offers(case)
    void = accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought))
    assert void == NotDecided("offer_void")


def test_a_standing_verdict_is_taken_away_by_no_offer_nor_answer() -> None:
    bought, case = in_review()
    sum_ = Remedy("sum", gross_fen=100)
    assert propose(no=case.no, party=shop_of(bought), remedy=sum_, said="") is None
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="") is None
    [offer] = offers(case)
    pending = NotDecided("verdict_pending")
    assert propose(no=case.no, party=shop_of(bought), remedy=sum_, said="") == pending
    assert decline(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) == pending
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.refund_fen) == ("refunded", 60_000)
