"""One embedded PostgreSQL cluster, owned by one process at a time.

Facts behind the care taken here, each with its test: a stale postmaster.pid may name a live
unrelated process; a dead postmaster may stay unreaped for seconds; a supervisor ended by kill -9
leaves its postmaster running.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from anxin.launch import ports, processes
from anxin.launch.errors import LaunchError
from anxin.launch.keys import write_private
from anxin.launch.lock import exclusive
from anxin.launch.server import reachable_programs, settle

RETRY_LIMIT_S = 15
RECOVERY_LIMIT_S = 300
LOG_LIMIT_BYTES = 10_000_000

# For a small machine that may lose power: nothing acknowledged is ever lost. No Unix socket:
# clients come over TCP with a password, and a deep folder cannot break the 107 bytes of its path.
CONFIGURATION = """\
# Written at every start.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
password_encryption = 'scram-sha-256'
shared_buffers = '256MB'
effective_cache_size = '1GB'
work_mem = '8MB'
maintenance_work_mem = '128MB'
random_page_cost = 1.1
jit = off
fsync = on
full_page_writes = on
synchronous_commit = on
min_wal_size = '512MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u '
log_checkpoints = off
"""

# Run once, before any client can connect. The site's role owns its database, not the server.
FIRST_COMMANDS = """\
CREATE ROLE anxin LOGIN CREATEDB IN ROLE pg_checkpoint, pg_monitor PASSWORD '{password}'
CREATE DATABASE anxin OWNER anxin
"""


class Cluster:
    """A PostgreSQL cluster below a data folder: `with Cluster(data=...) as cluster:`.

    Entering creates it if need be, takes over what a killed owner left, and starts it; leaving
    stops it. Raises LaunchError where another process owns it, or with the server's last words.
    """

    def __init__(self, *, data: Path) -> None:
        self._user, self.home = settle(data=data)
        self.folder = self.home / "data"
        self.log = self.home / "postgres.log"
        self._programs = Path()
        self._held = ExitStack()

    @property
    def database_url(self) -> str:
        """Where the site's database is, with its password."""
        password = (self.home / "password").read_text()
        port = (self.home / "port").read_text()
        return f"postgresql://anxin:{password}@127.0.0.1:{port}/anxin"

    def __enter__(self) -> Cluster:
        self._user.make_folder(path=self.home)
        self._held.enter_context(exclusive(path=self.home / "lock"))
        try:
            self._programs = reachable_programs(user=self._user, home=self.home)
            if not self.folder.exists():
                self._create()
            self._stop_left_over()
            self._start()
        except BaseException:
            self._stop()
            self._held.close()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()
        self._held.close()

    def watch(self) -> None:
        """Start the server again, at the same port, if it was killed."""
        if not self._running():
            print("anxin: the database ended and is started again", flush=True)
            self._stop_left_over()
            self._start()

    def remove(self) -> None:
        """Stop whatever still runs and delete the cluster with all its data."""
        if not self.home.exists():
            return
        with exclusive(path=self.home / "lock"):
            processes.end_all(find=self._processes, patience_s=10)
            shutil.rmtree(self.home)

    def _create(self) -> None:
        """Make the cluster aside and move it into place whole, as a first run may be killed."""
        unfinished = self.home / "data-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for name in ("password", "superuser-password"):
            write_private(path=self.home / name, text=secrets.token_urlsafe(24))
        self._user.own(path=self.home / "superuser-password")
        self._do(
            "initdb",
            "--username=postgres",
            f"--pwfile={self.home / 'superuser-password'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--pgdata={unfinished}",
        )
        commands = FIRST_COMMANDS.format(password=(self.home / "password").read_text())
        self._do("postgres", "--single", "-D", str(unfinished), "postgres", stdin=commands)
        unfinished.rename(self.folder)

    def _start(self) -> None:
        """Start the server, for as long as a dead one may still be in the way."""
        end = time.monotonic() + RETRY_LIMIT_S
        self._rotate_log()
        while True:
            self._configure(port=self._choose_port())
            said = self._control("start", "-w", "-t", str(RECOVERY_LIMIT_S), "-l", str(self.log))
            if said is None:
                return
            if time.monotonic() > end:
                raise LaunchError(f"PostgreSQL does not start: {said}\n{self._last_words()}")
            time.sleep(0.5)
            self._forget_stranger()

    def _stop_left_over(self) -> None:
        """End what a killed owner left running here, and wait for its last processes."""
        self._stop()
        processes.wait_until(condition=lambda: not self._processes(), limit_s=10)
        self._forget_stranger()

    def _stop(self) -> None:
        if self._running() and self._control("stop", "-w", "-m", "fast", "-t", "60"):
            self._control("stop", "-w", "-m", "immediate", "-t", "10")

    def _processes(self) -> list[int]:
        return processes.living_in(folder=self.folder, program="postgres")

    def _running(self) -> bool:
        """Whether the pid file names a postmaster that really works in this folder."""
        pid = self._recorded_pid()
        return pid is not None and processes.lives_in(
            pid=pid, folder=self.folder, program="postgres"
        )

    def _forget_stranger(self) -> None:
        """Remove a pid file whose number now belongs to something else, or to a zombie.

        PostgreSQL would take that for a running server. It still guards its shared memory by
        the folder's inode, so nothing that lives can be run over.
        """
        if not self._running():
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.folder / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None

    def _choose_port(self) -> int:
        """The port of the last run if it is still free: saved connection settings stay right."""
        remembered = self.home / "port"
        port = int(remembered.read_text()) if remembered.exists() else 0
        if not port or not ports.is_free(port=port):
            port = ports.any_free()
            write_private(path=remembered, text=str(port))
        return port

    def _configure(self, *, port: int) -> None:
        path = self.folder / "postgresql.conf"
        write_private(path=path, text=CONFIGURATION.format(port=port))
        self._user.own(path=path)

    def _control(self, *arguments: str) -> str | None:
        """Ask pg_ctl; returns None for success, else what it said."""
        done = self._run("pg_ctl", *arguments, "-s", "-D", str(self.folder))
        return None if done.returncode == 0 else done.stdout.strip()

    def _do(self, program: str, *arguments: str, stdin: str = "") -> None:
        done = self._run(program, *arguments, stdin=stdin)
        if done.returncode != 0 or "ERROR:" in done.stdout:  # --single goes on after an error
            raise LaunchError(f"{program} failed:\n{done.stdout.strip()}")

    def _run(
        self, program: str, *arguments: str, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        path = str(self._programs / "bin" / program)
        return self._user.run(command=[path, *arguments], stdin=stdin)

    def _rotate_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _last_words(self) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
