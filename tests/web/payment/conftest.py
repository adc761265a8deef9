"""One sandbox for the pages of paying, and a site whose channel leads to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anxin import wiring
from tests.channel.till import Till, open_till, running_sandbox
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Sink]]:
    """The process and where its notices arrive."""
    with running_sandbox(folder=tmp_path_factory.mktemp("pay")) as running:
        yield running


@pytest.fixture
def till(
    committed: None, place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """The shop at the till, whose pages use the same channel."""
    with open_till(place=place, patch=monkeypatch) as opened:
        monkeypatch.setattr(wiring, "outside", lambda: opened.outside)
        yield opened
