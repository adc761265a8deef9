"""WeChat's notices: what they say, until when they come again, and how they go wrong when told."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from tests.sandbox.process import Sandbox, wait_until
from tests.sandbox.shop import tap
from tests.sandbox.wechat_shop import WeChatShop, WeChatSink

PAID = "wechat.notice.paid"


@pytest.fixture
def shop(wechat_shop: WeChatShop) -> WeChatShop:
    """The shop."""
    return wechat_shop


@pytest.fixture
def sink(wechat_sink: WeChatSink) -> WeChatSink:
    """Where its notices arrive."""
    return wechat_sink


def told(sandbox: Sandbox, number: str) -> list[dict[str, object]]:
    """What the book has of an order's notices."""
    notices: list[dict[str, object]] = sandbox.account(number, rail="wechat")["notices"]
    return notices


def test_a_payment_is_told_encrypted_and_signed(shop: WeChatShop, sink: WeChatSink) -> None:
    number = shop.paid_order(3580, attach="order=1,卡")
    [notice] = sink.await_notices(number, count=1)
    said = json.loads(notice.body)
    assert (said["event_type"], said["resource_type"]) == (
        "TRANSACTION.SUCCESS",
        "encrypt-resource",
    )
    assert said["resource"]["algorithm"] == "AEAD_AES_256_GCM"
    assert number.encode() not in notice.body
    assert notice.headers["Wechatpay-Serial"] == shop.client.account.public_key_id
    assert notice.plain["mchid"] == shop.client.account.mchid
    assert notice.plain["appid"] == shop.client.account.appid
    assert notice.plain["out_trade_no"] == number
    assert notice.plain["attach"] == "order=1,卡"
    assert notice.plain["amount"]["payer_total"] == 3580
    assert notice.plain["success_time"].endswith("+08:00")


def test_a_refund_is_told_to_its_own_address_only(shop: WeChatShop, sink: WeChatSink) -> None:
    number, other = shop.paid_order(), shop.paid_order()
    shop.refund(number, f"A{number}", 1000, notify_url=sink.at(f"for-{number}"))
    shop.client.give_back(other, f"A{other}", 1000)
    [notice] = sink.await_notices(f"for-{number}", count=1)
    assert notice.plain["refund_status"] == "SUCCESS" and "status" not in notice.plain
    assert notice.plain["amount"]["payer_refund"] == 1000
    shop.settled(f"A{other}")
    assert [notice.event for notice in sink.await_notices(number, count=1)] == [
        "TRANSACTION.SUCCESS"
    ]
    assert len(told(shop.sandbox, other)) == 1


def test_a_notice_comes_again_until_the_status_is_200_or_204(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    number, page = shop.order()
    sink.answers[number] = iter([500, 404, 302, 202])
    tap(page)
    notices = sink.await_notices(number, count=5)
    assert len({notice.id for notice in notices}) == 1
    assert len({notice.headers["Wechatpay-Nonce"] for notice in notices}) == 5
    wait_until(lambda: told(sandbox, number)[0]["done_at"])
    [notice] = told(sandbox, number)
    assert (notice["attempts"], notice["answer"]) == (5, "204 ")


def test_after_sixteen_notices_it_is_given_up(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    number, page = shop.order()
    sink.answers[number] = itertools.repeat(500)
    tap(page)
    for count in range(1, 17):
        sink.await_notices(number, count=count)
        sandbox.pass_time(seconds=10)  # the longest gap of the ladder, divided
    wait_until(lambda: told(sandbox, number)[0]["done_at"])
    assert len(sink.of(number)) == 16


def test_a_duplicate_has_the_same_number(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    sandbox.switch("duplicate", on=PAID, copies=2)
    notices = sink.await_notices(shop.paid_order(), count=3)
    assert len({notice.id for notice in notices}) == 1


def test_a_late_notice_comes_later_than_the_query_tells(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    sandbox.switch("late", on=PAID, seconds=3600)
    number = shop.paid_order()
    assert shop.client.find(number)["trade_state"] == "SUCCESS"
    assert sink.of(number) == []
    sandbox.pass_time(seconds=3600)
    sink.await_notices(number, count=1)


def test_a_reordered_notice_is_overtaken_by_the_next(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    sandbox.switch("reordered", on=PAID, count=1, seconds=3600)
    number = shop.paid_order()
    shop.refund(number, f"A{number}", 1000)
    first, second = sink.await_notices(number, count=2)
    assert (first.event, second.event) == ("REFUND.SUCCESS", "TRANSACTION.SUCCESS")


def test_a_lost_notice_comes_only_by_its_resend_or_never(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    lost = sandbox.switch("lost", on=PAID, times=2)
    number = shop.paid_order()
    sink.await_notices(number, count=1)
    wait_until(lambda: told(sandbox, number)[0]["done_at"])
    assert told(sandbox, number)[0]["attempts"] == 3
    sandbox.remove(lost)
    sandbox.switch("lost", on=PAID, times=16)
    [notice] = told(sandbox, shop.paid_order())
    assert notice["done_at"] and notice["answer"] == "lost 16 times"


@pytest.mark.parametrize(
    ("how", "genuine"),
    [
        ("wrong_signature", False),
        ("other_key", False),
        ("wrong_amount", True),
        ("other_mchid", True),
        ("stale_timestamp", True),
    ],
)
def test_a_forged_notice_comes_beside_the_true_one(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink, how: str, genuine: bool
) -> None:
    sandbox.switch("forged", on=PAID, how=how)
    number = shop.paid_order()
    forged, true = sink.await_notices(number, count=2)
    assert true.plain["amount"]["total"] == 3000
    assert (forged.read is not None) == genuine
    assert forged.id != true.id
    age_s = time.time() - int(forged.headers["Wechatpay-Timestamp"])
    assert (age_s > 3000) == (how == "stale_timestamp")
    if genuine:
        assert (forged.plain["amount"]["total"] != 3000) == (how == "wrong_amount")
        assert (forged.plain["mchid"] != shop.client.account.mchid) == (how == "other_mchid")


def test_a_probe_comes_beside_the_true_notice_and_never_again(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    sandbox.switch("signtest", on=PAID, count=1)
    number, page = shop.order()
    sink.answers[number] = iter([401])
    tap(page)
    probe, true = sink.await_notices(number, count=2)
    assert probe.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert probe.read is None and true.read is not None
    wait_until(lambda: all(notice["done_at"] for notice in told(sandbox, number)))
    answers = [(notice["forged"], notice["answer"]) for notice in told(sandbox, number)]
    assert answers == [("signtest", "401 "), ("", "204 ")]


def test_every_way_to_forge_is_tried_if_none_is_named(
    shop: WeChatShop, sandbox: Sandbox, sink: WeChatSink
) -> None:
    sandbox.switch("forged", on="wechat.notice.*", count=1)
    number = shop.paid_order()
    sink.await_notices(number, count=6)
    assert [notice["forged"] for notice in told(sandbox, number)] == [
        "wrong_signature",
        "other_key",
        "wrong_amount",
        "other_mchid",
        "stale_timestamp",
        "",
    ]


def test_no_address_beyond_this_machine_is_called(shop: WeChatShop, sandbox: Sandbox) -> None:
    number = shop.paid_order(notify_url="https://shop.example/notify")
    [notice] = told(sandbox, number)
    assert notice["answer"] == "never called: not on this machine"
    assert notice["attempts"] == 0 and notice["done_at"]
