"""Exact arithmetic on integer fen: rounding, proportional shares, and how an amount is written."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def round_half_up(*, value: Fraction) -> int:
    """Rounds to the nearest integer, a half upwards (POLICY.md, Amounts 5).

    >>> round_half_up(value=Fraction(5, 2)), round_half_up(value=Fraction(49, 20))
    (3, 2)
    """
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def allocate(*, total: int, weights: Sequence[int], caps: Sequence[int]) -> tuple[int, ...]:
    """Shares `total` in proportion to `weights`, no share above its cap; shares sum to `total`.

    Largest remainder first, ties to the earlier place; what a full place cannot take goes to the
    earliest with room (POLICY.md, Amounts 4). All values in fen, none negative.
    Raises `ValueError` where the caps together cannot hold `total`.

    >>> allocate(total=100, weights=[1, 1, 1], caps=[100, 100, 100])
    (34, 33, 33)
    >>> allocate(total=100, weights=[1, 1, 1], caps=[100, 10, 100])
    (57, 10, 33)
    """
    if total > sum(caps):
        raise ValueError(f"{total} fen do not fit into {sum(caps)}")
    shares = _by_largest_remainder(total=total, weights=weights)
    capped = [min(share, cap) for share, cap in zip(shares, caps, strict=True)]
    excess = total - sum(capped)
    for place, cap in enumerate(caps):
        if not excess:
            break
        taken = min(excess, cap - capped[place])
        capped[place] += taken
        excess -= taken
    return tuple(capped)


def _by_largest_remainder(*, total: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    missing = total - sum(shares)
    if missing:
        by_remainder = sorted(
            range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place)
        )
        for place in by_remainder[:missing]:
            shares[place] += 1
    return shares


def yuan(fen: int) -> str:
    """Writes fen as yuan with two decimals.

    >>> yuan(9800), yuan(5), yuan(-120)
    ('98.00', '0.05', '-1.20')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
