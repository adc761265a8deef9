"""One sandbox for all tests of this folder; every test makes its own orders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anxin.domain.channel import Bill, Channel
from tests.channel.bills import paid_at
from tests.channel.finance import Books
from tests.channel.rails import METHODS, Rail, open_rail
from tests.channel.till import PATIENCE_S, Till, open_till, running_sandbox
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Sink]]:
    """The process and where its notices arrive."""
    with running_sandbox(folder=tmp_path_factory.mktemp("channel")) as running:
        yield running


@pytest.fixture
def till(
    committed: None, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """The shop at the till, with real commits."""
    with open_till(place=place, patch=monkeypatch) as opened:
        yield opened


@pytest.fixture
def sandbox(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The gateways without a switch set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    yield place[0]
    place[0].clear()


@pytest.fixture(params=METHODS)
def rail(
    request: pytest.FixtureRequest, sandbox: Sandbox, place: tuple[Sandbox, Sink]
) -> Iterator[Rail]:
    """Each rail in turn."""
    opened = open_rail(method=request.param, sandbox=sandbox, sink=place[1])
    yield opened
    opened.stop()


@pytest.fixture
def channel(rail: Rail) -> Channel:
    """Its adapter."""
    adapter: Channel = rail.channel()
    return adapter


@pytest.fixture
def hasty(rail: Rail) -> Channel:
    """Its adapter with little patience."""
    adapter: Channel = rail.channel(timeout_s=PATIENCE_S)
    return adapter


@pytest.fixture
def bill(rail: Rail, channel: Channel) -> Bill:
    """A bill whose buyer has paid it."""
    return paid_at(rail, channel)


@pytest.fixture
def books(till: Till) -> Books:
    """The books of one day, which nobody else trades on."""
    return Books(till)


@pytest.fixture
def wechat_books(
    committed: None, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Books]:
    """The same at WeChat Pay."""
    with open_till(place=place, patch=monkeypatch, method="wechat") as opened:
        yield Books(opened)
