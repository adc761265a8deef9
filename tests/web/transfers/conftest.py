"""The site with a channel that says what it is told to say."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.domain.outside import Outside
from tests.factories.channel import Scripted


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The channel of the site."""
    scripted = Scripted()
    world = scripted.world()
    monkeypatch.setattr(wiring, "outside", lambda: world)
    return scripted


@pytest.fixture
def world(channel: Scripted) -> Outside:
    """The site's world."""
    return wiring.outside()
