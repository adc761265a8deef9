"""The wallet: topped up through a channel, in a demo also with demo money; paying by it alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain import postings
from anxin.domain.channel import Bill
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.numbers import new_no
from anxin.services.order.place import PAY_WITHIN
from anxin.services.payment import Begun, NotPaid, Way, pay_at_once
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.tender import ASK_AFTER
from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Payment, TopUp

TOP_UP_FEN = (100, 500_000)
"""The least and the most that one top-up brings; demo money has the same bounds."""


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
    *, account_id: UUID, amount_fen: int, method: str, form_key: UUID, way: Way, outside: Outside
) -> Begun | NotPaid:
    """Begin to top a wallet up through a channel, or go on with what this form began.

    The wallet is credited when the channel says that it was paid, and with what was paid.
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
    bill = Bill(
        payment_no=payment.no,
        amount_fen=payment.amount_fen,
        subject="安心钱包充值",
        expires_at=payment.at + PAY_WITHIN,
        return_url=way.return_url,
        payer_ip=way.payer_ip,
    )
    address = channel.pay_address(bill=bill, phone=way.phone)
    return Begun(address) if isinstance(address, str) else NotPaid("channel_silent")


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
