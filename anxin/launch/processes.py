"""Processes of this machine, as Linux shows them in /proc."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")


def lives_in(*, pid: int, folder: Path, program: str) -> bool:
    """Whether a process runs this program with this working folder.

    A pid alone proves nothing: after a crash the same number may name an unrelated process.
    """
    try:
        process = PROC / str(pid)
        return (process / "comm").read_text().strip() == program and (
            process / "cwd"
        ).readlink() == folder.resolve()
    except OSError:  # gone, a zombie, or somebody else's
        return False


def living_in(*, folder: Path, program: str) -> list[int]:
    """All processes of a program with this working folder."""
    return [pid for pid in _pids() if lives_in(pid=pid, folder=folder, program=program)]


def marked(*, marker: str) -> list[int]:
    """All processes started with this `NAME=value` in their environment, this one not counted."""
    wanted = marker.encode()
    return [pid for pid in _pids() if pid != os.getpid() and wanted in _environment(pid)]


def end_all(*, find: Callable[[], list[int]], patience_s: float) -> None:
    """End the processes that `find` names: SIGTERM, after `patience_s` SIGKILL."""
    for sign, limit_s in ((signal.SIGTERM, patience_s), (signal.SIGKILL, 5.0)):
        for pid in find():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, sign)
        if wait_until(condition=lambda: not find(), limit_s=limit_s):
            return


def wait_until(*, condition: Callable[[], bool], limit_s: float) -> bool:
    """Wait for a condition; returns whether it came true in time."""
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
