"""Notices: what they say, until when they come again, and how they go wrong when told to."""

from __future__ import annotations

import itertools

import pytest

from tests.sandbox.process import Sandbox, ask, wait_until
from tests.sandbox.shop import LocalAliPay, Shop, is_genuine, tap


def test_a_payment_is_told_in_a_way_the_sdk_verifies(shop: Shop, client: LocalAliPay) -> None:
    number = shop.paid_order("35.80", passback_params="a%3D1%26b")
    [notice] = shop.sink.await_notices(number, count=1)
    assert is_genuine(client, notice)
    assert not is_genuine(client, {**notice, "total_amount": "0.01"})
    assert notice["notify_type"] == "trade_status_sync"
    assert notice["app_id"] == client.appid and notice["seller_id"]
    assert (notice["trade_status"], notice["total_amount"]) == ("TRADE_SUCCESS", "35.80")
    assert notice["passback_params"] == "a%3D1%26b"
    assert notice["gmt_payment"] and "refund_fee" not in notice


def test_refunds_are_told_to_the_payments_address(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order("30.00")
    client.refund(number, "10.00", "R1")
    shop.sink.await_notices(number, count=2)
    sandbox.pass_time(seconds=3)
    client.refund(number, "20.00", "R2")
    _, partial, full = shop.sink.await_notices(number, count=3)
    told = ("trade_status", "refund_fee", "out_biz_no")
    assert [partial[name] for name in told] == ["TRADE_SUCCESS", "10.00", "R1"]
    assert [full[name] for name in told] == ["TRADE_CLOSED", "30.00", "R2"]
    assert partial["gmt_refund"] and "gmt_close" not in partial
    assert full["gmt_refund"] and full["gmt_close"]
    assert is_genuine(client, partial) and is_genuine(client, full)


def test_a_notice_comes_again_until_the_answer_is_exactly_success(
    shop: Shop, sandbox: Sandbox
) -> None:
    number, page = shop.order()
    wrong = [(500, "success"), (200, "SUCCESS"), (200, " success"), (302, "success")]
    shop.sink.answers[number] = iter(wrong)
    ask(page)
    tap(page)
    notices = shop.sink.await_notices(number, count=5)
    assert len({notice["notify_id"] for notice in notices}) == 1
    wait_until(lambda: sandbox.account(number)["notices"][0]["done_at"])
    [told] = sandbox.account(number)["notices"]
    assert (told["attempts"], told["answer"]) == (5, "200 success")


def test_after_eight_notices_it_is_given_up(shop: Shop, sandbox: Sandbox) -> None:
    number, page = shop.order()
    shop.sink.answers[number] = itertools.repeat((200, "fail"))
    ask(page)
    tap(page)
    for count in range(1, 9):
        shop.sink.await_notices(number, count=count)
        sandbox.pass_time(seconds=25)  # the longest gap of the ladder, divided
    wait_until(lambda: sandbox.account(number)["notices"][0]["done_at"])
    assert len(shop.sink.of(number)) == 8


def test_a_duplicate_has_the_same_number(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.switch("duplicate", on="alipay.notice.paid", copies=2)
    notices = shop.sink.await_notices(shop.paid_order(), count=3)
    assert len({notice["notify_id"] for notice in notices}) == 1


def test_a_late_notice_comes_later_than_the_query_tells(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    sandbox.switch("late", on="alipay.notice.paid", seconds=3600)
    number = shop.paid_order()
    assert client.find(number)["trade_status"] == "TRADE_SUCCESS"
    assert shop.sink.of(number) == []
    sandbox.pass_time(seconds=3600)
    shop.sink.await_notices(number, count=1)


def test_a_reordered_notice_is_overtaken_by_the_next(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    sandbox.switch("reordered", on="alipay.notice.paid", count=1, seconds=3600)
    number = shop.paid_order("30.00")
    client.refund(number, "10.00", "R1")
    first, second = shop.sink.await_notices(number, count=2)
    assert first["out_biz_no"] == "R1"
    assert "out_biz_no" not in second
    assert second["trade_status"] == "TRADE_SUCCESS"


def test_a_lost_notice_comes_only_by_its_resend(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.switch("lost", on="alipay.notice.paid", times=2)
    number = shop.paid_order()
    shop.sink.await_notices(number, count=1)
    wait_until(lambda: sandbox.account(number)["notices"][0]["done_at"])
    assert sandbox.account(number)["notices"][0]["attempts"] == 3


def test_a_notice_lost_for_good_never_comes(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.switch("lost", on="alipay.notice.paid", times=8)
    number = shop.paid_order()
    [told] = sandbox.account(number)["notices"]
    assert told["done_at"] and told["answer"] == "lost 8 times"


@pytest.mark.parametrize(
    ("how", "genuine"),
    [
        ("wrong_signature", False),
        ("other_key", False),
        ("wrong_amount", True),
        ("other_app", True),
    ],
)
def test_a_forged_notice_comes_beside_the_true_one(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox, how: str, genuine: bool
) -> None:
    sandbox.switch("forged", on="alipay.notice.paid", how=how)
    number = shop.paid_order("30.00")
    forged, true = shop.sink.await_notices(number, count=2)
    assert is_genuine(client, true)
    assert is_genuine(client, forged) == genuine
    assert forged["notify_id"] != true["notify_id"]
    assert (forged["total_amount"] != "30.00") == (how == "wrong_amount")
    assert (forged["app_id"] != client.appid) == (how == "other_app")


@pytest.mark.parametrize(
    "url", ["http://example.com/notify", "https://localhost/", "http://localhost:x/", "file:///etc"]
)
def test_no_address_beyond_this_machine_is_called(shop: Shop, sandbox: Sandbox, url: str) -> None:
    number = shop.paid_order(notify_url=url)
    [told] = sandbox.account(number)["notices"]
    assert told["answer"] == "never called: not on this machine"
    assert told["attempts"] == 0 and told["done_at"]
