"""Bookings of the double-entry ledger: every posting moves one amount from one account to another.

A posting names both its sides, so a transaction of any number of them sums to zero by its form;
an unbalanced one cannot be written down (docs/decisions/0004).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

ACCOUNT_KINDS = (
    "buyer_wallet",
    "escrow",
    "merchant_payable",
    "merchant_deposit",
    "platform_advance",
    "fees",
    "coupons",
    "points",
    "channel_clearing",
    "channel_fees",
)
"""The kinds of ledger accounts. An account is a kind and an owner; the platform's have none."""


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """One account: what it holds and whose it is (`owner=None`: the platform's)."""

    kind: str
    owner: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount_fen` leaves `source` and arrives at `target`."""

    source: LedgerAccount
    target: LedgerAccount
    amount_fen: int


FEES = LedgerAccount("fees")
CLEARING = LedgerAccount("channel_clearing")
CHANNEL_FEES = LedgerAccount("channel_fees")


def wallet(account_id: UUID) -> LedgerAccount:
    """The wallet of a buyer."""
    return LedgerAccount("buyer_wallet", account_id)


def escrow(merchant_id: UUID) -> LedgerAccount:
    """What buyers have paid for goods of a merchant and the platform still holds."""
    return LedgerAccount("escrow", merchant_id)


def top_up(*, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """Money that came in through a channel is put into a buyer's wallet."""
    return (Posting(CLEARING, wallet(account_id), amount_fen),)


def wallet_payment(*, account_id: UUID, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A buyer pays an order out of the wallet into escrow."""
    return (Posting(wallet(account_id), escrow(merchant_id), amount_fen),)


def channel_payment(*, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """Money that a channel took for an order is held in escrow."""
    return (Posting(CLEARING, escrow(merchant_id), amount_fen),)


def channel_refund(*, merchant_id: UUID, refund_fen: int, fee_fen: int) -> tuple[Posting, ...]:
    """Escrow gives back `refund_fen` through the channel it came by; the fee goes to the fees."""
    return _with_fee(escrow(merchant_id), CLEARING, refund_fen, fee_fen)


def wallet_refund(
    *, account_id: UUID, merchant_id: UUID, refund_fen: int, fee_fen: int
) -> tuple[Posting, ...]:
    """Escrow gives back `refund_fen` to the wallet and keeps nothing: the fee goes to the fees."""
    return _with_fee(escrow(merchant_id), wallet(account_id), refund_fen, fee_fen)


def channel_fee(*, fee_fen: int) -> tuple[Posting, ...]:
    """A channel keeps its fee of what it owes us, or (negative) gives some of it back.

    Booked as billed, so that the clearing account is what the channel still owes.
    """
    if fee_fen == 0:
        return ()
    sides = (CHANNEL_FEES, CLEARING) if fee_fen > 0 else (CLEARING, CHANNEL_FEES)
    return (Posting(*sides, abs(fee_fen)),)


def _with_fee(
    source: LedgerAccount, target: LedgerAccount, refund_fen: int, fee_fen: int
) -> tuple[Posting, ...]:
    lines = (Posting(source, target, refund_fen), Posting(source, FEES, fee_fen))
    return tuple(posting for posting in lines if posting.amount_fen > 0)
