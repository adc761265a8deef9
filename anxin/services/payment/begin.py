"""Paying an order: the tenders are held together; a channel is left for, or all is paid at once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from anxin.domain.channel import Bill, Channel, Refused
from anxin.domain.outside import Outside
from anxin.domain.postings import OF_BUYER
from anxin.domain.tenders import Choice, Means, Part, Short, divide
from anxin.services.failpoint import here
from anxin.services.order.paid import set_out
from anxin.services.tender import (
    HoldFailed,
    Round,
    Till,
    capture_held,
    latest_round,
    open_round,
    release_held,
)
from anxin.storage.ledger.queries import purse_of
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment import coupons
from anxin.storage.payment.models import Payment

TRIES = 3


@dataclass(frozen=True, slots=True)
class NotPaid:
    """Nothing was begun or taken; `code` says why and `short_fen` how much is lacking."""

    code: str
    short_fen: int = 0


@dataclass(frozen=True, slots=True)
class PaidAtOnce:
    """The order is paid (again: it was before): no channel was needed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The buyer goes to `address`, the channel's own page, to pay what the others leave."""

    address: str


@dataclass(frozen=True, slots=True)
class Way:
    """How the buyer leaves for a channel's page and comes back from it."""

    return_url: str
    phone: bool = False
    payer_ip: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    payment: Payment
    order: OrderRow


def pay_order(
    *, no: str, buyer_id: UUID, choice: Choice, way: Way | None = None, outside: Outside
) -> PaidAtOnce | Begun | NotPaid:
    """Pay an order with the tenders chosen, or begin to where a channel pays a part of it.

    The payments' numbers are fixed before the buyer leaves; a second tap leads to the same ones,
    another choice lets go what was held and takes the place of the first. Paying a paid order
    again changes nothing and is no error.
    """
    channel = outside.channels.get(choice.method) if choice.method else None
    if choice.method and channel is None:
        return NotPaid("no_channel")
    till = till_of(channel, choice.method, way) if channel and choice.method else None
    begun = _begin(no, buyer_id, choice, till)
    if not isinstance(begun, _Waiting):
        return begun
    assert channel is not None and way is not None
    address = channel.pay_address(bill=_bill(begun, way), phone=way.phone)
    if isinstance(address, str):
        return Begun(address)
    only_code = isinstance(address, Refused) and address.code == "code_only"
    return NotPaid("code_only" if only_code else "channel_silent")


def pay_at_once(*, no: str, buyer_id: UUID, choice: Choice) -> PaidAtOnce | NotPaid:
    """Pay an order with what the platform keeps for the buyer, no channel asked."""
    assert choice.method is None, "a channel's part has to be waited for"
    begun = _begin(no, buyer_id, choice, till=None)
    assert not isinstance(begun, _Waiting)
    return begun


def begin_code(
    *, no: str, buyer_id: UUID, method: str, return_url: str, outside: Outside
) -> str | None:
    """Return the text of a code that pays what is left when scanned; `None` if there is none now.

    Calls the channel: not for a page, but for the picture on it. What the buyer chose besides the
    channel stays chosen.
    """
    channel = outside.channels.get(method)
    if channel is None:
        return None
    till = till_of(channel, method, way=None)
    choice = _choice_standing(no, buyer_id, method)
    waiting = _begin(no, buyer_id, choice, till)
    if not isinstance(waiting, _Waiting):
        return None
    code = channel.pay_code(bill=_bill(waiting, Way(return_url)))
    return code if isinstance(code, str) else None


def _bill(waiting: _Waiting, way: Way) -> Bill:
    assert waiting.order.due_at is not None
    return Bill(
        payment_no=waiting.payment.no,
        amount_fen=waiting.payment.amount_fen,
        subject=waiting.order.title,
        expires_at=waiting.order.due_at,
        return_url=way.return_url,
        payer_ip=way.payer_ip,
    )


def _begin(
    no: str, buyer_id: UUID, choice: Choice, till: Till | None
) -> _Waiting | PaidAtOnce | NotPaid:
    """Begin anew where a tender was spent between being read and being held."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                begun = _begun(no, buyer_id, choice, till)
        except HoldFailed:
            continue
        here("payment.begun_not_told")
        return begun
    return NotPaid("busy")


def _begun(
    no: str, buyer_id: UUID, choice: Choice, till: Till | None
) -> _Waiting | PaidAtOnce | NotPaid:
    order = _payable(no, buyer_id)
    if not isinstance(order, OrderRow):
        return order
    before = latest_round(order_id=order.id)
    coupon = coupons.coupon_for(
        no=choice.coupon, account_id=buyer_id, total_fen=order.total_fen, held_by=before.coupon_id
    )
    if choice.coupon and coupon is None:
        return NotPaid("coupon_unusable")
    means = _means(buyer_id, before, coupon.value_fen if coupon else None)
    parts = divide(total_fen=order.total_fen, choice=choice, means=means)
    if isinstance(parts, Short):
        short = choice.wallet and not choice.points and not choice.coupon
        return NotPaid("wallet_short" if short else "short", parts.fen)
    coupon_id = coupon.id if coupon else None
    return _settled(order, _round_of(order, before, parts, coupon_id, till), till)


def _payable(no: str, buyer_id: UUID) -> OrderRow | PaidAtOnce | NotPaid:
    """Lock the order; say what it is instead, if it cannot be paid."""
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    order = orders.lock_order(order_id=order_id) if order_id else None
    if order is None:
        return NotPaid("not_found")
    if order.paid_at is not None:
        return PaidAtOnce()
    if is_frozen(account_id=buyer_id):
        return NotPaid("frozen")
    if order.state != "awaiting_payment" or order.due_at is None or order.due_at <= order.now:
        return NotPaid("closed")
    return order


def _means(buyer_id: UUID, before: Round, coupon_fen: int | None) -> Means:
    """What the buyer has, counting what this order itself holds."""
    return Means(
        wallet_fen=purse_of(account_id=buyer_id, kind="wallet") + before.held_fen("wallet"),
        points_fen=purse_of(account_id=buyer_id, kind="points") + before.held_fen("points"),
        coupon_fen=coupon_fen,
    )


def _round_of(
    order: OrderRow,
    before: Round,
    parts: tuple[Part, ...],
    coupon_id: UUID | None,
    till: Till | None,
) -> Round:
    """Go on with the round that is begun if it is the same, else open one in its place."""
    fits = before.parts == parts and before.coupon_id == coupon_id
    if fits and all(part.method in OF_BUYER for part in parts):
        return before
    if fits and till and before.waiting(till):
        return before
    release_held(order_id=order.id, buyer_id=order.buyer_id)
    here("tender.released_not_replaced")
    return open_round(order=order, before=before, parts=parts, coupon_id=coupon_id, till=till)


def _settled(order: OrderRow, opened: Round, till: Till | None) -> _Waiting | PaidAtOnce:
    """Wait for the channel's part, or take everything where there is none."""
    waiting = opened.waiting(till) if till else None
    if waiting:
        return _Waiting(waiting, order)
    methods = capture_held(order=order, number=opened.number)
    set_out(order=order, methods=methods, actor=order.buyer_id)
    here("payment.settled_not_committed")
    return PaidAtOnce()


def till_of(channel: Channel, method: str, way: Way | None) -> Till:
    """Return where a channel's part is begun; without a way it is a code to scan."""
    begun_as = f"page {way.payer_ip}" if way else "code"
    return Till(method, channel.identity, begun_as if channel.limits.binds_number else "")


def _choice_standing(no: str, buyer_id: UUID, method: str) -> Choice:
    """Return what the buyer has chosen to pay with beside this channel, if anything was."""
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    standing = latest_round(order_id=order_id) if order_id else None
    if standing is None or not any(part.method == method for part in standing.parts):
        return Choice(method)
    chosen = {part.method for part in standing.parts}
    coupon = coupons.no_of(coupon_id=standing.coupon_id) if standing.coupon_id else ""
    return Choice(method, wallet="wallet" in chosen, points="points" in chosen, coupon=coupon)
