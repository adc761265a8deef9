"""An issuer, a supplier and a channel's bank in memory, each with a book of its own.

Their books have the form of the sandbox's, so one verdict reads both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anxin.domain.channel import (
    Abnormal,
    NotRefunded,
    Processing,
    Recall,
    Refunded,
    RefundOrder,
    RefundState,
    Refused,
    Unknown,
)
from anxin.domain.issuer import (
    Accepted,
    Cancelled,
    CardLock,
    CardStatus,
    LockAnswer,
    Locked,
    NotOrdered,
    ReplaceAnswer,
    ToppedUp,
    TopUpOrder,
    TopUpState,
    UnlockAnswer,
    Unlocked,
)
from anxin.domain.reconciliation import BillContent, BillFile, BillRow, Declared, FeeTerms, NoBill
from anxin.domain.reconciliation.days import day_begins_at
from anxin.storage.reconciliation import queries
from torture.model.rail import Rail
from torture.verdict import MERCHANTS_ACCOUNT


class Issuer:
    """Knows every card it is asked about, as unused. `broken`: it locks none for now."""

    def __init__(self) -> None:
        self.locks: dict[str, str] = {}
        self.ended: set[str] = set()
        self.names: set[str] = set()
        self.broken = False

    def name_of(self, secret: str) -> str:
        """How a card is named."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def find_status(self, *, secrets: Sequence[str]) -> tuple[CardStatus, ...] | Unknown:
        """Tell of each whether it is locked."""
        return tuple(self._status(self.name_of(secret)) for secret in secrets)

    def lock(self, *, locks: Sequence[CardLock]) -> tuple[LockAnswer, ...]:
        """Lock cards, each under its number; a number that is over locks nothing."""
        return tuple(self._lock(one) for one in locks)

    def unlock(self, *, locks: Sequence[CardLock]) -> tuple[UnlockAnswer, ...]:
        """End locks."""
        self.ended |= {one.lock_no for one in locks}
        return tuple(Unlocked() for _ in locks)

    def replace(self, *, request_no: str, secret: str) -> ReplaceAnswer:
        """Not done here."""
        return Refused("no_replacements", final=True)

    def book(self) -> dict[str, dict[str, Any]]:
        """Per card its status and the lock that holds it."""
        statuses = {name: self._status(name) for name in self.names}
        return {name: {"status": s.status, "lock_no": s.lock_no} for name, s in statuses.items()}

    def _lock(self, one: CardLock) -> LockAnswer:
        name = self.name_of(one.secret)
        status = self._status(name)
        if self.broken or (status.lock_no and status.lock_no != one.lock_no):
            return Refused("failed", final=False)
        if one.lock_no not in self.ended:
            self.locks[one.lock_no] = name
        return Locked()

    def _status(self, name: str) -> CardStatus:
        self.names.add(name)
        held = [no for no, card in self.locks.items() if card == name and no not in self.ended]
        return CardStatus("locked", lock_no=held[0]) if held else CardStatus("unused")


@dataclass
class Delivery:
    """An order at the supplier."""

    order: TopUpOrder
    state: str = "accepted"


class Supplier:
    """Takes its time with every order until it is told to `finish`."""

    def __init__(self) -> None:
        self.orders: dict[str, Delivery] = {}

    def order(self, *, order: TopUpOrder) -> TopUpState | Refused | Unknown:
        """Take an order once."""
        self.orders.setdefault(order.order_no, Delivery(order))
        return self._told(order.order_no)

    def find(self, *, order_no: str) -> TopUpState | NotOrdered | Unknown:
        """Tell where an order stands."""
        return self._told(order_no) if order_no in self.orders else NotOrdered()

    def cancel(self, *, order_no: str) -> TopUpState | Unknown:
        """Call an order off that is not finished, or has not come yet."""
        nothing = TopUpOrder(order_no, "", "", 0)
        one = self.orders.setdefault(order_no, Delivery(nothing))
        one.state = "cancelled" if one.state == "accepted" else one.state
        return self._told(order_no)

    def finish(self) -> None:
        """Every top-up that is under way arrives."""
        for one in self.orders.values():
            one.state = "succeeded" if one.state == "accepted" else one.state

    def book(self) -> dict[str, dict[str, Any]]:
        """Per order how it stands."""
        return {
            no: {
                "state": one.state,
                "value_fen": one.order.value_fen,
                "receipt_no": f"SR{no}" if one.state == "succeeded" else "",
            }
            for no, one in self.orders.items()
        }

    def _told(self, order_no: str) -> TopUpState:
        state = self.orders[order_no].state
        if state == "succeeded":
            return ToppedUp(f"SP{order_no}", f"SR{order_no}", queries.clock())
        return Cancelled() if state == "cancelled" else Accepted(f"SP{order_no}")


class Banks(Rail):
    """A channel whose buyers' banks may send a refund back: it then waits to be recalled."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str] = set()
        self.recalled: set[str] = set()
        self.refusing = False

    def refund(self, *, order: RefundOrder) -> RefundState | Refused | Unknown:
        """Give money back; while the banks are refusing, none of it arrives."""
        if self.refusing and order.refund_no not in self.trades[order.payment_no].refunds:
            self.troubles.append("slow")
            self.refused.add(order.refund_no)
        return super().refund(order=order)

    def find_refund(self, *, order: RefundOrder) -> RefundState | NotRefunded | Unknown:
        """What became of a refund, by now."""
        found = super().find_refund(order=order)
        if isinstance(found, Refunded) and order.refund_no in self.recalled:
            return replace(found, account=MERCHANTS_ACCOUNT, to_merchant=True)
        return Abnormal(f"R{order.refund_no}") if order.refund_no in self.refused else found

    def recall_refund(self, *, order: RefundOrder, serial_no: str) -> Recall:
        """Send the money of a refused refund to the merchant."""
        if order.refund_no not in self.refused | self.recalled:
            return Refused("not_abnormal", final=True)
        self.refused.discard(order.refund_no)
        self.recalled.add(order.refund_no)
        self.trades[order.payment_no].done.add(order.refund_no)
        return Processing(serial_no)

    def book(self) -> dict[str, dict[str, Any]]:
        """The book, with what the banks sent back, and what came to the merchant."""
        accounts = super().book()
        for account in accounts.values():
            for no, refund in account["refunds"].items():
                refund["status"] = "ABNORMAL" if no in self.refused else "SUCCESS"
                refund["received_account"] = MERCHANTS_ACCOUNT if no in self.recalled else "bank"
            refunds = account["refunds"].values()
            made = [one["refund_fen"] for one in refunds if one["status"] == "SUCCESS"]
            account["refunded_fen"] = sum(made)
        return accounts


class Bills:
    """A channel's bill of one day, in which every refund is still under way."""

    rail = "alipay"
    identity = "model"
    identities: tuple[str, ...] = ("model",)
    terms: FeeTerms | None = None

    def __init__(self, banks: Banks, *, day: date) -> None:
        self._banks, self._day = banks, day

    def fetch(self, *, day: date) -> BillFile | NoBill:
        """The bill of that one day."""
        return BillFile(json.dumps(self._rows()).encode()) if day == self._day else NoBill()

    def read(self, *, file: BillFile, day: date) -> BillContent:
        """Read what `fetch` has written."""
        at = day_begins_at(day)
        rows = tuple(BillRow(**row, at=at) for row in json.loads(file.content))
        return BillContent(rows, Declared(rows=len(rows)))

    def _rows(self) -> list[dict[str, object]]:
        trades = self._banks.trades.items()
        payments = [_row("payment", no, "", trade.total_fen, "done") for no, trade in trades]
        refunds = [
            _row("refund", no, refund_no, fen, "processing")
            for no, trade in trades
            for refund_no, fen in trade.refunds.items()
        ]
        return payments + refunds


def _row(kind: str, payment_no: str, refund_no: str, fen: int, status: str) -> dict[str, object]:
    return {
        "kind": kind,
        "payment_no": payment_no,
        "refund_no": refund_no,
        "serial_no": f"R{refund_no}" if refund_no else f"S{payment_no}",
        "amount_fen": fen,
        "fee_fen": 0 if refund_no else 6,
        "status": status,
    }
