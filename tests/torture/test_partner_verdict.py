"""The verdict over the partners' books, withdrawals and bills finds every kind of difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from anxin.storage.card.models import Card
from anxin.storage.order.models import SupplierOrder
from anxin.storage.payment.models import Withdrawal
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Day, File, Line
from anxin.storage.refund.models import Refund
from torture.bills import wrong_bills
from torture.model.counter import Counter
from torture.model.partner_paths import PATHS

pytestmark = pytest.mark.django_db
Change = Callable[[Counter], object]


def walked(path: str) -> Counter:
    """A counter at which a path was walked, with nothing wrong."""
    counter = Counter()
    PATHS[path](counter)
    assert [*counter.wrong(), *wrong_bills()] == []
    return counter


def unlocked(counter: Counter) -> None:
    """The issuer has let the refunded card go."""
    counter.issuer.ended |= set(counter.issuer.locks)


def locked_by_another(counter: Counter) -> None:
    """The issuer holds the card under another number than ours."""
    counter.issuer.locks = dict.fromkeys(["another"], *counter.issuer.locks.values())


def paid_without_lock(counter: Counter) -> None:
    """We refunded a card and never locked it."""
    unlocked(counter)
    Card.objects.exclude(lock="none").update(lock="none", lock_no=None)


def still_locked(counter: Counter) -> None:
    """The issuer never ended the lock of the rejected case."""
    counter.issuer.ended.clear()


def never_delivered(counter: Counter) -> None:
    """The supplier says that it called the order off."""
    _all_at_supplier(counter, "cancelled")


def delivered_after_all(counter: Counter) -> None:
    """The supplier delivered what it had called off, and what was paid back."""
    (one,) = counter.supplier.orders.values()
    one.order = replace(one.order, value_fen=2_000)
    one.state = "succeeded"


def delivered_twice(counter: Counter) -> None:
    """The supplier delivered a second number of the same order."""
    (first,) = SupplierOrder.objects.all()
    SupplierOrder.objects.create(
        order=first.order, attempt=2, no="AGAIN", supplier="memory", value_fen=2_000,
        state="cancelled",
    )  # fmt: skip
    (one,) = counter.supplier.orders.values()
    counter.supplier.orders["AGAIN"] = replace(one, order=replace(one.order, order_no="AGAIN"))


def unheard_of(counter: Counter) -> None:
    """The supplier took an order that nobody wrote down."""
    counter.supplier.orders["stranger"] = next(iter(counter.supplier.orders.values()))


def another_receipt(counter: Counter) -> None:
    """We hold a receipt that the supplier never gave."""
    SupplierOrder.objects.update(receipt_no="SR-0")


def not_sent(counter: Counter) -> None:
    """The channel sent nothing of what the wallet gave."""
    for trade in counter.banks.trades.values():
        trade.done.clear()


def asked_for_less(counter: Counter) -> None:
    """More went out than the withdrawal was over."""
    Withdrawal.objects.update(amount_fen=1_999)


def never_over(counter: Counter) -> None:
    """The withdrawal is still under way."""
    Withdrawal.objects.update(ended_at=None)


def paid_by_both(counter: Counter) -> None:
    """The channel gave the buyer what the wallet got as well."""
    counter.banks.recalled.clear()


def without_bill(counter: Counter) -> None:
    """A day counts as reconciled and no bill is kept."""
    Day.objects.create(rail="wechat", identity="x", day="2026-01-01", state="reconciled")


def _a_bill(fen: int, *, payments: int) -> None:
    """A bill of another day with one row, of which so much was never booked."""
    values = {"rail": "wechat", "identity": "x", "day": "2026-01-01", "state": "reconciled"}
    file = File.objects.create(
        day=Day.objects.create(**values), sha256="0" * 64, content=b"", state="accepted",
        payments=payments,
    )  # fmt: skip
    Line.objects.create(
        file=file, number=0, kind="payment", payment_no="P", amount_fen=fen, fee_fen=fen,
        status="done", at=queries.clock(),
    )  # fmt: skip


def rows_lost(counter: Counter) -> None:
    """A bill says that it has one row more than are kept."""
    _a_bill(0, payments=2)


def fee_of_nobody(counter: Counter) -> None:
    """A bill's fee is another than was booked."""
    _a_bill(7, payments=1)


DIFFERENCES: tuple[tuple[str, Change, str], ...] = (
    ("issued", unlocked, "a card was refunded and can still be used"),
    ("issued", locked_by_another, "a card was refunded and can still be used"),
    ("issued", paid_without_lock, "a card was refunded and can still be used"),
    ("rejected", still_locked, "a card is its buyer's and still locked"),
    ("supplied", never_delivered, "a top-up counts as delivered and never was"),
    ("supplied", delivered_twice, "paid for once and delivered twice"),
    ("supplied", unheard_of, "the supplier knows an order that is not ours"),
    ("supplied", another_receipt, "a top-up has another receipt"),
    ("called_off", delivered_after_all, "delivered and paid back as well"),
    ("called_off", delivered_after_all, "lost: a top-up was delivered and we do not know"),
    ("withdrawn", not_sent, "a wallet gave 2000 and the channel sent 0"),
    ("withdrawn", asked_for_less, "paid twice: a withdrawal went out over more"),
    ("withdrawn", never_over, "lost: a withdrawal is still under way"),
    ("bank_refused", paid_by_both, "paid twice: by the channel and into the wallet"),
    ("billed", without_bill, "a day is reconciled and has not one bill"),
    ("billed", rows_lost, "a bill was kept and not all of its rows"),
    ("billed", fee_of_nobody, "a fee is booked otherwise than it was billed"),
)


@pytest.mark.parametrize(("path", "change", "begins"), DIFFERENCES)
def test_each_difference_is_found(path: str, change: Change, begins: str) -> None:
    counter = walked(path)
    change(counter)
    found = [wrong.sentence for wrong in (*counter.wrong(), *wrong_bills())]
    assert any(sentence.startswith(begins) for sentence in found), found


def test_a_refund_that_was_recalled_is_in_the_wallet_once() -> None:
    counter = walked("bank_refused")
    (refund,) = Refund.objects.all()
    account: dict[str, Any] = counter.banks.book()[refund.payment.no]
    assert account["refunds"][refund.no]["status"] == "SUCCESS"


def _all_at_supplier(counter: Counter, state: str) -> None:
    for one in counter.supplier.orders.values():
        one.state = state
