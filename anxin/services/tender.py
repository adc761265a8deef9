"""A round of tenders: what the platform keeps for the buyer is held, then captured or released.

The parts of a round add up to the order's total. Holding, capturing and releasing touch every
part of it in one statement, so that a tender that fails leaves nothing half paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from anxin.domain import postings
from anxin.domain.postings import OF_BUYER
from anxin.domain.tenders import Part
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.posting import post
from anxin.services.purse import hold
from anxin.storage.columns import ClockNow
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment.models import Coupon, Payment
from anxin.storage.statement import run

ASK_AFTER = (15, 15, 30, 60, 120, 300, 900, 3600)
"""Seconds between questions about a payment that waits; the last is repeated."""


@dataclass(frozen=True, slots=True)
class Till:
    """Where a channel's part is paid: the channel, its merchant identity, the way it is begun."""

    method: str
    identity: str
    begun_as: str = ""

    def fits(self, payment: Payment) -> bool:
        """Whether a payment was begun here."""
        begun = (payment.method, payment.identity, payment.begun_as)
        return begun == (self.method, self.identity, self.begun_as)


@dataclass(frozen=True, slots=True)
class Round:
    """The latest round of an order: its number, its tenders, how many payments there are in all."""

    number: int
    payments: tuple[Payment, ...]
    begun: int

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each tender that still stands is to pay."""
        standing = (p for p in self.payments if p.state in ("held", "waiting"))
        return tuple(Part(payment.method, payment.amount_fen) for payment in standing)

    @property
    def coupon_id(self) -> UUID | None:
        """The coupon of this round."""
        return next((p.coupon_id for p in self.payments if p.state == "held" and p.coupon_id), None)

    def held_fen(self, method: str) -> int:
        """What this round holds of one of the buyer's tenders."""
        held = (p for p in self.payments if p.state == "held" and p.method == method)
        return sum(payment.amount_fen for payment in held)

    def waiting(self, at: Till) -> Payment | None:
        """The channel's payment of this round that waits, if it was begun at that till."""
        waiting = (payment for payment in self.payments if payment.state == "waiting")
        return next((payment for payment in waiting if at.fits(payment)), None)


def latest_round(*, order_id: UUID) -> Round:
    """Return the latest round of a locked order; number 0 where nothing was begun."""
    payments = list(Payment.objects.filter(order_id=order_id).order_by("position"))
    number = max((payment.round for payment in payments), default=0)
    mine = tuple(payment for payment in payments if payment.round == number)
    return Round(number, mine, len(payments))


def open_round(
    *,
    order: OrderRow,
    before: Round,
    parts: Sequence[Part],
    coupon_id: UUID | None,
    till: Till | None,
) -> Round:
    """Hold what the buyer's tenders pay and write the round down; the channel's part waits.

    Raises `HoldFailed` where a tender has less than was read: the transaction is undone.
    """
    made = []
    for n, part in enumerate(parts):
        kept = part.method in OF_BUYER
        if kept:
            _hold(order.buyer_id, part, coupon_id)
        made.append(
            Payment(
                merchant_id=order.merchant_id,
                order_id=order.id,
                no=new_no(),
                position=before.begun + n,
                round=before.number + 1,
                method=part.method,
                amount_fen=part.fen,
                state="held" if kept else "waiting",
                counted=False,
                coupon_id=coupon_id if part.method == "coupon" else None,
                identity="" if kept or till is None else till.identity,
                begun_as="" if kept or till is None else till.begun_as,
                next_ask_at=None if kept else ClockNow() + timedelta(seconds=ASK_AFTER[0]),
            )
        )
    here("tender.held_not_written")
    Payment.objects.bulk_create(made)
    return Round(before.number + 1, tuple(made), before.begun + len(made))


class HoldFailed(Exception):
    """A tender has less than was read a moment ago. Reading and trying again helps."""


def _hold(buyer_id: UUID, part: Part, coupon_id: UUID | None) -> None:
    if part.method == "coupon":
        assert coupon_id is not None
        free = Coupon.objects.filter(id=coupon_id, account_id=buyer_id, state="available")
        held = bool(free.update(state="held"))
    else:
        held = hold(account_id=buyer_id, kind=part.method, amount_fen=part.fen)
    if not held:
        raise HoldFailed(part.method)


CAPTURE = """
WITH caught AS (
  UPDATE anxin_payment_payment p
     SET state = 'captured', captured_fen = p.amount_fen, counted = true,
         captured_at = clock_now()
   WHERE p.order_id = %(order_id)s::uuid AND p.round = %(round)s::int AND p.state = 'held'
  RETURNING p.id, p.method, p.amount_fen, p.coupon_id
), spent AS (
  UPDATE anxin_ledger_purse u SET held_fen = u.held_fen - c.amount_fen
    FROM caught c WHERE u.account_id = %(buyer_id)s::uuid AND u.kind = c.method
), used AS (
  UPDATE anxin_payment_coupon k SET state = 'spent' FROM caught c WHERE k.id = c.coupon_id
  RETURNING k.id, k.value_fen
)
SELECT c.id, c.method, c.amount_fen, u.value_fen - c.amount_fen AS lost_fen
  FROM caught c LEFT JOIN used u ON u.id = c.coupon_id
"""

RELEASE = """
WITH freed AS (
  UPDATE anxin_payment_payment p SET state = 'released'
   WHERE p.order_id = %(order_id)s::uuid AND p.state = 'held'
  RETURNING p.method, p.amount_fen, p.coupon_id
), returned AS (
  UPDATE anxin_ledger_purse u
     SET held_fen = u.held_fen - f.fen, balance_fen = u.balance_fen + f.fen
    FROM (SELECT method, sum(amount_fen) AS fen FROM freed GROUP BY method) f
   WHERE u.account_id = %(buyer_id)s::uuid AND u.kind = f.method
)
UPDATE anxin_payment_coupon k SET state = 'available' FROM freed f WHERE k.id = f.coupon_id
"""


def capture_held(*, order: OrderRow, number: int) -> list[str]:
    """Capture what round `number` holds and book it; return the tenders' words."""
    values = {"order_id": order.id, "buyer_id": order.buyer_id, "round": number}
    captured = run(CAPTURE, values)
    here("tender.captured_not_booked")
    for payment in captured:
        lines = postings.payment(
            method=payment.method,
            account_id=order.buyer_id,
            merchant_id=order.merchant_id,
            amount_fen=payment.amount_fen,
        )
        if payment.lost_fen:
            lines += postings.forfeit(account_id=order.buyer_id, amount_fen=payment.lost_fen)
        post(cause=payment.id, kind="payment", lines=lines, order_id=order.id)
    return [payment.method for payment in captured]


def release_held(*, order_id: UUID, buyer_id: UUID) -> None:
    """Let go whatever an order holds: nothing of it is paid."""
    run(RELEASE, {"order_id": order_id, "buyer_id": buyer_id})
