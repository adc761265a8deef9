"""One process of the site: started, watched, started again, and ended with all it started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from anxin.launch import processes
from anxin.launch.errors import LaunchError

QUICK_DEATH_S = 10.0
MOST_QUICK_DEATHS = 5
LOG_LIMIT_BYTES = 5_000_000
HINT_PAUSE_S = 5.0
# The levels as Django and granian write them, and as structlog does in JSON.
TROUBLE = re.compile(r'\b(WARNING|ERROR|CRITICAL|Traceback)\b|"level": "(warning|error|critical)"')


@dataclass(frozen=True)
class Program:
    """What to run under which name, and how long its open work may hold a stop."""

    name: str
    command: Sequence[str | Path]
    stop_limit_s: float = 10.0


class Child:
    """A running program whose output goes to `<log folder>/<name>.log`."""

    def __init__(self, *, program: Program, env: Mapping[str, str], logs: Path) -> None:
        self.program = program
        self.last_lines: deque[str] = deque(maxlen=15)
        self._env = env
        self._log = logs / f"{program.name}.log"
        self._quick_deaths = 0
        self._next_start = 0.0
        self._hinted_at = float("-inf")
        self.start()

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches only the launcher."""
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*_die_with_me(), *self.program.command],
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._keep, args=[self.process.stdout], daemon=True)
        self._reader.start()

    def watch(self) -> None:
        """Start the program again if it ended, later each time it ends quickly.

        Raises LaunchError with its last lines once that has happened too often.
        """
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self._next_start:
            self._after_death(lived_s=now - self._started_at, now=now)
        elif now >= self._next_start:
            self._next_start = 0.0
            self.start()

    def wait(self) -> None:
        """Wait for a program that is meant to end; raises LaunchError if it ends ill."""
        status = self.process.wait()
        self._reader.join(timeout=2)
        if status != 0:
            raise LaunchError(self._obituary(f"failed with status {status}"))

    def ask_to_stop(self) -> None:
        """Ask the program to finish its work."""
        self._signal(signal.SIGTERM)

    def end(self, *, until: float) -> None:
        """Wait for the end until a monotonic time, then end its whole session by force."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, until - time.monotonic()))
        self._signal(signal.SIGKILL)  # also the workers that outlived it
        self.process.wait()
        self._reader.join(timeout=2)

    def _after_death(self, *, lived_s: float, now: float) -> None:
        self._signal(signal.SIGKILL)  # workers of a killed server still hold its port
        self._quick_deaths = self._quick_deaths + 1 if lived_s < QUICK_DEATH_S else 1
        self._reader.join(timeout=2)
        if self._quick_deaths >= MOST_QUICK_DEATHS:
            raise LaunchError(self._obituary(f"ended {MOST_QUICK_DEATHS} times in a row"))
        self._next_start = now + 0.25 * 2**self._quick_deaths
        print(f"anxin: {self.program.name} ended and is started again", flush=True)

    def _signal(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, sign)

    def _obituary(self, what: str) -> str:
        lines = "\n".join(f"  | {line}" for line in self.last_lines)
        return f"{self.program.name} {what}; its last lines ({self._log}):\n{lines}"

    def _keep(self, output: IO[str]) -> None:
        """Move the output to the log, keeping one older log, and hint at trouble on the console."""
        with output:
            for line in output:
                if self._log.exists() and self._log.stat().st_size > LOG_LIMIT_BYTES:
                    self._log.replace(self._log.with_suffix(".log.1"))
                with self._log.open("a") as log:
                    log.write(line)
                self.last_lines.append(line.rstrip())
                self._hint(line)

    def _hint(self, line: str) -> None:
        now = time.monotonic()
        if TROUBLE.search(line) and now - self._hinted_at > HINT_PAUSE_S:
            self._hinted_at = now
            print(
                f"anxin: {self.program.name}: {line.strip()[:160]}  (see {self._log})", flush=True
            )


def _die_with_me() -> list[str]:
    """Words before a command that have the kernel end it when the launcher dies."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def end_left_over(*, marker: str) -> None:
    """End what a killed launcher of the same data folder left running."""
    processes.end_all(find=lambda: processes.marked(marker=marker), patience_s=5)
