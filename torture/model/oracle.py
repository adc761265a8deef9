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
    paid: bool = False
    case: str = ""
    held_fen: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    viewed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    gross_fen: int = 0
    given: int = 0

    @property
    def total_fen(self) -> int:
        """What it costs."""
        return self.price_fen * self.units


Shares = list[tuple[str, int]]
"""To which payment (empty: the wallet) a refund goes back, and how much of it, in fen."""


class Oracle:
    """`wallet`: free fen by buyer. `owed`: what a channel must give back in the end, by payment.

    An order holds `held_fen` of its buyer's wallet beside the channel's payment asked for last.
    """

    def __init__(self) -> None:
        self.now_s = 0
        self.wallet: dict[int, int] = {}
        self.orders: dict[str, Expected] = {}
        self.owed: dict[str, int] = {}
        self.taken: dict[str, int] = {}

    def wallet_pays(self, no: str) -> str | None:
        """Pay by wallet; return why not."""
        order = self.orders[no]
        if order.paid:
            return None
        if not self._payable(order):
            return "closed"
        if self.wallet[order.buyer] + order.held_fen < order.total_fen:
            return "wallet_short"
        self._hold(order, order.total_fen)
        order.held_fen = 0
        self._set_out(order)
        return None

    def leaves(self, no: str, *, mixed: bool) -> str:
        """Leave for the channel, the wallet paying what it can; return what must come of it."""
        order = self.orders[no]
        if order.paid:
            return "paid"
        if not self._payable(order):
            return "refused"
        has = self.wallet[order.buyer] + order.held_fen
        if mixed and has >= order.total_fen:
            self.wallet_pays(no)
            return "paid"
        self._hold(order, has if mixed else 0)
        return "begun"

    def channel_paid(self, no: str, payment_no: str, fen: int) -> None:
        """The product has learnt of a payment: with what is held it pays, or all goes back."""
        order = self.orders[no]
        if payment_no in self.taken:
            return
        self.taken[payment_no] = fen
        latest = list(order.asked)[-1] == payment_no
        beside = order.held_fen if latest else 0
        pays = order.state == "awaiting_payment" and beside + fen == order.total_fen
        self.owed[payment_no] = 0 if pays else fen
        if pays:
            if not latest:
                self._hold(order, 0)
            order.held_fen = 0
            self._set_out(order)

    def may_view(self, no: str, unit: int) -> str | None:
        """View a card; return why not."""
        order = self.orders[no]
        if not order.cards or order.state not in ("delivered", "completed"):
            return "not_delivered"
        if order.case:
            return "case_open"
        if unit not in self._here(order):
            return "not_found"
        order.viewed.add(unit)
        return None

    def decided(
        self, no: str, outcome: str, gross_fen: int, fee_fen: int, units: int, shares: Shares
    ) -> None:
        """A policy has answered a request."""
        order = self.orders[no]
        assert not order.case, "a second case is open"
        left = order.total_fen - order.gross_fen
        assert 0 <= fee_fen <= gross_fen <= left, "more than is left was granted"
        if order.state == "cooling_off":
            assert fee_fen == 0, "cancelling in time cost something"
        if outcome in ("approve", "instant"):
            self.granted(no, gross_fen, fee_fen, units, shares)
        elif outcome != "refuse":
            order.case = "waiting"

    def granted(
        self,
        no: str,
        gross_fen: int,
        fee_fen: int,
        units: int,
        shares: Shares,
        *,
        kept: bool = False,
    ) -> None:
        """Money goes back: a wallet has it at once, a channel owes it from now on.

        `kept`: a sum was agreed on, and what was delivered stays with the buyer.
        """
        order = self.orders[no]
        assert 0 < gross_fen <= order.total_fen - order.gross_fen
        assert sum(fen for _, fen in shares) == gross_fen - fee_fen
        order.gross_fen += gross_fen
        order.case = ""
        if not kept:
            self._take_units(order, units)
        for payment_no, fen in shares:
            if payment_no:
                self.owed[payment_no] += fen
                order.case = "paying"
            else:
                self.wallet[order.buyer] += fen
        undelivered = order.state in ("cooling_off", "delivering")
        if undelivered and order.gross_fen == order.total_fen:
            order.state = "cancelled"

    def replaced(self, no: str, units: int) -> None:
        """Other goods have come: those that were seen are gone, the new ones nobody has seen."""
        order = self.orders[no]
        order.case = ""
        if order.state == "delivered":
            order.due_s = self.now_s + COMPLETE_AFTER_S
        if order.cards:
            here = self._here(order)
            old = sorted(here, key=lambda unit: (unit not in order.viewed, unit))[:units]
            order.gone |= set(old)
            order.viewed -= set(old)
            order.given += units

    def _here(self, order: Expected) -> set[int]:
        """The cards that the buyer has, by their numbers; those given anew are numbered on."""
        return set(range(1, order.units + order.given + 1)) - order.gone

    def _take_units(self, order: Expected, units: int) -> None:
        """Those nobody has looked at go first, the last of them before the others."""
        here = self._here(order)
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
                self._hold(order, 0)
            elif order.state == "cooling_off":
                self._deliver(order)
            elif order.state == "delivered":
                order.state = "completed"
            elif order.state == "delivering":
                order.due_s = self.now_s + DELIVER_WITHIN_S
                overdue.append(no)
        return overdue

    def _payable(self, order: Expected) -> bool:
        return order.state == "awaiting_payment" and order.due_s > self.now_s

    def _hold(self, order: Expected, fen: int) -> None:
        """Let go what the order held, hold so much instead."""
        self.wallet[order.buyer] += order.held_fen - fen
        order.held_fen = fen

    def _set_out(self, order: Expected) -> None:
        order.paid = True
        order.state, order.due_s = "cooling_off", self.now_s + order.cooling_s
        if order.cooling_s == 0:
            self._deliver(order)

    def _deliver(self, order: Expected) -> None:
        if order.cards:
            order.state, order.due_s = "delivered", self.now_s + COMPLETE_AFTER_S
        else:
            order.state, order.due_s = "delivering", self.now_s + DELIVER_WITHIN_S
