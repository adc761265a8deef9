"""One sandbox for all tests of this folder; every test makes its own orders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channel.finance import Books
from tests.channel.till import Till, open_till, running_sandbox
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
