"""Named places where a test may have the process die, fail or wait: `ANXIN_FAILPOINTS="name=kill"`.

Each stands between two steps that a crash could part. Unset, a point costs one look-up in an empty
dict; the settings refuse to start a real site with one set.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

POINTS: Mapping[str, str] = {
    "order.placed_not_committed": "the order and its cards are written, not committed",
    "order.placed_not_answered": "the order stands, the buyer does not know",
    "order.moved_not_committed": "an order walked one step on, not committed",
    "order.expired_not_moved": "an unpaid order's cards are free again, the order is not closed",
    "cards.sold_not_delivered": "the cards are sold, the order does not say so",
    "view.recorded_not_committed": "a viewing is written, not committed",
    "view.committed_not_shown": "a viewing is on the record, the secret did not leave",
    "purse.booked_not_credited": "money is booked into a purse that does not hold it yet",
    "tender.released_not_replaced": "what an order held is free, nothing is held in its place",
    "tender.held_not_written": "a purse holds money for payments that are not written",
    "tender.captured_not_booked": "what was held is captured, not booked",
    "payment.settled_not_committed": "an order is paid at once, not committed",
    "payment.begun_not_told": "payments are begun or made, neither channel nor buyer knows",
    "payment.captured_not_committed": "what a channel was paid is written, not committed",
    "payment.returned_not_committed": "a payment nobody can use goes back, not committed",
    "payment.claimed_not_asked": "a payment is due later again, nobody has asked about it",
    "payment.asked_not_taken": "the channel has answered about a payment, nothing is written",
    "payment.closed_not_noted": "the channel has closed a payment, it still waits here",
    "payment.noted_not_released": "a payment is closed, what was held beside it is not free",
    "notice.read_not_taken": "a notice is verified, nothing of it is written",
    "notice.taken_not_answered": "a notice is done with, the channel does not know",
    "posting.due_not_booked": "the rows of a payment or refund are written, its booking is not",
    "posting.booked_not_committed": "a transaction is booked, not committed",
    "case.decided_not_saved": "a case is decided, nothing is saved",
    "case.saved_not_queued": "a case and its refund are saved, the job is not queued",
    "case.queued_not_committed": "the refund's job is queued, nothing is committed",
    "case.saved_not_answered": "a case stands, the buyer does not know",
    "refund.claimed_not_called": "a try of a refund is on the record, the channel was not called",
    "refund.asked_not_sent": "the channel was asked about a refund, it was not sent again",
    "refund.noted_not_sent": "a refund is noted as sent, the channel was not called",
    "refund.recall_noted_not_sent": "a refund is noted as recalled, the channel was not told",
    "refund.called_not_recorded": "the channel has answered about a refund, nothing is written",
    "refund.recorded_not_committed": "a refund's outcome is written, not committed",
    "refund.heard_not_queued": "a notice made a refund due, the job is not queued",
    "issuer.stored_not_decided": "an issuer's word about cards is stored, their case not decided",
    "issuer.claimed_not_called": "a lock of cards is due later again, the issuer was not called",
    "issuer.called_not_recorded": "the issuer has answered about locks, nothing is written",
    "issuer.recorded_not_settled": "locks are recorded, the cases that wait for them not settled",
    "supplier.claimed_not_called": "a try of a top-up is on record, the supplier was not called",
    "supplier.called_not_recorded": "the supplier has answered about a top-up, nothing is written",
    "supplier.recorded_not_committed": "a supplier's answer is written, not committed",
    "refund.confirmed_not_reversed": "an arrived refund was asked about again, nothing is written",
    "withdrawal.held_not_sent": "a wallet holds what is withdrawn, no transfer is written",
    "withdrawal.spent_not_booked": "what was withdrawn left the wallet, it is not booked",
    "bill.claimed_not_fetched": "a day's bill is due later again, it was not fetched",
    "bill.fetched_not_kept": "a bill is here, nothing of it is written",
    "bill.kept_not_compared": "a bill and its fees are written, its differences are not",
    "bill.compared_not_committed": "what a bill and our books differ in is written, not committed",
    "bill.compared_not_asked": "a day is reconciled, the channel was not asked about what differs",
    "bill.asked_not_settled": "the channel has explained a difference, it still stands",
    "settlement.booked_not_saved": "escrow is released in the books, the orders do not say so",
    "settlement.covered_not_committed": "settled money is drawn back for a refund, not committed",
    "evidence.stored_not_noted": "a file is in the store, no row knows of it",
    "evidence.claimed_not_read": "a piece is due later again, nobody has read it",
    "evidence.read_not_noted": "a piece is read and compared, nothing is written",
    "evidence.noted_not_decided": "what was read is noted, the case that waits for it not decided",
    "batch.submitted_not_noted": "an order of a batch is submitted, its row does not say so",
    "recall.frozen_not_committed": "cards are pulled and a recall's list is written, not committed",
    "recall.decided_not_saved": "orders of a recall are locked and decided, nothing is saved",
    "recall.saved_not_committed": "orders of a recall are refunded all together, not committed",
    "recall.recorded_not_noted": "an order with an issuer has its case, its recall does not know",
    "recall.refunded_not_ended": "the last order of a recall is dealt with, it is not over",
    "minors.stored_not_noted": "a minor's paper is in the store, no row knows of it",
    "minors.claimed_not_opened": "a minor's paper is due later again, nobody has opened it",
    "minors.opened_not_noted": "a minor's paper is drawn and stored page by page, no row says so",
    "minors.noted_not_opened": "a look at a claim is on the record, nothing was opened",
    "minors.case_open_not_approved": "a claim's order has its case, nobody has approved it",
    "sweep.found_not_ended": "something is due and found, nothing is done about it",
    "sweep.refunded_not_moved": "an overdue order is refunded, its deadline still stands",
}
"""Every point, with what a crash at it leaves behind. Each is passed at exactly one line."""

ENVIRONMENT = "ANXIN_FAILPOINTS"
ONCE_FOLDER = "ANXIN_FAILPOINTS_ONCE"
Act = Callable[[], None]


class Struck(Exception):
    """A point was told to fail here: what a broken world would have raised."""


class NoSuchPoint(ValueError):
    """What was set is no point of ours, or nothing that a point can do."""


def here(name: str) -> None:
    """Pass a point: nothing happens unless it was armed."""
    act = _armed.get(name)
    if act:
        act()


def arm(acts: Mapping[str, Act]) -> None:
    """Have these points, and no others, do something. Raises `NoSuchPoint`."""
    strangers = sorted(acts.keys() - POINTS.keys())
    if strangers:
        raise NoSuchPoint(", ".join(strangers))
    _armed.clear()
    _armed.update(acts)


def read(text: str, *, once: Path | None = None) -> dict[str, Act]:
    """Return what `name=kill:3,name=error,name=sleep:2` asks for.

    `kill` and `error` act at every pass, with `:3` at the third alone; `sleep` waits so many
    seconds. `once`: a folder in which an act is noted before it is done and then never done again,
    by whatever process; without it a program that is started again dies again.
    Raises `NoSuchPoint`.
    """
    acts: dict[str, Act] = {}
    for part in filter(None, text.split(",")):
        name, _, wanted = part.strip().partition("=")
        what, _, number = wanted.partition(":")
        if name not in POINTS or what not in _ACTS or not (number or "1").isdecimal():
            raise NoSuchPoint(part)
        acts[name] = _Armed(name, what, int(number or 0), once)
    return acts


class _Armed:
    """What happens at one point, and when."""

    def __init__(self, name: str, what: str, number: int, once: Path | None) -> None:
        self._name, self._what, self._number, self._once = name, what, number, once
        self._passed = 0

    def __call__(self) -> None:
        self._passed += 1
        if self._what != "sleep" and self._number not in (0, self._passed):
            return
        if self._is_first():
            _ACTS[self._what](self._name, self._number)

    def _is_first(self) -> bool:
        if self._once is None:
            return True
        try:
            (self._once / self._name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def _kill(name: str, number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail(name: str, number: int) -> None:
    raise Struck(name)


def _sleep(name: str, seconds: int) -> None:
    time.sleep(seconds)


_ACTS: Mapping[str, Callable[[str, int], None]] = {"kill": _kill, "error": _fail, "sleep": _sleep}


def _from_environment() -> dict[str, Act]:
    folder = os.environ.get(ONCE_FOLDER)
    return read(os.environ.get(ENVIRONMENT, ""), once=Path(folder) if folder else None)


_armed: dict[str, Act] = _from_environment()
