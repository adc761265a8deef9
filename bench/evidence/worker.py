"""A worker of its own that reads pictures, so that its CPU time and memory can be told.

Run as `python -m bench.evidence.worker`: each line of standard input is a path, each line of
standard output what was read of it, in JSON, with the CPU seconds it took and the peak in MB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from anxin.domain.evidence.pieces import Box, Line, PageReading


@dataclass(frozen=True, slots=True)
class Measured:
    """What a worker read of one picture, and what it used for it."""

    reading: PageReading
    cpu_s: float
    peak_mb: float


class Worker:
    """Reads one picture after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin and process.stdout
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout

    def read(self, *, png: Path) -> Measured:
        """Return what stands on a picture. Raises `EOFError` if the worker died."""
        print(png, file=self._in, flush=True)
        answer = self._out.readline()
        if not answer:
            raise EOFError(f"the worker died over {png}")
        told = json.loads(answer)
        return Measured(_reading(told["reading"]), told["cpu_s"], told["peak_mb"])


@contextmanager
def worker() -> Iterator[Worker]:
    """Start a worker; it loads its engine before it reads the first picture."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.evidence.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Worker(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(timeout=60)


def _reading(told: dict[str, Any]) -> PageReading:
    lines = [Line(each["text"], each["score"], Box(**each["box"])) for each in told["lines"]]
    return PageReading(**{**told, "lines": lines})


def _peak_mb() -> float:
    """The most memory this program ever had, in MB.

    `getrusage` would tell the most of its parent as well, whose memory it had before it became
    this program (Linux keeps it across exec): 837 MB once, all of them the renderer's.
    """
    status = Path("/proc/self/status").read_text()
    kilobytes = int(status.partition("VmHWM:")[2].split()[0])
    return round(kilobytes / 1024, 1)


def _work() -> None:
    from anxin.adapters.ocr import RapidReader
    from anxin.adapters.ocr.engine import load_engine

    load_engine()
    reader = RapidReader()
    for path in sys.stdin:
        before = time.process_time()
        reading = reader.read(png=path.strip())
        answer = {
            "reading": asdict(reading),
            "cpu_s": round(time.process_time() - before, 3),
            "peak_mb": _peak_mb(),
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _work()
