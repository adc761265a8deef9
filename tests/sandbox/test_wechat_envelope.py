"""The gateway checks who calls and what is said, and signs its answers; past any SDK."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any

import pytest

from sandbox.keyfiles import keep_key, read_public_key
from sandbox.rsa import is_signed
from tests.sandbox.process import Answer, Sandbox, ask
from tests.sandbox.wechat_shop import NUMBERS, Account, WeChatShop, get, post, signed

NATIVE = "/v3/pay/transactions/native"
REFUNDS = "/v3/refund/domestic/refunds"
NOWHERE = "http://127.0.0.1:9/notify"


@pytest.fixture(autouse=True)
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop, whose last refusals are long ago."""
    return wechat_shop


def query(sandbox: Sandbox, number: str = "NEVER-MADE") -> str:
    """The target of a query."""
    mchid = Account.read(sandbox.shop).mchid
    return f"/v3/pay/transactions/out-trade-no/{number}?mchid={mchid}"


def order(sandbox: Sandbox, **more: Any) -> dict[str, Any]:
    """A sound order."""
    account = Account.read(sandbox.shop)
    return {
        "appid": account.appid,
        "mchid": account.mchid,
        "description": "卡",
        "out_trade_no": next(NUMBERS),
        "notify_url": NOWHERE,
        "amount": {"total": 1, "currency": "CNY"},
        **more,
    }


def is_genuine(sandbox: Sandbox, answer: Answer) -> bool:
    """Whether an answer is signed by the key in public key mode, as the docs say."""
    headers, account = answer.headers, Account.read(sandbox.shop)
    if headers["Wechatpay-Serial"] != account.public_key_id:
        return False
    head = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n"
    text = head.encode() + answer.content + b"\n"
    key = read_public_key(pem=account.public_key)
    return is_signed(key=key, text=text, signature=headers["Wechatpay-Signature"] or "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mchid": "1900000002"}, "商户号"),
        ({"serial_no": "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"}, "序列号"),
        ({"signature": "bm90IHNpZ25lZA=="}, "签名错误"),
        ({"nonce_str": "another"}, "签名错误"),
        ({"timestamp": "1554208460"}, "5分钟"),
        ({"timestamp": "now"}, "5分钟"),
        ({"extra": "1"}, "格式错误"),
    ],
)
def test_who_does_not_prove_to_be_the_merchant_is_turned_away_unsigned(
    sandbox: Sandbox, said: dict[str, str], words: str
) -> None:
    answer = get(sandbox, query(sandbox), said=said)
    assert (answer.status, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert words in answer.json()["message"]
    assert answer.headers["Request-ID"].endswith("-268443699")
    assert answer.headers["Wechatpay-Signature"] is None


@pytest.mark.parametrize("given", ["", "Bearer abc", "WECHATPAY2-SHA256-RSA2048", "nonsense"])
def test_a_request_without_authorization_is_turned_away(sandbox: Sandbox, given: str) -> None:
    headers = {**signed(sandbox, "GET", "/v3/certificates"), "Authorization": given}
    answer = ask(f"{sandbox.origin}/v3/certificates", headers=headers)
    assert (answer.status, answer.json()["code"]) == (401, "SIGN_ERROR")


def test_what_was_signed_is_told_when_it_does_not_fit(sandbox: Sandbox) -> None:
    body = json.dumps(order(sandbox)).encode()
    headers = signed(sandbox, "POST", NATIVE, body + b" ")
    answer = ask(f"{sandbox.origin}{NATIVE}", method="POST", body=body, headers=headers)
    told = answer.json()["detail"]["sign_information"]
    assert (answer.status, told["method"], told["url"]) == (401, "POST", NATIVE)
    assert told["truncated_sign_message"].startswith(f"POST\n{NATIVE}\n")
    assert len(body) < told["sign_message_length"] < len(body) + 200


def test_a_request_five_minutes_off_is_turned_away_by_both_clocks(sandbox: Sandbox) -> None:
    sandbox.pass_time(seconds=86_400)
    now_s = time.time()
    for clock_s in (now_s, now_s + sandbox.offset_s):
        for off_s, status in ((-310, 401), (-290, 404), (0, 404), (290, 404), (310, 401)):
            assert get(sandbox, query(sandbox), at_s=clock_s + off_s).status == status, off_s


def test_another_key_than_the_merchants_is_turned_away(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("thief")
    for name in ("wechat.json", "apiv3_key.txt", "wechatpay_public_key.pem"):
        (folder / name).write_text((sandbox.shop / name).read_text())
    keep_key(path=folder / "apiclient_key.pem")
    monkeypatch.setattr(sandbox, "shop", folder)
    assert get(sandbox, query(sandbox)).json()["message"] == "签名错误"


@pytest.mark.parametrize("missing", ["Accept", "User-Agent"])
def test_refunds_are_not_heard_without_these_headers(sandbox: Sandbox, missing: str) -> None:
    target = f"{REFUNDS}/NONE"
    headers = signed(sandbox, "GET", target)
    del headers[missing]
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    connection.request("GET", target, headers=headers)
    response = connection.getresponse()
    assert (response.status, json.loads(response.read())["code"]) == (400, "INVALID_REQUEST")
    connection.close()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"colour": "red"}, "/colour"),
        ({"amount": {"total": 1, "currency": "CNY", "tip": 1}}, "/amount/tip"),
        ({"amount": {"total": "1"}}, "/amount/total"),
        ({"amount": {"total": 1.0}}, "/amount/total"),
        ({"amount": {"total": True}}, "/amount/total"),
        ({"amount": {"total": 0}}, "/amount/total"),
        ({"amount": {"total": -1}}, "/amount/total"),
        ({"amount": {"total": 1, "currency": "USD"}}, "/amount/currency"),
        ({"amount": {}}, "/amount/total"),
        ({"amount": 1}, "/amount"),
        ({"out_trade_no": "SHORT"}, "/out_trade_no"),
        ({"out_trade_no": "W 123456"}, "/out_trade_no"),
        ({"out_trade_no": "W" * 33}, "/out_trade_no"),
        ({"description": ""}, "/description"),
        ({"description": "卡" * 128}, "/description"),
        ({"notify_url": "http://127.0.0.1:9/notify?order=1"}, "/notify_url"),
        ({"notify_url": None}, "/notify_url"),
        ({"time_expire": "2018-06-08 10:34:56"}, "/time_expire"),
        ({"time_expire": "2018-06-08T10:34:56+08:00"}, "/time_expire"),
        ({"time_expire": "2018-13-08T10:34:56+08:00"}, "/time_expire"),
        ({"detail": {"goods_detail": [{"merchant_goods_id": "1"}]}}, "/detail/goods_detail/0"),
        ({"mchid": "1900000002"}, "/mchid"),
    ],
)
def test_what_is_wrong_with_an_order_is_named(
    sandbox: Sandbox, more: dict[str, Any], field: str
) -> None:
    answer = post(sandbox, NATIVE, order(sandbox, **more))
    said = answer.json()
    assert (answer.status, said["code"], said["message"]) == (400, "PARAM_ERROR", "参数错误")
    assert said["detail"]["field"].startswith(field)


def test_another_appid_than_the_merchants_is_named(sandbox: Sandbox) -> None:
    answer = post(sandbox, NATIVE, order(sandbox, appid="wx0000000000000000"))
    assert (answer.status, answer.json()["code"]) == (400, "APPID_MCHID_NOT_MATCH")


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b'"\\ud800"', b'{"appid":"\\ud800"}'])
def test_a_body_that_is_no_object_is_refused(sandbox: Sandbox, body: bytes) -> None:
    answer = post(sandbox, NATIVE, body)
    assert (answer.status, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_a_body_of_another_type_is_refused(sandbox: Sandbox) -> None:
    answer = post(sandbox, NATIVE, order(sandbox), headers={"Content-Type": "text/plain"})
    assert (answer.status, answer.json()["code"]) == (400, "PARAM_ERROR")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"out_refund_no": "R 1"}, "/out_refund_no"),
        ({"out_refund_no": "R" * 65}, "/out_refund_no"),
        ({"reason": "退" * 27}, "/reason"),
        ({"amount": {"refund": 1, "total": 1}}, "/amount/currency"),
        ({"amount": {"refund": "1", "total": 1, "currency": "CNY"}}, "/amount/refund"),
        ({"amount": {"refund": 0, "total": 1, "currency": "CNY"}}, "/amount/refund"),
        ({"sub_mchid": "1900000003"}, "/sub_mchid"),
        ({"out_trade_no": None}, "/out_trade_no"),
    ],
)
def test_what_is_wrong_with_a_refund_is_named(
    sandbox: Sandbox, more: dict[str, Any], field: str
) -> None:
    sound = {
        "out_trade_no": "NEVER-MADE",
        "out_refund_no": "R1",
        "amount": {"refund": 1, "total": 1, "currency": "CNY"},
    }
    sandbox.pass_time(seconds=2)
    assert post(sandbox, REFUNDS, sound).json()["code"] == "RESOURCE_NOT_EXISTS"
    answer = post(sandbox, REFUNDS, {**sound, **more})
    assert (answer.status, answer.json()["code"]) == (400, "PARAM_ERROR")
    assert answer.json()["detail"]["field"] == field


def test_a_refund_must_name_its_order(sandbox: Sandbox) -> None:
    asked = {"out_refund_no": "R1", "amount": {"refund": 1, "total": 1, "currency": "CNY"}}
    answer = post(sandbox, REFUNDS, asked)
    assert answer.json()["detail"]["field"] == "/transaction_id"


@pytest.mark.parametrize("query", ["", "?mchid=1900000002", "?mchid=1900000001&colour=red"])
def test_a_query_says_whose_order_it_is_and_no_more(sandbox: Sandbox, query: str) -> None:
    answer = get(sandbox, f"/v3/pay/transactions/out-trade-no/NEVER-MADE{query}")
    assert (answer.status, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_a_bar_must_be_signed_as_it_is_sent(sandbox: Sandbox) -> None:
    """As clients send it: a bar becomes %7C, so what was signed raw no longer fits."""
    sent, raw = (query(sandbox, number) for number in ("W%7C12345", "W|12345"))
    assert get(sandbox, sent).status == 404
    answer = ask(f"{sandbox.origin}{sent}", headers=signed(sandbox, "GET", raw))
    assert answer.status == 401


def test_answers_are_signed_by_the_key_that_was_asked_for(sandbox: Sandbox) -> None:
    key_id = Account.read(sandbox.shop).public_key_id
    named = get(sandbox, query(sandbox), headers={"Wechatpay-Serial": key_id})
    assert named.status == 404 and is_genuine(sandbox, named)
    assert named.headers["Request-ID"].endswith("-268512771")
    assert named.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"
    unnamed = get(sandbox, query(sandbox))
    assert not is_genuine(sandbox, unnamed)
    [certificate] = get(sandbox, "/v3/certificates").json()["data"]
    assert unnamed.headers["Wechatpay-Serial"] == certificate["serial_no"]


def test_closing_answers_with_nothing_and_signs_that(sandbox: Sandbox) -> None:
    asked = order(sandbox)
    assert post(sandbox, NATIVE, asked).status == 200
    target = f"/v3/pay/transactions/out-trade-no/{asked['out_trade_no']}/close"
    account = Account.read(sandbox.shop)
    by_key = {"Wechatpay-Serial": account.public_key_id}
    answer = post(sandbox, target, {"mchid": account.mchid}, headers=by_key)
    assert (answer.status, answer.content) == (204, b"")
    assert is_genuine(sandbox, answer)


def test_what_is_not_there_is_not_found(sandbox: Sandbox) -> None:
    assert get(sandbox, "/v3/pay/transactions/sing").status in (404, 405)
    assert get(sandbox, NATIVE).status == 405


def test_nonsense_does_not_end_the_server(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    connection.request("POST", f"{NATIVE}?%ff=%fe&a", b"\xff\xfe=%zz", {"Authorization": "\xff"})
    assert connection.getresponse().status == 401
    connection.close()
    assert ask(f"{sandbox.origin}/switches").status == 200
