"""The page of paying: what the buyer has, what was chosen, and how the total is divided."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.domain.tenders import Choice, Means, Part, Short, divide
from anxin.storage.ledger.queries import purse_of
from anxin.storage.order.queries import OrderRow
from anxin.storage.payment.coupons import CouponRow, list_coupons
from anxin.storage.payment.tenders import list_tenders

CHANNELS = ("alipay", "wechat")


@dataclass(frozen=True, slots=True)
class OfferedCoupon:
    """A coupon of the buyer, and whether this order is large enough for it."""

    row: CouponRow
    usable: bool


@dataclass(frozen=True, slots=True)
class Paying:
    """What the page shows. `parts` add up to the total; `short_fen` is what nobody pays yet."""

    choice: Choice
    channels: tuple[str, ...]
    wallet_fen: int
    points_fen: int
    coupons: tuple[OfferedCoupon, ...]
    parts: tuple[Part, ...]
    short_fen: int


def paying(
    *, order: OrderRow, buyer_id: UUID, choice: Choice | None, channels: tuple[str, ...]
) -> Paying:
    """Return what the page of paying shows; without a choice the first channel pays all.

    What the order itself holds already counts as the buyer's, since another choice frees it.
    """
    offered = tuple(method for method in CHANNELS if method in channels)
    held = {row.method: row.amount_fen for row in list_tenders(order_id=order.id)
            if row.state == "held"}  # fmt: skip
    wallet_fen = purse_of(account_id=buyer_id, kind="wallet") + held.get("wallet", 0)
    points_fen = purse_of(account_id=buyer_id, kind="points") + held.get("points", 0)
    coupons = list_coupons(account_id=buyer_id)
    chosen = choice or Choice(offered[0] if offered else None, wallet=not offered)
    coupon = next((row for row in coupons if row.no == chosen.coupon), None)
    usable = coupon.value_fen if coupon and coupon.minimum_fen <= order.total_fen else None
    means = Means(wallet_fen, points_fen, usable)
    parts = divide(total_fen=order.total_fen, choice=chosen, means=means)
    return Paying(
        choice=chosen,
        channels=offered,
        wallet_fen=wallet_fen,
        points_fen=points_fen,
        coupons=tuple(OfferedCoupon(row, row.minimum_fen <= order.total_fen) for row in coupons),
        parts=() if isinstance(parts, Short) else parts,
        short_fen=parts.fen if isinstance(parts, Short) else 0,
    )
