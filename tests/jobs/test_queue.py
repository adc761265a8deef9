"""The queue: what is due is asked for, a job is queued with its rows, none dies with its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

ROOT = Path(__file__).parents[2]
RESCUED_WITHIN_S = 25


@pytest.mark.parametrize(
    "name", ["sweep_due", "rescue_stalled_jobs", "send_refunds", "ask_payments"]
)
def test_what_comes_due_is_asked_for_every_few_seconds(name: str) -> None:
    assert name in app.tasks
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert len(periodic[name].split()) == 6, "six fields: seconds, not minutes"


def jobs(name: str) -> int:
    """Count the jobs of a task."""
    return ProcrastinateJob.objects.filter(task_name=name).count()


def test_a_job_is_queued_with_its_rows_or_not_at_all(committed: None) -> None:
    queue = app.configure_task("not_for_any_worker", queue="nobody")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue.defer()
        assert jobs("not_for_any_worker") == 1
        1 / 0  # noqa: B018
    assert jobs("not_for_any_worker") == 0


@pytest.fixture
def workers(committed: None) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start worker processes on the test database; all are ended after the test."""
    given = urlsplit(os.environ["DATABASE_URL"])
    env = {
        **os.environ,
        "DATABASE_URL": given._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "DJANGO_SETTINGS_MODULE": "tests.jobs.slow_settings",
    }
    command = [sys.executable, "-m", "config.manage", "procrastinate", "worker", "--concurrency=4"]
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        running.append(
            subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )
        return running[-1]

    yield start
    for worker in running:
        worker.kill()
        worker.wait()


def wait_for(path: Path, *, limit_s: float) -> float:
    """Wait until a file is there; return how long that took."""
    began = time.monotonic()
    while not path.exists():
        assert time.monotonic() - began < limit_s, f"no {path.name} within {limit_s} s"
        time.sleep(0.1)
    return time.monotonic() - began


def test_a_job_whose_worker_was_killed_is_done_by_another(
    workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    app.configure_task("hang_once").defer(folder=str(tmp_path))
    first = workers()
    wait_for(tmp_path / "started", limit_s=RESCUED_WITHIN_S)
    first.send_signal(signal.SIGKILL)
    first.wait()
    workers()
    wait_for(tmp_path / "done", limit_s=RESCUED_WITHIN_S)
