"""A refund that is late raises an alarm, and raises it again while it is late still."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Closed, Processing, Refunded
from anxin.services.payment import settle_finding
from anxin.services.refund import note_late_refunds, send_refunds
from anxin.storage.payment.models import Finding
from anxin.storage.refund.models import Refund
from tests.factories.account import an_account
from tests.factories.channel import Scripted, paid_too_late
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db


def late(channel: Scripted) -> Refund:
    """A refund that a channel has been at for a day."""
    _, refund = paid_too_late(world=channel.world())
    send_refunds(outside=channel.world())
    assert note_late_refunds() == 0
    let_pass(hours=24, seconds=1)
    assert note_late_refunds() == 1
    return refund


def settle(refund: Refund) -> None:
    """Have finance say that it has dealt with it."""
    finding = Finding.objects.get(kind="refund_late", subject=refund.no)
    assert settle_finding(finding_id=finding.id, settled_by=an_account(role="finance").id)


def is_open(refund: Refund) -> bool:
    """Whether finance has something to do about it."""
    return Finding.objects.filter(subject=refund.no, settled_at__isnull=True).exists()


def test_an_open_alarm_is_raised_once() -> None:
    late(Scripted(Processing("S-1")))
    let_pass(days=5)
    assert note_late_refunds() == 0
    assert Finding.objects.filter(kind="refund_late").count() == 1


def test_one_that_was_settled_by_hand_is_raised_again_after_a_day_if_it_is_late_still() -> None:
    refund = late(Scripted(Processing("S-1")))
    settle(refund)
    let_pass(hours=47, minutes=59)
    assert note_late_refunds() == 0
    assert not is_open(refund)
    let_pass(hours=48, seconds=5)
    assert note_late_refunds() == 1
    finding = Finding.objects.get(kind="refund_late", subject=refund.no)
    assert (finding.settled_at, finding.settled_by_id) == (None, None)
    assert note_late_refunds() == 0


def test_one_that_has_arrived_meanwhile_is_not() -> None:
    channel = Scripted(Processing("S-1"))
    refund = late(channel)
    settle(refund)
    channel.found = Refunded("S-1")
    send_refunds(outside=channel.world())
    let_pass(days=4)
    assert note_late_refunds() == 0
    assert not is_open(refund)


def test_what_a_channel_closed_is_late_by_the_hour_that_its_money_was_promised() -> None:
    channel = Scripted(Processing("S-1"))
    _, refund = paid_too_late(world=channel.world())
    send_refunds(outside=channel.world())
    channel.found = Closed("S-1")
    let_pass(hours=23)
    send_refunds(outside=channel.world())
    successor = Refund.objects.get(successor_of__no=refund.no)
    refund.refresh_from_db()
    assert successor.reserved_at == refund.reserved_at
    let_pass(hours=24, seconds=1)
    assert note_late_refunds() == 1
    assert is_open(successor) and not is_open(refund)
