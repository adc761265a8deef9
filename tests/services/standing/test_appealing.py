"""An appeal takes nothing from the merchant: what is limited in time is not made longer by it."""

from __future__ import annotations

import pytest

from anxin.services.order.place import NotPlaced, Placed
from anxin.storage.standing.models import Penalty, PenaltyEvent
from anxin.storage.standing.queries import penalty as page_of
from anxin.storage.standing.shops import shop as shop_of
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import a_merchant
from tests.factories.order import place
from tests.factories.standing import appeal, confirmed, judge

pytestmark = pytest.mark.django_db


def state_of(penalty: Penalty) -> str:
    """The state as the database has it now."""
    penalty.refresh_from_db()
    return penalty.state


def test_an_appeal_makes_a_suspension_no_longer() -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="suspend", days=1)
    assert appeal(penalty, goods.shop) is None
    penalty.refresh_from_db()
    assert penalty.due_at == penalty.until, "a day is less than any judge has"
    assert place(buyer=a_buyer(), goods=goods) == NotPlaced("stopped_suspend")
    sweep_after(days=1, seconds=9)
    assert state_of(penalty) == "lifted"
    assert PenaltyEvent.objects.filter(penalty=penalty).latest("seq").kind == "penalty_ended"
    assert isinstance(place(buyer=a_buyer(), goods=goods), Placed)


@pytest.mark.parametrize("appealed", [True, False])
def test_a_suspension_stops_nothing_beyond_its_end_though_no_sweep_has_come(appealed: bool) -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, kind="suspend", days=1)
    if appealed:
        assert appeal(penalty, goods.shop) is None
    let_pass(days=1, seconds=5)
    assert isinstance(place(buyer=a_buyer(), goods=goods), Placed)
    page, shop = page_of(no=penalty.no), shop_of(merchant_id=goods.shop.id)
    assert page is not None and page.restrains is False
    assert shop is not None and shop.stopped is None


def test_an_appeal_whose_judge_is_late_succeeds_though_the_suspension_goes_on() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind="suspend", days=90)
    assert appeal(penalty, shop) is None
    sweep_after(days=6)
    assert state_of(penalty) == "overturned"


def test_a_suspension_that_is_upheld_ends_when_it_would_have_ended() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind="suspend", days=2)
    ends = penalty.until
    assert appeal(penalty, shop) is None
    assert judge(penalty, upheld=True) is None
    penalty.refresh_from_db()
    assert (penalty.state, penalty.due_at, penalty.until) == ("upheld", ends, ends)
