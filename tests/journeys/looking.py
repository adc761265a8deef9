"""Look at a page as it stands: no serious barrier on it, and nothing beside the screen."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.test_access import AXE, barriers
from tests.journeys.visitor import DESK, PHONE


def whole(*pages: Page) -> None:
    """No barrier on pages that are read on a phone."""
    for page in pages:
        page.evaluate(AXE)
        assert barriers(page, PHONE) == []


def free(*pages: Page) -> None:
    """No barrier on pages of a desk, on a phone neither."""
    for page in pages:
        page.evaluate(AXE)
        assert barriers(page, PHONE) + barriers(page, DESK) == []
