"""`anxin reconcile 2026-10-03`: holds a day's bills against our books and prints what differs."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from anxin.cli.site import open_site
from anxin.domain.money import yuan
from anxin.domain.reconciliation import step_at
from anxin.domain.wording.reconciliation import bill_text

if TYPE_CHECKING:
    from anxin.storage.reconciliation.queries import DifferenceRow

ALL_EXPLAINED, DIFFERENCES, COULD_NOT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("date", type=_day, help="the day of Beijing, as 2026-10-03")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no day, as 2026-10-03")
    return day


def run(arguments: argparse.Namespace) -> int:
    """Reconcile the day at every channel.

    Exit status 0: all matched, settled, or still to be explained by the next day's bill;
    1: differences to deal with; 2: a bill could not be had or was refused.
    """
    open_site()
    from anxin import wiring
    from anxin.services.reconciliation import reconcile_day

    sources = wiring.bill_sources()
    if not sources:
        print("this site has no channel with bills", file=sys.stderr)
        return COULD_NOT
    outcomes = reconcile_day(day=arguments.date, sources=sources, outside=wiring.outside())
    return max(_print(outcome.rail, outcome.day_id) for outcome in outcomes)


def _print(rail: str, day_id: UUID | None) -> int:
    """Print what became of a day at one channel; return what it means for the exit status."""
    from anxin.storage.reconciliation import queries

    day = queries.find_day(day_id=day_id) if day_id else None
    if day is None:
        print(f"{rail}: {_english('bill_trouble', 'too_early')}")
        return COULD_NOT
    trouble = f" ({_english('bill_trouble', day.trouble)}; {day.detail})" if day.trouble else ""
    print(f"{rail} {day.identity} {day.day}: {_english('bill_day', day.state)}{trouble}")
    if day.sha256:
        print(
            f"  {day.payments} payments {yuan(day.paid_fen)}, {day.refunds} refunds"
            f" {yuan(day.refunded_fen)}, fees {yuan(day.fee_fen)}, net {yuan(day.net_fen)}"
        )
        print(f"  sha256 {day.sha256}")
    for line in queries.list_differences(day_id=day.id):
        print(f"  {_describe(line)}")
    print(f"  {day.found} differences, {day.open} open, {day.waiting} of them may still settle")
    if day.state in ("waiting", "refused") or (day.state == "no_bill" and day.open):
        return COULD_NOT
    return DIFFERENCES if day.to_do else ALL_EXPLAINED


def _describe(line: DifferenceRow) -> str:
    number = " ".join(filter(None, (line.row_kind, line.payment_no, line.refund_no)))
    bill, ours = _side(line.bill_fen, line.bill_status), _side(line.ours_fen, line.ours_status)
    if line.kind == "fee":
        bill, ours = _side(line.bill_fee_fen, "fee"), _side(line.ours_fee_fen, "by contract")
    if line.settled_at:
        done = f"settled by {line.settled_by or 'itself'} {line.note}".rstrip()
    else:
        step = step_at(step=line.step, due_at=line.due_at, now=line.now)
        done = _english("step", step)
    name = _english("difference", line.kind)
    return f"{name}: {number or line.serial_no}; bill {bill}, ours {ours}. {done}"


def _side(fen: int | None, status: str) -> str:
    return "nothing" if fen is None else f"{yuan(fen)} {status}".rstrip()


def _english(of: str, word: str) -> str:
    return bill_text(of=of, word=word, language="en")
