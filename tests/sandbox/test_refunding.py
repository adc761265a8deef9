"""Refunds at the sandbox: partial, repeated, discordant, too much, too soon and too late."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import LocalAliPay, Shop


def test_partial_refunds_add_up_until_the_trade_is_closed(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order("30.00")
    first = client.refund(number, "10.00", "R1")
    assert (first["code"], first["fund_change"], first["refund_fee"]) == ("10000", "Y", "10.00")
    assert client.find(number)["trade_status"] == "TRADE_SUCCESS"
    sandbox.pass_time(seconds=3)
    second = client.refund(number, "20.00", "R2")
    assert (second["fund_change"], second["refund_fee"]) == ("Y", "30.00")
    assert client.find(number)["trade_status"] == "TRADE_CLOSED"
    account = sandbox.account(number)
    assert (account["paid_fen"], account["refunded_fen"]) == (3000, 3000)
    assert account["successful_refunds"] == 2
    assert {no: refund["refund_fen"] for no, refund in account["refunds"].items()} == {
        "R1": 1000,
        "R2": 2000,
    }


def test_the_same_refund_again_changes_nothing_and_says_so(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order("30.00")
    assert client.refund(number, "30.00", "R1")["fund_change"] == "Y"
    again = client.refund(number, "30.00", "R1")
    assert (again["code"], again["fund_change"], again["refund_fee"]) == ("10000", "N", "30.00")
    assert sandbox.account(number)["successful_refunds"] == 1


def test_the_same_number_with_another_amount_is_discordant(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    client.refund(number, "10.00", "R1")
    reply = client.refund(number, "10.01", "R1")
    assert (reply["code"], reply["sub_code"]) == ("40004", "ACQ.DISCORDANT_REPEAT_REQUEST")
    assert sandbox.account(number)["refunded_fen"] == 1000


def test_without_a_number_the_trades_own_is_meant(shop: Shop, client: LocalAliPay) -> None:
    number = shop.paid_order("30.00")
    partial = client.refund(number, "10.00")
    assert partial["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert client.refund(number, "30.00")["fund_change"] == "Y"
    assert client.refund(number, "30.00")["fund_change"] == "N"
    assert client.find_refund(number, number)["refund_status"] == "REFUND_SUCCESS"


def test_more_than_was_paid_never_goes_back(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order("30.00")
    assert client.refund(number, "30.01", "R0")["sub_code"] == "ACQ.REASON_TRADE_REFUND_FEE_ERR"
    client.refund(number, "20.00", "R1")
    sandbox.pass_time(seconds=3)
    assert client.refund(number, "10.01", "R2")["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    assert sandbox.account(number)["refunded_fen"] == 2000


def test_two_refunds_of_a_trade_need_three_seconds_between_them(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    client.refund(number, "1.00", "R1")
    assert client.refund(number, "1.00", "R2")["sub_code"] == "ACQ.SYSTEM_ERROR"
    assert "refund_status" not in client.find_refund(number, "R2")
    sandbox.pass_time(seconds=3)
    assert client.refund(number, "1.00", "R2")["fund_change"] == "Y"


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.001", "1e1", "1000000.00", ""])
def test_an_amount_that_is_no_refund_is_refused(
    shop: Shop, client: LocalAliPay, amount: str
) -> None:
    number = shop.paid_order()
    assert client.refund(number, amount, "R1")["sub_code"] == "ACQ.INVALID_PARAMETER"


def test_what_nobody_paid_cannot_be_refunded(shop: Shop, client: LocalAliPay) -> None:
    number, page = shop.order()
    ask(page)
    assert client.refund(number, "30.00")["sub_code"] == "ACQ.TRADE_STATUS_ERROR"
    assert client.refund("NEVER", "30.00")["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_after_a_year_the_trade_is_finished(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    client.refund(number, "1.00", "R1")
    sandbox.pass_time(seconds=365 * 86_400 + 1)
    assert client.find(number)["trade_status"] == "TRADE_FINISHED"
    assert client.refund(number, "1.00", "R2")["sub_code"] == "ACQ.TRADE_HAS_FINISHED"
    assert client.refund(number, "1.00", "R1")["fund_change"] == "N"


def test_a_refund_is_found_by_its_number(shop: Shop, client: LocalAliPay) -> None:
    number = shop.paid_order()
    client.refund(number, "10.00", "R1", refund_reason="卡{无效}")
    found = client.find_refund(number, "R1", query_options=["gmt_refund_pay"])
    assert (found["refund_amount"], found["total_amount"]) == ("10.00", "30.00")
    assert found["refund_status"] == "REFUND_SUCCESS"
    assert found["refund_reason"] == "卡{无效}"
    assert found["gmt_refund_pay"]


def test_a_refund_that_was_never_made_is_a_success_without_fields(
    shop: Shop, client: LocalAliPay
) -> None:
    number = shop.paid_order()
    assert client.find_refund(number, "R9") == {"code": "10000", "msg": "Success"}
    assert client.find_refund("NEVER", "R9")["sub_code"] == "ACQ.TRADE_NOT_EXIST"


def test_whoever_asks_is_told_what_went_back_this_time(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    client.refund(number, "10.00", "R1")
    sandbox.pass_time(seconds=3)
    wanted = {"query_options": ["refund_detail_item_list"]}
    reply = client.refund(number, "5.00", "R2", **wanted)
    assert (reply["send_back_fee"], reply["refund_fee"]) == ("5.00", "15.00")
    assert reply["refund_detail_item_list"][0]["amount"] == "5.00"


def test_fields_that_the_gateway_does_not_know_are_let_pass(
    shop: Shop, client: LocalAliPay
) -> None:
    number = shop.paid_order()
    assert client.refund(number, "10.00", "R1", shoe_size=[43], when=1.5)["fund_change"] == "Y"


def test_the_same_refund_from_many_sides_is_made_once(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    with ThreadPoolExecutor(12) as pool:
        replies = list(pool.map(lambda _: client.refund(number, "10.00", "R1"), range(12)))
    assert sorted(reply["fund_change"] for reply in replies) == ["N"] * 11 + ["Y"]
    assert sandbox.account(number)["refunded_fen"] == 1000


def test_many_refunds_at_once_never_exceed_what_was_paid(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order("30.00")
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda no: client.refund(number, "20.00", f"R{no}"), range(12)))
    account = sandbox.account(number)
    assert (account["refunded_fen"], account["successful_refunds"]) == (2000, 1)
