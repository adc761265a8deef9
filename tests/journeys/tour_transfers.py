"""Pages on which money goes back without a case: a payment of no use, withdrawals, a payout."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.channel import NotRefunded, Processing, Refused
from anxin.services.refund import send_refunds
from tests.factories.channel import Scripted, paid_too_late, take_out, topped_up
from tests.factories.payout import no_way_back, to_bank


def transfer_stops() -> list[tuple[str, str, UUID]]:
    """A late payment that no channel gives back; a withdrawal that failed beside one under way; a
    payout to a card of what no channel takes back, and more of it."""
    channel = Scripted(Refused("ACQ.TRADE_HAS_FINISHED", final=True), NotRefunded())
    world = channel.world()
    late, _ = paid_too_late(world=world)
    buyer = topped_up(world=world)
    take_out(world=world, buyer=buyer)
    send_refunds(outside=world)
    channel.sent = channel.found = Processing("S-1")
    take_out(world=world, buyer=buyer, fen=1_000)
    send_refunds(outside=world)
    no_way_back(buyer=buyer, fen=8_000)
    to_bank(buyer=buyer, fen=1_000)
    return [
        ("order-returned", f"/orders/{late.no}/", late.buyer),
        ("wallet-withdrawn", "/wallet/", buyer),
        ("wallet-bank", "/wallet/bank/", buyer),
        ("me-withdrawn", "/me/", buyer),
    ]
