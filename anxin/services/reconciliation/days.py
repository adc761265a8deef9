"""The days: which bills are due, fetched one by one, each as far as it can be had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.reconciliation import (
    RETRY_AFTER,
    BillContent,
    BillFile,
    BillSource,
    BrokenBill,
    NoBill,
    NotReady,
    Unreachable,
    bill_ready_at,
    day_of,
    suspense_ends_at,
)
from anxin.domain.reconciliation.days import CATCH_UP_DAYS
from anxin.services.failpoint import here
from anxin.services.reconciliation.asking import ask_about_differences, to_ask_about
from anxin.services.reconciliation.comparing import record_differences, settle_what_arrived
from anxin.services.reconciliation.keeping import book_late_fees, keep_bill, keep_refused, move_day
from anxin.storage.columns import ClockNow
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Day, Difference
from anxin.storage.statement import run

log = structlog.get_logger()
Fetched = BillFile | NoBill | NotReady | Unreachable


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one day at one channel; without a day it was too early to ask."""

    rail: str
    identity: str
    day_id: UUID | None


def reconcile_day(*, day: date, sources: Sequence[BillSource], outside: Outside) -> list[Outcome]:
    """Reconcile a day at every source, whatever was done about it before. Calls the channels."""
    early = queries.clock() < bill_ready_at(day)
    outcomes = []
    for source in sources:
        row = None if early else _day(source, day)
        if row is not None:
            _reconcile(row, source, outside)
        outcomes.append(Outcome(source.rail, source.identity, row.id if row else None))
    return outcomes


def _day(source: BillSource, day: date) -> Day:
    row, _ = Day.objects.get_or_create(
        rail=source.rail, identity=source.identity, day=day, defaults={"due_at": ClockNow()}
    )
    return row


CLAIM = """
UPDATE anxin_reconciliation_day d
   SET tries = d.tries + 1,
       due_at = clock_now() + make_interval(secs => (%(after)s::int[])
           [least(d.tries + 1, cardinality(%(after)s::int[]))])
 WHERE d.id = (
    SELECT id FROM anxin_reconciliation_day
     WHERE due_at <= clock_now() AND rail = %(rail)s::text AND identity = %(identity)s::text
     ORDER BY due_at, day LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING d.id
"""


def reconcile_due(*, sources: Sequence[BillSource], outside: Outside) -> int:
    """Reconcile every day that is due, missed ones too; return how many were tried.

    Whoever dies on the way leaves the day due again in a while. A source that fails is logged and
    holds up no other.
    """
    tried = 0
    for source in sources:
        _open_days(source)
        claim = {
            "after": list(RETRY_AFTER), "rail": source.rail, "identity": source.identity
        }  # fmt: skip
        while claimed := run(CLAIM, claim):
            tried += 1
            here("bill.claimed_not_fetched")
            try:
                _reconcile(Day.objects.get(id=claimed[0].id), source, outside)
            except Exception:
                log.exception("reconciliation.failed", rail=source.rail, day=str(claimed[0].id))
        _catch_up(source)
    return tried


OPEN_DAYS = """
INSERT INTO anxin_reconciliation_day (rail, identity, day, due_at)
SELECT %(rail)s::text, %(identity)s::text, d.day, clock_now()
  FROM (SELECT coalesce(
         (SELECT max(day) FROM anxin_reconciliation_day
           WHERE rail = %(rail)s::text AND identity = %(identity)s::text AND tries > 0),
         (SELECT (captured_at AT TIME ZONE 'Asia/Shanghai')::date FROM anxin_payment_payment
           WHERE method = %(rail)s::text AND identity = ANY (%(identities)s::text[])
             AND state = 'captured' ORDER BY id LIMIT 1)) AS day) first,
       generate_series(greatest(first.day, %(last)s::date - %(most)s::int), %(last)s::date,
                       interval '1 day') AS d(day)
 WHERE first.day IS NOT NULL
ON CONFLICT DO NOTHING
"""


def _open_days(source: BillSource) -> None:
    """Write down the days whose bill is there by now, from the first payment on."""
    now = queries.clock()
    last = day_of(now)
    while bill_ready_at(last) > now:
        last -= timedelta(days=1)
    run(
        OPEN_DAYS,
        {
            "rail": source.rail,
            "identity": source.identity,
            "identities": list(source.identities),
            "last": last,
            "most": CATCH_UP_DAYS,
        },
    )


def _reconcile(row: Day, source: BillSource, outside: Outside) -> None:
    """Fetch first, outside any transaction; then keep and compare in one; then ask."""
    fetched = source.fetch(day=row.day)
    here("bill.fetched_not_kept")
    match fetched:
        case BillFile():
            _take(row, source, fetched)
        case NoBill():
            _locked(row, lambda day: _without_bill(day, source))
        case NotReady():
            _locked(row, lambda day: _postpone(day, "not_ready", ""))
        case Unreachable(why):
            _locked(row, lambda day: _postpone(day, "unreachable", why))
    here("bill.compared_not_asked")
    ask_about_differences(day=row, outside=outside)
    Day.objects.filter(id=row.id, state="reconciled").update(due_at=None)
    _catch_up(source)


def _catch_up(source: BillSource) -> None:
    """Settle and book what became clear after its bill was made."""
    settle_what_arrived(rail=source.rail, identity=source.identity)
    book_late_fees(rail=source.rail, identity=source.identity)


def _take(row: Day, source: BillSource, file: BillFile) -> None:
    try:
        content = source.read(file=file, day=row.day)
    except BrokenBill as broken:
        refusal = broken
        log.warning("bill.refused", rail=row.rail, day=str(row.day), why=str(broken))
        _locked(row, lambda day: _refuse(day, file, refusal))
    else:
        _locked(row, lambda day: _keep(day, source, file, content))


def _locked(row: Day, act: Callable[[Day], None]) -> None:
    """Two workers at one day take turns."""
    with transaction.atomic():
        act(Day.objects.select_for_update().get(id=row.id))


def _keep(day: Day, source: BillSource, file: BillFile, content: BillContent) -> None:
    """A day about which the channel is to be asked is due again, until that is done."""
    own = keep_bill(day=day, file=file, content=content)
    here("bill.kept_not_compared")
    if own:
        record_differences(day=day, source=source)
    if to_ask_about(day=day).exists():
        _set_later(day)
    here("bill.compared_not_committed")


def _refuse(day: Day, file: BillFile, broken: BrokenBill) -> None:
    keep_refused(day=day, file=file, broken=broken)
    if day.state == "refused":
        _set_later(day)


def _without_bill(day: Day, source: BillSource) -> None:
    """No bill is right where our books have nothing either; else it is asked for again."""
    if day.state == "reconciled":
        return
    move_day(day=day, state="no_bill")
    record_differences(day=day, source=source)
    missing = Difference.objects.filter(day=day, kind="ours_only", settled_at__isnull=True)
    if missing.exists() and queries.clock() < suspense_ends_at(day.day):
        _set_later(day)


def _postpone(day: Day, trouble: str, detail: str) -> None:
    if day.state == "reconciled":
        return
    day.trouble, day.detail = trouble, detail[:200]
    day.save(update_fields=["trouble", "detail"])
    _set_later(day)


def _set_later(day: Day) -> None:
    """Have the bill asked for again, as long as a channel hands out bills of that day."""
    after = RETRY_AFTER[min(day.tries, len(RETRY_AFTER) - 1)]
    over = day.day < day_of(queries.clock()) - timedelta(days=CATCH_UP_DAYS)
    day.due_at = None if over else ClockNow() + timedelta(seconds=after)
    day.save(update_fields=["due_at"])
