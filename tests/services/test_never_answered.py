"""A refund whose channel never answers ends by its bill and two people of finance, booked once."""

from __future__ import annotations

from typing import Any

import pytest

from anxin.domain.channel import Refunded, Unknown
from anxin.services.reconciliation import NotBooked, propose_booking
from anxin.services.refund import send_refunds
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import Posting
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Payment
from anxin.storage.reconciliation import queries
from anxin.storage.reconciliation.models import Booking, Difference
from anxin.storage.refund.models import Refund
from tests.factories.aftersale import case_after
from tests.factories.by_hand import NOTE, confirm, finance, proposed
from tests.factories.channel import PRICE_FEN, Scripted, paid_by_channel, take_out, topped_up
from tests.factories.reconciliation import Written, a_row, reconciled

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Scripted:
    """One that took a refund and never says what became of it."""
    return Scripted(Unknown("time-out"))


def unanswered(channel: Scripted) -> Refund:
    """A case's refund that was sent, and nobody can say what became of it."""
    bought = paid_by_channel(world=channel.world())
    case_after(bought)
    send_refunds(outside=channel.world())
    refund = Refund.objects.get(payment__order__no=bought.no)
    assert (refund.state, refund.sent_at is not None) == ("unknown", True)
    return refund


def billed(refund: Refund, **row: Any) -> Difference:
    """The difference that a bill with that refund makes."""
    payment = Payment.objects.get(id=refund.payment_id)
    known = {"payment_no": payment.no, "refund_no": refund.no, "amount_fen": refund.refund_fen}
    rows = [a_row("refund", **{**known, "serial_no": "S-BILL", **row})]
    day = reconciled(Written(rows, identities=(payment.identity,), terms=None))
    return Difference.objects.get(day_id=day.id, row_kind="refund")


def test_it_ends_as_the_bill_has_it_once_two_people_say_so(channel: Scripted) -> None:
    refund = unanswered(channel)
    difference = billed(refund)
    assert difference.step == "ask_again"
    [row] = queries.list_differences(day_id=difference.day_id)
    assert row.bookable and not row.holds
    by = proposed(difference)
    assert confirm(difference, by) == NotBooked("four_eyes")
    assert confirm(difference) is None
    refund.refresh_from_db()
    assert (refund.state, refund.serial_no, refund.destination) == (
        "succeeded", "S-BILL", "original"
    )  # fmt: skip
    assert refund.case is not None and refund.case.state == "refunded"
    assert Booking.objects.get().refund_id == refund.id
    assert confirm(difference) == NotBooked("settled")
    channel.found = Refunded("S-1")
    Refund.objects.filter(id=refund.id).update(next_try_at=ClockNow())
    send_refunds(outside=channel.world())
    booked = Posting.objects.filter(cause=refund.id, kind="refund")
    assert sum(one.amount_fen for one in booked) == PRICE_FEN
    assert breaches() == []


def test_a_withdrawal_ends_so_too(channel: Scripted) -> None:
    buyer = topped_up(world=channel.world())
    refund = take_out(world=channel.world(), buyer=buyer)
    send_refunds(outside=channel.world())
    difference = billed(refund)
    proposed(difference)
    assert confirm(difference) is None
    refund.refresh_from_db()
    assert (refund.state, balance(account_id=buyer)) == ("succeeded", 2_000)
    assert breaches() == []


@pytest.mark.parametrize(
    ("row", "changed", "code"),
    [
        ({"amount_fen": PRICE_FEN - 1}, {}, "other_step"),
        ({"status": "processing"}, {}, "not_done"),
        ({}, {"recalled_at": ClockNow()}, "other_step"),
        ({}, {"state": "succeeded"}, "other_step"),
        ({}, {"sent_at": None}, "other_step"),
    ],
    ids=["another sum", "under way", "recalled", "arrived meanwhile", "never sent"],
)
def test_nothing_else_is_ended_by_a_bill(
    channel: Scripted, row: dict[str, Any], changed: dict[str, Any], code: str
) -> None:
    refund = unanswered(channel)
    difference = billed(refund, **row)
    if changed:
        Refund.objects.filter(id=refund.id).update(**changed)
    refused = propose_booking(difference_id=difference.id, by=finance(), note=NOTE)
    assert refused == NotBooked(code)
    [shown] = queries.list_differences(day_id=difference.day_id)
    assert not shown.bookable
