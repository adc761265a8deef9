"""A payment channel in memory, with a book of its own, that goes wrong as it is told.

It answers as channels do and says so to nobody where a call is lost. What it did is in its book,
in the form that the sandbox tells its book in, so one verdict reads both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anxin.domain.channel import (
    Bill,
    ForgedNotice,
    Limits,
    Notice,
    NotPaid,
    NotRefunded,
    Paid,
    Processing,
    Recall,
    Refunded,
    RefundOrder,
    RefundState,
    Refused,
    Unknown,
)

SECRET = b"known to the channel alone"
TROUBLES = ("lost_before", "lost_after", "slow", "poor")
"""A call is lost on its way there, or its answer on the way back; a refund takes its time; the
seller has no money for now."""


@dataclass
class Trade:
    """One payment at the channel; a refund is `done` or still `open`."""

    total_fen: int
    paid: bool = False
    closed: bool = False
    refunds: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    unasked: set[str] = field(default_factory=set)
    called_at_s: dict[str, int] = field(default_factory=dict)


class Rail:
    """The channel. `meanwhile` is done once, while its next call is under way."""

    identity = "model"
    limits = Limits(spacing_s=3, most_refunds=50, window=timedelta(days=365))

    def __init__(self) -> None:
        self.trades: dict[str, Trade] = {}
        self.notices: list[bytes] = []
        self.troubles: list[str] = []
        self.broken_rules: list[str] = []
        self.now_s = 0
        self.spoilt = 0
        self.meanwhile: Callable[[], object] | None = None

    def buyer_pays(self, payment_no: str) -> None:
        """The buyer confirms on the channel's page; the channel writes a notice."""
        trade = self.trades[payment_no]
        if trade.paid or trade.closed:
            return
        trade.paid = True
        self._write({"payment": payment_no, "fen": trade.total_fen})

    def finish(self) -> None:
        """Every refund that took its time arrives."""
        for payment_no, trade in self.trades.items():
            for no in trade.refunds.keys() - trade.done:
                self._done(payment_no, no)

    def book(self) -> dict[str, dict[str, Any]]:
        """The channel's own book, in the form of the sandbox's."""
        return {
            no: {
                "paid_fen": trade.total_fen if trade.paid else 0,
                "refunded_fen": sum(trade.refunds[done] for done in trade.done),
                "refunds": {done: {"refund_fen": trade.refunds[done]} for done in trade.done},
            }
            for no, trade in self.trades.items()
        }

    def pay_address(self, *, bill: Bill, phone: bool) -> str | Refused | Unknown:
        """Open the trade; its page is told by the payment's number."""
        self._open(bill)
        return f"rail:{bill.payment_no}"

    def pay_code(self, *, bill: Bill) -> str | Refused | Unknown:
        """A code opens the same trade."""
        return self.pay_address(bill=bill, phone=False)

    def find_payment(self, *, payment_no: str) -> Paid | NotPaid | Unknown:
        """What became of a payment."""
        if self._trouble() in ("lost_before", "lost_after"):
            return Unknown("lost")
        trade = self.trades.get(payment_no)
        if trade and trade.paid:
            return Paid(payment_no, f"S{payment_no}", trade.total_fen, "buyer")
        return NotPaid(payment_no, closed=bool(trade and trade.closed))

    def close_payment(self, *, payment_no: str) -> NotPaid | Refused | Unknown:
        """Close it unless it is paid."""
        trouble, trade = self._trouble(), self.trades.get(payment_no)
        if trouble == "lost_before":
            return Unknown(trouble)
        if trade and trade.paid:
            return Refused("paid", final=True)
        if trade:
            trade.closed = True
        if trouble == "lost_after":
            return Unknown(trouble)
        return NotPaid(payment_no, closed=trade is not None)

    def refund(self, *, order: RefundOrder) -> RefundState | Refused | Unknown:
        """Give money back, once per number; a call for a number last unheard of must ask first."""
        trouble, trade = self._trouble(), self.trades[order.payment_no]
        if order.refund_no in trade.unasked:
            self.broken_rules.append(f"{order.refund_no} was sent again without being asked about")
        trade.unasked.add(order.refund_no)
        self._keep_distance(trade, order.refund_no)
        if trouble == "lost_before":
            return Unknown(trouble)
        if order.refund_no not in trade.refunds:
            refused = self._refused(trade, order, trouble)
            if refused:
                trade.unasked.discard(order.refund_no)
                return refused
            trade.refunds[order.refund_no] = order.amount_fen
        if trouble == "slow":
            return Processing(f"R{order.refund_no}")
        self._done(order.payment_no, order.refund_no)
        return Unknown(trouble) if trouble == "lost_after" else Refunded(f"R{order.refund_no}")

    def find_refund(self, *, order: RefundOrder) -> RefundState | NotRefunded | Unknown:
        """What became of a refund."""
        if self._trouble() in ("lost_before", "lost_after"):
            return Unknown("lost")
        trade = self.trades[order.payment_no]
        trade.unasked.discard(order.refund_no)
        if order.refund_no in trade.done:
            return Refunded(f"R{order.refund_no}")
        known = order.refund_no in trade.refunds
        return Processing(f"R{order.refund_no}") if known else NotRefunded()

    def recall_refund(self, *, order: RefundOrder, serial_no: str) -> Recall:
        """Nothing is ever abnormal here."""
        return Refused("no_such_state", final=True)

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Believe what bears the channel's signature."""
        signed = json.loads(body)
        if signed["sign"] != _signature(signed["said"]):
            raise ForgedNotice("wrong signature")
        said = signed["said"]
        no, fen = said["payment"], said.get("fen")
        paid = Paid(no, f"S{no}", fen, "buyer") if fen else None
        return Notice(paid, no, said.get("refund", ""))

    def answer_notice(self, *, taken: bool) -> tuple[int, str, str]:
        """In words of its own."""
        return (200, "text/plain", "yes") if taken else (500, "text/plain", "no")

    def _open(self, bill: Bill) -> None:
        trade = self.trades.setdefault(bill.payment_no, Trade(bill.amount_fen))
        if trade.total_fen != bill.amount_fen:
            self.broken_rules.append(f"{bill.payment_no} is asked for with another sum")

    def _keep_distance(self, trade: Trade, refund_no: str) -> None:
        others = [at for no, at in trade.called_at_s.items() if no != refund_no]
        if any(self.now_s - at < self.limits.spacing_s for at in others):
            self.broken_rules.append(f"{refund_no} came too soon after another")
        trade.called_at_s[refund_no] = self.now_s

    def _refused(self, trade: Trade, order: RefundOrder, trouble: str) -> Refused | None:
        if trouble == "poor":
            return Refused("seller_is_poor", final=False)
        if sum(trade.refunds.values()) + order.amount_fen > trade.total_fen * trade.paid:
            return Refused("more_than_was_paid", final=True)
        return None

    def _done(self, payment_no: str, refund_no: str) -> None:
        done = self.trades[payment_no].done
        if refund_no not in done:
            done.add(refund_no)
            self._write({"payment": payment_no, "refund": refund_no})

    def _write(self, said: dict[str, Any]) -> None:
        self.notices.append(json.dumps({"said": said, "sign": _signature(said)}).encode())

    def _trouble(self) -> str:
        """What goes wrong with the call that begins now; somebody may act while it is on."""
        act, self.meanwhile = self.meanwhile, None
        if act:
            act()
        if not self.troubles:
            return ""
        self.spoilt += 1
        return self.troubles.pop()


def forged(notice: bytes, how: str) -> bytes:
    """Return a notice as somebody else would write it: other sums, other numbers, no key."""
    signed = json.loads(notice)
    said = {**signed["said"], **({"fen": 1} if how == "sum" else {"payment": "0" * 26})}
    sign = signed["sign"] if how != "key" else hashlib.sha256(notice).hexdigest()
    return json.dumps({"said": said if how != "key" else signed["said"], "sign": sign}).encode()


def _signature(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(SECRET + json.dumps(said, sort_keys=True).encode()).hexdigest()
