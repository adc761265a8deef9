"""A buyer's own request that is open when a claim is paid loses nothing by it."""

from __future__ import annotations

import inspect
import re
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.domain import remedy
from anxin.domain.wording.minors import LABELS
from anxin.services.aftersale import by_law, for_claim, giving, moving, review
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.failpoint import arm
from anxin.services.minors import paying
from anxin.services.minors.closing import PASSING
from anxin.services.minors.paying import pay_claim
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from anxin.storage.minors.models import Claim, ClaimOrder
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import approved, row
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db

PRICE_FEN = 60_000
NOT_FOR_A_SUM = {
    "verdict_gone",
    "complained",
    "no_lock_waited_for",
    "nothing_to_replace",
    "nothing_quoted",
}
"""Answers to a verdict that is carried out, to a lock that is skipped, to another remedy."""


def in_review(*, units: int | None = None) -> tuple[Bought, Case]:
    """An order whose buyer has asked for all of it, or for some units of two."""
    bought = delivered(goods=a_product(price_fen=PRICE_FEN), units=2 if units else 1)
    case = case_after(bought, reason="unwanted", units=units)
    assert (case.state, case.gross_fen) == ("platform_review", PRICE_FEN)
    return bought, case


def trouble_of(bought: Bought) -> str:
    return ClaimOrder.objects.get(order=bought.row).trouble


def decide(case: Case) -> None:
    """Have a reviewer give what was asked for."""
    senior = Reviewer(an_account(role="senior").id, "senior")
    assert approve_case(no=case.no, reviewer=senior, note="") is None


def test_a_request_that_asks_for_more_is_left_to_its_reviewer() -> None:
    bought, case = in_review()
    made, _ = approved(bought, share=30)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.gross_fen) == ("platform_review", PRICE_FEN)
    assert (row(made).state, trouble_of(bought)) == ("paying", "case_open")
    assert row(made).stuck_at is None
    decide(case)
    sweep_after(minutes=3)
    assert bought.row.refunded_fen == PRICE_FEN
    assert (row(made).state, ClaimOrder.objects.get().given_fen) == ("decided", 0)
    assert breaches() == []


def test_a_request_for_no_more_than_the_claim_gives_is_taken_over() -> None:
    bought, case = in_review(units=1)
    made, _ = approved(bought, share=60)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.gross_fen) == ("refunded", 72_000)
    assert (row(made).state, bought.row.refunded_fen) == ("decided", 72_000)
    assert breaches() == []


def test_a_request_that_was_refused_by_its_policy_asks_for_all_that_it_named() -> None:
    bought, case = in_review()
    Case.objects.filter(id=case.id).update(gross_fen=0, fee_fen=0, refund_fen=0)
    approved(bought, share=30)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, trouble_of(bought)) == ("platform_review", "case_open")


def test_one_that_asks_for_more_meanwhile_is_not_taken_over_any_more() -> None:
    bought, case = in_review(units=1)
    made, officer = approved(bought, share=60)
    who = Account.objects.filter(id=officer.account_id)
    who.update(role="finance")
    assert not pay_claim(no=made.no, outside=wiring.outside())
    assert trouble_of(bought) == "tier_too_high"
    who.update(role="senior")
    whole = 2 * PRICE_FEN
    Case.objects.filter(id=case.id).update(gross_fen=whole, refund_fen=whole, fee_fen=0)
    assert not pay_claim(no=made.no, outside=wiring.outside())
    case.refresh_from_db()
    assert (case.state, trouble_of(bought)) == ("platform_review", "case_open")


def test_one_that_asks_for_more_just_before_it_is_approved_is_left_alone() -> None:
    """What was looked at may be another request when the money moves: it is looked at again."""
    bought, case = in_review(units=1)
    made, _ = approved(bought, share=60)

    def ask_for_all() -> None:
        form = CaseForm(uuid4(), reason="unwanted", units=2)
        outside = wiring.outside()
        assert edit_case(no=case.no, buyer_id=bought.buyer, form=form, outside=outside) is None

    arm({"minors.case_open_not_approved": ask_for_all})
    try:
        assert not pay_claim(no=made.no, outside=wiring.outside())
    finally:
        arm({})
    case.refresh_from_db()
    assert (case.state, case.gross_fen, case.edits) == ("platform_review", 2 * PRICE_FEN, 1)
    assert (trouble_of(bought), bought.row.refunded_fen) == ("case_open", 0)


@pytest.mark.parametrize("by_system", [False, True])
def test_a_request_for_the_wallet_is_paid_the_way_the_money_came(by_system: bool) -> None:
    bought = delivered(goods=a_product(price_fen=PRICE_FEN))
    case = case_after(bought, reason="unwanted", destination="wallet")
    made, _ = approved(bought, share=100)
    if by_system:
        Claim.objects.filter(no=made.no).update(by_system=True, decided_by=None)
    assert pay_claim(no=made.no, outside=wiring.outside())
    case.refresh_from_db()
    assert (case.state, case.destination) == ("refunded", "original")
    assert breaches() == []


def codes() -> set[str]:
    """Every code by which a claim's order may not be paid, as the code that pays it says them."""
    whole = (review.approve_case, review.not_to_give, review.not_standing, review.refused_to,
             review.not_impartial, moving.on_firm_ground, giving, by_law.open_by_law,
             by_law._declined, by_law.give_by_law, for_claim, paying)  # fmt: skip
    said = re.compile(r'(?:NotDecided|Declined)\(\s*"(\w+)"')
    found = {code for one in whole for code in said.findall(inspect.getsource(one))}
    amounts = inspect.getsource(remedy.answer_of_remedy) + inspect.getsource(remedy._of_sum)
    return found | set(re.findall(r'(?:return|else) "(\w+)"', amounts))


def test_whatever_keeps_an_order_from_being_paid_has_words() -> None:
    known = LABELS["trouble"].keys()
    found = codes()
    assert {"case_open", "own_fallen", "merchant_first", "sum_out_of_range"} <= found
    assert found - known - NOT_FOR_A_SUM == set()
    assert known >= PASSING
    assert "merchant_first" in PASSING
