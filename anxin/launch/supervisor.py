"""Keep a few programs running until asked to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from anxin.launch.child import Child, Program, end_left_over
from anxin.launch.errors import LaunchError

ROUND_S = 0.2


def supervision_mark(*, data: Path) -> str:
    """What programs supervised in a data folder carry in their environment, as `NAME=value`."""
    return f"ANXIN_SUPERVISED_IN={data.resolve()}"


class Supervisor:
    """The programs of one data folder: `with Supervisor(...) as supervisor:`.

    Leaving ends them all. They carry a mark in their environment by which the next supervisor
    finds them, should this one be killed before it could.
    """

    def __init__(self, *, data: Path, env: Mapping[str, str]) -> None:
        self._mark = supervision_mark(data=data)
        name, _, value = self._mark.partition("=")
        self._env = {**os.environ, "PYTHONUNBUFFERED": "1", **env, name: value}
        self._logs = data / "log"
        self._children: list[Child] = []

    def __enter__(self) -> Supervisor:
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        end_left_over(marker=self._mark)
        return self

    def __exit__(self, *exception: object) -> None:
        for child in self._children:
            child.ask_to_stop()
        begun = time.monotonic()
        for child in self._children:
            child.end(until=begun + child.program.stop_limit_s)

    def finish(self, *, program: Program) -> None:
        """Run a program to its end; raises LaunchError with its last lines if it fails."""
        child = self._adopt(program)
        child.wait()
        self._children.remove(child)

    def ask(self, *, program: Program) -> str:
        """Run a short program and return what it says; raises LaunchError if it fails."""
        done = subprocess.run(
            program.command, env=self._env, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LaunchError(f"{program.name} failed:\n{done.stderr.strip()}")
        return done.stdout

    def start(self, *, programs: Sequence[Program]) -> None:
        """Start programs that are meant to run until the stop."""
        for program in programs:
            self._adopt(program)

    def watch(self) -> None:
        """Look once after every program; raises LaunchError where one cannot be kept running."""
        for child in self._children:
            child.watch()
        time.sleep(ROUND_S)

    def _adopt(self, program: Program) -> Child:
        child = Child(program=program, env=self._env, logs=self._logs)
        self._children.append(child)
        return child


@contextmanager
def until_asked_to_stop() -> Iterator[None]:
    """Run the block until Ctrl-C, SIGTERM or a closed terminal; later signals cannot disturb."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for sign in asked:
            signal.signal(sign, signal.SIG_IGN)
        raise KeyboardInterrupt

    for sign in asked:
        signal.signal(sign, stop)
    try:
        yield
    except KeyboardInterrupt:
        print("anxin: stopped; `make run` goes on with the same data", flush=True)
