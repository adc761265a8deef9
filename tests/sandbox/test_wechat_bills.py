"""WeChat's bills through the real SDK: when they are there, what is in them, what is off."""

from __future__ import annotations

import gzip
import hashlib
import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.sandbox.process import Sandbox, ask
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop, get, read

NAME = '卡，"十元",{a},b'


@pytest.fixture
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop."""
    return wechat_shop


def told(client: LocalWeChat, day: str, kind: str = "ALL") -> dict[str, Any]:
    """What is answered to the question where a bill is."""
    if kind.startswith("FUND_"):
        asked = client.fundflow_bill(day, account_type=kind.removeprefix("FUND_"))
    else:
        asked = client.trade_bill(day, bill_type=kind)
    status, said = read(asked)
    return {"http": status, **said}


def fetched(client: LocalWeChat, day: str, kind: str = "ALL") -> list[str]:
    """The lines of a bill whose hash is as it was told."""
    said = told(client, day, kind)
    status, packed = client.download_bill(said["download_url"])
    assert status == 200 and isinstance(packed, bytes)
    content = gzip.decompress(packed)
    assert said["hash_type"] == "SHA1"
    assert hashlib.sha1(content).hexdigest() == said["hash_value"]
    return content.decode("utf-8-sig").removesuffix("\r\n").split("\r\n")


def rows(lines: list[str]) -> list[dict[str, str]]:
    """The rows by the names of their columns."""
    header = lines[0].split(",")
    cells = [line.removeprefix("`").split(",`") for line in lines[1:-2]]
    assert all(len(row) == len(header) for row in cells)
    return [dict(zip(header, row, strict=True)) for row in cells]


def totals(lines: list[str]) -> dict[str, str]:
    """The last two lines."""
    return dict(zip(lines[-2].split(","), lines[-1].removeprefix("`").split(",`"), strict=True))


def traded(shop: WeChatShop) -> str:
    """An order with one refund in part that is done."""
    number = shop.paid_order(9800, description=NAME)
    shop.refund(number, f"R{number}", 3000, total_fen=9800, reason="不想要了")
    shop.settled(f"R{number}")
    return number


def test_a_bill_is_there_from_ten_the_next_morning(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    assert told(shop.client, day)["code"] == "STATEMENT_CREATING"
    sandbox.pass_time(seconds=21 * 3600)
    said = told(shop.client, day)
    assert (said["http"], said["code"]) == (400, "STATEMENT_CREATING")
    sandbox.pass_time(seconds=3600)
    assert told(shop.client, day)["http"] == 200
    later = datetime.fromisoformat(day) + timedelta(days=2)
    assert told(shop.client, f"{later:%Y-%m-%d}")["code"] == "INVALID_REQUEST"
    sandbox.pass_time(seconds=93 * 86_400)
    assert told(shop.client, day)["code"] == "INVALID_REQUEST"


@pytest.mark.parametrize("kind", ["ALL", "SUCCESS", "REFUND", "FUND_BASIC"])
def test_a_day_on_which_nothing_happened_has_no_bill(
    shop: WeChatShop, sandbox: Sandbox, day: str, kind: str
) -> None:
    sandbox.pass_time(seconds=86_400)
    said = told(shop.client, day, kind)
    assert (said["http"], said["code"]) == (400, "NO_STATEMENT_EXIST")


def test_what_is_no_day_or_no_kind_of_bill_is_refused(shop: WeChatShop) -> None:
    for day in ("2026-13-01", "20261001", "2026-10", ""):
        assert told(shop.client, day)["code"] == "PARAM_ERROR"
    assert told(shop.client, "2026-10-01", "EVERYTHING")["code"] == "PARAM_ERROR"
    assert told(shop.client, "2026-10-01", "FUND_OTHER")["code"] == "PARAM_ERROR"


def test_an_address_is_good_for_thirty_seconds_and_only_for_the_merchant(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    sandbox.pass_time(seconds=86_400)
    url = told(shop.client, day)["download_url"]
    assert url.startswith(f"{sandbox.origin}/v3/billdownload/file?token=")
    assert ask(url).status == 400, "neither Accept nor signature"
    target = url.removeprefix(sandbox.origin)
    answer = get(sandbox, target)
    assert answer.status == 200
    assert answer.headers["Wechatpay-Signature"] is None
    sandbox.pass_time(seconds=31)
    late = get(sandbox, target)
    assert (late.status, late.json()["code"]) == (400, "INVALID_REQUEST")


def test_a_bill_is_plain_if_it_is_not_asked_for_packed(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    number = traded(shop)
    sandbox.pass_time(seconds=86_400)
    said = get(sandbox, f"/v3/bill/tradebill?bill_date={day}").json()
    content = get(sandbox, said["download_url"].removeprefix(sandbox.origin)).content
    assert number in content.decode("utf-8-sig")
    assert hashlib.sha1(content).hexdigest() == said["hash_value"]


def test_the_trade_bill_has_a_row_for_each_payment_and_refund(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    number = traded(shop)
    sandbox.pass_time(seconds=86_400)
    lines = fetched(shop.client, day)
    assert len(lines[0].split(",")) == 27
    paid, back = rows(lines)
    account = sandbox.account(number, rail="wechat")
    assert paid["商户订单号"] == back["商户订单号"] == number
    assert paid["微信订单号"] == account["transaction_id"]
    assert (paid["交易状态"], back["交易状态"]) == ("SUCCESS", "REFUND")
    assert (paid["应结订单金额"], back["应结订单金额"]) == ("98.00", "0.00")
    assert (paid["微信退款单号"], paid["商户退款单号"]) == ("0", "0")
    assert (back["商户退款单号"], back["退款金额"], back["申请退款金额"]) == (
        f"R{number}",
        "30.00",
        "30.00",
    )
    assert back["微信退款单号"] == account["refunds"][f"R{number}"]["refund_id"]
    assert (back["退款类型"], back["退款状态"]) == ("ORIGINAL", "SUCCESS")
    assert (paid["手续费"], back["手续费"], paid["费率"]) == ("0.59000", "-0.18000", "0.60%")
    assert paid["商品名称"] == NAME, "a comma is not quoted"
    assert totals(lines) == {
        "总交易单数": "2",
        "应结订单总金额": "98.00",
        "退款总金额": "30.00",
        "充值券退款总金额": "0.00",
        "手续费总金额": "0.41000",
        "订单总金额": "98.00",
        "申请退款总金额": "30.00",
    }


def test_payments_and_refunds_have_bills_of_their_own(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    number = traded(shop)
    sandbox.pass_time(seconds=86_400)
    success, refund = (fetched(shop.client, day, kind) for kind in ("SUCCESS", "REFUND"))
    assert (len(success[0].split(",")), len(refund[0].split(","))) == (20, 29)
    [paid], [back] = rows(success), rows(refund)
    assert paid["商户订单号"] == back["商户订单号"] == number
    assert back["退款申请时间"][:10] == back["退款成功时间"][:10] == day
    assert (totals(success)["总交易单数"], totals(refund)["总交易单数"]) == ("1", "1")


def test_a_refund_is_dated_by_when_it_was_accepted_and_shown_as_it_was_at_ten(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    number = shop.paid_order()
    sandbox.switch("refund_processing", on="wechat.refund", count=1, seconds=30 * 3600)
    shop.refund(number, f"R{number}", 1000)
    sandbox.pass_time(seconds=86_400)
    [_, back] = rows(fetched(shop.client, day))
    assert (back["退款状态"], back["交易时间"][:10]) == ("PROCESSING", day)
    sandbox.pass_time(seconds=86_400)
    assert shop.client.find_refund(f"R{number}")["status"] == "SUCCESS"
    [_, again] = rows(fetched(shop.client, day))
    assert again == back, "no later bill puts it right"
    tomorrow = datetime.fromisoformat(day) + timedelta(days=1)
    assert told(shop.client, f"{tomorrow:%Y-%m-%d}")["code"] == "NO_STATEMENT_EXIST"


def test_the_fund_flow_bill_has_every_move_and_a_balance_that_adds_up(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    number = traded(shop)
    sandbox.pass_time(seconds=60)
    sandbox.switch("refund_closed", on="wechat.refund", count=1)
    shop.refund(number, f"S{number}", 1000, total_fen=9800)
    assert shop.settled(f"S{number}")["status"] == "CLOSED"
    sandbox.pass_time(seconds=86_400)
    lines = fetched(shop.client, day, "FUND_BASIC")
    found = rows(lines)
    assert [(row["业务类型"], row["收支类型"], row["收支金额(元)"]) for row in found] == [
        ("交易", "收入", "98.00"),
        ("扣除交易手续费", "支出", "0.59"),
        ("退款", "支出", "30.00"),
        ("退还交易手续费", "收入", "0.18"),
        ("退款", "支出", "10.00"),
        ("退还交易手续费", "收入", "0.06"),
        ("退款关闭", "收入", "10.00"),
        ("扣除交易手续费", "支出", "0.06"),
    ]
    fen = [int(row["账户结余(元)"].replace(".", "")) for row in found]
    assert [after - before for before, after in itertools.pairwise(fen)] == [
        -59, -3000, 18, -1000, 6, 1000, -6,
    ]  # fmt: skip
    transaction_id = sandbox.account(number, rail="wechat")["transaction_id"]
    assert found[2]["业务凭证号"] == f"REF{transaction_id}"
    assert totals(lines) == {
        "资金流水总笔数": "8.0",
        "收入笔数": "4.0",
        "收入金额": "108.24",
        "支出笔数": "4.0",
        "支出金额": "40.65",
    }
    assert told(shop.client, day, "FUND_FEES")["code"] == "NO_STATEMENT_EXIST"


def test_planted_differences_are_in_the_bill_and_its_totals_and_only_there(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    lost, off, fee, console, slow, honest = (traded(shop) for _ in range(6))
    sandbox.switch("bill_missing", on="wechat.bill.refund", out_trade_no=lost)
    sandbox.switch("bill_amount_off", on="wechat.bill.payment", out_trade_no=off, fen=-1)
    sandbox.switch("bill_fee_off", on="*.payment", out_trade_no=fee, fen=7)
    sandbox.switch("bill_extra_refund", on="wechat.*", out_trade_no=console, fen=150)
    sandbox.switch("bill_processing", out_trade_no=slow)
    sandbox.pass_time(seconds=86_400)
    lines = fetched(shop.client, day)
    found = {
        (row["商户订单号"], row["交易状态"], row["退款状态"], row["订单金额"], row["退款金额"],
         row["手续费"])
        for row in rows(lines)
    }  # fmt: skip
    assert {row for row in found if row[0] == honest} == {
        (honest, "SUCCESS", "", "98.00", "0.00", "0.59000"),
        (honest, "REFUND", "SUCCESS", "0.00", "30.00", "-0.18000"),
    }
    assert [row[1] for row in found if row[0] == lost] == ["SUCCESS"]
    assert (off, "SUCCESS", "", "97.99", "0.00", "0.59000") in found
    assert (fee, "SUCCESS", "", "98.00", "0.00", "0.66000") in found
    assert (console, "REFUND", "SUCCESS", "0.00", "1.50", "0.00000") in found
    assert (slow, "REFUND", "PROCESSING", "0.00", "30.00", "-0.18000") in found
    assert len(found) == 12
    assert totals(lines)["订单总金额"] == "587.99"
    assert totals(lines)["退款总金额"] == "151.50"
    moves = [row["收支金额(元)"] for row in rows(fetched(shop.client, day, "FUND_BASIC"))]
    assert "97.99" in moves and "1.50" in moves
    assert sandbox.account(lost, rail="wechat")["refunded_fen"] == 3000, "the book is as it was"


def test_a_tampered_bill_contradicts_its_totals_and_a_truncated_one_its_hash(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    tampered = sandbox.switch("bill_tampered", on="wechat.bill.payment", fen=100)
    sandbox.pass_time(seconds=86_400)
    lines = fetched(shop.client, day)
    assert (rows(lines)[0]["订单金额"], totals(lines)["订单总金额"]) == ("99.00", "98.00")
    sandbox.remove(tampered)
    sandbox.switch("bill_truncated", on="wechat.bill")
    with pytest.raises(AssertionError):
        fetched(shop.client, day)


def test_asking_for_a_bill_can_be_spoilt_like_every_call(
    shop: WeChatShop, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    sandbox.pass_time(seconds=86_400)
    sandbox.switch("frequency_limited", on="wechat.trade_bill", count=1)
    assert told(shop.client, day)["http"] == 429
    sandbox.switch("timeout_before_commit", on="wechat.bill_file", count=1, seconds=1)
    hasty = LocalWeChat(sandbox=sandbox, timeout_s=0.3)
    with pytest.raises(requests.Timeout):
        hasty.download_bill(told(shop.client, day)["download_url"])
