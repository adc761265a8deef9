"""A buyer pays at the sandbox: by page, by phone and by QR code; or does not."""

from __future__ import annotations

import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import BEIJING, NUMBERS, LocalAliPay, Shop, is_genuine, tap

RETURN_URL = "http://localhost:8000/paid"


def test_a_trade_that_nobody_opened_does_not_exist(shop: Shop, client: LocalAliPay) -> None:
    number, page = shop.order()
    for reply in (
        client.find(number),
        client.api_alipay_trade_close(out_trade_no=number),
        client.refund(number, "30.00"),
    ):
        assert (reply["code"], reply["sub_code"]) == ("40004", "ACQ.TRADE_NOT_EXIST")
    ask(page)
    assert client.find(number)["trade_status"] == "WAIT_BUYER_PAY"


def test_the_page_says_what_is_paid_and_that_no_money_is_real(shop: Shop) -> None:
    _, page = shop.order("1234.50", subject="<b>卡</b>")
    text = ask(page).text
    assert "1234.50" in text and "&lt;b&gt;卡&lt;/b&gt;" in text
    assert "不会动用真钱" in text and "no real money" in text
    assert "<script" not in text


def test_after_paying_the_buyer_is_sent_back_with_signed_parameters(
    shop: Shop, client: LocalAliPay
) -> None:
    number, page = shop.order("35.80", return_url=RETURN_URL)
    ask(page)
    back = tap(page)
    assert back.status == 303
    address, _, query = back.headers["Location"].partition("?")
    said = dict(urllib.parse.parse_qsl(query))
    assert address == RETURN_URL
    assert (said["out_trade_no"], said["total_amount"]) == (number, "35.80")
    assert is_genuine(client, said)
    assert not is_genuine(client, {**said, "total_amount": "3580.00"})


def test_a_paid_trade_tells_who_paid_how_much(shop: Shop, client: LocalAliPay) -> None:
    number = shop.paid_order("35.80")
    trade = client.find(number)
    assert trade["code"] == "10000" and trade["trade_status"] == "TRADE_SUCCESS"
    assert trade["total_amount"] == trade["buyer_pay_amount"] == trade["receipt_amount"] == "35.80"
    assert trade["send_pay_date"] and trade["buyer_logon_id"]
    assert client.api_alipay_trade_query(trade_no=trade["trade_no"])["out_trade_no"] == number


def test_trade_no_wins_over_out_trade_no(shop: Shop, client: LocalAliPay) -> None:
    one, other = shop.paid_order(), shop.paid_order()
    trade_no = client.find(one)["trade_no"]
    both = client.api_alipay_trade_query(trade_no=trade_no, out_trade_no=other)
    assert both["out_trade_no"] == one


def test_tapping_twice_at_the_same_time_pays_once(shop: Shop, sandbox: Sandbox) -> None:
    number, page = shop.order(return_url=RETURN_URL)
    ask(page)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: tap(page), range(8)))
    assert {answer.status for answer in answers} == {303}
    shop.sink.await_notices(number, count=1)
    account = sandbox.account(number)
    assert account["paid_fen"] == 3000
    assert [notice["event"] for notice in account["notices"]] == ["paid"]


def test_cancelling_leaves_the_trade_waiting(shop: Shop, client: LocalAliPay) -> None:
    number, page = shop.order()
    ask(page)
    assert "未付款" in tap(page, "cancel").text
    assert client.find(number)["trade_status"] == "WAIT_BUYER_PAY"
    tap(page)
    assert client.find(number)["trade_status"] == "TRADE_SUCCESS"


def test_on_a_phone_cancelling_leads_to_the_quit_url(client: LocalAliPay) -> None:
    query = client.api_alipay_trade_wap_pay(
        "卡", next(NUMBERS), "1.00", quit_url="http://localhost:8000/orders"
    )
    page = ask(f"{client._gateway}?{query}").headers["Location"]
    assert tap(page, "cancel").headers["Location"] == "http://localhost:8000/orders"
    assert "付款成功" in tap(page).text


def test_a_qr_code_opens_the_pay_page(client: LocalAliPay) -> None:
    number = next(NUMBERS)
    reply = client.api_alipay_trade_precreate("卡", number, "9.90")
    assert (reply["code"], reply["out_trade_no"]) == ("10000", number)
    assert client.find(number)["sub_code"] == "ACQ.TRADE_NOT_EXIST"
    assert "9.90" in ask(reply["qr_code"]).text
    assert client.api_alipay_trade_precreate("卡", number, "9.90")["qr_code"] == reply["qr_code"]
    tap(reply["qr_code"])
    assert client.find(number)["trade_status"] == "TRADE_SUCCESS"
    again = client.api_alipay_trade_precreate("卡", number, "9.90")
    assert again["sub_code"] == "ACQ.TRADE_HAS_SUCCESS"


def test_an_order_cannot_change_its_amount(client: LocalAliPay) -> None:
    number = next(NUMBERS)
    client.api_alipay_trade_precreate("卡", number, "9.90")
    changed = client.api_alipay_trade_precreate("卡", number, "0.01")
    assert changed["sub_code"] == "ACQ.CONTEXT_INCONSISTENT"


@pytest.mark.parametrize("amount", ["0", "0.00", "-1", "1.001", "1e2", "１", "100000000.01", ""])
def test_an_amount_that_is_no_yuan_is_refused(client: LocalAliPay, amount: str) -> None:
    reply = client.api_alipay_trade_precreate("卡", next(NUMBERS), amount)
    assert reply["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_a_closed_trade_takes_no_money(shop: Shop, client: LocalAliPay) -> None:
    number, page = shop.order()
    ask(page)
    assert client.api_alipay_trade_close(out_trade_no=number)["code"] == "10000"
    assert "不能再付款" in tap(page).text
    assert client.find(number)["trade_status"] == "TRADE_CLOSED"
    again = client.api_alipay_trade_close(out_trade_no=number)
    assert again["sub_code"] == "ACQ.TRADE_STATUS_ERROR"


def test_a_paid_trade_cannot_be_closed(shop: Shop, client: LocalAliPay) -> None:
    number = shop.paid_order()
    reply = client.api_alipay_trade_close(out_trade_no=number)
    assert reply["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert client.find(number)["trade_status"] == "TRADE_SUCCESS"


def test_an_unpaid_trade_closes_at_its_time_expire(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    end = datetime.now(BEIJING) + timedelta(seconds=sandbox.offset_s + 600)
    number, page = shop.order(time_expire=f"{end:%Y-%m-%d %H:%M:%S}")
    ask(page)
    sandbox.pass_time(seconds=601)
    assert "交易已关闭" in tap(page).text
    assert client.find(number)["trade_status"] == "TRADE_CLOSED"
    [notice] = shop.sink.await_notices(number, count=1)
    assert notice["trade_status"] == "TRADE_CLOSED"
    assert "refund_fee" not in notice and "gmt_refund" not in notice


def test_a_page_that_was_never_made_is_not_found(sandbox: Sandbox) -> None:
    assert ask(f"{sandbox.origin}/pay/nothing").status == 404
    assert tap(f"{sandbox.origin}/pay/nothing").status == 404


def test_a_browser_with_a_bad_signature_sees_why(client: LocalAliPay) -> None:
    answer = ask(client.page_url(next(NUMBERS), "1.00").replace("1.00", "0.01"))
    assert answer.status == 400
    assert "错误代码 invalid-signature" in answer.text
