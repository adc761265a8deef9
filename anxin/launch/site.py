"""The whole site on one machine: database, keys, web, live, jobs and the demo shop."""

from __future__ import annotations

import http.client
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from anxin.launch import ports
from anxin.launch.child import Program
from anxin.launch.errors import LaunchError
from anxin.launch.keys import keep_keys
from anxin.launch.lock import exclusive
from anxin.launch.postgres import Cluster
from anxin.launch.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT = 8000
RAILS = ("alipay", "wechat")
MOST_READERS = 8
IDLE_CLASS = ("chrt", "--idle", "0") if shutil.which("chrt") else ()
ANSWER_LIMIT_S = 60

GREETING = """
  安心 Anxin is running

    site     {web}
    sandbox  {sandbox}      (payments that are not real, and switches to break them)
    stop     Ctrl-C
    forget   make reset
    logs     {logs}

{logins}
"""


def data_folder(*, cluster: str) -> Path:
    """Where a cluster and its site keep everything: `.data/<cluster>`.

    ANXIN_DATA replaces the folder of `run`; the other clusters then lie beside it.
    """
    given = os.environ.get("ANXIN_DATA")
    if not given:
        return ROOT / ".data" / cluster
    beside = Path(given).resolve()
    return beside if cluster == "run" else beside.with_name(f"{beside.name}-{cluster}")


@dataclass(frozen=True)
class Foundation:
    """What a site stands on: the environment that leads to it, and a look after its database."""

    env: Mapping[str, str]
    watch: Callable[[], None]


@contextmanager
def foundation(*, data: Path) -> Iterator[Foundation]:
    """Hold a data folder with its database running and its keys made.

    DATABASE_URL in the environment takes the place of the embedded database.
    """
    with exclusive(path=data / "lock"):
        keys = os.environ.get("ANXIN_SECRETS_FILE") or keep_keys(path=data / "secrets.json")
        env = {"ANXIN_DATA": str(data), "ANXIN_SECRETS_FILE": str(keys)}
        given = os.environ.get("DATABASE_URL")
        if given:
            yield Foundation({**env, "DATABASE_URL": given}, watch=lambda: None)
            return
        with Cluster(data=data) as cluster:
            yield Foundation({**env, "DATABASE_URL": cluster.database_url}, cluster.watch)


@dataclass(frozen=True)
class Ports:
    """Where the programs of a site listen."""

    web: int
    live: int
    sandbox: int


def run_site(*, data: Path) -> None:
    """Run the site until interrupted; raises LaunchError where it cannot be kept running."""
    chosen = choose_ports()
    settings = site_settings(data=data, chosen=chosen)
    print("anxin: starting the database", flush=True)
    with (
        foundation(data=data) as ground,
        Supervisor(data=data, env={**ground.env, **settings}) as supervisor,
    ):
        print("anxin: preparing the demo shop", flush=True)
        for keys in (*sandbox_keys(data=data), *partner_keys(data=data)):
            supervisor.finish(program=keys)
        supervisor.finish(program=_django("migrate", "migrate", "--noinput"))
        supervisor.finish(program=_anxin("demo", "demo", "load"))
        logins = supervisor.ask(program=_anxin("logins", "demo", "logins"))
        supervisor.start(programs=site_programs(chosen=chosen))
        await_answer(supervisor=supervisor, port=chosen.web)
        await_answer(supervisor=supervisor, port=chosen.sandbox)
        supervisor.finish(program=_anxin("orders", "demo", "orders"))
        print(greeting(settings=settings, logs=data / "log", logins=logins), flush=True)
        while True:
            ground.watch()
            supervisor.watch()


def site_settings(*, data: Path, chosen: Ports) -> dict[str, str]:
    """What the programs are told by their environment, besides database and keys.

    Everything answers on loopback only, so a proxy of the environment must not come between.
    """
    sandbox = f"http://localhost:{chosen.sandbox}"
    return {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "ANXIN_DEMO": "1",
        "ANXIN_WEB_ORIGIN": f"http://localhost:{chosen.web}",
        "ANXIN_LIVE_ORIGIN": f"http://localhost:{chosen.live}",
        "ANXIN_ALIPAY_FOLDER": str(data / "alipay"),
        "ANXIN_ALIPAY_GATEWAY": f"{sandbox}/gateway.do",
        "ANXIN_WECHAT_FOLDER": str(data / "wechat"),
        "ANXIN_WECHAT_GATEWAY": sandbox,
        "ANXIN_PARTNERS_FOLDER": str(data / "partners"),
        "ANXIN_PARTNERS_ORIGIN": sandbox,
        "ANXIN_ISSUED_CARDS": str(data / "partners" / "cards.txt"),
        "SANDBOX_DATA": str(data / "sandbox"),
        "SANDBOX_ORIGIN": sandbox,
        "no_proxy": "localhost,127.0.0.1",
    }


def choose_ports() -> Ports:
    """Choose 8000, or ANXIN_PORT, which then must be free, for the site, and what follows."""
    given = os.environ.get("ANXIN_PORT")
    web = int(given) if given else ports.next_free(start=FIRST_PORT)
    if given and not ports.is_free(port=web):
        raise LaunchError(f"port {web} (ANXIN_PORT) is taken by another program")
    live = ports.next_free(start=web + 1)
    return Ports(web, live, ports.next_free(start=live + 1))


def sandbox_keys(*, data: Path) -> Sequence[Program]:
    """Make the keys that shop and sandbox know each other by, once, for each rail."""
    return [_rail_keys(data, rail) for rail in RAILS]


def _rail_keys(data: Path, rail: str) -> Program:
    folders = ["--data", str(data / "sandbox"), "--shop", str(data / rail)]
    return Program(f"{rail}-keys", [sys.executable, "-m", f"sandbox.{rail}.keys", *folders])


def partner_keys(*, data: Path) -> Sequence[Program]:
    """Make what shop and partners know each other by, and the issuer's first cards."""
    folders = ["--data", str(data / "sandbox"), "--shop", str(data / "partners")]
    return [
        Program(f"{kind}-keys", [sys.executable, "-m", f"sandbox.{kind}.keys", *folders])
        for kind in ("issuer", "supplier", "identity")
    ]


def site_programs(*, chosen: Ports) -> Sequence[Program]:
    """The long-running parts of the site."""
    web = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4"]
    stream = ["--interface", "asgi", "--workers", "1"]
    return (
        _served("sandbox", "sandbox.server:application", chosen.sandbox, 2, stream),
        _served("web", "config.wsgi:application", chosen.web, 8, web),
        # An open stream never ends by itself: the stop must not wait for it.
        _served("live", "config.live:application", chosen.live, 2, stream),
        _worker("jobs", queue="default", concurrency=4),
        *(_reader(number) for number in range(1, readers() + 1)),
    )


def readers() -> int:
    """How many processes read evidence: a core is left to those who look at pages.

    Each is on one thread and takes half a gigabyte. With one on every core pages took 1.6 times as
    long while 500 pictures were read, even in the idle class (docs/evidence.md).
    """
    return max(1, min((os.cpu_count() or 1) - 1, MOST_READERS))


def _reader(number: int) -> Program:
    """A process that reads evidence and lets everybody else go first.

    At nice 19 alone pages took 2.2 times as long while 500 pictures were read (their p95, by
    `make bench-burst`); the idle class gives way at once.
    """
    program = _worker(f"reader-{number}", queue="evidence", concurrency=1)
    return replace(program, command=["nice", "-n", "19", *IDLE_CLASS, *program.command])


def _worker(name: str, *, queue: str, concurrency: int) -> Program:
    """A process that does the jobs of one queue."""
    return _django(
        name, "procrastinate", "worker", "--queues", queue, "--concurrency", str(concurrency),
        "--shutdown-graceful-timeout", "10", stop_limit_s=13,
    )  # fmt: skip


def _served(name: str, application: str, port: int, kill_s: int, how: Sequence[str]) -> Program:
    """An application on granian; a worker that does not end in `kill_s` seconds is ended."""
    command = [_program_path("granian"), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--log-level", "warning", "--respawn-failed-workers", "--respawn-interval", "1"]
    return Program(name, [*command, *how, "--workers-kill-timeout", str(kill_s), application])


def _django(name: str, *arguments: str, stop_limit_s: float = 10) -> Program:
    """One of Django's commands as a program."""
    return Program(name, [sys.executable, "-m", "config.manage", *arguments], stop_limit_s)


def _anxin(name: str, *arguments: str) -> Program:
    """One of the project's own commands as a program."""
    return Program(name, [sys.executable, "-m", "anxin", *arguments])


def _program_path(name: str) -> str:
    """A program installed beside the running Python."""
    return str(Path(sys.executable).with_name(name))


def await_answer(*, supervisor: Supervisor, port: int) -> None:
    """Wait until the site answers; whatever it answers is for its own log to explain."""
    end = time.monotonic() + ANSWER_LIMIT_S
    while not _answers(port):
        if time.monotonic() > end:
            raise LaunchError(f"the site does not answer on port {port}; see the log of web")
        supervisor.watch()


def greeting(*, settings: Mapping[str, str], logs: Path, logins: str) -> str:
    """What a person needs to know once the site is up."""
    indented = "\n".join(f"    {line}".rstrip() for line in logins.splitlines())
    return GREETING.format(
        web=settings["ANXIN_WEB_ORIGIN"],
        sandbox=settings["SANDBOX_ORIGIN"],
        logs=logs,
        logins=indented,
    )


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
