"""Nobody of a shop has a hand in the recall of its goods, whatever office they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from anxin.services.bulk.recall import (
    RecallForm,
    ask_to_relist,
    keep_off,
    propose,
    refuse,
    release,
    relist,
    retry_failed,
)
from anxin.storage.merchant.models import Member
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.order import delivered
from tests.factories.recall import REASON, not_recalled, of_product, proposed, recalled

pytestmark = pytest.mark.django_db


def of_the_shop(goods: Goods, *, role: str) -> UUID:
    """Somebody of the platform's staff who is of the shop too."""
    who = an_account(role=role).id
    Member.objects.create(merchant_id=goods.shop.id, account_id=who)
    return who


def test_nobody_of_the_shop_proposes_releases_refuses_or_retries_its_recall() -> None:
    bought = delivered()
    row = proposed(of_product(bought.goods))
    operator = of_the_shop(bought.goods, role="operator")
    form = RecallForm(uuid4(), of_product(bought.goods), REASON)
    answer = propose(form=form, actor=operator, role="operator")
    assert not_recalled(answer) == "own_merchant"
    boss = of_the_shop(bought.goods, role="supervisor")
    for act in (release, refuse, retry_failed):
        assert not_recalled(act(no=row.no, actor=boss, role="supervisor")) == "own_merchant"
    row.refresh_from_db()
    assert row.state == "frozen"


@pytest.mark.parametrize("act", [ask_to_relist, relist, keep_off])
@pytest.mark.parametrize("role", ["operator", "supervisor", "finance"])
def test_nobody_of_the_shop_puts_its_goods_back_or_keeps_them_off(
    act: Callable[..., Any], role: str
) -> None:
    goods = a_product(cards=2)
    row = recalled(of_product(goods))
    wisher = an_account(role="operator").id
    assert ask_to_relist(no=row.no, actor=wisher, role="operator") is None
    answer = act(no=row.no, actor=of_the_shop(goods, role=role), role=role)
    assert not_recalled(answer) == "own_merchant"
    row.refresh_from_db()
    assert (row.relist_by_id, row.relisted_at) == (wisher, None)


def test_who_is_of_the_shop_finds_the_page_without_a_button_and_reads_why() -> None:
    goods = a_product(cards=3)
    delivered(goods=goods)
    client = browser(of_the_shop(goods, role="supervisor"))
    frozen = proposed(of_product(goods))
    assert "要由别人处理" in words(client.get(f"/console/recalls/{frozen.no}/"))
    over = recalled(of_product(a_product(shop=goods.shop, cards=1)))
    for row, acts in ((frozen, ("release", "refuse")), (over, ("shelf/ask",))):
        page = f"/console/recalls/{row.no}/"
        other = words(browser("supervisor").get(page))
        own = words(client.get(page))
        for act in acts:
            assert f"{page}{act}/" in other
            assert f"{page}{act}/" not in own
    ask_to_relist(no=over.no, actor=an_account(role="operator").id, role="operator")
    page = f"/console/recalls/{over.no}/"
    assert f"{page}shelf/relist/" in words(browser("finance").get(page))
    assert f"{page}shelf/" not in words(client.get(page))
