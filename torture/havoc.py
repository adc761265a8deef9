"""What is done to the site by chance: killed, cut off, slowed, moved in time, filled up."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import cycle

import psycopg

from anxin.services.failpoint import POINTS
from torture.ground import Ground

FAULT_RATE = 0.08
SILENT_S = 0.5
CALL_FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "timeout_before_commit", "seconds": SILENT_S},
    {"kind": "timeout_after_commit", "seconds": SILENT_S},
    {"kind": "error_500_after_commit"},
    {"kind": "system_error"},
    {"kind": "system_error", "commit": True},
    {"kind": "bad_signature"},
)
"""Each of six at eight percent: more than a third of all calls went wrong when last counted."""
NOTICE_FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "duplicate", "rate": 0.15},
    {"kind": "late", "rate": 0.15, "seconds": 3},
    {"kind": "reordered", "rate": 0.1, "seconds": 3},
    {"kind": "lost", "rate": 0.1},
    {"kind": "forged", "rate": 0.1},
)
REFUND_FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "refund_closed", "rate": 0.04},
    {"kind": "refund_abnormal", "rate": 0.02},
)
"""What WeChat Pay may make of a refund that it had accepted: closed goes on under a new number,
abnormal waits for people."""
JUMPS = (timedelta(days=3), timedelta(days=-1), timedelta(hours=1), timedelta(minutes=-20))
FULL_S = 8.0
LATEST_PASS = 4
POINTS_AT_ONCE = 8


Way = tuple[int, str, Callable[[], None]]
"""How often in comparison, what, and how."""


class Havoc:
    """A thread that breaks something every few seconds until it is told to stop.

    `ways`: these alone, in their sequence and over again, instead of any by chance.
    """

    def __init__(
        self, *, ground: Ground, seed: int, every_s: float, ways: Sequence[str] = ()
    ) -> None:
        self.done: Counter[str] = Counter()
        self.died_at: Counter[str] = Counter()
        self.failures: list[str] = []
        self.ahead = timedelta()
        self._ground, self._every_s = ground, every_s
        self._chance = random.Random(f"{seed}:havoc")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._break_things, daemon=True)
        self._ways: list[Way] = [
            (4, "kill a web worker", self._kill_worker),
            (1, "kill all of web", lambda: ground.keeper.kill("web")),
            (4, "kill jobs", lambda: ground.keeper.kill("jobs")),
            (2, "kill the gateway", lambda: ground.keeper.kill("sandbox")),
            (2, "kill a database connection", self._kill_backend),
            (1, "kill the database", ground.keeper.kill_postmaster),
            (4, "doom web to some points", lambda: self._doom("web")),
            (6, "doom jobs to some points", lambda: self._doom("jobs")),
            (3, "cut all connections", ground.proxy.cut_all),
            (2, "slow the database", self._slow),
            (1, "refuse the database", self._refuse),
            (2, "move the clock", self._move_clock),
        ]
        if ground.disk:
            self._ways.append((1, "fill the disk", self._fill_disk))
        self._in_turn = _named(self._ways, ways)

    def begin(self) -> None:
        """Set the gateway's faults and begin."""
        for n, fault in enumerate(CALL_FAULTS):
            for place in ("alipay.trade.*", "wechat.*"):
                given = {"on": place, "rate": FAULT_RATE, "seed": n, **fault}
                self._ground.desk("/switches", given)
        for n, fault in enumerate(REFUND_FAULTS):
            self._ground.desk("/switches", {"on": "wechat.*", "seed": 50 + n, **fault})
        for n, fault in enumerate(NOTICE_FAULTS):
            for place in ("alipay.notice.*", "wechat.notice.*"):
                self._ground.desk("/switches", {"on": place, "seed": 100 + n, **fault})
        self._thread.start()

    def end(self) -> None:
        """Stop, and put everything right again but what has happened."""
        self._over.set()
        self._thread.join()
        ground = self._ground
        ground.proxy.delay_s, ground.proxy.refusing = 0.0, False
        if ground.disk:
            ground.free_disk()
        ground.points = lambda program: ""
        self.note_points()
        ground.desk("/switches", method="DELETE")
        for name in ("web", "jobs"):
            ground.keeper.restart(name)

    def has_had_each(self) -> bool:
        """Whether each of the ways to break things that were named was taken at least once."""
        return all(self.done[name] for _, name, _ in self._in_turn)

    def _break_things(self) -> None:
        in_turn = cycle(self._in_turn)
        weights = [way[0] for way in self._ways]
        while not self._over.wait(self._chance.uniform(0.5, 1.5) * self._every_s):
            by_chance = self._chance.choices(self._ways, weights)[0]
            _, name, act = next(in_turn, by_chance)
            try:
                act()
                self.done[name] += 1
            except (OSError, psycopg.Error, ValueError) as missed:
                self.done[f"missed: {name} ({type(missed).__name__})"] += 1
            except Exception:
                self.failures.append(traceback.format_exc())
                return

    def _kill_worker(self) -> None:
        workers = self._ground.keeper.kept["web"].children()
        if workers:
            os.kill(self._chance.choice(workers), signal.SIGKILL)

    def _kill_backend(self) -> None:
        self._ground.keeper.kill_backend(pick=self._chance.choice)

    def _doom(self, program: str) -> None:
        """Have a program die at some named points, once each, at the n-th time it passes there."""
        self.note_points()
        chosen = self._chance.sample(sorted(POINTS), POINTS_AT_ONCE)
        kills = [f"{point}=kill:{self._chance.randint(1, LATEST_PASS)}" for point in chosen]
        self._ground.points = lambda name: ",".join(kills) if name == program else ""
        self._ground.keeper.restart(program)

    def note_points(self) -> None:
        """Note where somebody has died, and let it happen there again."""
        for point in points_met(self._ground):
            self.died_at[point] += 1
            (self._ground.once / point).unlink()

    def _slow(self) -> None:
        self._ground.proxy.delay_s = self._chance.uniform(0.02, 0.3)
        self._over.wait(4)
        self._ground.proxy.delay_s = 0.0

    def _refuse(self) -> None:
        self._ground.proxy.refusing = True
        self._ground.proxy.cut_all()
        self._over.wait(4)
        self._ground.proxy.refusing = False

    def _move_clock(self) -> None:
        self.move_clock(by=self._chance.choice(JUMPS))

    def move_clock(self, *, by: timedelta) -> None:
        """Move the site's time and the gateway's, from now on, forward or back."""
        self.ahead += by
        with psycopg.connect(self._ground.cluster.database_url, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO anxin_clock_clock (id, ahead) VALUES (1, %s)"
                " ON CONFLICT (id) DO UPDATE SET ahead = excluded.ahead",
                [self.ahead],
            )
        self._ground.desk("/switches/clock", {"offset_s": self.ahead.total_seconds()})

    def _fill_disk(self) -> None:
        self._ground.fill_disk()
        end = time.monotonic() + FULL_S
        while time.monotonic() < end and not self._over.is_set():
            self._over.wait(0.5)
            self._ground.fill_disk()
        self._ground.free_disk()


def _named(ways: Sequence[Way], names: Sequence[str]) -> list[Way]:
    """Return the ways of these names. Raises `ValueError` for one that there is not."""
    known = {way[1]: way for way in ways}
    strangers = sorted(set(names) - known.keys())
    if strangers:
        raise ValueError(f"nothing can be broken like that: {', '.join(strangers)}")
    return [known[name] for name in names]


def points_met(ground: Ground) -> list[str]:
    """The named points at which a program has died so far."""
    return sorted(path.name for path in ground.once.iterdir())
