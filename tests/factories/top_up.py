"""Top-ups of wallets that wait for a channel's word."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.wallet import ToScan, begin_top_up
from torture.model.rail import Rail


def a_top_up_to_scan(
    *, buyer: UUID, fen: int = 10_000, method: str = "alipay", identity: str = Rail.identity
) -> str:
    """Begin a top-up that is paid by a code; return its payment's number."""
    rail = Rail()
    rail.identity = identity
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=fen,
        method=method,
        form_key=uuid4(),
        way=None,
        outside=replace(wiring.outside(), channels={method: rail}),
    )
    assert isinstance(begun, ToScan), begun
    return begun.payment_no
