"""Where it may be the merchant's fault it is heard before a person decides, whichever way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.turns.buyer import ask_for_person
from anxin.services.aftersale.turns.merchant import agree, object_to
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered
from tests.factories.turns import in_review, refused_by_machine, with_merchant

pytestmark = pytest.mark.django_db


def without_evidence() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product())
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.cause) == ("needs_evidence", "merchant")
    return bought, case


def too_late(*, verdict: str = "") -> tuple[Bought, Case]:
    """A fault that the policy refuses since it was told too late."""
    let_pass(hours=0)
    bought = delivered(goods=a_product(kind="top_up", cards=0))
    let_pass(hours=30)
    if verdict:
        a_piece(bought, kind="activation_failure", verdict=verdict)
    case = case_after(bought, reason="quality")
    assert (case.state, case.code, case.cause) == ("rejected", "too_late", "merchant")
    return bought, case


def person(bought: Bought, case: Case) -> Case:
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    case.refresh_from_db()
    return case


@pytest.mark.parametrize("story", [without_evidence, too_late])
def test_who_asks_for_a_person_has_the_merchant_heard_in_half_of_that_persons_time(
    story: object,
) -> None:
    bought, case = story()  # type: ignore[operator]
    before = Case.objects.get(id=case.id)
    person(bought, case)
    assert (case.state, bought.row.case_open) == ("merchant_turn", True)
    assert case.due_at is not None and case.decide_by is not None
    assert before.decide_by is None or case.decide_by >= before.decide_by
    shop = bought.goods.shop
    said = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="卡密有效")
    assert said is None
    promised = case.decide_by
    case.refresh_from_db()
    assert (case.state, case.due_at, case.decide_by) == ("platform_review", promised, promised)


def test_what_is_not_the_merchants_fault_goes_to_a_person_as_before() -> None:
    assert person(*refused_by_machine()).state == "platform_review"


def test_evidence_that_does_not_come_leads_past_no_merchant() -> None:
    _, case = without_evidence()
    sweep_after(hours=73)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("merchant_turn", "first_line")
    assert case.due_at is not None and case.decide_by is not None
    assert case.decide_by - case.due_at > timedelta(hours=11)
    sweep_after(hours=73 + 13)
    case.refresh_from_db()
    assert case.state == "platform_review", "silence agrees to nothing that is not shown"
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") is None
    assert breaches() == []


def test_nobody_approves_out_of_waiting_for_evidence_over_an_unheard_merchant() -> None:
    _, case = without_evidence()
    first = NotDecided("merchant_first")
    agent = a_reviewer()
    assert approve_case(no=case.no, reviewer=agent, note="") == first
    assert decide_to_approve(no=case.no, reviewer=agent, note="") == first
    assert reject_case(no=case.no, reviewer=agent, code="no_rule", said="不符") is None


def test_a_merchant_that_was_heard_is_not_heard_again() -> None:
    bought, case = with_merchant()
    shop = bought.goods.shop
    said = object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="卡密有效")
    assert said is None
    agent = a_reviewer()
    asked = ask_for_evidence(no=case.no, reviewer=agent, kinds=["other"], said="请补充")
    assert asked is None
    assert approve_case(no=case.no, reviewer=agent, note="") is None
    bought, case = in_review()
    asked = ask_for_evidence(no=case.no, reviewer=agent, kinds=["other"], said="请补充")
    assert asked is None
    sweep_after(hours=73)
    case.refresh_from_db()
    assert case.state == "platform_review"


def test_a_merchant_may_give_what_the_policy_refused_but_its_silence_does_not() -> None:
    bought, case = too_late()
    person(bought, case)
    shop = bought.goods.shop
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    case.refresh_from_db()
    assert (case.state, balance(account_id=bought.buyer)) == ("refunded", 200_000)
    bought, case = too_late(verdict="consistent")
    person(bought, case)
    sweep_after(days=3)
    case.refresh_from_db()
    assert (case.state, balance(account_id=bought.buyer)) == ("platform_review", 190_200)
    assert breaches() == []
