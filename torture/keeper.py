"""Keeps the site's programs and its database running, and kills them when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg

from anxin.launch.child import Program
from anxin.launch.errors import LaunchError
from anxin.launch.postgres import Cluster

ROUND_S = 0.2


class Kept:
    """One program in a session of its own; `env` is asked anew at every start."""

    def __init__(
        self, *, program: Program, env: Callable[[str], Mapping[str, str]], log: Path
    ) -> None:
        self.program, self._env, self._log = program, env, log
        self.starts = 0
        self.start()

    def start(self) -> None:
        """Start it; what it says goes to its log."""
        self.starts += 1
        log: IO[bytes] = self._log.open("ab")
        with log:
            self.process = subprocess.Popen(
                self.program.command,
                env=self._env(self.program.name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9, all of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; then make sure."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=self.program.stop_limit_s)
        self.kill()

    def children(self) -> list[int]:
        """The processes that it has started itself: granian's workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        try:
            return [int(pid) for pid in path.read_text().split()]
        except OSError:
            return []


class Keeper:
    """A thread that starts again whatever has died, the database first."""

    def __init__(
        self,
        *,
        cluster: Cluster,
        programs: Sequence[Program],
        env: Callable[[str], Mapping[str, str]],
        logs: Path,
    ) -> None:
        self._cluster = cluster
        self.kept = {
            program.name: Kept(program=program, env=env, log=logs / f"{program.name}.log")
            for program in programs
        }
        self.deaths: Counter[str] = Counter()
        self.unstarted = 0
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def kill(self, name: str) -> None:
        """kill -9 a program, all of it."""
        self.kept[name].kill()

    def restart(self, name: str) -> None:
        """End a program and have it started again, with the environment of now."""
        with self._lock:
            self.kept[name].kill()
            self.kept[name].start()

    def pause(self, name: str) -> None:
        """End a program for good."""
        with self._lock:
            self.kept.pop(name).stop()

    def kill_postmaster(self) -> None:
        """kill -9 the server's first process; the others end by themselves."""
        pid = int((self._cluster.folder / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)

    def kill_backend(self, *, pick: Callable[[Sequence[int]], int]) -> None:
        """kill -9 one connection's process; the server then starts all of them anew."""
        with psycopg.connect(self._cluster.database_url) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid()"
            ).fetchall()
        if rows:
            os.kill(pick([pid for (pid,) in rows]), signal.SIGKILL)

    def close(self) -> None:
        """Let everything end."""
        self._ending.set()
        self._thread.join()
        for kept in self.kept.values():
            kept.stop()

    def _keep(self) -> None:
        while not self._ending.is_set():
            time.sleep(ROUND_S)
            try:
                self._cluster.watch()
            except LaunchError:  # its disk is full: it is tried again until there is room
                self.unstarted += 1
            with self._lock:
                for name, kept in self.kept.items():
                    if kept.process.poll() is not None:
                        self.deaths[name] += 1
                        kept.kill()
                        kept.start()
