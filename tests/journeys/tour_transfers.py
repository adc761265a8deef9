"""Pages on which money goes back without a case: a payment of no use, and withdrawals."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.channel import NotRefunded, Processing, Refused
from anxin.services.refund import send_refunds
from tests.factories.channel import Scripted, paid_too_late, take_out, topped_up


def transfer_stops() -> list[tuple[str, str, UUID]]:
    """A late payment that no channel gives back; a withdrawal that failed beside one under way."""
    channel = Scripted(Refused("ACQ.TRADE_HAS_FINISHED", final=True), NotRefunded())
    world = channel.world()
    late, _ = paid_too_late(world=world)
    buyer = topped_up(world=world)
    take_out(world=world, buyer=buyer)
    send_refunds(outside=world)
    channel.sent = channel.found = Processing("S-1")
    take_out(world=world, buyer=buyer, fen=1_000)
    send_refunds(outside=world)
    return [
        ("order-returned", f"/orders/{late.no}/", late.buyer),
        ("wallet-withdrawn", "/wallet/", buyer),
        ("me-withdrawn", "/me/", buyer),
    ]
