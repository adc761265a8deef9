"""What every party must have, reckoned by hand: sums, sets and seconds, nothing of the product.

Only what a policy decides (yes, no, a person must look) and its amounts are taken from the product;
what must follow from it is said here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PAY_WITHIN_S, DELIVER_WITHIN_S, COMPLETE_AFTER_S = 15 * 60, 24 * 3600, 7 * 86_400


@dataclass
class Expected:
    """One order as it must be."""

    buyer: int
    price_fen: int
    units: int
    cooling_s: int
    cards: bool
    due_s: int
    state: str = "awaiting_payment"
    paid_by: str = ""
    case: str = ""
    viewed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    gross_fen: int = 0

    @property
    def total_fen(self) -> int:
        """What it costs."""
        return self.price_fen * self.units


class Oracle:
    """`wallet`: fen by buyer. `owed`: what a channel must give back in the end, by payment."""

    def __init__(self) -> None:
        self.now_s = 0
        self.wallet: dict[int, int] = {}
        self.orders: dict[str, Expected] = {}
        self.owed: dict[str, int] = {}
        self.taken: dict[str, int] = {}

    def wallet_pays(self, no: str) -> str | None:
        """Pay by wallet; return why not."""
        order = self.orders[no]
        if order.paid_by:
            return None
        if order.state != "awaiting_payment" or order.due_s <= self.now_s:
            return "closed"
        if self.wallet[order.buyer] < order.total_fen:
            return "wallet_short"
        self.wallet[order.buyer] -= order.total_fen
        self._set_out(order, "wallet")
        return None

    def channel_paid(self, no: str, payment_no: str) -> None:
        """The product has learnt of a payment: it pays the order, or all of it goes back."""
        order = self.orders[no]
        if payment_no in self.taken:
            return
        self.taken[payment_no] = order.total_fen
        if order.state == "awaiting_payment":
            self._set_out(order, payment_no)
            self.owed[payment_no] = 0
        else:
            self.owed[payment_no] = order.total_fen

    def may_view(self, no: str, unit: int) -> str | None:
        """View a card; return why not."""
        order = self.orders[no]
        if not order.cards or order.state not in ("delivered", "completed"):
            return "not_delivered"
        if order.case:
            return "case_open"
        if unit in order.gone or unit > order.units:
            return "not_found"
        order.viewed.add(unit)
        return None

    def decided(self, no: str, outcome: str, gross_fen: int, fee_fen: int, units: int) -> None:
        """A policy has answered a request."""
        order = self.orders[no]
        assert not order.case, "a second case is open"
        left = order.total_fen - order.gross_fen
        assert 0 <= fee_fen <= gross_fen <= left, "more than is left was granted"
        if order.state == "cooling_off":
            assert fee_fen == 0, "cancelling in time cost something"
        if outcome in ("approve", "instant"):
            self.granted(no, gross_fen, fee_fen, units)
        elif outcome != "refuse":
            order.case = "waiting"

    def granted(self, no: str, gross_fen: int, fee_fen: int, units: int) -> None:
        """Money goes back: a wallet has it at once, a channel owes it from now on."""
        order = self.orders[no]
        assert gross_fen > 0
        order.gross_fen += gross_fen
        order.case = ""
        self._take_units(order, units)
        if order.paid_by == "wallet":
            self.wallet[order.buyer] += gross_fen - fee_fen
        else:
            self.owed[order.paid_by] += gross_fen - fee_fen
            order.case = "paying"
        undelivered = order.state in ("cooling_off", "delivering")
        if undelivered and order.gross_fen == order.total_fen:
            order.state = "cancelled"

    def _take_units(self, order: Expected, units: int) -> None:
        """Those nobody has looked at go first, the last of them before the others."""
        here = set(range(1, order.units + 1)) - order.gone
        sequence = sorted(here, key=lambda unit: (unit in order.viewed, -unit))
        order.gone |= set(sequence[:units])

    def waived(self, no: str) -> bool:
        """Cooling-off is waived; return whether it could be."""
        order = self.orders[no]
        if order.state != "cooling_off" or order.case:
            return False
        self._deliver(order)
        return True

    def shipped(self, no: str) -> bool:
        """The merchant reports all that is owed as delivered; return whether that could be."""
        order = self.orders[no]
        if order.state != "delivering" or order.case:
            return False
        order.state, order.due_s = "delivered", self.now_s + COMPLETE_AFTER_S
        return True

    def swept(self) -> list[str]:
        """What was due is done; return the orders that the merchant let lie, for their cases."""
        overdue = []
        for no, order in self.orders.items():
            if order.due_s > self.now_s or order.case:
                continue
            if order.state == "awaiting_payment":
                order.state = "cancelled"
            elif order.state == "cooling_off":
                self._deliver(order)
            elif order.state == "delivered":
                order.state = "completed"
            elif order.state == "delivering":
                order.due_s = self.now_s + DELIVER_WITHIN_S
                overdue.append(no)
        return overdue

    def _set_out(self, order: Expected, by: str) -> None:
        order.paid_by = by
        order.state, order.due_s = "cooling_off", self.now_s + order.cooling_s
        if order.cooling_s == 0:
            self._deliver(order)

    def _deliver(self, order: Expected) -> None:
        if order.cards:
            order.state, order.due_s = "delivered", self.now_s + COMPLETE_AFTER_S
        else:
            order.state, order.due_s = "delivering", self.now_s + DELIVER_WITHIN_S
