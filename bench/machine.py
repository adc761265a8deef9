"""The machine that was measured on, and what its processes used of it."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psycopg

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


def facts(*, url: str = "") -> dict[str, object]:
    """Return what a reader needs to place the figures; with PostgreSQL's where there is one."""
    return {**_hardware(), "postgres": _settings(url)} if url else _hardware()


def _settings(url: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        return {name: _setting(connection, name) for name in SETTINGS}


def _hardware() -> dict[str, object]:
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def cpu_seconds(*, pids: list[int]) -> float:
    """Return the CPU time, in and for these processes, that still live."""
    return sum(_ticks(pid) for pid in pids) / TICKS_PER_S


def children_of(*, pid: int) -> list[int]:
    """Return the processes that a process started, and theirs."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in path.read_text().split()] if path.exists() else []
    return direct + [deeper for child in direct for deeper in children_of(pid=child)]


def postgres_pids(*, url: str) -> list[int]:
    """Return the server's backends and background workers, this connection's own left out."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        ).fetchall()
    return [pid for (pid,) in rows]


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
