"""How many wallet refunds per second the site answers over HTTP, against pgbench beside it.

`make bench`, or `python -m bench.refund_http` with DATABASE_URL and ANXIN_SECRETS_FILE set. It
makes two databases of its own on that server and drops what earlier runs left there. One refund is
the whole of it: session, policy, ledger, events, card and order. Both programs get both cores.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from anxin.launch import ports
from anxin.launch.site import Ports, site_programs
from bench import load, machine, pgbench, seeding

RESULTS = Path(__file__).with_name("results")
CLIENTS = 8
CSRF = "b" * 32
DRIFT = 0.2
MOST_ROUNDS_MORE = 4
MOST_PER_S = 1_500


@dataclass(frozen=True)
class Round:
    """One turn of both programs; CPU in milliseconds per refund."""

    pgbench_per_s: float
    refunds_per_s: float
    p50_ms: float
    p99_ms: float
    cpu_ms_web: float
    cpu_ms_pg: float

    @property
    def ratio(self) -> float:
        """Refunds per pgbench transaction."""
        return self.refunds_per_s / self.pgbench_per_s


def main() -> int:
    """Measure, print and record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8)
    given = parser.parse_args()
    server = os.environ["DATABASE_URL"]
    site_url = fresh_database(server=server, name="anxin_bench_site")
    yardstick_url = fresh_database(server=server, name="anxin_bench_pgbench")
    migrate(site_url)
    pgbench.prepare(url=yardstick_url)
    most = (given.rounds + MOST_ROUNDS_MORE + 1) * given.seconds * MOST_PER_S
    orders = seeding.seed(url=site_url, buyers=min(most, 60_000))
    with granian(site_url) as (port, pid):
        sender = Sender(port, pid, site_url, orders)
        sender.send(seconds=3)
        rounds = measure(sender, yardstick_url, given.rounds, given.seconds)
    check_books(site_url, sent=sender.sent)
    record(rounds, server, given.seconds)
    return 0


class Sender:
    """Sends each order's refund once, over all rounds."""

    def __init__(self, port: int, pid: int, url: str, orders: list[tuple[str, str, str]]) -> None:
        self._port, self._pid, self._url = port, pid, url
        self._requests = iter(load.refund_requests(port=port, orders=orders, csrf=CSRF))
        self.sent = 0

    def send(self, *, seconds: float) -> tuple[load.Load, float, float]:
        """Drive the site; return the load with the CPU seconds of web and PostgreSQL."""
        web = machine.children_of(pid=self._pid)
        postgres = machine.postgres_pids(url=self._url)
        before = machine.cpu_seconds(pids=web), machine.cpu_seconds(pids=postgres)
        done = load.drive(
            port=self._port, requests=self._requests, clients=CLIENTS, seconds=seconds
        )
        self.sent += done.answered
        after = machine.cpu_seconds(pids=web), machine.cpu_seconds(pids=postgres)
        return done, after[0] - before[0], after[1] - before[1]


def measure(sender: Sender, yardstick_url: str, wanted: int, seconds: int) -> list[Round]:
    """Take turns until enough rounds saw a steady pgbench; return those."""
    rounds: list[Round] = []
    kept: list[Round] = []
    while len(kept) < wanted and len(rounds) < wanted + MOST_ROUNDS_MORE:
        per_s = pgbench.transactions_per_s(url=yardstick_url, seconds=seconds)
        rounds.append(one_round(sender, per_s, seconds))
        print(f"round {len(rounds)}: {line(rounds[-1])}", flush=True)
        median = statistics.median(r.pgbench_per_s for r in rounds)
        kept = [r for r in rounds if abs(r.pgbench_per_s - median) <= DRIFT * median]
    if len(kept) < wanted:
        raise SystemExit(f"only {len(kept)} rounds saw a steady pgbench: something else runs here")
    return kept


def one_round(sender: Sender, pgbench_per_s: float, seconds: int) -> Round:
    """Measure the site for one turn."""
    done, web_s, postgres_s = sender.send(seconds=seconds)
    latencies_ms = sorted(1_000 * s for s in done.latencies_s)
    return Round(
        pgbench_per_s=pgbench_per_s,
        refunds_per_s=done.answered / done.seconds,
        p50_ms=latencies_ms[len(latencies_ms) // 2],
        p99_ms=latencies_ms[len(latencies_ms) * 99 // 100],
        cpu_ms_web=1_000 * web_s / done.answered,
        cpu_ms_pg=1_000 * postgres_s / done.answered,
    )


def line(r: Round) -> str:
    """Return a round in one line."""
    return (
        f"{r.refunds_per_s:6.0f} refunds/s  pgbench {r.pgbench_per_s:6.0f}/s  ratio {r.ratio:.3f}"
        f"  p50 {r.p50_ms:.1f} ms  p99 {r.p99_ms:.1f} ms"
        f"  CPU web {r.cpu_ms_web:.2f} ms  postgres {r.cpu_ms_pg:.2f} ms"
    )


def fresh_database(*, server: str, name: str) -> str:
    """Make an empty database beside the one that `server` names; return its address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def migrate(url: str) -> None:
    """Lay out the site's tables."""
    subprocess.run(
        [sys.executable, "-m", "config.manage", "migrate", "--verbosity=0"],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )


@contextmanager
def granian(url: str) -> Iterator[tuple[int, int]]:
    """Run the web server as the launcher does; yield its port and process."""
    port = ports.any_free()
    chosen = Ports(web=port, live=port + 1, sandbox=port + 2)
    [web] = [program for program in site_programs(chosen=chosen) if program.name == "web"]
    env = {**os.environ, "DATABASE_URL": url, "ANXIN_WEB_ORIGIN": f"http://localhost:{port}"}
    process = subprocess.Popen(web.command, env=env, start_new_session=True)
    try:
        end = time.monotonic() + 30
        while ports.is_free(port=port) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def check_books(url: str, *, sent: int) -> None:
    """Every request is one refunded case, and the ledger's proofs hold."""
    refunded = seeding.refunded_cases(url=url)
    if refunded != sent:
        raise SystemExit(f"{sent} requests were answered, {refunded} cases are refunded")
    subprocess.run(
        [sys.executable, "-m", "anxin", "ledger", "check"],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )


def record(rounds: list[Round], server: str, seconds: int) -> None:
    """Print the medians and write them down with the machine's facts."""
    medians = {
        name: round(statistics.median(getattr(r, name) for r in rounds), 3)
        for name in ("ratio", "refunds_per_s", "p50_ms", "p99_ms", "cpu_ms_web", "cpu_ms_pg")
    }
    medians["per_s"] = medians.pop("refunds_per_s")
    result = {
        "refund_http": medians,
        "pgbench_per_s": round(statistics.median(r.pgbench_per_s for r in rounds), 1),
        "pgbench": f"-c 8 -j 2, TPC-B, scale {pgbench.SCALE}, simple protocol",
        "seconds_per_round": seconds,
        "rounds": [asdict(r) for r in rounds],
        "machine": machine.facts(url=server),
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
    }
    path = RESULTS / f"{datetime.now(tz=UTC):%Y-%m-%d}-refund-http.json"
    RESULTS.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps({"refund_http": medians}), f"recorded in {path}", sep="\n")


if __name__ == "__main__":
    sys.exit(main())
