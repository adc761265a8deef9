"""Whoever sends a refund and whoever books it lock its payment first: neither waits for ever."""

from __future__ import annotations

from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import transaction

from anxin.domain.channel import NotRefunded, Refunded
from anxin.services.refund import recording, send_refunds, sending
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from anxin.storage.statement import run
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, paid_by_channel, take_out, topped_up
from tests.races.conftest import Crowd

pytestmark = pytest.mark.usefixtures("committed")

WAIT_S = 20
WAITING = """
SELECT count(*) AS n FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def claimed(monkeypatch: pytest.MonkeyPatch, channel: Scripted) -> Any:
    """What a worker has claimed that calls the channel and dies before it records the answer."""
    claims: list[Any] = []
    with monkeypatch.context() as patched:
        patched.setattr(sending, "record_outcome", lambda *, claim, outcome: claims.append(claim))
        send_refunds(outside=channel.world())
    [claim] = claims
    return claim


@pytest.mark.parametrize("of_case", [True, False], ids=["a case", "a withdrawal"])
@pytest.mark.parametrize("outcome", [Refunded("S-1"), NotRefunded()], ids=str)
def test_a_refund_is_booked_after_its_payment_was_locked(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, of_case: bool, outcome: Any
) -> None:
    channel = Scripted()
    if of_case:
        case_after(paid_by_channel(world=channel.world()))
    else:
        take_out(world=channel.world(), buyer=topped_up(world=channel.world()))
    claim = claimed(monkeypatch, channel)

    held = Event()

    def book() -> None:
        assert held.wait(timeout=WAIT_S)
        recording.record_outcome(claim=claim, outcome=outcome)

    def send() -> bool:
        """Hold the payment, as whoever takes a turn does, until the other waits for it."""
        with transaction.atomic():
            Payment.objects.select_for_update(no_key=True).get(id=claim.payment_id)
            held.set()
            until = monotonic() + WAIT_S
            while not run(WAITING, {})[0].n and monotonic() < until:
                sleep(0.01)
            free = Refund.objects.select_for_update(no_key=True, skip_locked=True)
            return free.filter(id=claim.id).exists()

    done = crowd.act(send, book)
    assert done == [True, None]
