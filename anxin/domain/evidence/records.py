"""What the records say of an order, put so that a picture can be held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

ERROR_MEANINGS: Final = ("invalid", "used", "expired", "wrong_region", "wrong_input", "try_later")
"""What an error code of a product's maker says: the first three are the card's fault, the others
the account's, the hand's or the hour's."""
CARDS_FAULT: Final = frozenset({"invalid", "used", "expired"})


@dataclass(frozen=True, slots=True)
class Records:
    """An order as its pictures may show it. Sums are fen, times aware.

    `other_order_nos`: the same buyer's other orders. `trade_nos`: the channels' numbers of its
    payments and refunds, `payment_nos` our own for them. `amounts_fen`: every sum that belongs to
    it (unit, total, each tender, each refund). `codes`: its card secrets, in memory only.
    `accounts`: what was to be topped up (phone, account, UID). `error_codes`: those that the
    product's maker is known to show, with one of ERROR_MEANINGS.
    """

    now: datetime
    order_no: str
    placed_at: datetime
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    other_order_nos: Sequence[str] = ()
    trade_nos: Sequence[str] = ()
    payment_nos: Sequence[str] = ()
    amounts_fen: Sequence[int] = ()
    codes: Sequence[str] = ()
    accounts: Sequence[str] = ()
    error_codes: Mapping[str, str] = field(default_factory=dict)
