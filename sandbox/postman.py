"""The postman: sends what lies in an outbox until the shop has heard it."""

from __future__ import annotations

import asyncio
import http.client
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.book import Book, Tx
from sandbox.clock import Clock
from sandbox.loopback import may_be_called
from sandbox.outbox import Notice, Outbox

LOOK_EVERY_S = 0.1
ANSWER_LIMIT_S = 5
ANSWER_KEPT_BYTES = 200
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A notice as it goes over the wire."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Mail:
    """What a provider tells its postman.

    `pass_time` lets happen what is due, `compose` writes a notice out and signs it, `is_heard` says
    whether an answer, status and beginning of the body, ends the resending.
    """

    outbox: Outbox
    book: Book
    clock: Clock
    ladder_divisor: float
    pass_time: Callable[[Tx], None]
    compose: Callable[[Notice], Letter]
    is_heard: Callable[[str], bool]


class Postman:
    """Looks for due notices; those of one trade go out one after another, others meanwhile."""

    def __init__(self, *, mail: Mail) -> None:
        self._mail = mail
        self._rounds: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Go on until cancelled; a bad round is logged and forgotten."""
        while True:
            busy = set(self._rounds)  # what is read of these may be over before it is looked at
            try:
                due = await asyncio.to_thread(self._find_due)
            except Exception:
                log.exception("the outbox cannot be read")
                due = {}
            for trade_no, notices in due.items():
                if trade_no not in busy:
                    self._rounds[trade_no] = asyncio.create_task(self._go(trade_no, notices))
            await asyncio.sleep(LOOK_EVERY_S)

    async def _go(self, trade_no: str, notices: list[Notice]) -> None:
        try:
            for notice in notices:
                await asyncio.to_thread(self._deliver, notice)
        except Exception:
            log.exception("a notice of %s could not be sent", trade_no)
        finally:
            del self._rounds[trade_no]

    def _find_due(self) -> dict[str, list[Notice]]:
        with self._mail.book.transaction() as tx:
            self._mail.pass_time(tx)
            return self._mail.outbox.find_due(tx=tx, now_s=self._mail.clock.now_s())

    def _deliver(self, notice: Notice) -> None:
        """Send one notice and write the answer down; cut off in between, it is sent again."""
        answer = send(url=notice.url, letter=self._mail.compose(notice))
        now_s = self._mail.clock.now_s()
        with self._mail.book.transaction() as tx:
            self._mail.outbox.record(
                tx=tx,
                notice=notice,
                answer=answer,
                heard=self._mail.is_heard(answer),
                now_s=now_s,
                divisor=self._mail.ladder_divisor,
            )


def send(*, url: str, letter: Letter) -> str:
    """Post a letter and tell the status and the beginning of the answer; follows no redirect."""
    if not may_be_called(url=url):
        return "never called: not on this machine"
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=ANSWER_LIMIT_S
    )
    try:
        connection.request("POST", path, letter.body, dict(letter.headers))
        response = connection.getresponse()
        return f"{response.status} {response.read(ANSWER_KEPT_BYTES).decode('utf-8', 'replace')}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        with suppress(OSError):
            connection.close()
