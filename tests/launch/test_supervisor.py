"""The supervisor keeps its programs running and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from anxin.launch import child, processes
from anxin.launch.child import Program
from anxin.launch.errors import LaunchError
from anxin.launch.supervisor import Supervisor, supervision_mark

SLEEP = Program("sleeper", ["sleep", "600"], stop_limit_s=2)

LAUNCHER = """
import pathlib, sys
from anxin.launch.child import Program
from anxin.launch.supervisor import Supervisor, until_asked_to_stop
with until_asked_to_stop(), Supervisor(data=pathlib.Path(sys.argv[1]), env={}) as supervisor:
    supervisor.start(programs=[Program("sleeper", ["sleep", "600"])])
    print("started", flush=True)
    while True:
        supervisor.watch()
"""


def running(data: Path) -> list[int]:
    return processes.marked(marker=supervision_mark(data=data))


def launch(data: Path) -> subprocess.Popen[str]:
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "started\n"
    return launcher


def test_a_killed_program_is_started_again(tmp_path: Path) -> None:
    with Supervisor(data=tmp_path, env={}) as supervisor:
        supervisor.start(programs=[SLEEP])
        [first] = running(tmp_path)
        os.kill(first, signal.SIGKILL)
        end = time.monotonic() + 10
        while running(tmp_path) in ([], [first]):
            assert time.monotonic() < end
            supervisor.watch()
    assert running(tmp_path) == []


def test_a_program_that_always_ends_stops_the_site_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "MOST_QUICK_DEATHS", 2)
    broken = Program("broken", ["sh", "-c", "echo no such table; exit 1"])
    with (
        pytest.raises(LaunchError, match=r"broken ended 2 times.*(?s:.*)no such table"),
        Supervisor(data=tmp_path, env={}) as supervisor,
    ):
        supervisor.start(programs=[broken])
        while True:
            supervisor.watch()


def test_a_program_that_ignores_the_stop_is_ended_with_its_workers(tmp_path: Path) -> None:
    deaf = Program("deaf", ["sh", "-c", "trap '' TERM; sleep 600 & sleep 600"], stop_limit_s=0.5)
    with Supervisor(data=tmp_path, env={}) as supervisor:
        supervisor.start(programs=[deaf])
        assert processes.wait_until(condition=lambda: len(running(tmp_path)) >= 3, limit_s=5)
    assert processes.wait_until(condition=lambda: not running(tmp_path), limit_s=2)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_is_quiet_and_complete(tmp_path: Path, sign: signal.Signals) -> None:
    launcher = launch(tmp_path)
    launcher.send_signal(sign)
    said, _ = launcher.communicate(timeout=10)
    assert launcher.returncode == 0
    assert "Traceback" not in said
    assert running(tmp_path) == []


def test_what_a_killed_launcher_left_is_ended_by_the_next(tmp_path: Path) -> None:
    deaf = Program("deaf", [sys.executable, "-c", DEAF])
    launcher = launch(tmp_path)
    launcher.kill()
    launcher.wait()
    left = subprocess.Popen(
        deaf.command,
        env={**os.environ, **dict([supervision_mark(data=tmp_path).split("=", 1)])},
    )
    with Supervisor(data=tmp_path, env={}):
        assert left.wait(timeout=1) is not None
        assert running(tmp_path) == []


DEAF = "import time; time.sleep(600)"


def test_a_question_is_answered_without_the_log_lines_beside_it(tmp_path: Path) -> None:
    with Supervisor(data=tmp_path, env={"SHOP": "demo"}) as supervisor:
        program = Program("hello", ["sh", "-c", "echo $SHOP; echo INFO: loaded >&2"])
        assert supervisor.ask(program=program) == "demo\n"


def test_a_step_that_fails_stops_the_start_with_its_cause(tmp_path: Path) -> None:
    ill = Program("ill", ["sh", "-c", "echo no such table >&2; exit 3"])
    with Supervisor(data=tmp_path, env={}) as supervisor:
        with pytest.raises(LaunchError, match="no such table"):
            supervisor.finish(program=ill)
        with pytest.raises(LaunchError, match="no such table"):
            supervisor.ask(program=ill)


def test_output_is_kept_in_a_log_and_trouble_is_hinted_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Supervisor(data=tmp_path, env={}) as supervisor:
        supervisor.finish(
            program=Program("talker", ["sh", "-c", "echo error_messages OK; echo ERROR: no ink"])
        )
    assert (tmp_path / "log" / "talker.log").read_text() == "error_messages OK\nERROR: no ink\n"
    said = capsys.readouterr().out
    assert "talker: ERROR: no ink" in said
    assert "error_messages" not in said
