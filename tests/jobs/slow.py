"""A task that hangs the first time and succeeds the second."""

import time
from pathlib import Path

from procrastinate.contrib.django import app

HANGS_S = 300


@app.task(name="hang_once")
def hang_once(folder: str) -> None:
    """Leave `started` and hang; if that is there already, leave `done`."""
    started = Path(folder) / "started"
    if started.exists():
        (Path(folder) / "done").touch()
        return
    started.touch()
    time.sleep(HANGS_S)
