"""Which programs the site runs: whoever reads evidence lets everybody else go first."""

from __future__ import annotations

import os
import shutil

import pytest

from anxin.launch import site
from anxin.launch.child import Program
from anxin.launch.site import MOST_READERS, Ports, readers, site_programs


def the_readers() -> list[Program]:
    """The programs that read evidence."""
    programs = site_programs(chosen=Ports(8000, 8001, 8002))
    return [program for program in programs if program.name.startswith("reader-")]


def test_readers_run_at_nice_19_and_in_the_idle_class() -> None:
    assert len(the_readers()) == readers()
    for reader in the_readers():
        command = list(reader.command)
        assert command[:3] == ["nice", "-n", "19"]
        if shutil.which("chrt"):
            assert command[3:6] == ["chrt", "--idle", "0"]


def test_a_reader_does_one_job_at_a_time_and_only_those_of_evidence() -> None:
    for reader in the_readers():
        told = " ".join(map(str, reader.command))
        assert "--queues evidence" in told
        assert "--concurrency 1 " in told


def test_nobody_else_takes_jobs_of_evidence_or_steps_back() -> None:
    programs = site_programs(chosen=Ports(8000, 8001, 8002))
    others = [program for program in programs if not program.name.startswith("reader-")]
    assert {program.name for program in others} == {"sandbox", "web", "live", "jobs"}
    for program in others:
        assert "evidence" not in program.command and "nice" not in program.command


@pytest.mark.parametrize(("cores", "many"), [(None, 1), (1, 1), (2, 1), (4, 3), (64, MOST_READERS)])
def test_a_core_is_left_to_those_who_look_at_pages(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, many: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert site.readers() == many
    assert [program.name for program in the_readers()] == [f"reader-{n + 1}" for n in range(many)]
