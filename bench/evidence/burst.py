"""A burst of uploads: is every one read, and does the site go on answering meanwhile?

`make bench-burst`, or `python -m bench.evidence.burst` with DATABASE_URL and ANXIN_SECRETS_FILE
set. The site's own web server and readers run as the launcher runs them; a reader is killed by
kill -9 on the way and started again. Other pages are asked for at a steady pace before and during
the burst, and their p95 is compared.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import psycopg

from anxin.launch import ports
from anxin.launch.child import Program
from anxin.launch.site import Ports, readers, site_programs
from bench import machine, seeding
from bench.refund_http import CSRF, RESULTS, fresh_database, migrate
from torture.evidence import drawn, failure
from torture.visitor import multipart

PACE_S = 0.1
IDLE_S = 30.0
SENDERS = 4
LIMIT_S = 1_800.0
MOST_TIMES = 1.5
"""How many times as long other pages may take meanwhile, by their p95."""
WAITING = "SELECT count(*) FROM anxin_evidence_piece WHERE state = 'received'"
STATES = "SELECT state, max(tries), count(*) FROM anxin_evidence_piece GROUP BY state"
Order = tuple[str, str, str]


@dataclass
class Pages:
    """Somebody who looks at pages all the time, at a steady pace; seconds that each took."""

    port: int
    orders: list[Order]
    took_s: list[float] = field(default_factory=list)
    failed: int = 0
    while_sent: int = 0

    def look(self, *, over: threading.Event) -> None:
        """Look until it is over."""
        n = 0
        while not over.wait(PACE_S):
            session, no, _key = self.orders[n % len(self.orders)]
            path = ("/", "/orders/", f"/orders/{no}/", f"/orders/{no}/refund/")[n % 4]
            began = time.perf_counter()
            try:
                status = ask(port=self.port, method="GET", path=path, session=session)
            except OSError:
                status = 0
            self.took_s.append(time.perf_counter() - began)
            self.failed += status != 200
            n += 1

    def p95_ms(self, *, after: int = 0) -> float:
        """Nineteen of twenty pages took no longer, the first ones left out."""
        return round(1_000 * statistics.quantiles(self.took_s[after:], n=20)[-1], 1)


def ask(
    *, port: int, method: str, path: str, session: str, kind: str = "", body: bytes | None = None
) -> int:
    """Ask the site once; return the status of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Host": f"localhost:{port}", "Cookie": f"sessionid={session}; csrftoken={CSRF}"}
    if body is not None:
        headers |= {"Content-Type": kind, "HX-Request": "true"}
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def main() -> int:
    """Measure, print and record; 1 if a picture was lost, a page failed, or pages were slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500)
    given = parser.parse_args()
    url = fresh_database(server=os.environ["DATABASE_URL"], name="anxin_bench_burst")
    migrate(url)
    orders = logged_in(url, seeding.seed(url=url, buyers=given.pictures))
    with tempfile.TemporaryDirectory(prefix="anxin-burst-") as data, site(url, data) as running:
        port, programs = running
        idle = paged(Pages(port, orders), lambda: time.sleep(IDLE_S))
        told: dict[str, object] = {}
        pages = Pages(port, orders)
        busy = paged(pages, lambda: burst(url, pages, programs, told))
    with psycopg.connect(url) as connection:
        states = {state: (tries, n) for state, tries, n in connection.execute(STATES)}
    told |= {
        "pages_p95_ms_idle": idle.p95_ms(),
        "pages_p95_ms_whole_burst": busy.p95_ms(),
        "pages_p95_ms_while_read": busy.p95_ms(after=busy.while_sent),
        "ratio_whole_burst": round(busy.p95_ms() / idle.p95_ms(), 2),
        "ratio_while_read": round(busy.p95_ms(after=busy.while_sent) / idle.p95_ms(), 2),
        "pages_failed": idle.failed + busy.failed,
        "pieces": {state: n for state, (_tries, n) in states.items()},
        "most_tries": max(tries for tries, _n in states.values()),
        "machine": machine.facts(url=url),
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
    }
    path = RESULTS / f"{datetime.now(tz=UTC):%Y-%m-%d}-evidence-burst.json"
    path.write_text(json.dumps(told, indent=2) + "\n")
    print(json.dumps(told, indent=2), f"recorded in {path}", sep="\n")
    lost = given.pictures - states.get("read", (0, 0))[1]
    slow = busy.p95_ms() > MOST_TIMES * idle.p95_ms()
    return 1 if lost or slow or idle.failed or busy.failed else 0


def logged_in(url: str, orders: list[Order]) -> list[Order]:
    """Give every order's buyer a session that all pages know, not only the refund's statement."""
    os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from torture.shop import log_in

    buyers = "SELECT o.no, o.buyer_id FROM anxin_order_order o"
    with psycopg.connect(url) as connection:
        buyer_of: dict[str, UUID] = dict(connection.execute(buyers).fetchall())
    return [(log_in(account_id=buyer_of[no]), no, key) for _session, no, key in orders]


def paged(pages: Pages, during: Callable[[], None]) -> Pages:
    """Have somebody look at pages while something goes on."""
    over = threading.Event()
    thread = threading.Thread(target=pages.look, kwargs={"over": over})
    thread.start()
    try:
        during()
    finally:
        over.set()
        thread.join()
    return pages


def burst(url: str, pages: Pages, programs: Running, told: dict[str, object]) -> None:
    """Send a picture for each order, and wait until all are read; kill a reader on the way."""
    began, orders = time.monotonic(), pages.orders
    with ThreadPoolExecutor(SENDERS) as senders:
        took = list(senders.map(lambda order: send(pages.port, order), orders))
    pages.while_sent = len(pages.took_s)
    told["accepted_in_s"] = round(time.monotonic() - began, 1)
    told["upload_p95_ms"] = round(1_000 * statistics.quantiles(took, n=20)[-1], 1)
    killed = False
    with psycopg.connect(url, autocommit=True) as connection:
        while (waiting := connection.execute(WAITING).fetchone()) and waiting[0]:
            if not killed and waiting[0] < len(orders) * 2 // 3:
                programs.kill("reader-1")
                killed = True
            if time.monotonic() - began > LIMIT_S:
                break
            time.sleep(1)
    told["read_in_s"] = round(time.monotonic() - began, 1)
    told["pictures_per_s"] = round(len(orders) / (time.monotonic() - began), 2)
    told["readers"] = readers()
    told["readers_killed"] = int(killed)


def send(port: int, order: Order) -> float:
    """Upload a picture that is this order's alone; return the seconds until it was taken."""
    session, no, _key = order
    picture = drawn(lines=(*failure(code=no[:16]), f"Order number: {no}"))
    fields = {"csrfmiddlewaretoken": CSRF, "kind": "activation_failure"}
    kind, body = multipart(fields=fields, file=picture)
    began = time.perf_counter()
    path = f"/orders/{no}/evidence/"
    status = ask(port=port, method="POST", path=path, session=session, kind=kind, body=body)
    if status != http.HTTPStatus.OK:
        raise SystemExit(f"an upload was answered {status}")
    return time.perf_counter() - began


class Running:
    """The site's programs, started as the launcher starts them."""

    def __init__(self, programs: list[Program], env: dict[str, str]) -> None:
        self._programs = {program.name: program for program in programs}
        self._env = env
        self._processes = {name: self._start(name) for name in self._programs}

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = [str(word) for word in self._programs[name].command]
        return subprocess.Popen(command, env=self._env, start_new_session=True)

    def kill(self, name: str) -> None:
        """Kill a program by kill -9 and start it again."""
        os.killpg(self._processes[name].pid, signal.SIGKILL)
        self._processes[name].wait()
        self._processes[name] = self._start(name)

    def end(self) -> None:
        """End them all."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait(timeout=30)


@contextmanager
def site(url: str, data: str) -> Iterator[tuple[int, Running]]:
    """Run web and the readers; yield the port and the programs."""
    port = ports.any_free()
    chosen = Ports(web=port, live=port + 1, sandbox=port + 2)
    programs = [p for p in site_programs(chosen=chosen) if p.name.startswith(("web", "reader-"))]
    origin = f"http://localhost:{port}"
    env = {**os.environ, "DATABASE_URL": url, "ANXIN_WEB_ORIGIN": origin, "ANXIN_DATA": data}
    running = Running(programs, env)
    try:
        end = time.monotonic() + 60
        while ports.is_free(port=port) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(5)
        yield port, running
    finally:
        running.end()


if __name__ == "__main__":
    sys.exit(main())
