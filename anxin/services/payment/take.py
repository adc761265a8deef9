"""Taking what a channel says was paid: once, and what nobody can use goes back by itself."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from anxin.domain import postings
from anxin.domain.channel import Paid
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, tell_order
from anxin.services.order.paid import set_out
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.services.risk.marks import NOTE, noted
from anxin.services.tender import Round, capture_held, latest_round, release_held
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment.models import Finding, Payment, TopUp
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run

CAPTURE = f"""
WITH captured AS (
  UPDATE anxin_payment_payment
     SET state = 'captured', counted = %(counted)s::bool, captured_fen = %(fen)s::bigint,
         serial_no = %(serial_no)s::text, captured_at = clock_now(), next_ask_at = NULL
   WHERE id = %(id)s::uuid)
{NOTE}"""
"""Who paid is noted with the payment, in its statement: once, and never without it."""


@transaction.atomic
def take_payment(*, method: str, paid: Paid, told: bool = False) -> bool:
    """Take what a channel says was paid; say whether it is one of our payments.

    Told twice, it counts once. `told`: by a notice, which is believed only where it says what was
    asked for; for another sum the channel is asked itself, and its answer decides.

    What comes after the order was closed or paid otherwise, what is less than was asked for and
    what is more goes back by a refund of its own, and the buyer is told. What a top-up brings is
    put into the wallet whatever it is.
    """
    known = Payment.objects.filter(no=paid.payment_no, method=method)
    found = known.values_list("order_id", "top_up_id").first()
    if found is None:
        Finding.objects.get_or_create(
            kind="unknown_payment", subject=paid.serial_no, defaults={"found_fen": paid.amount_fen}
        )
        return False
    order = orders.lock_order(order_id=found[0]) if found[0] else None
    payment = known.select_for_update().get()
    if payment.state == "captured":
        return True
    if told and paid.amount_fen != payment.amount_fen:
        _ask_instead(payment)
    elif order is None:
        _top_up(payment, paid)
    else:
        _take(order, payment, paid)
    here("payment.captured_not_committed")
    return True


def _ask_instead(payment: Payment) -> None:
    Payment.objects.filter(id=payment.id).update(next_ask_at=ClockNow())
    queue.defer(task="ask_payments")


def _top_up(payment: Payment, paid: Paid) -> None:
    assert payment.top_up_id is not None
    top_up = TopUp.objects.get(id=payment.top_up_id)
    _capture(payment, paid, top_up.account_id, amount_fen=paid.amount_fen, counted=True)
    lines = postings.top_up(account_id=top_up.account_id, amount_fen=paid.amount_fen)
    post(cause=payment.id, kind="top_up", lines=lines)
    credit(account_id=top_up.account_id, kind="wallet", amount_fen=paid.amount_fen)
    TopUp.objects.filter(id=top_up.id).update(credited_at=ClockNow())


def _take(order: OrderRow, payment: Payment, paid: Paid) -> None:
    asked_fen, found_fen = payment.amount_fen, paid.amount_fen
    latest = latest_round(order_id=order.id)
    if found_fen != asked_fen:
        _note_wrong_amount(payment, paid)
    if found_fen < asked_fen or not _completes(order, payment, latest):
        less = found_fen < asked_fen
        _capture(payment, paid, order.buyer_id, amount_fen=found_fen, counted=False)
        _book(payment, order)
        _give_back(payment, order, cause="underpaid" if less else _late_or_twice(order))
        return
    _capture(payment, paid, order.buyer_id, amount_fen=asked_fen, counted=True)
    _book(payment, order)
    methods = [*capture_held(order=order, number=payment.round), payment.method]
    release_held(order_id=order.id, buyer_id=order.buyer_id)
    set_out(order=order, methods=methods, actor=None)
    if found_fen > asked_fen:
        _give_back_excess(payment, order, excess_fen=found_fen - asked_fen)


def _note_wrong_amount(payment: Payment, paid: Paid) -> None:
    """The money goes back by itself; why it was another sum is for finance to find out."""
    Finding.objects.create(
        kind="wrong_amount",
        payment=payment,
        subject=paid.serial_no,
        expected_fen=payment.amount_fen,
        found_fen=paid.amount_fen,
    )


def _completes(order: OrderRow, payment: Payment, latest: Round) -> bool:
    """Whether this payment, with what its round holds, pays the order.

    A payment of a round that another one took the place of still does if it was to pay alone.
    """
    if order.state != "awaiting_payment":
        return False
    held = 0
    if payment.round == latest.number:
        held = sum(latest.held_fen(method) for method in postings.OF_BUYER)
    return held + payment.amount_fen == order.total_fen


def _late_or_twice(order: OrderRow) -> str:
    return "duplicate" if order.paid_at else "late"


def _capture(
    payment: Payment, paid: Paid, account_id: UUID, *, amount_fen: int, counted: bool
) -> None:
    """Write down that a payment came, whether it counts, and by whose mark the account paid it."""
    payment.captured_fen = amount_fen
    row = {"id": payment.id, "counted": counted, "fen": amount_fen, "serial_no": paid.serial_no}
    run(CAPTURE, row | noted(account_id=account_id, kind="payer", digest=paid.payer))


def _book(payment: Payment, order: OrderRow) -> None:
    lines = postings.payment(
        method=payment.method,
        account_id=order.buyer_id,
        merchant_id=order.merchant_id,
        amount_fen=payment.captured_fen,
    )
    post(cause=payment.id, kind="payment", lines=lines, order_id=order.id)


def _give_back_excess(payment: Payment, order: OrderRow, *, excess_fen: int) -> None:
    """What came on top is a payment of its own, captured and not counted, and goes back."""
    excess = Payment.objects.create(
        merchant_id=order.merchant_id,
        order_id=order.id,
        part_of=payment,
        no=new_no(),
        position=Payment.objects.filter(order_id=order.id).count(),
        round=payment.round,
        method=payment.method,
        amount_fen=excess_fen,
        captured_fen=excess_fen,
        captured_at=ClockNow(),
        counted=False,
        identity=payment.identity,
    )
    _book(excess, order)
    _give_back(excess, order, cause="overpaid")


def _give_back(payment: Payment, order: OrderRow, *, cause: str) -> None:
    """Send a payment back that nobody can use, and tell the buyer."""
    fen = payment.captured_fen
    payment.reserved_fen = payment.sent_fen = fen
    payment.save(update_fields=["reserved_fen", "sent_fen"])
    refund = Refund.objects.create(
        merchant_id=order.merchant_id,
        payment_id=payment.id,
        no=new_no(),
        cause=cause,
        destination="original",
        refund_fen=fen,
        fee_fen=0,
        state="reserved",
        next_try_at=ClockNow(),
    )
    said = {"cause": cause, "fen": fen, "no": refund.no}
    tell_order(order_id=order.id, step=Step("payment_returned", "system", data=said))
    queue.defer(task="send_refunds")
    here("payment.returned_not_committed")
