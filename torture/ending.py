"""The end: everything is let come to rest, and what is then in the books is judged."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from django.db import connection

from anxin import wiring
from anxin.storage.statement import run
from torture.bills import wrong_bills
from torture.ground import ROOT, Ground, await_true
from torture.havoc import Havoc
from torture.partners import wrong_with_issuer, wrong_with_supplier
from torture.shop import CANARY
from torture.verdict import Wrong, wrong_now, wrong_with, wrong_withdrawals
from torture.visitor import Memory

IDLE_ROUNDS = 25
STEP = timedelta(hours=6, seconds=5)
PAUSE_S = 4.0
STILL_ROUNDS = 3
"""So often nothing is found under way, while the clock stands, before it is believed."""

UNDER_WAY = """
SELECT 'refund ' || no || ' ' || state || ' ' || trouble || ' after ' || tries AS what
  FROM anxin_refund_refund r WHERE state NOT IN ('succeeded', 'failed', 'reversed')
   AND (next_try_at IS NOT NULL OR NOT EXISTS (
     SELECT 1 FROM anxin_payment_finding f WHERE f.subject = r.no AND f.settled_at IS NULL))
UNION ALL
SELECT 'payment ' || no || ' ' || method || ' ' || state || ' asked ' || asked
  FROM anxin_payment_payment WHERE next_ask_at IS NOT NULL
UNION ALL
SELECT 'order ' || no || ' ' || state FROM anxin_order_order WHERE state = 'awaiting_payment'
UNION ALL
SELECT 'lock of a card ' || lock FROM anxin_card_card WHERE lock IN ('wanted', 'ending')
UNION ALL
SELECT 'case ' || no || ' waits for ' || waits_for FROM anxin_aftersale_case
 WHERE waits_for <> '' AND state = 'submitted'
UNION ALL
SELECT 'top-up ' || no || ' ' || state FROM anxin_order_supplierorder
 WHERE state NOT IN ('succeeded', 'failed', 'cancelled')
UNION ALL
SELECT 'deadline of case ' || no || ' ' || state FROM anxin_aftersale_case
 WHERE due_at <= clock_now() OR verdict_at <= clock_now()
UNION ALL
SELECT 'deadline of order ' || no || ' ' || state FROM anxin_order_order
 WHERE due_at <= clock_now() AND NOT case_open
"""
"""What has been begun and is not over. Where the clock was moved past deadlines they come first:
what they lead to is begun a moment later."""

COUNTS = """
SELECT 'orders ' || state AS what, count(*) AS n FROM anxin_order_order GROUP BY state
UNION ALL
SELECT 'refunds ' || concat_ws(' ', p.method, destination, cause, r.state), count(*)
  FROM anxin_refund_refund r JOIN anxin_payment_payment p ON p.id = r.payment_id
 GROUP BY p.method, destination, cause, r.state
UNION ALL
SELECT 'cases ' || state, count(*) FROM anxin_aftersale_case GROUP BY state
UNION ALL
SELECT 'tries of refunds', count(*) FROM anxin_refund_attempt
UNION ALL
SELECT 'viewings', count(*) FROM anxin_order_cardview
ORDER BY what
"""


def let_rest(*, ground: Ground, havoc: Havoc) -> list[str]:
    """Give everything its time, by the clock where that is long; return what is still under way.

    Much takes longer than little: it ends once nothing is left, or no longer becomes less.
    """
    await_true(lambda: ground.answers(ground.chosen.web), limit_s=120)
    fewest, idle, still = sys.maxsize, 0, 0
    while idle < IDLE_ROUNDS and still < STILL_ROUNDS:
        time.sleep(PAUSE_S)
        left = [str(row.what) for row in _ask(UNDER_WAY)]
        still = 0 if left else still + 1
        if still:
            continue
        idle = 0 if len(left) < fewest else idle + 1
        fewest = min(fewest, len(left))
        havoc.move_clock(by=STEP)
    return _stood(left)


def _stood(left: list[str]) -> list[str]:
    """Wait for what is left with the clock standing: each step let more deadlines pass."""
    fewest, idle = len(left), 0
    while left and idle < IDLE_ROUNDS:
        time.sleep(PAUSE_S)
        left = [str(row.what) for row in _ask(UNDER_WAY)]
        idle = 0 if len(left) < fewest else idle + 1
        fewest = min(fewest, len(left))
    return left


def _ask(sql: str) -> list:  # type: ignore[type-arg]
    """Ask on a connection of now: the one before may have died with its server."""
    connection.close()
    return run(sql, {})


def judge(*, ground: Ground, memory: Memory) -> list[Wrong]:
    """Return everything that is wrong; an empty list is what should be."""
    connection.close()
    books = ground.desk("/book")
    book = {**books["alipay"], **books["wechat"]}
    return [
        *wrong_now(),
        *wrong_with(book=book, at_rest=True),
        *wrong_withdrawals(book=book),
        *wrong_with_issuer(book=books["issuer"], outside=wiring.outside(), at_rest=True),
        *wrong_with_supplier(book=books["supplier"], at_rest=True),
        *wrong_bills(),
        *forgotten(memory),
        *_leaked(ground.logs, (CANARY, *memory.secrets)),
        *_ledger_check(),
    ]


def forgotten(memory: Memory) -> Iterator[Wrong]:
    """What people were told and the database does not know."""
    orders = {row.no: row for row in run("SELECT no, paid_at FROM anxin_order_order", {})}
    cases = {row.no for row in run("SELECT no FROM anxin_aftersale_case", {})}
    views = run(
        """SELECT DISTINCT o.no, k.unit FROM anxin_order_cardview v
             JOIN anxin_order_ordercard k ON k.card_id = v.order_card_id
             JOIN anxin_order_order o ON o.id = k.order_id""",
        {},
    )
    seen = {(row.no, row.unit) for row in views}
    for no in memory.orders - orders.keys():
        yield Wrong("an order was acknowledged and is gone", no)
    for no in memory.paid:
        if orders[no].paid_at is None:
            yield Wrong("an order was said to be paid and is not", no)
    for no in memory.cases - cases:
        yield Wrong("a case was acknowledged and is gone", no)
    for no, unit in memory.seen - seen:
        yield Wrong("a secret was shown off the record", f"{no} unit {unit}")


def _leaked(logs: Path, secrets: Sequence[str]) -> Iterator[Wrong]:
    for log in logs.iterdir():
        text = log.read_text(errors="replace")
        if any(secret in text for secret in secrets):
            yield Wrong("a card's secret stands in a log", log.name)


def _ledger_check() -> Iterator[Wrong]:
    command = [sys.executable, "-m", "anxin", "ledger", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout.strip(), flush=True)
    if done.returncode != 0:
        yield Wrong("anxin ledger check", done.stdout.strip() or done.stderr[-500:])


def counts() -> dict[str, int]:
    """What there is in the end."""
    return {row.what: int(row.n) for row in _ask(COUNTS)}
