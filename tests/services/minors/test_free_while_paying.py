"""A payment that cannot be made holds an account up for three days at most, and loses no money."""

from __future__ import annotations

import pytest

from anxin.services.minors.closing import decide_again, end_payment
from anxin.services.order.place import Placed
from anxin.storage.account.models import Account
from anxin.storage.ledger.queries import breaches
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.minors.models import Claim, ClaimOrder, Event
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import an_officer, approved
from tests.factories.order import Bought, delivered, place, view

pytestmark = pytest.mark.django_db


def stuck(*, share: int) -> tuple[Bought, str]:
    """A claim about unseen cards whose decider may not decide cases any more."""
    bought = delivered(buyer=a_buyer(money_fen=200_000))
    made, officer = approved(bought, share=share)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    sweep_after(seconds=11)
    return bought, made.no


@pytest.mark.parametrize("share", [50, 100])
def test_after_three_days_the_account_is_free_and_the_order_still_waits(share: int) -> None:
    bought, no = stuck(share=share)
    sweep_after(days=2, hours=23)
    assert is_frozen(account_id=bought.buyer)
    sweep_after(days=3, minutes=3)
    assert not is_frozen(account_id=bought.buyer)
    claim = Claim.objects.get(no=no)
    assert (claim.state, Event.objects.filter(claim=claim, kind="account_freed").count()) == (
        "paying",
        1,
    )
    assert isinstance(place(buyer=bought.buyer, goods=a_product()), Placed)
    assert not isinstance(view(bought), list)
    sweep_after(days=4)
    assert Event.objects.filter(claim=claim, kind="account_freed").count() == 1


def test_the_money_is_pursued_and_given_whole() -> None:
    bought, no = stuck(share=100)
    sweep_after(days=3, minutes=3)
    decider = Claim.objects.get(no=no).decided_by
    assert decider
    Account.objects.filter(id=decider.id).update(role="senior")
    sweep_after(days=3, minutes=6)
    assert Claim.objects.get(no=no).state == "decided"
    assert bought.row.refunded_fen == bought.row.paid_fen
    assert breaches() == []


def test_what_is_ended_without_money_is_shown_again() -> None:
    bought, no = stuck(share=50)
    sweep_after(days=3, minutes=3)
    assert end_payment(no=no, said="不再退", officer=an_officer("supervisor")) is None
    assert ClaimOrder.objects.get().given_fen == 0
    assert isinstance(view(bought), list)


def test_decided_again_the_account_stays_free() -> None:
    bought, no = stuck(share=50)
    sweep_after(days=3, minutes=3)
    assert decide_again(no=no, officer=an_officer("supervisor")) is None
    assert not is_frozen(account_id=bought.buyer)
