"""One sandbox and one shop for all tests of this folder; every test makes its own trades."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.sandbox.process import Sandbox
from tests.sandbox.shop import BEIJING, LocalAliPay, Shop, Sink
from tests.sandbox.wechat_shop import LocalWeChat, WeChatShop, WeChatSink

DAYS = itertools.count(40, 3)


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The process."""
    sandbox = Sandbox(folder=tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(sandbox_process: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The process without a switch set, reached past any proxy."""
    monkeypatch.setenv("no_proxy", "*")
    sandbox_process.clear()
    yield sandbox_process
    sandbox_process.clear()


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Where notices arrive."""
    sink = Sink()
    yield sink
    sink.shutdown()
    sink.server_close()


@pytest.fixture
def shop(sandbox: Sandbox, sink: Sink) -> Shop:
    """A shop at the sandbox."""
    return Shop(sandbox=sandbox, sink=sink)


@pytest.fixture
def client(shop: Shop) -> LocalAliPay:
    """The shop's client: the real SDK."""
    return shop.client


@pytest.fixture
def hasty(sandbox: Sandbox, sink: Sink) -> LocalAliPay:
    """The same client with little patience."""
    return LocalAliPay(sandbox=sandbox, app_notify_url=sink.url, timeout_s=0.5)


@pytest.fixture(scope="session")
def wechat_sink() -> Iterator[WeChatSink]:
    """Where WeChat's notices arrive."""
    sink = WeChatSink()
    yield sink
    sink.shutdown()
    sink.server_close()


@pytest.fixture
def wechat_shop(sandbox: Sandbox, wechat_sink: WeChatSink) -> WeChatShop:
    """A shop at the sandbox's WeChat Pay, in public key mode, whose last refusals are long ago."""
    sandbox.pass_time(seconds=2)
    return WeChatShop(sandbox=sandbox, sink=wechat_sink)


@pytest.fixture
def wechat(wechat_shop: WeChatShop) -> LocalWeChat:
    """That shop's client: the real SDK."""
    return wechat_shop.client


@pytest.fixture
def day(sandbox: Sandbox) -> Iterator[str]:
    """A day on which nobody else trades, at noon; afterwards it is today again."""
    before, now = sandbox.offset_s, datetime.now(BEIJING)
    noon = now.replace(hour=12, minute=0) + timedelta(days=next(DAYS))
    sandbox.pass_time(seconds=(noon - now).total_seconds() - before)
    yield f"{noon:%Y-%m-%d}"
    sandbox.pass_time(seconds=before - sandbox.offset_s)
