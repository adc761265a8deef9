"""The embedded PostgreSQL starts, stops, and survives what ends it badly."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from anxin.launch import server
from anxin.launch.errors import LaunchError
from anxin.launch.postgres import Cluster

as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another user")


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.database_url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def keep_a_row(cluster: Cluster) -> None:
    with psycopg.connect(cluster.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def postmaster_pid(cluster: Cluster) -> int:
    return int((cluster.folder / "postmaster.pid").read_text().split("\n")[0])


def test_a_cluster_keeps_its_rows_and_its_port_from_one_run_to_the_next(data: Path) -> None:
    with Cluster(data=data) as first:
        keep_a_row(first)
        url = first.database_url
    with Cluster(data=data) as second:
        assert ask(second, "SELECT n FROM kept") == 7
        assert second.database_url == url


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("SELECT current_setting('server_version_num')::int / 10000 >= 18", True),
        ("SELECT current_setting('data_checksums')", "on"),
        ("SELECT current_setting('fsync')", "on"),
        ("SELECT current_setting('synchronous_commit')", "on"),
        ("SELECT current_setting('timezone')", "UTC"),
        ("SELECT current_setting('server_encoding')", "UTF8"),
        ("SELECT current_setting('is_superuser')", "off"),
        ("SELECT lower('ÄÖ')", "äö"),
    ],
)
def test_the_server_is_set_up_as_promised(running: Cluster, question: str, answer: object) -> None:
    assert ask(running, question) == answer


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    """A cluster below a folder too deep for a Unix socket: it needs none."""
    top = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    top.chmod(0o755)
    data = top / ("deep" * 40)
    with Cluster(data=data) as cluster:
        yield cluster
    cluster.remove()
    shutil.rmtree(top)


def test_nobody_connects_without_the_password(running: Cluster) -> None:
    scheme, _, place = running.database_url.partition("@")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://anxin:wrong@{place}")
    assert scheme.startswith("postgresql://anxin:")


def test_a_path_too_long_for_a_socket_is_no_obstacle(running: Cluster) -> None:
    assert len(str(running.folder)) > 107
    assert ask(running, "SELECT current_setting('unix_socket_directories')") == ""


def test_passwords_and_data_are_closed_to_other_users(running: Cluster) -> None:
    for name in ("password", "superuser-password"):
        assert (running.home / name).stat().st_mode & 0o777 == 0o600
    assert running.home.stat().st_mode & 0o777 == 0o700


def test_a_second_launcher_is_told_that_the_first_is_running(data: Path) -> None:
    with (
        Cluster(data=data) as first,
        pytest.raises(LaunchError, match="in use by another run"),
        Cluster(data=data),
    ):
        pass
    assert not (first.folder / "postmaster.pid").exists()


def test_a_pid_file_that_names_an_unrelated_living_process_is_not_believed(
    data: Path, kill: list[int]
) -> None:
    with Cluster(data=data) as cluster:
        keep_a_row(cluster)
        pid_file = (cluster.folder / "postmaster.pid").read_text()
        owner = cluster.folder.stat().st_uid
    stranger = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    kill.append(stranger.pid)
    _, _, rest = pid_file.partition("\n")
    (cluster.folder / "postmaster.pid").write_text(f"{stranger.pid}\n{rest}")
    with Cluster(data=data) as again:
        assert ask(again, "SELECT n FROM kept") == 7
    assert stranger.poll() is None


def test_a_killed_postmaster_is_replaced_and_nothing_committed_is_lost(data: Path) -> None:
    with Cluster(data=data) as cluster:
        keep_a_row(cluster)
        os.kill(postmaster_pid(cluster), signal.SIGKILL)
    with Cluster(data=data) as again:
        assert ask(again, "SELECT n FROM kept") == 7


def test_a_postmaster_killed_under_a_running_site_comes_back_at_its_port(data: Path) -> None:
    with Cluster(data=data) as cluster:
        keep_a_row(cluster)
        url = cluster.database_url
        killed = postmaster_pid(cluster)
        os.kill(killed, signal.SIGKILL)
        while postmaster_pid(cluster) == killed:
            cluster.watch()
        assert cluster.database_url == url
        assert ask(cluster, "SELECT n FROM kept") == 7


def test_a_postmaster_left_by_a_killed_launcher_is_taken_over(data: Path) -> None:
    abandoned = subprocess.run([sys.executable, "-c", ABANDON, str(data)], check=False)
    assert abandoned.returncode == -signal.SIGKILL
    with Cluster(data=data) as again:
        assert ask(again, "SELECT 1") == 1


ABANDON = """
import os, pathlib, sys
from anxin.launch.postgres import Cluster
with Cluster(data=pathlib.Path(sys.argv[1])):
    os.kill(os.getpid(), 9)
"""


def test_a_taken_port_is_exchanged_for_a_free_one(data: Path) -> None:
    with Cluster(data=data) as cluster:
        port = int((cluster.home / "port").read_text())
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with Cluster(data=data) as again:
            assert int((again.home / "port").read_text()) != port
            assert ask(again, "SELECT 1") == 1


@as_root_only
def test_a_closed_folder_above_is_left_closed_and_the_cluster_goes_elsewhere(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with Cluster(data=closed / "data") as cluster:
        assert ask(cluster, "SELECT 1") == 1
        assert closed not in cluster.home.parents
    with Cluster(data=closed / "data") as again:
        assert again.home == cluster.home
    assert closed.stat().st_mode & 0o777 == 0o700
    again.remove()
    assert not again.home.exists()


@as_root_only
def test_the_programs_are_copied_where_their_user_cannot_read_them(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    installed = server.installed_programs()
    for part in server.PARTS:
        shutil.copytree(installed.parents[1] / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(server, "installed_programs", lambda: closed / server.PARTS[0])
    with Cluster(data=data) as cluster:
        assert ask(cluster, "SELECT 1") == 1
        assert list(cluster.home.glob("server-*/*/*/bin/postgres"))
