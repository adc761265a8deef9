"""What becomes of escrow once protection is over, and who pays when a refund comes after that.

Two rules, each total and to the fen. Released money goes to the resellers' commissions, then to
what the platform has advanced, then to the merchant. A refund of money that has been released
takes the commissions back, then draws on the merchant's balance, the deposit and, for what is
still missing, an advance of the platform (docs/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.domain.postings import (
    FEES,
    LedgerAccount,
    Posting,
    escrow,
    gained,
    merchant_advance,
    merchant_deposit,
    merchant_payable,
    moving,
    reseller_advance,
    reseller_payable,
)


@dataclass(frozen=True, slots=True)
class MerchantMoney:
    """What a merchant may withdraw, has deposited, and owes the platform for its advances."""

    payable_fen: int = 0
    deposit_fen: int = 0
    advanced_fen: int = 0

    def after(self, *, merchant_id: UUID, lines: Sequence[Posting]) -> MerchantMoney:
        """Return the balances once `lines` are booked."""
        gains = gained(lines)
        return MerchantMoney(
            self.payable_fen + gains[merchant_payable(merchant_id)],
            self.deposit_fen + gains[merchant_deposit(merchant_id)],
            self.advanced_fen - gains[merchant_advance(merchant_id)],
        )


@dataclass(frozen=True, slots=True)
class ResellerMoney:
    """What a reseller has earned, and owes for commissions that a refund took back."""

    payable_fen: int = 0
    advanced_fen: int = 0

    def after(self, *, reseller_id: UUID, lines: Sequence[Posting]) -> ResellerMoney:
        """Return the balances once `lines` are booked."""
        gains = gained(lines)
        return ResellerMoney(
            self.payable_fen + gains[reseller_payable(reseller_id)],
            self.advanced_fen - gains[reseller_advance(reseller_id)],
        )


@dataclass(frozen=True, slots=True)
class Share:
    """A reseller's part of an order: `fen` of it if all that was paid is settled."""

    reseller_id: UUID
    fen: int


@dataclass(frozen=True, slots=True)
class Held:
    """An order whose money is settled: what was paid, how much of it is out, and who has a part."""

    merchant_id: UUID
    paid_fen: int
    settled_fen: int
    shares: tuple[Share, ...] = ()


def commissions(*, held: Held, settled_fen: int) -> tuple[int, ...]:
    """Return what each reseller has of an order of which `settled_fen` are settled.

    Each takes its part of what those before it leave, rounded down. So every part grows with
    what is settled, all together never exceed it, and at the end each is exactly what was agreed.

    >>> a, b = UUID(int=1), UUID(int=2)
    >>> order = Held(UUID(int=3), 10, 0, (Share(a, 5), Share(b, 5)))
    >>> [commissions(held=order, settled_fen=fen) for fen in (1, 2, 3, 10)]
    [(0, 1), (1, 1), (1, 2), (5, 5)]
    """
    parts = []
    rest, of = settled_fen, held.paid_fen
    for share in held.shares:
        part = share.fen * rest // of if of else 0
        parts.append(part)
        rest, of = rest - part, of - share.fen
    return tuple(parts)


def income(
    *,
    source: LedgerAccount,
    merchant_id: UUID,
    amount_fen: int,
    money: MerchantMoney,
    target: LedgerAccount | None = None,
) -> tuple[Posting, ...]:
    """A merchant gets `amount_fen`: what the platform advanced is recovered from it first.

    `target`: where the rest goes, if not to its balance.
    """
    recovered = min(amount_fen, money.advanced_fen)
    return moving(
        (source, merchant_advance(merchant_id), recovered),
        (source, target or merchant_payable(merchant_id), amount_fen - recovered),
    )


def release(
    *, held: Held, free_fen: int, money: MerchantMoney, resellers: Sequence[ResellerMoney] = ()
) -> tuple[Posting, ...]:
    """Let `free_fen` of an order's escrow go: to its resellers first, the rest to the merchant.

    `resellers`: the balances of those in `held.shares`, in the same sequence.
    """
    source = escrow(held.merchant_id)
    parts = _grown(held, held.settled_fen, held.settled_fen + free_fen)
    lines: list[Posting] = []
    for share, part, owed in zip(held.shares, parts, resellers, strict=True):
        recovered = min(part, owed.advanced_fen)
        lines += moving(
            (source, reseller_advance(share.reseller_id), recovered),
            (source, reseller_payable(share.reseller_id), part - recovered),
        )
    own_fen = free_fen - sum(parts)
    return (
        *lines,
        *income(source=source, merchant_id=held.merchant_id, amount_fen=own_fen, money=money),
    )


def cover(
    *, held: Held, lacking_fen: int, money: MerchantMoney, resellers: Sequence[ResellerMoney] = ()
) -> tuple[Posting, ...]:
    """Bring `lacking_fen` of an order's settled money back into its escrow, for a refund.

    `held.settled_fen` is what was settled before. Commissions shrink by the rule they grew by;
    the rest is drawn from the merchant's balance, then the deposit, then advanced.
    """
    target = escrow(held.merchant_id)
    parts = _grown(held, held.settled_fen - lacking_fen, held.settled_fen)
    lines: list[Posting] = []
    for share, part, owed in zip(held.shares, parts, resellers, strict=True):
        drawn = min(part, owed.payable_fen)
        lines += moving(
            (reseller_payable(share.reseller_id), target, drawn),
            (reseller_advance(share.reseller_id), target, part - drawn),
        )
    own_fen = lacking_fen - sum(parts)
    own = drawn_from(merchant_id=held.merchant_id, amount_fen=own_fen, money=money, target=target)
    return (*lines, *own)


def drawn_from(
    *, merchant_id: UUID, amount_fen: int, money: MerchantMoney, target: LedgerAccount
) -> tuple[Posting, ...]:
    """Draw on a merchant: its balance, then its deposit; what is lacking the platform advances."""
    from_balance = min(amount_fen, money.payable_fen)
    from_deposit = min(amount_fen - from_balance, money.deposit_fen)
    return moving(
        (merchant_payable(merchant_id), target, from_balance),
        (merchant_deposit(merchant_id), target, from_deposit),
        (merchant_advance(merchant_id), target, amount_fen - from_balance - from_deposit),
    )


def borne_by_platform(
    *, merchant_id: UUID, amount_fen: int, deposit_fen: int, money: MerchantMoney
) -> tuple[Posting, ...]:
    """Make good to a merchant what a refund took of it: `deposit_fen` of it to its deposit.

    The rest is income like any other: what the platform advanced is recovered from it first.
    """
    rest_fen = amount_fen - deposit_fen
    return (
        *moving((FEES, merchant_deposit(merchant_id), deposit_fen)),
        *income(source=FEES, merchant_id=merchant_id, amount_fen=rest_fen, money=money),
    )


def own_part(*, held: Held, kept_fen: int, gross_fen: int) -> int:
    """Return what of a refund was the merchant's: the resellers have lost their commissions on it.

    `kept_fen`: what is left of the order after all its refunds, `gross_fen` of which were this one.

    >>> order = Held(UUID(int=3), 1000, 0, (Share(UUID(int=1), 100),))
    >>> [own_part(held=order, kept_fen=0, gross_fen=fen) for fen in (1, 500, 1000)]
    [1, 450, 900]
    """
    with_it = commissions(held=held, settled_fen=kept_fen + gross_fen)
    return gross_fen - sum(with_it) + sum(commissions(held=held, settled_fen=kept_fen))


def advances(*, lines: Sequence[Posting]) -> bool:
    """Say whether the platform pays any of it in a merchant's place."""
    return any(line.source.kind == "platform_advance" and line.amount_fen for line in lines)


def lacking(*, gross_fen: int, paid_fen: int, taken_fen: int, settled_fen: int) -> int:
    """Return how much of a refund an order's escrow lacks because it has been settled.

    `taken_fen`: what other refunds have reserved or given back.

    >>> lacking(gross_fen=50, paid_fen=100, taken_fen=0, settled_fen=80)
    30
    """
    return max(0, settled_fen + taken_fen + gross_fen - paid_fen) if settled_fen else 0


def _grown(held: Held, before_fen: int, after_fen: int) -> tuple[int, ...]:
    before = commissions(held=held, settled_fen=before_fen)
    after = commissions(held=held, settled_fen=after_fen)
    return tuple(b - a for a, b in zip(before, after, strict=True))
