"""The outbox: what is to be told to the shop, and how the switches spoil it.

A notice is written in the transaction of what it tells of, so neither is ever without the other.
Each provider has a table of its own, all of one shape.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from sandbox.book import Tx
from sandbox.loopback import may_be_called
from sandbox.switches import Switch, take_switches

OVERTAKEN_BY_S = 0.5
SHOWN = "notify_id, event, forged, resent, attempts, answer, due_at, done_at"


@dataclass(frozen=True)
class Notice:
    """One row of the outbox; `trade_no` is the channel's number of the trade."""

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


@dataclass(frozen=True)
class Event:
    """What happened to which trade, and the address that wants to know."""

    name: str
    trade_no: str
    out_trade_no: str
    url: str


@dataclass(frozen=True)
class Draft:
    """A notice before it lies in the outbox."""

    notify_id: str
    fields: Mapping[str, object]
    due_at: float
    forged: str = ""
    resent: bool = True
    held: bool = False
    lost_times: int = 0


Forge = Callable[[str], Draft]


@dataclass(frozen=True)
class Outbox:
    """A provider's outbox.

    `ladder_s` are the gaps between sendings; `kinds` are the switches that make sense here, and
    `forgeries` the ways to forge.
    """

    rail: str
    table: str
    ladder_s: tuple[int, ...]
    kinds: Collection[str]
    forgeries: tuple[str, ...]

    def queue(
        self, *, tx: Tx, event: Event, draft: Draft, forge: Forge, now_s: float, divisor: float
    ) -> None:
        """Put a notice in, and what the switches make of it; nothing for an empty address.

        `forge` makes a notice that was never meant, in the way that it is told; signatures are
        spoilt only when it is sent.
        """
        if not event.url:
            return
        tx.execute(
            f"UPDATE {self.table} SET due_at = ?, held = 0"
            " WHERE trade_no = ? AND held AND done_at IS NULL",
            [now_s + OVERTAKEN_BY_S, event.trade_no],
        )
        place = f"{self.rail}.notice.{event.name}"
        acting = take_switches(
            tx=tx, kinds=self.kinds, place=place, out_trade_no=event.out_trade_no
        )
        for changed in self._as_switched(draft, acting, forge):
            self._insert(tx, event, changed, now_s, divisor)

    def _as_switched(self, draft: Draft, acting: Mapping[str, Switch], forge: Forge) -> list[Draft]:
        """What is really sent: forgeries first, then the notice itself, then its copies."""
        if "late" in acting:
            draft = replace(draft, due_at=draft.due_at + acting["late"].seconds)
        if "reordered" in acting:
            draft = replace(draft, due_at=draft.due_at + acting["reordered"].seconds, held=True)
        if "lost" in acting:
            draft = replace(draft, lost_times=acting["lost"].options["times"])
        wanted = list(acting["forged"].options["how"]) if "forged" in acting else []
        if "signtest" in acting:
            wanted.append("signtest")
        copies = acting["duplicate"].options["copies"] if "duplicate" in acting else 0
        known = (how for how in wanted if how in self.forgeries)
        return [
            *(replace(forge(how), due_at=draft.due_at, forged=how, resent=False) for how in known),
            draft,
            *[replace(draft, resent=False)] * copies,
        ]

    def _insert(self, tx: Tx, event: Event, draft: Draft, now_s: float, divisor: float) -> None:
        called = may_be_called(url=event.url)
        attempts = min(draft.lost_times, len(self.ladder_s) + 1)
        answer = f"lost {attempts} times" if attempts else ""
        tx.execute(
            f"INSERT INTO {self.table} (notify_id, trade_no, event, url, fields, forged, resent,"
            " held, due_at, attempts, answer, done_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [draft.notify_id, event.trade_no, event.name, event.url,
             json.dumps(draft.fields, ensure_ascii=False), draft.forged, draft.resent, draft.held,
             draft.due_at + sum(self.ladder_s[:attempts]) / divisor, attempts,
             answer if called else "never called: not on this machine",
             None if called and attempts <= len(self.ladder_s) else now_s],
        )  # fmt: skip

    def find_due(self, *, tx: Tx, now_s: float) -> dict[str, list[Notice]]:
        """The due notices of each trade, in the order in which they are to arrive."""
        due: dict[str, list[Notice]] = {}
        for row in tx.execute(
            f"SELECT * FROM {self.table} WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at, id",
            [now_s],
        ):
            due.setdefault(row["trade_no"], []).append(Notice(**row))
        return due

    def record(
        self, *, tx: Tx, notice: Notice, answer: str, heard: bool, now_s: float, divisor: float
    ) -> None:
        """Write down what was answered, and when the notice comes again if it does."""
        attempts = notice.attempts + 1
        over = heard or not notice.resent or attempts > len(self.ladder_s)
        gap_s = 0.0 if over else self.ladder_s[attempts - 1] / divisor
        tx.execute(
            f"UPDATE {self.table} SET attempts = ?, answer = ?, due_at = ?, done_at = ?"
            " WHERE id = ?",
            [attempts, answer, now_s + gap_s, now_s if over else None, notice.id],
        )

    def list_of(self, *, tx: Tx, trade_no: str) -> list[dict[str, object]]:
        """The notices about a trade, oldest first, as the desk tells them."""
        rows = tx.execute(
            f"SELECT {SHOWN} FROM {self.table} WHERE trade_no = ? ORDER BY id", [trade_no]
        )
        return [dict(row) for row in rows]
