"""The postman: sends what lies in the outbox until the shop answers `success`.

Source: Alipay, "异步通知说明": the answer must be exactly these seven letters with status 200; else
the same notice (same notify_id) comes again after 4 m, 10 m, 10 m, 1 h, 2 h, 6 h and 15 h.
"""

from __future__ import annotations

import asyncio
import functools
import http.client
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox.alipay.keys import new_key
from sandbox.alipay.lifecycle import pass_time
from sandbox.alipay.notices import LADDER_S
from sandbox.alipay.signing import with_signature
from sandbox.alipay.turn import Provider
from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.loopback import may_be_called

LOOK_EVERY_S = 0.1
ANSWER_LIMIT_S = 5
ANSWER_KEPT_BYTES = 200
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Notice:
    """One row of the outbox."""

    id: int
    notify_id: str
    trade_no: str
    event: str
    url: str
    fields: str
    forged: str
    resent: int
    held: int
    due_at: float
    attempts: int
    answer: str
    done_at: float | None


class Postman:
    """Looks for due notices; those of one trade go out one after another, others meanwhile."""

    def __init__(self, *, provider: Provider) -> None:
        self._provider = provider
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
        """The due notices of each trade, in the order in which they are to arrive."""
        due: dict[str, list[Notice]] = {}
        with self._provider.book.transaction() as tx:
            turn = self._provider.turn(tx=tx)
            pass_time(turn=turn)
            for row in tx.execute(
                "SELECT * FROM notice WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at, id",
                [turn.now_s],
            ):
                due.setdefault(row["trade_no"], []).append(Notice(**row))
        return due

    def _deliver(self, notice: Notice) -> None:
        """Send one notice and write the answer down; cut off in between, it is sent again."""
        answer = send(url=notice.url, body=self._compose(notice))
        now_s = self._provider.clock.now_s()
        attempts = notice.attempts + 1
        over = answer == "200 success" or not notice.resent or attempts > len(LADDER_S)
        gap_s = 0.0 if over else LADDER_S[attempts - 1] / self._provider.ladder_divisor
        with self._provider.book.transaction() as tx:
            _record(tx, notice, attempts, answer, now_s + gap_s, now_s if over else None)

    def _compose(self, notice: Notice) -> str:
        """The notice as it goes over the wire, signed now; forged ones as badly as they say."""
        fields = json.loads(notice.fields)
        fields["notify_id"] = notice.notify_id
        fields["notify_time"] = beijing_text(at_s=self._provider.clock.now_s())
        key = stranger_key() if notice.forged == "other_key" else self._provider.key
        signed = with_signature(key=key, params=fields)
        if notice.forged == "wrong_signature":
            signed["notify_time"] = "2000-01-01 00:00:00"
        return urlencode(signed)


def send(*, url: str, body: str) -> str:
    """Post a form and tell the status and the beginning of the answer; follows no redirect."""
    if not may_be_called(url=url):
        return "never called: not on this machine"
    parts = urlsplit(url)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=ANSWER_LIMIT_S
    )
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return f"{response.status} {response.read(ANSWER_KEPT_BYTES).decode('utf-8', 'replace')}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        with suppress(OSError):
            connection.close()


@functools.cache
def stranger_key() -> RSAPrivateKey:
    """The key of somebody who is not Alipay."""
    return new_key()


def _record(
    tx: Tx, notice: Notice, attempts: int, answer: str, due_at: float, done_at: float | None
) -> None:
    tx.execute(
        "UPDATE notice SET attempts = ?, answer = ?, due_at = ?, done_at = ? WHERE id = ?",
        [attempts, answer, due_at, done_at, notice.id],
    )
