"""Bookings of the double-entry ledger: every posting moves one amount from one account to another.

A posting names both its sides, so a transaction of any number of them sums to zero by its form;
an unbalanced one cannot be written down (docs/decisions/0004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
    "payouts",
    "reseller_payable",
    "reseller_advance",
    "channel_fees",
    "guarantee_fund",
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
GUARANTEE_FUND = LedgerAccount("guarantee_fund")
"""What penalties took out of deposits, kept for buyers and apart from what the platform earns."""


def escrow(merchant_id: UUID) -> LedgerAccount:
    """What buyers have paid for goods of a merchant and the platform still holds."""
    return LedgerAccount("escrow", merchant_id)


def wallet(account_id: UUID) -> LedgerAccount:
    """The wallet of a buyer."""
    return LedgerAccount("buyer_wallet", account_id)


def points(account_id: UUID) -> LedgerAccount:
    """The points of a buyer, worth a fen each."""
    return LedgerAccount("points", account_id)


def coupons(account_id: UUID) -> LedgerAccount:
    """What the coupons of a buyer are worth."""
    return LedgerAccount("coupons", account_id)


OF_BUYER = {"wallet": wallet, "points": points, "coupon": coupons}
"""The tenders that the platform keeps for a buyer; every other one is a channel."""


def tender_account(*, method: str, account_id: UUID) -> LedgerAccount:
    """The account that a tender pays from, and that its refund goes back to."""
    return OF_BUYER[method](account_id) if method in OF_BUYER else CLEARING


def merchant_payable(merchant_id: UUID) -> LedgerAccount:
    """What a merchant has earned and may withdraw."""
    return LedgerAccount("merchant_payable", merchant_id)


def merchant_deposit(merchant_id: UUID) -> LedgerAccount:
    """A merchant's security (保证金), drawn on when its balance is not enough for a refund."""
    return LedgerAccount("merchant_deposit", merchant_id)


def merchant_advance(merchant_id: UUID) -> LedgerAccount:
    """What the platform paid in a merchant's place (先行垫付): below zero until recovered."""
    return LedgerAccount("platform_advance", merchant_id)


def payouts(owner: UUID) -> LedgerAccount:
    """Money on its way to the bank of a merchant or a buyer."""
    return LedgerAccount("payouts", owner)


def reseller_payable(reseller_id: UUID) -> LedgerAccount:
    """Commissions that a reseller has earned."""
    return LedgerAccount("reseller_payable", reseller_id)


def reseller_advance(reseller_id: UUID) -> LedgerAccount:
    """Commissions taken back that the reseller no longer had: below zero until recovered."""
    return LedgerAccount("reseller_advance", reseller_id)


def moving(*moves: tuple[LedgerAccount, LedgerAccount, int]) -> tuple[Posting, ...]:
    """Return the postings of those moves that move anything: source, target, amount in fen."""
    return tuple(Posting(*move) for move in moves if move[2] > 0)


def gained(lines: Iterable[Posting]) -> Counter[LedgerAccount]:
    """Return what each account gains by the lines, in fen; what it loses is negative."""
    gains: Counter[LedgerAccount] = Counter()
    for line in lines:
        gains[line.source] -= line.amount_fen
        gains[line.target] += line.amount_fen
    return gains


def top_up(*, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """Money that came in through a channel is put into a buyer's wallet."""
    return (Posting(CLEARING, wallet(account_id), amount_fen),)


def gift(*, method: str, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """The platform gives a buyer points or a coupon, at its own cost."""
    given = OF_BUYER[method](account_id)
    return (Posting(LedgerAccount(given.kind), given, amount_fen),)


def forfeit(*, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """What a coupon was worth beyond the order it paid, or when it expired, is gone."""
    return (Posting(coupons(account_id), LedgerAccount("coupons"), amount_fen),)


def payment(
    *, method: str, account_id: UUID, merchant_id: UUID, amount_fen: int
) -> tuple[Posting, ...]:
    """A tender pays (its part of) an order into escrow."""
    paid_from = tender_account(method=method, account_id=account_id)
    return (Posting(paid_from, escrow(merchant_id), amount_fen),)


def deposit_received(*, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A merchant's deposit arrived at the platform's bank."""
    return moving((CLEARING, merchant_deposit(merchant_id), amount_fen))


def deposit_topped_up(*, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A merchant puts a part of its balance into its deposit."""
    return moving((merchant_payable(merchant_id), merchant_deposit(merchant_id), amount_fen))


def penalty_taken(*, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A penalty takes a part of a deposit into the fund that compensates buyers."""
    return moving((merchant_deposit(merchant_id), GUARANTEE_FUND, amount_fen))


def penalty_returned(*, merchant_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A penalty was lifted or overturned: what it took is the deposit again."""
    return moving((GUARANTEE_FUND, merchant_deposit(merchant_id), amount_fen))


def payout_asked(*, source: LedgerAccount, amount_fen: int) -> tuple[Posting, ...]:
    """Money is set aside for its owner's bank: a merchant's balance or deposit, or a wallet."""
    assert source.owner is not None, "only what has an owner is paid out"
    return moving((source, payouts(source.owner), amount_fen))


def payout_made(*, owner: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """The bank has paid what was set aside."""
    return moving((payouts(owner), CLEARING, amount_fen))


def to_wallet_again(
    *, source: LedgerAccount, account_id: UUID, amount_fen: int
) -> tuple[Posting, ...]:
    """What a buyer's bank was not paid, or did not keep, is in the wallet again."""
    return moving((source, wallet(account_id), amount_fen))


def fee_returned(*, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A fee that was kept of a refund is given back to the buyer's wallet."""
    return moving((FEES, wallet(account_id), amount_fen))


def channel_fee(*, fee_fen: int) -> tuple[Posting, ...]:
    """A channel keeps its fee of what it owes us, or (negative) gives some of it back.

    Booked as billed, so that the clearing account is what the channel still owes.
    """
    if fee_fen == 0:
        return ()
    sides = (CHANNEL_FEES, CLEARING) if fee_fen > 0 else (CLEARING, CHANNEL_FEES)
    return (Posting(*sides, abs(fee_fen)),)


def refund(
    *, method: str, account_id: UUID, merchant_id: UUID, refund_fen: int, fee_fen: int
) -> tuple[Posting, ...]:
    """Escrow gives back `refund_fen` to a tender and keeps nothing: the fee goes to the fees."""
    back = tender_account(method=method, account_id=account_id)
    lines = (
        Posting(escrow(merchant_id), back, refund_fen),
        Posting(escrow(merchant_id), FEES, fee_fen),
    )
    return tuple(posting for posting in lines if posting.amount_fen > 0)


def reversal(*, merchant_id: UUID, refund_fen: int, fee_fen: int) -> tuple[Posting, ...]:
    """A refund that came back is in escrow again, with the fee that it had kept."""
    lines = (
        Posting(CLEARING, escrow(merchant_id), refund_fen),
        Posting(FEES, escrow(merchant_id), fee_fen),
    )
    return tuple(posting for posting in lines if posting.amount_fen > 0)


def withdrawal(*, account_id: UUID, amount_fen: int) -> tuple[Posting, ...]:
    """A buyer's wallet is paid out through the channel that its money came by."""
    return (Posting(wallet(account_id), CLEARING, amount_fen),)
