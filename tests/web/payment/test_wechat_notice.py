"""The address that WeChat Pay calls: what it answers, and to whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from anxin import wiring
from anxin.adapters.channel.wechat import WechatChannel
from anxin.storage.payment.models import Finding
from anxin.storage.risk.models import Mark
from tests.channel.rails import Told
from tests.channel.till import Till, open_till, payment_of
from tests.channel.wechat.platform import Platform
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

ADDRESS = "/notify/wechat/"
OUTSIDER = Client(enforce_csrf_checks=True)


@pytest.fixture
def till(
    committed: None, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """The shop at WeChat Pay's till, whose pages use the same channel."""
    with open_till(place=place, patch=monkeypatch, method="wechat") as opened:
        monkeypatch.setattr(wiring, "outside", lambda: opened.outside)
        yield opened


def posted(told: Told) -> tuple[int, Any]:
    """The status and content of the answer to a notice."""
    headers = {name: value for name, value in told.headers.items() if name.startswith("Wechatpay")}
    answer = OUTSIDER.post(ADDRESS, told.body, "application/json", headers=headers)
    assert answer.headers["Content-Type"].startswith("application/json")
    return answer.status_code, json.loads(answer.content)


def notice_of(till: Till) -> tuple[Bought, Told]:
    """A paid order of which only WeChat Pay knows, and the latest notice of it."""
    bought = placed(buyer=a_buyer(money_fen=0))
    return bought, till.told(till.pay_at_channel(bought).no)[-1]


def test_a_genuine_notice_pays_once_and_is_answered_with_success(till: Till) -> None:
    bought, told = notice_of(till)
    for _ in range(2):
        assert posted(told) == (200, {"code": "SUCCESS"})
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", 9_800)
    assert Mark.objects.get(account_id=bought.buyer, kind="payer").times == 1


@pytest.mark.parametrize("how", ("wrong_signature", "other_key", "other_mchid", "stale_timestamp"))
def test_a_forged_notice_is_turned_away_and_changes_nothing(till: Till, how: str) -> None:
    till.sandbox.switch("forged", how=how, count=1)
    bought = placed(buyer=a_buyer(money_fen=0))
    forged, genuine = till.told(till.pay_at_channel(bought).no, count=2)
    status, said = posted(forged)
    assert (status, said["code"]) == (401, "FAIL")
    assert bought.row.state == "awaiting_payment"
    assert not Mark.objects.filter(account_id=bought.buyer).exists()
    assert posted(genuine)[0] == 200
    assert bought.row.state == "cooling_off"


def test_a_probe_is_answered_with_a_refusal(till: Till) -> None:
    till.sandbox.switch("signtest", on="wechat.notice.*", count=1)
    bought = placed(buyer=a_buyer(money_fen=0))
    probe, _ = till.told(till.pay_at_channel(bought).no, count=2)
    assert probe.headers["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/")
    assert posted(probe)[0] == 401
    assert bought.row.state == "awaiting_payment"


@pytest.mark.parametrize("body", (b"", b"{}", b"[]", b"\xff", b"x" * 100_000))
def test_what_is_no_notice_at_all_is_turned_away(till: Till, body: bytes) -> None:
    assert posted(Told({}, body))[0] == 401


def test_a_payment_that_is_not_ours_is_never_answered_with_success(till: Till) -> None:
    bought, told = notice_of(till)
    payment = payment_of(bought)
    payment.delete()
    status, said = posted(told)
    assert (status, said["code"]) == (404, "FAIL")
    assert Finding.objects.filter(kind="unknown_payment").exists()


def test_an_identity_used_before_still_reads_its_notices(till: Till) -> None:
    bought, told = notice_of(till)
    newer = WechatChannel(Platform().merchant(mchid="1900000002"))
    till.outside = replace(
        till.outside, channels={"wechat": newer}, former={"wechat": (till.channel,)}
    )
    assert posted(told) == (200, {"code": "SUCCESS"})
    assert bought.row.state == "cooling_off"


def test_a_site_that_has_forgotten_the_identity_takes_nothing(till: Till) -> None:
    bought, told = notice_of(till)
    newer = WechatChannel(Platform().merchant(mchid="1900000002"))
    till.outside = replace(till.outside, channels={"wechat": newer})
    assert posted(told)[0] == 401
    assert bought.row.state == "awaiting_payment"


def test_a_site_without_wechat_pay_has_no_such_address(committed: None) -> None:
    assert OUTSIDER.post(ADDRESS, b"{}", "application/json").status_code == 404
