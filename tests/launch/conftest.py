"""What the launcher's tests share: a real cluster is made once, as that takes the longest."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.launch.postgres import Cluster


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder that PostgreSQL's user can enter, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    folder.chmod(0o755)
    yield folder / "data"
    Cluster(data=folder / "data").remove()
    shutil.rmtree(folder)


@pytest.fixture
def kill() -> Iterator[list[int]]:
    """Processes to end after the test, whatever became of it."""
    pids: list[int] = []
    yield pids
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
