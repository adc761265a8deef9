"""Cases that wait: for evidence, for a reviewer, for the goods to come back."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import call_platform_in, withdraw_case
from anxin.services.aftersale.turns.returning import confirm_return
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.order.view import NotShown
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, paid, view

pytestmark = pytest.mark.django_db


def costly() -> Bought:
    """A paid order above the 500 yuan up to which the machine decides."""
    return paid(goods=a_product(price_fen=60_000))


def in_review() -> tuple[Bought, str]:
    """A costly order with its case in review."""
    bought = costly()
    case = case_after(bought)
    assert (case.state, case.tier) == ("platform_review", "first_line")
    return bought, case.no


def returning() -> tuple[Bought, str]:
    """Physical goods whose return was granted."""
    goods = a_product(kind="physical", cards=0)
    bought = delivered(goods=goods, buyer=a_buyer(credit=90))
    case = case_after(bought, reason="no_reason")
    if case.state == "platform_review":
        assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    return bought, case.no


def state_of(no: str) -> str:
    """Return the state of a case."""
    return Case.objects.get(no=no).state


def test_more_than_500_yuan_waits_for_a_person_until_a_stated_time() -> None:
    bought, no = in_review()
    case = Case.objects.get(no=no)
    assert case.decide_by is not None and case.due_at == case.decide_by
    assert bought.row.case_open
    assert balance(account_id=bought.buyer) == 140_000


def test_an_approved_case_pays_what_was_quoted() -> None:
    bought, no = in_review()
    assert approve_case(no=no, reviewer=a_reviewer(), note="核对无误") is None
    assert state_of(no) == "refunded"
    assert bought.row.state == "cancelled"
    assert balance(account_id=bought.buyer) == 200_000
    assert card_states(bought.goods.id) == {"available": 10}
    assert breaches() == []


def test_a_decided_case_cannot_be_decided_again() -> None:
    bought, no = in_review()
    approve_case(no=no, reviewer=a_reviewer(), note="")
    assert approve_case(no=no, reviewer=a_reviewer(), note="") == NotDecided("not_in_review")
    answer = reject_case(no=no, reviewer=a_reviewer(), code="too_late", said="晚了")
    assert answer == NotDecided("not_in_review")
    assert balance(account_id=bought.buyer) == 200_000


def test_a_rejected_case_needs_a_code_and_words_and_lets_delivery_go_on() -> None:
    bought, no = in_review()
    reviewer = a_reviewer()
    missing = NotDecided("reason_missing")
    assert reject_case(no=no, reviewer=reviewer, code="no_such", said="晚了") == missing
    assert reject_case(no=no, reviewer=reviewer, code="too_late", said="  ") == missing
    assert reject_case(no=no, reviewer=reviewer, code="no_rule", said="不符合政策") is None
    case = Case.objects.get(no=no)
    assert (case.state, case.code, case.why["review"]) == ("rejected", "no_rule", "不符合政策")
    sweep_after(minutes=11)
    assert bought.row.state == "delivered"
    assert breaches() == []


def test_a_flagged_buyers_case_goes_to_senior_and_an_agent_may_not_decide_it() -> None:
    bought = paid(buyer=a_buyer(flagged=True))
    case = case_after(bought)
    assert case.tier == "senior"
    refused = NotDecided("tier_too_high")
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") == refused
    assert reject_case(no=case.no, reviewer=a_reviewer(), code="no_rule", said="不") == refused
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None


@pytest.mark.parametrize("role", ["buyer", "merchant", "finance", "operator", "auditor"])
def test_only_reviewers_decide(role: str) -> None:
    _, no = in_review()
    answer = approve_case(no=no, reviewer=a_reviewer(role=role), note="")
    assert answer == NotDecided("tier_too_high")


def test_nobody_decides_a_case_of_their_own() -> None:
    bought, no = in_review()
    answer = approve_case(no=no, reviewer=Reviewer(bought.buyer, "senior"), note="")
    assert answer == NotDecided("own_case")


def test_while_a_case_is_open_nothing_is_shown_and_nothing_delivered() -> None:
    bought, _ = in_review()
    assert not waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    sweep_after(hours=1)
    assert bought.row.state == "cooling_off"
    shown = delivered()
    case_after(shown, reason="card_invalid")
    assert view(shown) == NotShown("case_open")
    assert shown.row.viewed_units == 0


def test_a_withdrawn_case_lets_the_secret_be_viewed_again_and_delivery_go_on() -> None:
    bought, no = in_review()
    assert withdraw_case(no=no, buyer_id=bought.buyer) is None
    assert state_of(no) == "withdrawn"
    sweep_after(minutes=11)
    assert bought.row.state == "delivered"
    assert isinstance(view(bought), list)
    assert breaches() == []


def test_only_the_buyer_withdraws_and_only_what_is_undecided() -> None:
    bought, no = in_review()
    assert withdraw_case(no=no, buyer_id=a_buyer()) == NotDecided("not_found")
    approve_case(no=no, reviewer=a_reviewer(), note="")
    assert withdraw_case(no=no, buyer_id=bought.buyer) == NotDecided("not_withdrawable")


def test_a_late_review_is_handed_upwards() -> None:
    bought, no = in_review()
    sweep_after(days=5)
    case = Case.objects.get(no=no)
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert bought.row.case_open


def test_a_case_without_its_evidence_goes_on_after_72_hours_past_no_merchant() -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.missing) == ("needs_evidence", ["activation_failure"])
    sweep_after(hours=71)
    assert state_of(case.no) == "needs_evidence"
    sweep_after(hours=73)
    waiting = Case.objects.get(no=case.no)
    assert (waiting.state, waiting.tier) == ("merchant_turn", "first_line")
    assert waiting.decide_by is not None and bought.row.case_open
    sweep_after(hours=86)
    assert state_of(case.no) == "platform_review"
    assert breaches() == []


def test_a_senior_may_pay_before_the_goods_are_back_and_an_agent_may_not() -> None:
    bought, no = returning()
    assert approve_case(no=no, reviewer=a_reviewer(role="agent"), note="") == NotDecided(
        "tier_too_high"
    )
    assert approve_case(no=no, reviewer=a_reviewer(role="senior"), note="签收记录") is None
    assert state_of(no) == "refunded"
    assert balance(account_id=bought.buyer) == 200_000


def test_a_return_that_never_came_can_be_refused_by_a_person() -> None:
    bought, no = returning()
    reviewer = a_reviewer(role="senior")
    assert reject_case(no=no, reviewer=reviewer, code="too_late", said="未收到退货") is None
    assert (state_of(no), bought.row.case_open) == ("rejected", False)


def test_a_viewed_card_approved_as_broken_is_burned_for_good() -> None:
    bought = delivered()
    view(bought)
    a_piece(bought, kind="activation_failure", verdict="inconsistent")
    case = case_after(bought, reason="card_invalid")
    assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert card_states(bought.goods.id) == {"available": 9, "burned": 1}
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_an_agent_may_not_approve_a_great_sum_while_evidence_is_missing() -> None:
    bought = delivered(
        goods=a_product(price_fen=600_000, cards=1), buyer=a_buyer(money_fen=700_000)
    )
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    answer = approve_case(no=case.no, reviewer=a_reviewer(role="agent"), note="")
    assert answer == NotDecided("tier_too_high")


def test_goods_that_come_back_are_paid_when_the_merchant_has_them() -> None:
    bought, no = returning()
    assert state_of(no) == "awaiting_return"
    assert balance(account_id=bought.buyer) == 200_000 - 9_800
    shop = bought.goods.shop
    stranger = confirm_return(no=no, merchant_id=uuid4(), actor=shop.member)
    assert stranger == NotDecided("not_found")
    assert confirm_return(no=no, merchant_id=shop.id, actor=shop.member) is None
    assert state_of(no) == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    twice = confirm_return(no=no, merchant_id=shop.id, actor=shop.member)
    assert twice == NotDecided("not_awaiting_return")
    assert breaches() == []


def test_a_return_may_still_be_withdrawn() -> None:
    bought, no = returning()
    assert withdraw_case(no=no, buyer_id=bought.buyer) is None
    assert not bought.row.case_open


def test_goods_that_never_come_back_do_not_hold_the_order_for_ever() -> None:
    _, no = returning()
    assert Case.objects.get(no=no).due_at is not None


def test_a_case_can_be_made_anew_after_it_was_withdrawn() -> None:
    bought, no = in_review()
    withdraw_case(no=no, buyer_id=bought.buyer)
    assert getattr(ask(bought), "case_no", no) != no
