"""Who acts for a shop that sold any of a claim's orders has no part in the claim."""

from __future__ import annotations

import pytest

from anxin.services.minors.closing import decide_again, end_payment
from anxin.services.minors.deciding import ask_for_papers, reject_claim, send_back, sign_claim
from anxin.services.minors.finding import attach_order, detach_order
from anxin.services.minors.looking import take_claim
from anxin.services.minors.objecting import answer_objection, object_to_freeze
from anxin.services.minors.telling import NotDone, Officer
from anxin.storage.account.models import Account
from anxin.storage.merchant.models import Member
from anxin.storage.minors.models import ClaimOrder
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import (
    an_officer,
    approve,
    approved,
    row,
    shown_of,
    submitted,
    taken,
    vault,
)
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db

OWN = NotDone("own_merchant")


def joins(officer: Officer, bought: Bought) -> Officer:
    """The officer becomes a member of the shop that sold it."""
    Member.objects.create(merchant_id=bought.goods.shop.id, account_id=officer.account_id)
    return officer


@pytest.mark.parametrize("role", ["senior", "supervisor"])
def test_it_is_not_taken(role: str) -> None:
    bought = delivered()
    made = submitted(bought)
    officer = joins(an_officer(role), bought)
    assert take_claim(no=made.no, officer=officer) == OWN
    page = words(browser(officer.account_id).get(f"/console/minors/{made.no}/"))
    assert "由我处理" not in page


def test_an_order_of_the_own_shop_is_not_attached() -> None:
    bought = delivered()
    made, officer = taken()
    joins(officer, bought)
    found = attach_order(no=made.no, order_no=bought.no, officer=officer, vault=vault())
    assert found == OWN and not ClaimOrder.objects.exists()


def test_nothing_is_decided_or_answered() -> None:
    bought = delivered()
    made, officer = taken(bought)
    object_to_freeze(account_id=bought.buyer, said="是我本人")
    joins(officer, bought)
    no = made.no
    assert approve(made, [bought], 50, officer) == OWN
    assert reject_claim(no=no, code="other", said="不同意", officer=officer) == OWN
    assert ask_for_papers(no=no, kinds=["chat"], said="请补充", officer=officer) == OWN
    assert detach_order(no=no, order_no=bought.no, officer=officer) == OWN
    assert answer_objection(no=no, upheld=False, said="不成立", officer=officer) == OWN
    assert row(made).state == "submitted"


def test_nothing_is_signed_or_sent_back() -> None:
    buyer = a_buyer(money_fen=2_000_000)
    bought = delivered(buyer=buyer, goods=a_product(price_fen=600_000))
    made, _ = approved(bought, share=100)
    second = joins(an_officer(), bought)
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) == OWN
    assert send_back(no=made.no, shown=shown_of(made), said="太高", officer=second) == OWN
    assert sign_claim(no=made.no, shown=shown_of(made), officer=an_officer()) is None


def test_nothing_is_ended_or_decided_again() -> None:
    bought = delivered()
    made, officer = approved(bought, share=50)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    sweep_after(seconds=11)
    chief = joins(an_officer("supervisor"), bought)
    assert end_payment(no=made.no, said="到此为止", officer=chief) == OWN
    assert decide_again(no=made.no, officer=chief) == OWN
    assert decide_again(no=made.no, officer=an_officer("supervisor")) is None
