"""Bills of the sandbox: when they are there, how long their address is good, what is in them."""

from __future__ import annotations

import urllib.error
import urllib.request
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from tests.sandbox.process import Sandbox
from tests.sandbox.shop import LocalAliPay, Shop

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
NAME = '卡，"十元"，{a,b},c'


def bill_reply(client: LocalAliPay, day: str, kind: str = "trade") -> dict[str, Any]:
    """What is answered to the question where a bill is."""
    reply: dict[str, Any] = client.server_api(METHOD, {"bill_type": kind, "bill_date": day})
    return reply


def fetched(client: LocalAliPay, day: str, kind: str = "trade") -> bytes:
    """The file itself."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(bill_reply(client, day, kind)["bill_download_url"], timeout=10) as response:
        content: bytes = response.read()
    return content


def texts(content: bytes) -> dict[str, list[str]]:
    """The lines of both files, by their names as a Chinese computer would show them."""
    archive = zipfile.ZipFile(BytesIO(content))
    return {
        info.filename.encode("cp437").decode("gbk"): archive.read(info).decode("gbk").splitlines()
        for info in archive.infolist()
    }


def rows(lines: list[str]) -> list[list[str]]:
    """The cells below the header, split wherever there is a comma."""
    return [line.split(",") for line in lines if line[:2] == "20"]


def traded(shop: Shop) -> str:
    """A trade with one refund in part."""
    number = shop.paid_order("98.00", subject=NAME)
    shop.client.refund(number, "30.00", f"R{number}", refund_reason="不想要了")
    return number


def test_a_bill_is_there_from_ten_the_next_morning(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    assert bill_reply(client, day)["sub_code"] == "isv.invalid-parameter", "today"
    sandbox.pass_time(seconds=21 * 3600)
    assert bill_reply(client, day)["sub_code"] == "isp.bill_not_exist", "nine o'clock"
    sandbox.pass_time(seconds=3600)
    assert bill_reply(client, day)["code"] == "10000"
    tomorrow = datetime.fromisoformat(day) + timedelta(days=1)
    assert bill_reply(client, f"{tomorrow:%Y-%m-%d}")["sub_code"] == "isv.invalid-parameter"


def test_a_day_without_trades_has_no_bill(client: LocalAliPay, sandbox: Sandbox, day: str) -> None:
    sandbox.pass_time(seconds=86_400)
    assert bill_reply(client, day)["sub_code"] == "isp.bill_not_exist"


@pytest.mark.parametrize("date", ("2026-13-01", "20261001", "", "2026-10-1", "99999-01"))
def test_what_is_no_date_is_refused(client: LocalAliPay, date: str) -> None:
    assert bill_reply(client, date)["sub_code"] == "isv.invalid-parameter"


def test_an_address_is_good_for_thirty_seconds(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    sandbox.pass_time(seconds=86_400)
    address = bill_reply(client, day)["bill_download_url"]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    assert opener.open(address, timeout=10).headers["Content-Type"] == "application/zip"
    sandbox.pass_time(seconds=31)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        opener.open(address, timeout=10)


def test_the_trade_bill_has_both_files_in_gbk_with_totals_that_agree(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    number = traded(shop)
    sandbox.pass_time(seconds=86_400)
    content = fetched(client, day)
    assert content == fetched(client, day), "the same bytes at every asking"
    found = texts(content)
    stem = f"20881000000000010156_{day.replace('-', '')}_业务明细"
    assert list(found) == [f"{stem}.csv", f"{stem}(汇总).csv"]
    detail, summary = found.values()
    paid, back = rows(detail)
    assert paid[1] == back[1] == f"{number}\t"
    assert (paid[2], back[2]) == ("交易", "退款")
    assert ",".join(paid[3:6]) == NAME, "a comma is not quoted"
    assert (paid[-13], paid[-3], back[-13], back[-3]) == ("98.00", "-0.59", "-30.00", "0.18")
    assert (back[-4], back[-1]) == (f"R{number}\t", "不想要了")
    assert detail[-3:-1] == [
        "#交易合计：1笔，商家实收共98.00元，商家优惠共0.00元",
        "#退款合计：1笔，商家实收退款共-30.00元，商家优惠退款共0.00元",
    ]
    assert "合计,,1,1,68.00,68.00,0.00,0.00,0.00,-0.41,0.00,67.59" in summary


def test_a_full_refund_without_a_number_shows_that_of_its_trade(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    number = shop.paid_order("5.00")
    client.refund(number, "5.00")
    sandbox.pass_time(seconds=86_400)
    _, back = rows(next(iter(texts(fetched(client, day)).values())))
    assert back[-4] == f"{number}\t"


def test_the_account_bill_has_fees_on_lines_of_their_own(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    sandbox.pass_time(seconds=86_400)
    detail, summary = texts(fetched(client, day, "signcustomer")).values()
    moved = [(row[-2], row[-6], row[-5], row[-4]) for row in rows(detail)]
    assert moved == [
        ("在线支付", "98.00", "", "98.00"),
        ("收费", "", "-0.59", "97.41"),
        ("交易退款", "", "-30.00", "67.41"),
        ("退费", "0.18", "", "67.59"),
    ]
    assert "合计,2,98.18,2,-30.59,67.59" in summary


def test_planted_differences_are_in_the_bill_and_its_totals_and_only_there(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    lost, off, fee, console, honest = (traded(shop) for _ in range(5))
    sandbox.switch("bill_missing", on="alipay.bill.refund", out_trade_no=lost)
    sandbox.switch("bill_amount_off", on="alipay.bill.payment", out_trade_no=off, fen=-2)
    sandbox.switch("bill_fee_off", on="*.payment", out_trade_no=fee, fen=7)
    sandbox.switch("bill_extra_refund", out_trade_no=console, fen=150)
    sandbox.pass_time(seconds=86_400)
    detail, _ = texts(fetched(client, day)).values()
    found = {(row[1].strip(), row[2], row[-13], row[-3]) for row in rows(detail)}
    assert {row for row in found if row[0] == honest} == {
        (honest, "交易", "98.00", "-0.59"),
        (honest, "退款", "-30.00", "0.18"),
    }
    assert (lost, "退款", "-30.00", "0.18") not in found
    assert (off, "交易", "97.98", "-0.59") in found
    assert (fee, "交易", "98.00", "-0.66") in found
    assert (console, "退款", "-1.50", "0.00") in found
    assert len(found) == 10
    assert "#退款合计：5笔，商家实收退款共-121.50元，商家优惠退款共0.00元" in detail
    assert sandbox.account(lost)["refunded_fen"] == 3_000, "the book is as it was"


def test_a_tampered_bill_contradicts_its_totals_and_a_truncated_one_has_none(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, day: str
) -> None:
    traded(shop)
    switch = sandbox.switch("bill_tampered", on="alipay.bill.payment", fen=100)
    sandbox.pass_time(seconds=86_400)
    detail, _ = texts(fetched(client, day)).values()
    assert rows(detail)[0][-13] == "99.00"
    assert "#交易合计：1笔，商家实收共98.00元，商家优惠共0.00元" in detail
    sandbox.remove(switch)
    sandbox.switch("bill_truncated", on="alipay.bill")
    detail, _ = texts(fetched(client, day)).values()
    assert not any("合计" in line for line in detail)
