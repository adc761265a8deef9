"""A site of its own to torture: database, web, jobs, sandbox, on a disk that can be filled."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from anxin.launch import ports
from anxin.launch.child import Program
from anxin.launch.keys import keep_keys
from anxin.launch.postgres import Cluster
from anxin.launch.site import Ports, partner_keys, sandbox_keys, site_programs, site_settings
from torture.keeper import Keeper
from torture.proxy import Proxy

ROOT = Path(__file__).resolve().parents[1]
DISK_BYTES = 2 * 1024**3
PATIENCE_S = 60.0
ANSWERS_WITHIN_S = 30.0
"""How long the desk may take for one answer: its whole book is read at once."""
PROGRAMS = ("sandbox", "web", "jobs", "reader-1")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Ground:
    """The site while it is being tortured. `points` is what the next start is told to die of."""

    def __init__(
        self, *, data: Path, cluster: Cluster, disk: Path | None, mutant: str = ""
    ) -> None:
        self.data, self.cluster, self.disk, self.mutant = data, cluster, disk, mutant
        self.points: Callable[[str], str] = lambda program: ""
        self.once = data / "once"
        self.once.mkdir()
        self.chosen = Ports(ports.any_free(), ports.any_free(), ports.any_free())
        self.settings = {
            **site_settings(data=data, chosen=self.chosen),
            "ANXIN_DATA": str(data),
            "ANXIN_SECRETS_FILE": str(keep_keys(path=data / "secrets.json")),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "SANDBOX_LADDER_DIVISOR": "240",
            "ANXIN_PROXY_HEADER": "X-Real-IP",
            "TORTURE_MUTANT": mutant,
        }
        self.logs = data / "log"
        self.logs.mkdir()
        self.proxy = Proxy(target=self._database_port)

    def _database_port(self) -> int:
        return urlsplit(self.cluster.database_url).port or 0

    def prepare(self) -> None:
        """Make keys and tables; give this process the site's settings."""
        os.environ.update(self.settings, DATABASE_URL=self.cluster.database_url)
        for keys in (*sandbox_keys(data=self.data), *partner_keys(data=self.data)):
            subprocess.run(keys.command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if self.mutant:
            from torture.mutants import loosen

            loosen(self.mutant)

    def start(self) -> None:
        """Start the programs and wait until the site and the sandbox answer."""
        programs = [p for p in site_programs(chosen=self.chosen) if p.name in PROGRAMS]
        programs = [planted(p) for p in programs] if self.mutant else programs
        self.keeper = Keeper(
            cluster=self.cluster, programs=programs, env=self._environment, logs=self.logs
        )
        await_true(lambda: self.answers(self.chosen.web) and self.answers(self.chosen.sandbox))

    def _environment(self, program: str) -> Mapping[str, str]:
        url = urlsplit(self.cluster.database_url)
        through = url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{self.proxy.port}")
        points = {"ANXIN_FAILPOINTS": self.points(program), "ANXIN_FAILPOINTS_ONCE": str(self.once)}
        return {**os.environ, **self.settings, "DATABASE_URL": through.geturl(), **points}

    def answers(self, port: int) -> bool:
        """Whether something answers there."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def desk(self, path: str, given: object = None, method: str | None = None) -> Any:
        """Ask the sandbox's desk, until it answers."""
        body = json.dumps(given).encode() if given is not None else None
        address = f"http://127.0.0.1:{self.chosen.sandbox}{path}"
        request = urllib.request.Request(
            address, data=body, headers={"Content-Type": "application/json"}, method=method
        )
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                with DIRECT.open(request, timeout=ANSWERS_WITHIN_S) as answer:
                    text = answer.read()
                return json.loads(text) if text else None
            except (OSError, http.client.HTTPException):
                if time.monotonic() > end:
                    raise
                time.sleep(0.3)

    def fill_disk(self) -> None:
        """Leave the database no room at all."""
        assert self.disk is not None
        with suppress(OSError), (self.disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(1_048_576))

    def free_disk(self) -> None:
        """Give the room back."""
        assert self.disk is not None
        (self.disk / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """End everything."""
        if hasattr(self, "keeper"):
            self.keeper.close()
        self.proxy.close()


INSTEAD = {"config.wsgi:application": "torture.planted:application",
           "config.manage": "torture.planted"}  # fmt: skip


def planted(program: Program) -> Program:
    """The same program with a planted mistake; the sandbox stays as it is."""
    return replace(program, command=[INSTEAD.get(str(part), part) for part in program.command])


@contextmanager
def standing(*, data: Path, small_disk: bool, mutant: str = "") -> Iterator[Ground]:
    """A fresh site below a data folder, taken away afterwards but for its logs.

    `small_disk`: its database stands on a disk in memory that can be filled, where that may be.
    `mutant`: the mistake that its programs make (torture.mutants).
    """
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    cluster = Cluster(data=data)
    disk = _small_disk(cluster.home) if small_disk else None
    try:
        with cluster:
            ground = Ground(data=data, cluster=cluster, disk=disk, mutant=mutant)
            try:
                ground.prepare()
                ground.start()
                yield ground
            finally:
                ground.close()
        shutil.copy(cluster.log, ground.logs)
    finally:
        if disk:
            _run(["umount", str(disk)])
        cluster.remove()


def _small_disk(home: Path) -> Path | None:
    """Mount a small disk in memory for the database; `None` where this user may not."""
    if os.geteuid() != 0:
        return None
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = f"size={DISK_BYTES},mode=0700"
    mounted = _run(["mount", "-t", "tmpfs", "-o", options, "torture", str(home)])
    return home if mounted else None


def _run(command: Sequence[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def await_true(condition: Callable[[], bool], *, limit_s: float = PATIENCE_S) -> None:
    """Wait for a condition. Raises `TimeoutError`."""
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {limit_s:.0f} s")
        time.sleep(0.2)
