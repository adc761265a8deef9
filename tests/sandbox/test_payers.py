"""Who pays at the sandbox: whoever the page names, known to each gateway by the same ids again."""

from __future__ import annotations

import re

import pytest

from tests.sandbox.process import ask
from tests.sandbox.shop import LocalAliPay, Shop, tap
from tests.sandbox.wechat_shop import WeChatShop

USER_ID = re.compile("2088[0-9]{12}")
OPENID = re.compile("o[A-Za-z0-9_-]{27}")


def paid_at_alipay(shop: Shop, *, payer: str = "1") -> str:
    """An order that somebody paid at Alipay."""
    number, page = shop.order()
    ask(page)
    tap(page, payer=payer)
    return number


def paid_at_wechat(shop: WeChatShop, *, payer: str = "1") -> str:
    """An order that somebody paid at WeChat Pay."""
    number, page = shop.order()
    tap(page, payer=payer)
    return number


def users(trade: dict[str, str]) -> tuple[str, str]:
    """Who paid, as a query calls it."""
    return trade["buyer_user_id"], trade["buyer_open_id"]


def test_alipay_knows_a_payer_by_the_same_ids_each_time_told_or_asked(
    shop: Shop, client: LocalAliPay
) -> None:
    one, again, other = (paid_at_alipay(shop, payer=payer) for payer in ("2", "2", "3"))
    user_id, open_id = users(client.find(one))
    assert USER_ID.fullmatch(user_id) and open_id
    assert users(client.find(again)) == (user_id, open_id)
    assert not set(users(client.find(other))) & {user_id, open_id}
    (notice,) = shop.sink.await_notices(one, count=1)
    assert (notice["buyer_id"], notice["buyer_open_id"]) == (user_id, open_id)


def test_wechat_pay_knows_a_payer_by_the_same_openid_each_time_told_or_asked(
    wechat_shop: WeChatShop,
) -> None:
    one, again, other = (paid_at_wechat(wechat_shop, payer=payer) for payer in ("2", "2", "3"))
    openid = wechat_shop.client.find(one)["payer"]["openid"]
    assert OPENID.fullmatch(openid)
    assert wechat_shop.client.find(again)["payer"]["openid"] == openid
    assert wechat_shop.client.find(other)["payer"]["openid"] != openid
    (notice,) = wechat_shop.sink.await_notices(one, count=1)
    assert notice.plain["payer"]["openid"] == openid


def test_the_refund_of_a_trade_names_who_paid_it(shop: Shop, client: LocalAliPay) -> None:
    number = paid_at_alipay(shop, payer="2")
    reply = client.refund(number, "1.00", request_no=f"R{number}")
    assert (reply["buyer_user_id"], reply["buyer_open_id"]) == users(client.find(number))


@pytest.mark.parametrize("name", ("", "  "))
def test_who_names_nobody_pays_as_the_first(shop: Shop, client: LocalAliPay, name: str) -> None:
    named, unnamed = paid_at_alipay(shop), paid_at_alipay(shop, payer=name)
    assert users(client.find(named)) == users(client.find(unnamed))


def test_whoever_taps_first_has_paid(shop: Shop, client: LocalAliPay) -> None:
    number, page = shop.order()
    tap(page, payer="2")
    tap(page, payer="3")
    assert users(client.find(number)) == users(client.find(paid_at_alipay(shop, payer="2")))


def test_the_pages_of_both_ask_who_pays(shop: Shop, wechat_shop: WeChatShop) -> None:
    for page in (shop.order()[1], wechat_shop.order()[1]):
        assert 'name="payer" value="1"' in ask(page).text
