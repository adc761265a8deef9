"""Every switch of a call does what it says, and the book shows what really happened."""

from __future__ import annotations

import time
import urllib.error

import pytest
from alipay.exceptions import AliPayException, AliPayValidationError

from tests.sandbox.process import Sandbox
from tests.sandbox.shop import LocalAliPay, Shop

REFUND = "alipay.trade.refund"


def test_time_out_before_commit_changes_nothing(
    shop: Shop, client: LocalAliPay, hasty: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("timeout_before_commit", on=REFUND, out_trade_no=number, count=1, seconds=1)
    with pytest.raises(TimeoutError):
        hasty.refund(number, "10.00", "R1")
    assert client.find_refund(number, "R1") == {"code": "10000", "msg": "Success"}
    assert client.refund(number, "10.00", "R1")["fund_change"] == "Y"


def test_time_out_after_commit_refunds_though_nobody_hears_of_it(
    shop: Shop, client: LocalAliPay, hasty: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("timeout_after_commit", on=REFUND, out_trade_no=number, count=1, seconds=1)
    with pytest.raises(TimeoutError):
        hasty.refund(number, "10.00", "R1")
    assert client.find_refund(number, "R1")["refund_status"] == "REFUND_SUCCESS"
    assert client.refund(number, "10.00", "R1")["fund_change"] == "N"
    assert sandbox.account(number)["successful_refunds"] == 1


def test_a_held_call_is_let_go_after_a_while(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("timeout_after_commit", on=REFUND, out_trade_no=number, count=1, seconds=0.3)
    started = time.monotonic()
    with pytest.raises(urllib.error.HTTPError, match="504"):
        client.refund(number, "10.00", "R1")
    assert 0.3 <= time.monotonic() - started < 3


def test_500_after_commit(shop: Shop, client: LocalAliPay, sandbox: Sandbox) -> None:
    number = shop.paid_order()
    sandbox.switch("error_500_after_commit", on=REFUND, out_trade_no=number, count=1)
    with pytest.raises(urllib.error.HTTPError, match="500"):
        client.refund(number, "10.00", "R1")
    assert client.refund(number, "10.00", "R1")["fund_change"] == "N"


@pytest.mark.parametrize(("commit", "afterwards"), [(True, "N"), (False, "Y")])
def test_a_system_error_may_or_may_not_have_refunded(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, commit: bool, afterwards: str
) -> None:
    number = shop.paid_order()
    sandbox.switch("system_error", on=REFUND, out_trade_no=number, count=1, commit=commit)
    reply = client.refund(number, "10.00", "R1")
    assert (reply["code"], reply["sub_code"]) == ("40004", "ACQ.SYSTEM_ERROR")
    assert client.refund(number, "10.00", "R1")["fund_change"] == afterwards


def test_a_bad_signature_on_a_refund_that_happened(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("bad_signature", on=REFUND, out_trade_no=number, count=1)
    with pytest.raises(AliPayValidationError):
        client.refund(number, "10.00", "R1")
    assert client.refund(number, "10.00", "R1")["fund_change"] == "N"


def test_no_signature_on_a_refund_that_happened(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("no_signature", on=REFUND, out_trade_no=number, count=1)
    with pytest.raises(AliPayException):
        client.refund(number, "10.00", "R1")
    assert client.refund(number, "10.00", "R1")["fund_change"] == "N"


def test_a_seller_without_money_refunds_nothing_until_topped_up(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    switch = sandbox.switch("seller_balance_not_enough", out_trade_no=number)
    for _ in range(2):
        reply = client.refund(number, "10.00", "R1")
        assert reply["sub_code"] == "ACQ.SELLER_BALANCE_NOT_ENOUGH"
    assert client.find(number)["code"] == "10000"
    sandbox.remove(switch)
    assert client.refund(number, "10.00", "R1")["fund_change"] == "Y"


def test_a_switch_concerns_its_method_its_trade_and_its_count_only(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    one, other = shop.paid_order(), shop.paid_order()
    sandbox.switch("system_error", on=REFUND, out_trade_no=one, count=2)
    assert client.find(one)["code"] == "10000"
    assert client.refund(other, "1.00", "R1")["code"] == "10000"
    codes = [client.refund(one, "1.00", "R1")["code"] for _ in range(3)]
    assert codes == ["40004", "40004", "10000"]


def test_a_switch_for_a_trade_also_finds_it_by_trade_no(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    trade_no = client.find(number)["trade_no"]
    sandbox.switch("system_error", out_trade_no=number, count=1)
    assert client.api_alipay_trade_query(trade_no=trade_no)["sub_code"] == "ACQ.SYSTEM_ERROR"


def test_the_same_seed_has_the_same_luck(shop: Shop, client: LocalAliPay, sandbox: Sandbox) -> None:
    number = shop.paid_order()

    def luck(seed: int) -> list[str]:
        sandbox.clear()
        sandbox.switch("system_error", on="alipay.trade.*", rate=0.5, seed=seed)
        return [client.find(number)["code"] for _ in range(20)]

    first = luck(7)
    assert luck(7) == first
    assert luck(8) != first
    assert set(first) == {"10000", "40004"}


def test_the_calls_and_what_spoilt_them_are_written_down(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    sandbox.switch("system_error", on=REFUND, out_trade_no=number, count=1, commit=True)
    client.refund(number, "10.00", "R1")
    client.refund(number, "10.00", "R1")
    calls = [
        (call["out_request_no"], call["code"], call["sub_code"], call["switch"])
        for call in sandbox.calls(number)
        if call["method"] == REFUND
    ]
    assert calls == [("R1", "10000", "", ""), ("R1", "40004", "ACQ.SYSTEM_ERROR", "system_error")]
