"""How an order's total is divided over the tenders that a buyer chose to pay it with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """What the buyer wants to pay with: `method` is the channel that pays what the others leave.

    `coupon` is the number of one; empty for none.
    """

    method: str | None = None
    wallet: bool = False
    points: bool = False
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class Means:
    """What the buyer has, in fen. `coupon_fen` is `None` where the chosen coupon cannot be used."""

    wallet_fen: int = 0
    points_fen: int = 0
    coupon_fen: int | None = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What one tender pays of an order, in fen."""

    method: str
    fen: int


@dataclass(frozen=True, slots=True)
class Short:
    """What is left to pay and nobody was chosen to pay, in fen."""

    fen: int


def divide(*, total_fen: int, choice: Choice, means: Means) -> tuple[Part, ...] | Short:
    """Return the parts that add up to `total_fen`: the coupon first, then points, wallet, channel.

    Each pays as much as it has and is needed; one that would pay nothing is left out. A coupon
    that is worth more than the order pays the order: its rest is lost, as coupons say.

    >>> divide(total_fen=100, choice=Choice("alipay", wallet=True), means=Means(wallet_fen=30))
    (Part(method='wallet', fen=30), Part(method='alipay', fen=70))
    >>> divide(total_fen=100, choice=Choice(wallet=True), means=Means(wallet_fen=30))
    Short(fen=70)
    """
    kept = (
        ("coupon", (means.coupon_fen or 0) if choice.coupon else 0),
        ("points", means.points_fen if choice.points else 0),
        ("wallet", means.wallet_fen if choice.wallet else 0),
    )
    left, parts = total_fen, []
    for method, has_fen in kept:
        taken = min(left, has_fen)
        if taken > 0:
            parts.append(Part(method, taken))
            left -= taken
    if left and choice.method is None:
        return Short(left)
    if left and choice.method:
        parts.append(Part(choice.method, left))
    return tuple(parts)
