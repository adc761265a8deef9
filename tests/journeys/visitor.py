"""A person at a phone or a desk: a fresh browser context whose troubles are written down."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from anxin.storage.account.models import Account

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
PATIENCE_MS = 8_000
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
REFUSED_AS_MEANT = re.compile(r"Failed to load resource: .* status of 4\d\d")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser: the machine's own Chromium, or else Playwright's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS.split()
        )
        yield browser
        browser.close()


class Visitors:
    """Whoever visits the site during one test."""

    def __init__(self, *, browser: Browser, origin: str) -> None:
        self.origin = origin
        self.troubles: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def come(
        self,
        *,
        account: UUID | None = None,
        script: bool = True,
        size: ViewportSize = PHONE,
        language: str = "zh-CN",
        scale: float = 1,
    ) -> Page:
        """Open a page of somebody's own, logged in where an account is given."""
        context = self._browser.new_context(
            base_url=self.origin,
            viewport=size,
            locale=language,
            java_script_enabled=script,
            device_scale_factor=scale,
            reduced_motion="reduce",
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("response", self._answered)
        if account:
            log_in(context, account=account, origin=self.origin)
        return context.new_page()

    def leave(self) -> None:
        """Close everything that was opened."""
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED_AS_MEANT.search(message.text):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")


def log_in(context: BrowserContext, *, account: UUID, origin: str) -> None:
    """Give a context the session of an account; one journey does it by the login page."""
    client = Client()
    client.force_login(Account.objects.get(id=account))
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": origin}])
