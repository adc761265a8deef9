"""A buyer pays at the sandbox's WeChat Pay, by code, by phone and in the app; or does not."""

from __future__ import annotations

import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from wechatpayv3 import WeChatPayType

from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import BEIJING, tap
from tests.sandbox.wechat_shop import NUMBERS, LocalWeChat, WeChatShop, WeChatSink, read

H5 = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
BACK = "http://localhost:8000/paid?order=1"


@pytest.fixture
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop."""
    return wechat_shop


def h5_order(shop: WeChatShop, **more: Any) -> tuple[str, str]:
    """An order for a phone's browser, and its page."""
    number = next(NUMBERS)
    given = {"scene_info": H5, "pay_type": WeChatPayType.H5, "notify_url": shop.sink.at(number)}
    status, said = shop.client.order(number, 990, **{**given, **more})
    assert status == 200, said
    return number, said["h5_url"]


def test_an_order_is_known_before_anybody_looks_at_it(shop: WeChatShop) -> None:
    number, _ = shop.order(attach="a=1&b=2")
    found = shop.client.find(number)
    assert (found["trade_state"], found["trade_state_desc"]) == ("NOTPAY", "订单未支付")
    assert (found["attach"], found["amount"]["total"]) == ("a=1&b=2", 3000)
    assert "transaction_id" not in found and "success_time" not in found


def test_an_order_that_was_never_made_is_not_found(wechat: LocalWeChat) -> None:
    found = wechat.find("NEVER-MADE")
    assert (found["http"], found["code"]) == (404, "ORDER_NOT_EXIST")
    status, said = read(wechat.query(transaction_id="4200000000202611260000000000"))
    assert (status, said["code"]) == (404, "ORDER_NOT_EXIST")


def test_the_page_says_what_is_paid_and_that_no_money_is_real(shop: WeChatShop) -> None:
    number, page = shop.order(123450, description="<b>卡</b>")
    text = ask(page).text
    assert "1234.50" in text and "&lt;b&gt;卡&lt;/b&gt;" in text and number in text
    assert "不会动用真钱" in text and "no real money" in text
    assert "<script" not in text


def test_tapping_twice_at_the_same_time_pays_once(
    shop: WeChatShop, sandbox: Sandbox, wechat_sink: WeChatSink
) -> None:
    number, page = shop.order()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tap(page), range(8)))
    assert {answer.status for answer in answers} == {200}
    wechat_sink.await_notices(number, count=1)
    account = sandbox.account(number, rail="wechat")
    assert account["paid_fen"] == 3000
    assert [notice["event"] for notice in account["notices"]] == ["paid"]


def test_cancelling_leaves_the_order_waiting(shop: WeChatShop) -> None:
    number, page = shop.order()
    assert "未付款" in tap(page, "cancel").text
    assert shop.client.find(number)["trade_state"] == "NOTPAY"
    assert "付款成功" in tap(page).text


def test_the_same_order_again_has_another_code_and_is_paid_once(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number = next(NUMBERS)
    where = {"notify_url": shop.sink.at(number)}
    first, second = (shop.client.order(number, 3000, **where)[1] for _ in range(2))
    assert first != second
    tap(shop.page(first["code_url"]))
    assert "付款成功" in tap(shop.page(second["code_url"])).text
    assert sandbox.account(number, rail="wechat")["paid_fen"] == 3000
    status, said = shop.client.order(number, 3000, **where)
    assert (status, said["code"]) == (400, "ORDERPAID")


@pytest.mark.parametrize("more", [{"description": "另一张卡"}, {"attach": "x"}])
def test_the_same_number_for_another_order_is_refused(
    shop: WeChatShop, more: dict[str, Any]
) -> None:
    number, _ = shop.order()
    given = {"notify_url": shop.sink.at(number), **more}
    status, said = shop.client.order(number, 3000, **given)
    assert (status, said["code"]) == (400, "INVALID_REQUEST")
    status, said = shop.client.order(number, 1, notify_url=shop.sink.at(number))
    assert (status, said["code"]) == (400, "INVALID_REQUEST")


def test_a_code_is_good_for_two_hours_and_an_order_for_seven_days(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    number, page = shop.order()
    sandbox.pass_time(seconds=2 * 3600)
    assert tap(page).status == 404
    assert shop.client.find(number)["trade_state"] == "NOTPAY"
    again = shop.client.order(number, 3000, notify_url=shop.sink.at(number))[1]
    assert ask(shop.page(again["code_url"])).status == 200
    sandbox.pass_time(seconds=7 * 86_400)
    assert shop.client.find(number)["trade_state"] == "CLOSED"
    status, said = shop.client.order(number, 3000, notify_url=shop.sink.at(number))
    assert (status, said["code"]) == (400, "ORDER_CLOSED")


def test_an_unpaid_order_closes_at_its_time_expire_and_nobody_is_told(
    shop: WeChatShop, sandbox: Sandbox
) -> None:
    end = datetime.now(BEIJING) + timedelta(seconds=sandbox.offset_s + 600)
    number, page = shop.order(time_expire=end.isoformat(timespec="seconds"))
    sandbox.pass_time(seconds=601)
    assert tap(page).status == 404
    assert shop.client.find(number)["trade_state"] == "CLOSED"
    assert sandbox.account(number, rail="wechat")["notices"] == []


def test_a_closed_order_takes_no_money_and_a_paid_one_is_not_closed(shop: WeChatShop) -> None:
    number, page = shop.order()
    shop.client.close(number)
    assert "不能再付款" in tap(page).text
    assert shop.client.find(number)["trade_state"] == "CLOSED"
    status, said = read(shop.client.close(shop.paid_order()))
    assert (status, said["code"]) == (400, "ORDERPAID")
    assert read(shop.client.close("NEVER-MADE"))[0] == 404


def test_on_a_phone_paying_and_cancelling_lead_to_the_redirect_url(shop: WeChatShop) -> None:
    number, page = h5_order(shop)
    page += f"&redirect_url={urllib.parse.quote(BACK, safe='')}"
    assert "9.90" in ask(page).text
    assert tap(page, "cancel").headers["Location"] == BACK
    assert tap(page).headers["Location"] == BACK
    found = shop.client.find(number)
    assert (found["trade_state"], found["trade_type"]) == ("SUCCESS", "MWEB")


def test_a_redirect_beyond_this_machine_is_not_followed(shop: WeChatShop) -> None:
    _, page = h5_order(shop)
    assert "付款成功" in tap(f"{page}&redirect_url=https%3A%2F%2Fevil.example%2F").text


def test_an_h5_url_is_good_for_five_minutes(shop: WeChatShop, sandbox: Sandbox) -> None:
    _, page = h5_order(shop)
    sandbox.pass_time(seconds=299)
    assert ask(page).status == 200
    sandbox.pass_time(seconds=1)
    assert tap(page).status == 404


def test_a_phones_order_needs_the_payers_own_address(shop: WeChatShop) -> None:
    for ip in ("127.0.0.1", "nowhere"):
        scene = {**H5, "payer_client_ip": ip}
        where = {"notify_url": shop.sink.at("X"), "pay_type": WeChatPayType.H5}
        status, said = shop.client.order(next(NUMBERS), 990, scene_info=scene, **where)
        assert (status, said["code"]) == (400, "PARAM_ERROR")
        assert said["detail"]["field"] == "/scene_info/payer_client_ip"


@pytest.mark.parametrize(
    ("product", "more", "trade_type"),
    [(WeChatPayType.JSAPI, {"payer": {"openid": "oABC"}}, "JSAPI"), (WeChatPayType.APP, {}, "APP")],
)
def test_inside_wechat_the_prepay_id_names_the_page(
    shop: WeChatShop, product: WeChatPayType, more: dict[str, Any], trade_type: str
) -> None:
    number = next(NUMBERS)
    where = {"notify_url": shop.sink.at(number), "pay_type": product}
    status, said = shop.client.order(number, 990, **where, **more)
    assert status == 200 and said["prepay_id"].startswith("wx")
    assert "付款成功" in tap(f"{shop.sandbox.origin}/wxpay/{said['prepay_id']}").text
    assert shop.client.find(number)["trade_type"] == trade_type


def test_a_page_that_was_never_made_is_not_found(sandbox: Sandbox) -> None:
    assert ask(f"{sandbox.origin}/wxpay/nothing").status == 404
    assert tap(f"{sandbox.origin}/wxpay/nothing").status == 404
