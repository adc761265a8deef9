"""pgbench, the yardstick: TPC-B at scale 10, eight clients, the default (simple) protocol."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from anxin.launch.server import installed_programs

SCALE = 10
CLIENTS, THREADS = 8, 2
TPS = re.compile(r"tps = ([0-9.]+)")


def prepare(*, url: str) -> None:
    """Fill pgbench's tables."""
    _run(url, "--initialize", "--quiet", f"--scale={SCALE}")


def transactions_per_s(*, url: str, seconds: int) -> float:
    """Run TPC-B for so long and return its transactions per second."""
    said = _run(url, "--no-vacuum", f"--client={CLIENTS}", f"--jobs={THREADS}", f"--time={seconds}")
    found = TPS.search(said)
    if not found:
        raise RuntimeError(said)
    return float(found[1])


def _run(url: str, *arguments: str) -> str:
    program: Path = installed_programs() / "bin" / "pgbench"
    done = subprocess.run([program, *arguments, url], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout
