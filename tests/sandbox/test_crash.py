"""What was committed survives kill -9, and what was promised is still sent after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.sandbox.process import Sandbox, wait_until
from tests.sandbox.shop import LocalAliPay, Shop, Sink, tap
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop, WeChatSink

REFUND = "alipay.trade.refund"


@pytest.fixture
def doomed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A process of the test's own."""
    monkeypatch.setenv("no_proxy", "*")
    sandbox = Sandbox(folder=tmp_path)
    yield sandbox
    sandbox.stop()


def test_book_switches_clock_and_outbox_survive_kill_9(doomed: Sandbox, sink: Sink) -> None:
    shop = Shop(sandbox=doomed, sink=sink)
    doomed.pass_time(seconds=100)
    number = shop.paid_order("30.00")
    sink.await_notices(number, count=1)
    doomed.switch("late", on="alipay.notice.refunded", count=1, seconds=50)
    doomed.switch("timeout_after_commit", on=REFUND, count=1, seconds=30)
    hasty = LocalAliPay(sandbox=doomed, timeout_s=0.5)
    with pytest.raises(TimeoutError):
        hasty.refund(number, "10.00", "R1")
    doomed.switch("system_error", on="alipay.trade.close", out_trade_no=number)
    doomed.kill()  # with the call still held
    assert len(sink.of(number)) == 1

    doomed.start()
    assert doomed.account(number)["refunds"]["R1"]["refund_fen"] == 1000
    assert shop.client.refund(number, "10.00", "R1")["fund_change"] == "N"
    assert shop.client.api_alipay_trade_close(number)["sub_code"] == "ACQ.SYSTEM_ERROR"
    doomed.pass_time(seconds=50)
    _, refunded = sink.await_notices(number, count=2)
    assert refunded["out_biz_no"] == "R1"


def test_a_notice_that_was_never_answered_comes_again_after_a_restart(
    doomed: Sandbox, sink: Sink
) -> None:
    shop = Shop(sandbox=doomed, sink=sink)
    number, page = shop.order()
    sink.answers[number] = iter([(500, "down")])
    doomed.switch("late", on="alipay.notice.*", seconds=1)
    tap(page)
    doomed.kill()
    doomed.start()
    told = sink.await_notices(number, count=2)
    assert told[0]["notify_id"] == told[1]["notify_id"]
    wait_until(lambda: doomed.account(number)["notices"][0]["answer"] == "200 success")


def test_a_refund_under_way_at_wechat_survives_kill_9_and_is_told_once_done(
    doomed: Sandbox, wechat_sink: WeChatSink
) -> None:
    shop = WeChatShop(sandbox=doomed, sink=wechat_sink)
    number = shop.paid_order()
    wechat_sink.await_notices(number, count=1)
    doomed.switch("refund_processing", on="wechat.refund", count=1, seconds=3600)
    doomed.switch("timeout_after_commit", on="wechat.refund", count=1, seconds=30)
    hasty = LocalWeChat(sandbox=doomed, timeout_s=0.5)
    with pytest.raises(requests.Timeout):
        hasty.give_back(number, f"A{number}", 1000, notify_url=wechat_sink.at(number))
    doomed.kill()  # with the call still held

    doomed.start()
    again = shop.refund(number, f"A{number}", 1000)
    assert again["status"] == "PROCESSING"
    doomed.pass_time(seconds=3600)
    _, refunded = wechat_sink.await_notices(number, count=2)
    assert refunded.plain["refund_id"] == again["refund_id"]
    account = doomed.account(number, rail="wechat")
    assert (account["refunded_fen"], account["successful_refunds"]) == (1000, 1)
