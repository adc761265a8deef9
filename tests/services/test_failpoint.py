"""Fail-points: nothing unless set, once if told so, and never on a real site."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.services import failpoint
from anxin.services.failpoint import ENVIRONMENT, ONCE_FOLDER, NoSuchPoint, Struck, arm, here, read
from tests.house.source import ROOT

POINT, OTHER = "refund.claimed_not_called", "refund.called_not_recorded"
KILLED = -9


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    """No point stays armed."""
    yield
    arm({})


def strikes(passes: int) -> list[int]:
    """Which of so many passes failed, counted from one."""
    struck = []
    for number in range(1, passes + 1):
        try:
            here(POINT)
        except Struck:
            struck.append(number)
    return struck


@pytest.mark.parametrize(
    ("told", "fails"),
    [("", []), (f"{POINT}=error", [1, 2, 3, 4]), (f"{POINT}=error:3", [3]), (f"{OTHER}=error", [])],
)
def test_a_point_fails_as_often_as_it_is_told(told: str, fails: list[int]) -> None:
    arm(read(told))
    assert strikes(4) == fails


def test_a_point_can_wait_and_go_on() -> None:
    arm(read(f"{POINT}=sleep:1"))
    began = time.monotonic()
    here(POINT)
    assert time.monotonic() - began >= 1


def test_what_is_noted_in_a_folder_is_done_once_by_whoever_comes_first(tmp_path: Path) -> None:
    arm(read(f"{POINT}=error", once=tmp_path))
    assert strikes(3) == [1]
    arm(read(f"{POINT}=error", once=tmp_path))
    assert strikes(3) == []
    assert [path.name for path in tmp_path.iterdir()] == [POINT]


@pytest.mark.parametrize(
    "told",
    ["refund.no_such=kill", POINT, f"{POINT}=explode", f"{POINT}=kill:-1", f"{POINT}=kill:x"],
)
def test_what_is_no_point_is_refused(told: str) -> None:
    with pytest.raises(NoSuchPoint):
        read(told)


def test_only_points_can_be_armed() -> None:
    with pytest.raises(NoSuchPoint):
        arm({"refund.no_such": lambda: None})


def test_an_unset_point_costs_a_look_into_an_empty_dict() -> None:
    assert failpoint._armed == {}
    here(POINT)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own with these settings alone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANXIN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


PASS = f"from anxin.services.failpoint import here; here({POINT!r}); print('lived')"


def test_a_process_dies_at_the_point_that_its_environment_names(tmp_path: Path) -> None:
    told = {ENVIRONMENT: f"{POINT}=kill", ONCE_FOLDER: str(tmp_path)}
    assert run(PASS, **told).returncode == KILLED
    assert run(PASS, **told).stdout == "lived\n", "once is once, also for the next process"
    assert run(PASS).stdout == "lived\n"


def test_a_real_site_does_not_start_with_a_point_set() -> None:
    told = {ENVIRONMENT: f"{POINT}=kill"}
    real = run("import config.settings", **told)
    assert real.returncode != 0
    assert "only with ANXIN_DEMO=1" in real.stderr
    assert run("import config.settings", **told, ANXIN_DEMO="1").returncode == 0
    assert run("import config.settings").returncode == 0
