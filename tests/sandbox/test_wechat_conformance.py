"""The whole way through the real SDK, in public key mode and in certificate mode."""

from __future__ import annotations

import pytest

from tests.sandbox.process import Sandbox
from tests.sandbox.wechat_shop import WeChatShop, WeChatSink, read


@pytest.fixture(params=[False, True], ids=["public key", "certificate"])
def either(request: pytest.FixtureRequest, sandbox: Sandbox, wechat_sink: WeChatSink) -> WeChatShop:
    """A shop in either mode; in the second it fetches /v3/certificates first."""
    return WeChatShop(sandbox=sandbox, sink=wechat_sink, by_certificate=request.param)


def test_pay_query_refund_and_notices_satisfy_the_sdk(
    either: WeChatShop, wechat_sink: WeChatSink, sandbox: Sandbox
) -> None:
    number, _ = either.order(3580)
    assert either.client.find(number)["trade_state"] == "NOTPAY"
    number = either.paid_order(3580)
    order = either.client.find(number)
    assert (order["http"], order["trade_state"]) == (200, "SUCCESS")
    assert order["amount"]["payer_total"] == 3580
    by_id = read(either.client.query(transaction_id=order["transaction_id"]))
    assert by_id[1]["out_trade_no"] == number
    accepted = either.refund(number, f"R{number}", 1580, total_fen=3580)
    assert accepted["status"] == "PROCESSING" and "success_time" not in accepted
    done = either.settled(f"R{number}")
    assert (done["status"], done["user_received_account"]) == ("SUCCESS", "支付用户零钱")
    assert done["success_time"]
    paid, refunded = wechat_sink.await_notices(number, count=2)
    assert (paid.plain["trade_state"], paid.plain["amount"]["total"]) == ("SUCCESS", 3580)
    assert refunded.plain["refund_status"] == "SUCCESS"
    assert refunded.plain["out_refund_no"] == f"R{number}"
    account = sandbox.account(number, rail="wechat")
    assert (account["paid_fen"], account["refunded_fen"]) == (3580, 1580)
    assert account["refunds"][f"R{number}"]["status"] == "SUCCESS"


def test_an_unpaid_order_is_closed_and_closed_again(either: WeChatShop) -> None:
    number, _ = either.order()
    assert either.client.close(number)[0] == 204
    assert either.client.close(number)[0] == 204
    assert either.client.find(number)["trade_state"] == "CLOSED"
