"""Refunds that somebody made by hand at a channel's console, as its bill shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.services.reconciliation import NotBooked, confirm_booking, propose_booking
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation.models import Difference
from tests.factories.account import an_account
from tests.factories.order import Bought
from tests.factories.reconciliation import Written, a_row, reconciled

NOTE = "客服在渠道后台退的，已问清"


def on_the_bill(bought: Bought, fen: int, **row: Any) -> Difference:
    """The difference that a day's bill with such a refund of an order's payment makes.

    Each payment's stands in the bill of an account of its own: a day has only one of each.
    """
    payment = Payment.objects.get(order__no=bought.no, method="alipay", counted=True)
    known = {"refund_no": "BY-HAND", "serial_no": "S-BY-HAND", **row}
    rows = [a_row("refund", payment_no=payment.no, amount_fen=fen, **known)]
    account = f"of {payment.no}"[:40]
    source = Written(rows, identity=account, identities=(payment.identity,))
    day = reconciled(source)
    return Difference.objects.get(day_id=day.id, row_kind="refund")


def finance() -> UUID:
    """Somebody in finance."""
    return an_account(role="finance").id


def proposed(difference: Difference, *, books: bool = True) -> UUID:
    """Propose to book it, or to end it without; returns who did."""
    by = finance()
    refused = propose_booking(difference_id=difference.id, by=by, note=NOTE, books=books)
    assert refused is None, refused
    return by


def confirm(
    difference: Difference,
    by: UUID | None = None,
    *,
    books: bool = True,
    outside: Outside | None = None,
) -> NotBooked | None:
    """Confirm it as somebody of finance, else somebody new."""
    return confirm_booking(
        difference_id=difference.id,
        by=by or finance(),
        role="finance",
        books=books,
        outside=outside or wiring.outside(),
    )


def ended_unbooked(difference: Difference) -> None:
    """Two people find it to be none of ours."""
    proposed(difference, books=False)
    assert confirm(difference, books=False) is None
