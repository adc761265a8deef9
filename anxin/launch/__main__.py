"""`python -m anxin.launch run | with-postgres --cluster NAME -- COMMAND... | reset`."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys

from anxin.launch.child import end_left_over
from anxin.launch.errors import plainly
from anxin.launch.lock import exclusive
from anxin.launch.postgres import Cluster
from anxin.launch.site import data_folder, foundation, run_site
from anxin.launch.supervisor import supervision_mark, until_asked_to_stop


def main() -> int:
    """Parse the command line and do what it asks; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m anxin.launch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the whole site")
    commands.add_parser("reset", help="forget all data of `run`")
    around = commands.add_parser("with-postgres", help="run a command beside a database")
    around.add_argument("--cluster", required=True)
    around.add_argument("around", nargs="+", metavar="COMMAND")
    given = parser.parse_args()
    if given.command == "with-postgres":
        return with_postgres(cluster=given.cluster, command=given.around)
    return run() if given.command == "run" else reset()


def run() -> int:
    """Run the site until asked to stop."""
    with until_asked_to_stop():
        run_site(data=data_folder(cluster="run"))
    return 0


def with_postgres(*, cluster: str, command: list[str]) -> int:
    """Run a command with a database of its own and return its exit status.

    Ctrl-C goes to the command, which shares the terminal; its database outlives it.
    """
    with foundation(data=data_folder(cluster=cluster)) as ground:
        process = subprocess.Popen(command, env={**os.environ, **ground.env})
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        status = process.wait()
    return status if status >= 0 else 128 - status


def reset() -> int:
    """Stop what is left of `run` and delete its data, wherever it lies."""
    data = data_folder(cluster="run")
    if data.exists():
        with exclusive(path=data / "lock"):
            end_left_over(marker=supervision_mark(data=data))
            Cluster(data=data).remove()
            shutil.rmtree(data)
    print(f"anxin: {data} is gone; the next `make run` starts afresh")
    return 0


if __name__ == "__main__":
    with plainly():
        sys.exit(main())
