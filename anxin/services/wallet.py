"""The wallet: topped up through a channel, in a demo also with demo money; paying by it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain import postings
from anxin.domain.channel import Bill, Channel, Refused
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.numbers import new_no
from anxin.services.order.place import PAY_WITHIN
from anxin.services.payment import Begun, NotPaid, Way, pay_at_once
from anxin.services.payment.begin import till_of
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.tender import ASK_AFTER
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Payment, TopUp

TOP_UP_FEN = (100, 500_000)
"""The least and the most that one top-up brings; demo money has the same bounds."""


@dataclass(frozen=True, slots=True)
class ToScan:
    """The buyer pays by a code to scan; `payment_no` is what its page and picture are asked by."""

    payment_no: str


def pay_by_wallet(*, no: str, buyer_id: UUID) -> NotPaid | None:
    """Pay an unpaid order out of the buyer's wallet alone; a paid one stays as it is."""
    paid = pay_at_once(no=no, buyer_id=buyer_id, choice=Choice(wallet=True))
    return paid if isinstance(paid, NotPaid) else None


def top_up_demo(
    *, account_id: UUID, amount_fen: int, form_key: UUID, outside: Outside
) -> NotPaid | None:
    """Put demo money into a wallet, once per form. Refused where the site is no demo."""
    if not outside.demo:
        return NotPaid("no_demo")
    row = _top_up(account_id, amount_fen, "demo", form_key)
    return row if isinstance(row, NotPaid) else None


def begin_top_up(
    *,
    account_id: UUID,
    amount_fen: int,
    method: str,
    form_key: UUID,
    way: Way | None,
    outside: Outside,
) -> Begun | ToScan | NotPaid:
    """Begin to top a wallet up through a channel, or go on with what this form began.

    The buyer leaves for the channel's page, or scans a code: without a `way`, and where the channel
    has no page for this buyer. The wallet is credited when the channel says that it was paid, and
    with what was paid.
    """
    channel = outside.channels.get(method)
    if channel is None:
        return NotPaid("no_channel")
    row = _top_up(account_id, amount_fen, method, form_key, identity=channel.identity)
    if isinstance(row, NotPaid):
        return row
    payment = Payment.objects.get(top_up_id=row.id)
    if payment.state != "waiting":
        return NotPaid("form_reused")
    return _leave(payment, channel, way)


def _leave(payment: Payment, channel: Channel, way: Way | None) -> Begun | ToScan | NotPaid:
    """Lead to the channel's page or to our page with its code, as its number is bound to be."""
    by_code = till_of(channel, payment.method, way=None).begun_as
    begun_as = till_of(channel, payment.method, way).begun_as
    if by_code and payment.begun_as == by_code:
        return ToScan(payment.no)
    if payment.begun_as not in ("", begun_as):
        return NotPaid("form_reused")
    if way is None:
        return ToScan(payment.no)
    address = channel.pay_address(bill=_bill(payment, way), phone=way.phone)
    if isinstance(address, str):
        _note_way(payment, begun_as)
        return Begun(address)
    only_code = isinstance(address, Refused) and address.code == "code_only"
    return ToScan(payment.no) if only_code else NotPaid("channel_silent")


def begin_top_up_code(
    *, account_id: UUID, no: str, return_url: str, outside: Outside
) -> str | None:
    """Return the text of a code that pays a top-up when scanned; `None` if there is none now.

    Calls the channel: not for a page, but for the picture on it.
    """
    waiting = Payment.objects.filter(no=no, top_up__account_id=account_id, state="waiting")
    payment = waiting.first()
    if payment is None:
        return None
    channel = outside.channel_of(method=payment.method, identity=payment.identity)
    if channel is None:
        return None
    begun_as = till_of(channel, payment.method, way=None).begun_as
    if payment.begun_as not in ("", begun_as):
        return None
    code = channel.pay_code(bill=_bill(payment, Way(return_url)))
    if not isinstance(code, str):
        return None
    _note_way(payment, begun_as)
    return code


def payable_until(*, begun_at: datetime) -> datetime:
    """Return until when a top-up can be paid that was begun at that time."""
    return begun_at + PAY_WITHIN


def _bill(payment: Payment, way: Way) -> Bill:
    return Bill(
        payment_no=payment.no,
        amount_fen=payment.amount_fen,
        subject="安心钱包充值",
        expires_at=payable_until(begun_at=payment.at),
        return_url=way.return_url,
        payer_ip=way.payer_ip,
    )


def _note_way(payment: Payment, begun_as: str) -> None:
    """Note the way that a payment's number is bound to at the channel from now on, if it is."""
    if begun_as != payment.begun_as:
        Payment.objects.filter(id=payment.id, begun_as="").update(begun_as=begun_as)


def _top_up(
    account_id: UUID, amount_fen: int, source: str, form_key: UUID, *, identity: str = ""
) -> TopUp | NotPaid:
    """Write a top-up down once per form: demo money is there at once, a channel's is waited for."""
    low, high = TOP_UP_FEN
    if not low <= amount_fen <= high:
        return NotPaid("amount_out_of_range")
    try:
        with transaction.atomic():
            row = TopUp.objects.create(
                account_id=account_id, source=source, amount_fen=amount_fen, form_key=form_key
            )
            if source == "demo":
                _give(row)
            else:
                _await(row, identity)
            return row
    except IntegrityError:
        before = TopUp.objects.filter(account_id=account_id, form_key=form_key).first()
        if before is None:
            raise
        same = (before.amount_fen, before.source) == (amount_fen, source)
        return before if same else NotPaid("form_reused")


def _give(row: TopUp) -> None:
    lines = postings.top_up(account_id=row.account_id, amount_fen=row.amount_fen)
    post(cause=row.id, kind="top_up", lines=lines)
    credit(account_id=row.account_id, kind="wallet", amount_fen=row.amount_fen)


def _await(row: TopUp, identity: str) -> None:
    Payment.objects.create(
        top_up_id=row.id,
        no=new_no(),
        method=row.source,
        amount_fen=row.amount_fen,
        state="waiting",
        counted=False,
        identity=identity,
        next_ask_at=ClockNow() + timedelta(seconds=ASK_AFTER[0]),
    )
