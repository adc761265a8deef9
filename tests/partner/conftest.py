"""One sandbox for all tests of this folder; every test makes its own cards and orders."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.partner.counter import Counter, open_counter
from tests.partner.shop import Shop
from tests.sandbox.process import Sandbox


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The process."""
    sandbox = Sandbox(folder=tmp_path_factory.mktemp("partner"))
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(place: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The process without a switch set."""
    monkeypatch.setenv("no_proxy", "*")
    place.clear()
    yield place
    place.clear()


@pytest.fixture
def counter(sandbox: Sandbox) -> Counter:
    """The shop's side of issuer and supplier."""
    return open_counter(sandbox)


@pytest.fixture
def shop(committed: None, sandbox: Sandbox) -> Iterator[Shop]:
    """The shop with real commits."""
    opened = Shop(sandbox=sandbox)
    opened.reset()
    yield opened
    opened.reset()
