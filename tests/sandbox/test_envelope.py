"""The gateway checks who calls, and answers so that the SDK can tell."""

from __future__ import annotations

import json
import urllib.parse
from datetime import datetime
from pathlib import Path

import pytest
from alipay.exceptions import AliPayException

from sandbox.keyfiles import keep_key
from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import BEIJING, LocalAliPay, Shop

QUERY = "alipay.trade.query"


def signed(client: LocalAliPay, **common: str) -> str:
    """A query's signed text, with common parameters of the test's own."""
    body = {**client.build_body(QUERY, {"out_trade_no": "NEVER"}), **common}
    return str(client.sign_data({name: value for name, value in body.items() if value}))


def reply_to(client: LocalAliPay, query: str) -> tuple[dict[str, str], bool]:
    """What is answered under the method's name, and whether it is signed."""
    answer = ask(f"{client._gateway}?{query}").json()
    return answer.get("alipay_trade_query_response", answer.get("error_response")), "sign" in answer


@pytest.mark.parametrize(
    ("common", "code", "sub_code", "is_signed"),
    [
        ({"method": ""}, "40001", "isv.missing-method", False),
        ({"method": "alipay.trade.sing"}, "40002", "isv.invalid-method", False),
        ({"app_id": ""}, "40001", "isv.missing-app-id", False),
        ({"app_id": "2021999999999999"}, "40002", "isv.invalid-app-id", False),
        ({"version": ""}, "40001", "isv.missing-version", True),
        ({"version": "2.0"}, "40002", "isv.invalid-parameter", True),
        ({"charset": "latin-1"}, "40002", "isv.invalid-charset", True),
        ({"format": "XML"}, "40002", "isv.invalid-format", True),
        ({"sign_type": ""}, "40001", "isv.missing-signature-type", True),
        ({"sign_type": "RSA"}, "40002", "isv.invalid-signature-type", True),
        ({"timestamp": ""}, "40001", "isv.missing-timestamp", True),
        ({"timestamp": "2001-01-01 00:00:00"}, "40002", "isv.invalid-timestamp", True),
        ({"timestamp": "now"}, "40002", "isv.invalid-timestamp", True),
        ({"biz_content": "no JSON"}, "40002", "isv.invalid-parameter", True),
        ({"biz_content": "[]"}, "40002", "isv.invalid-parameter", True),
        ({"biz_content": '{"out_trade_no": "\\ud800"}'}, "40002", "isv.invalid-parameter", True),
    ],
)
def test_what_is_wrong_with_an_envelope_is_named(
    client: LocalAliPay, common: dict[str, str], code: str, sub_code: str, is_signed: bool
) -> None:
    reply, has_sign = reply_to(client, signed(client, **common))
    assert (reply["code"], reply["sub_code"]) == (code, sub_code)
    assert has_sign == is_signed


def test_a_client_that_goes_by_the_machines_clock_is_on_time_too(
    client: LocalAliPay, sandbox: Sandbox
) -> None:
    sandbox.pass_time(seconds=86_400)
    reply, _ = reply_to(client, signed(client, timestamp=f"{datetime.now(BEIJING):%F %T}"))
    assert reply["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_a_changed_request_is_refused(client: LocalAliPay) -> None:
    reply, _ = reply_to(client, signed(client).replace("NEVER", "EVER"))
    assert reply["sub_code"] == "isv.invalid-signature"


def test_a_request_without_signature_is_refused(client: LocalAliPay) -> None:
    reply, _ = reply_to(client, signed(client).rpartition("&sign=")[0])
    assert (reply["code"], reply["sub_code"]) == ("40001", "isv.missing-signature")


def test_a_stranger_is_refused_in_words_the_sdk_understands(sandbox: Sandbox) -> None:
    key = (sandbox.shop / "app_private_key.pem").read_text()
    stranger = LocalAliPay(sandbox=sandbox, appid="2021999999999999", app_private_key_string=key)
    with pytest.raises(AliPayException, match=r"isv\.invalid-app-id"):
        stranger.find("NEVER")


def test_another_key_than_the_apps_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    keep_key(path=tmp_path / "key.pem")
    pem = (tmp_path / "key.pem").read_text()
    thief = LocalAliPay(sandbox=sandbox, app_private_key_string=pem)
    assert thief.find("NEVER")["sub_code"] == "isv.invalid-signature"


def test_parameters_may_be_split_between_query_and_body(shop: Shop, client: LocalAliPay) -> None:
    """As the official SDK does: biz_content in the body, the rest in the address."""
    number = shop.paid_order()
    body = client.build_body(QUERY, {"out_trade_no": number})
    params = dict(urllib.parse.parse_qsl(client.sign_data(body)))
    content = {"biz_content": params.pop("biz_content")}
    answer = ask(f"{client._gateway}?{urllib.parse.urlencode(params)}", form=content).json()
    assert answer["alipay_trade_query_response"]["trade_status"] == "TRADE_SUCCESS"


def test_the_signature_is_over_the_text_as_it_stands(client: LocalAliPay) -> None:
    """Slashes come escaped: read and written again, a reply no longer fits its signature."""
    body = client.build_body(
        "alipay.trade.precreate", {"out_trade_no": "Q1", "total_amount": "1.00", "subject": "卡"}
    )
    raw = ask(f"{client._gateway}?{client.sign_data(body)}").text
    name = "alipay_trade_precreate_response"
    inner, sign = client._get_string_to_be_signed(raw, name), json.loads(raw)["sign"]
    assert "http:\\/\\/" in inner
    assert client._verify(inner, sign)
    assert not client._verify(json.dumps(json.loads(inner)), sign)
