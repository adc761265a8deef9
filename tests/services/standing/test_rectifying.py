"""What a merchant has put right: looked at, found wanting, or lifted by the platform's silence."""

from __future__ import annotations

import pytest

from anxin.services.standing.walking import NotPenalised
from anxin.storage.standing.models import Penalty
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.merchant import a_merchant
from tests.factories.standing import (
    appeal,
    confirm,
    confirmed,
    judge,
    lift,
    proposed,
    rectify,
    say,
    wanting,
)

pytestmark = pytest.mark.django_db


def state_of(penalty: Penalty) -> str:
    """The state as the database has it now."""
    penalty.refresh_from_db()
    return penalty.state


def test_what_is_put_right_is_looked_at_before_the_product_is_sold_again() -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, goods=goods)
    assert rectify(penalty, goods.shop) is None
    assert state_of(penalty) == "rectified"
    assert penalty.restrains
    assert wanting(penalty) is None
    assert state_of(penalty) == "in_force"
    again = "第二次整改，全部换成新的批次"
    assert rectify(penalty, goods.shop, again) == NotPenalised("too_soon")
    let_pass(days=4)
    assert rectify(penalty, goods.shop, again) is None
    assert lift(penalty) is None
    assert state_of(penalty) == "lifted"
    assert not penalty.restrains


def test_the_same_words_to_a_later_step_are_not_lost() -> None:
    goods, said = a_product(), "这批卡已全部换新，买家都收到了"
    penalty = proposed(shop=goods.shop, goods=goods)
    assert say(penalty, goods.shop, said) is None
    assert say(penalty, goods.shop, said) is None
    penalty.refresh_from_db()
    assert penalty.version == 2, "sent twice, they count once"
    assert confirm(penalty) is None
    for days in (0, 4):
        let_pass(days=days)
        assert rectify(penalty, goods.shop, said) is None
        assert state_of(penalty) == "rectified"
        assert rectify(penalty, goods.shop, said) is None
        assert wanting(penalty) is None
    assert appeal(penalty, goods.shop, said) is None
    assert state_of(penalty) == "appealed"


def test_what_is_put_right_is_lifted_where_the_platform_keeps_silent() -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, goods=goods)
    assert rectify(penalty, goods.shop) is None
    sweep_after(days=6)
    assert state_of(penalty) == "lifted"


def test_a_suspension_ends_when_it_ends_though_its_correction_is_being_looked_at() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind="suspend", days=1)
    assert rectify(penalty, shop) is None
    penalty.refresh_from_db()
    assert penalty.due_at == penalty.until


def test_an_upheld_penalty_found_wanting_is_upheld_again() -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, goods=goods)
    assert appeal(penalty, goods.shop) is None
    assert judge(penalty, upheld=True) is None
    assert rectify(penalty, goods.shop) is None
    assert wanting(penalty) is None
    assert state_of(penalty) == "upheld"


@pytest.mark.parametrize("kind", ["warning", "expel"])
def test_only_a_delisting_or_a_suspension_can_be_put_right(kind: str) -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind=kind)
    assert rectify(penalty, shop) == NotPenalised("moved")
