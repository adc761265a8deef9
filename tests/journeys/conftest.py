"""One site and one browser for all journeys; fresh visitors for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.servers import Site, running_site
from tests.journeys.visitor import Visitors, chromium


@pytest.fixture(scope="package")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site."""
    with running_site(data=tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser. Its Playwright keeps a loop running here, which Django must not mind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium() as running:
            yield running


@pytest.fixture
def visitors(committed: None, site: Site, browser: Browser) -> Iterator[Visitors]:
    """People who visit; afterwards no page may have had any trouble."""
    people = Visitors(browser=browser, origin=site.origin)
    yield people
    people.leave()
    assert people.troubles == [], _tail(site.logs / "web.log")


def _tail(log: Path) -> str:
    lines = log.read_text().splitlines() if log.exists() else []
    return "\n".join(lines[-40:])
