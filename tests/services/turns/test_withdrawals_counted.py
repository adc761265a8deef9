"""Only what the buyer withdrew counts among the buyer's withdrawals."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.minors.closing import end_payment
from anxin.storage.account.models import Account
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.past import withdrawn_by_buyer
from tests.console.pages import returning_case
from tests.factories.aftersale import case_after
from tests.factories.clock import sweep_after
from tests.factories.minors import an_officer, approved
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db


def counted(bought: Bought) -> int:
    """How many withdrawals the ground has, which the page before withdrawing counts too."""
    ground = ground_by_buyer(buyer_id=bought.buyer, order_no=bought.no)
    assert ground is not None
    assert len(withdrawn_by_buyer(order_id=bought.row.id)) == ground.withdrawn_30d
    return ground.withdrawn_30d


def test_what_the_buyer_withdrew_counts() -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid")
    assert counted(bought) == 0
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert counted(bought) == 1


def test_what_was_opened_and_ended_by_law_does_not() -> None:
    bought = delivered()
    made, officer = approved(bought, share=50)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    sweep_after(seconds=11)
    assert end_payment(no=made.no, said="不再退", officer=an_officer("supervisor")) is None
    assert Case.objects.get(order=bought.row).state == "withdrawn"
    assert counted(bought) == 0


def test_goods_that_did_not_come_back_do_not() -> None:
    case, bought = returning_case()
    sweep_after(days=8)
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert counted(bought) == 0
