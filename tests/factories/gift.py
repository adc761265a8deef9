"""Coupons and points that a buyer was given."""

from __future__ import annotations

from uuid import UUID

from anxin.services.gift import give_coupon, give_points


def a_coupon(
    *, buyer: UUID, value_fen: int = 1_000, minimum_fen: int = 0, valid_days: int = 30
) -> str:
    """Give a buyer a coupon; return its number."""
    return give_coupon(
        account_id=buyer,
        title="新人券",
        title_en="Welcome coupon",
        value_fen=value_fen,
        minimum_fen=minimum_fen,
        valid_days=valid_days,
    )


def some_points(*, buyer: UUID, points: int = 500) -> None:
    """Give a buyer points."""
    give_points(account_id=buyer, points=points)
