"""The wallet: topped up, and spent on orders."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain import postings
from anxin.domain.outside import Outside
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.order.paid import set_out
from anxin.services.posting import post
from anxin.storage.order import queries as orders
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment, TopUp
from anxin.storage.statement import run

DEMO_TOP_UP_FEN = (100, 500_000)


@dataclass(frozen=True, slots=True)
class NotPaid:
    """Nothing was taken; `code` says why and `short_fen` how much the wallet lacks."""

    code: str
    short_fen: int = 0


def top_up_demo(
    *, account_id: UUID, amount_fen: int, form_key: UUID, outside: Outside
) -> NotPaid | None:
    """Put demo money into a wallet, once per form. Refused where the site is no demo."""
    if not outside.demo:
        return NotPaid("no_demo")
    low, high = DEMO_TOP_UP_FEN
    if not low <= amount_fen <= high:
        return NotPaid("amount_out_of_range")
    try:
        with transaction.atomic():
            row = TopUp.objects.create(
                account_id=account_id, source="demo", amount_fen=amount_fen, form_key=form_key
            )
            post(
                cause=row.id,
                kind="top_up",
                lines=postings.top_up(account_id=account_id, amount_fen=amount_fen),
            )
            here("top_up.booked_not_credited")
            _credit(account_id, amount_fen)
    except IntegrityError:
        before = TopUp.objects.filter(account_id=account_id, form_key=form_key).first()
        if before is None:
            raise
        return None if before.amount_fen == amount_fen else NotPaid("form_reused")
    return None


@transaction.atomic
def pay_by_wallet(*, no: str, buyer_id: UUID) -> NotPaid | None:
    """Pay an unpaid order out of the buyer's wallet; cooling-off begins, or delivery where none is.

    Paying a paid order again changes nothing and is no error: the second tap of two.
    """
    order_id = Order.objects.filter(no=no, buyer_id=buyer_id).values_list("id", flat=True).first()
    order = orders.lock_order(order_id=order_id) if order_id else None
    if order is None:
        return NotPaid("not_found")
    if order.paid_at is not None:
        return None
    if order.state != "awaiting_payment" or order.due_at is None or order.due_at <= order.now:
        return NotPaid("closed")
    short = _debit(buyer_id, order.total_fen)
    if short:
        return NotPaid("wallet_short", short)
    here("wallet.debited_not_paid")
    payment = Payment.objects.create(
        merchant_id=order.merchant_id,
        order_id=order.id,
        no=new_no(),
        method="wallet",
        position=Payment.objects.filter(order_id=order.id).count(),
        amount_fen=order.total_fen,
        captured_fen=order.total_fen,
        captured_at=order.now,
    )
    lines = postings.wallet_payment(
        account_id=buyer_id, merchant_id=order.merchant_id, amount_fen=order.total_fen
    )
    post(cause=payment.id, kind="payment", lines=lines, order_id=order.id)
    set_out(order=order, method="wallet", actor=buyer_id)
    here("wallet.paid_not_committed")
    return None


def _credit(account_id: UUID, amount_fen: int) -> None:
    run(
        """INSERT INTO anxin_ledger_wallet (account_id, balance_fen)
           VALUES (%(account_id)s::uuid, %(amount_fen)s::bigint)
           ON CONFLICT (account_id) DO UPDATE
              SET balance_fen = anxin_ledger_wallet.balance_fen + excluded.balance_fen""",
        {"account_id": account_id, "amount_fen": amount_fen},
    )


def _debit(account_id: UUID, amount_fen: int) -> int:
    """Take the amount if the wallet has it; return how much it lacks otherwise, in fen."""
    taken = run(
        """UPDATE anxin_ledger_wallet SET balance_fen = balance_fen - %(amount_fen)s::bigint
            WHERE account_id = %(account_id)s::uuid AND balance_fen >= %(amount_fen)s::bigint
          RETURNING balance_fen""",
        {"account_id": account_id, "amount_fen": amount_fen},
    )
    if taken:
        return 0
    rows = run(
        "SELECT balance_fen FROM anxin_ledger_wallet WHERE account_id = %(id)s::uuid",
        {"id": account_id},
    )
    return amount_fen - (rows[0].balance_fen if rows else 0)
