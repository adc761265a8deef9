"""Shops as operators choose them and as buyers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from anxin.storage.statement import run

_LATEST = """
  LEFT JOIN LATERAL (
    SELECT points, level, day, facts, reasons FROM anxin_standing_standing
     WHERE merchant_id = m.id ORDER BY day DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (
    SELECT required_fen FROM anxin_standing_depositterm
     WHERE merchant_id = m.id AND from_at <= clock_now()
     ORDER BY from_at DESC, id DESC LIMIT 1) t ON true
  LEFT JOIN anxin_ledger_merchantbalance b ON b.merchant_id = m.id
  LEFT JOIN LATERAL (
    SELECT kind FROM anxin_standing_penalty
     WHERE merchant_id = m.id AND restrains AND product_id IS NULL
       AND (until IS NULL OR until > clock_now())
     ORDER BY kind LIMIT 1) r ON true
  LEFT JOIN anxin_standing_closure h ON h.merchant_id = m.id AND h.reopened_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class ShopRow:
    """How a shop stands today. `level` is `new` before its first score; amounts are fen.

    `stopped`: what keeps it from new orders, if anything does: the kind of a penalty, or `close`.
    `closed_at`: since when its merchant has closed it.
    """

    now: datetime
    id: UUID
    name: str
    level: str
    points: int
    day: date | None
    facts: dict[str, Any] | None
    reasons: list[dict[str, Any]]
    payable_fen: int
    deposit_fen: int
    advanced_fen: int
    required_fen: int
    stopped: str | None
    closed_at: datetime | None

    @property
    def short_fen(self) -> int:
        """What the deposit lacks."""
        return max(0, self.required_fen - self.deposit_fen)


_SHOP = f"""
SELECT clock_now() AS now, m.id, m.name, coalesce(s.level, 'new') AS level,
       coalesce(s.points, 0) AS points, s.day, s.facts, coalesce(s.reasons, '[]') AS reasons,
       coalesce(b.payable_fen, 0) AS payable, coalesce(b.deposit_fen, 0) AS deposit,
       coalesce(b.advanced_fen, 0) AS advanced, coalesce(t.required_fen, 0) AS required,
       coalesce(r.kind, CASE WHEN h.id IS NOT NULL THEN 'close' END) AS stopped,
       h.at AS closed_at
  FROM anxin_merchant_merchant m {_LATEST}
"""


def shop(*, merchant_id: UUID) -> ShopRow | None:
    """Return how a shop stands."""
    rows = run(_SHOP + " WHERE m.id = %(id)s::uuid", {"id": merchant_id})
    return ShopRow(*rows[0]) if rows else None


def list_shops() -> list[ShopRow]:
    """Return the shops, those with the lowest score first and the new ones last."""
    rows = run(_SHOP + " ORDER BY coalesce(s.level, 'new') = 'new', s.points, m.name LIMIT 200", {})
    return [ShopRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Sold:
    """A product of a shop, as an operator chooses it."""

    id: UUID
    no: str
    title: str
    title_en: str


def list_products_of(*, merchant_id: UUID) -> list[Sold]:
    """Return a shop's products that are on sale."""
    rows = run(
        """SELECT id, no, title, title_en FROM anxin_catalog_product
            WHERE merchant_id = %(id)s::uuid AND on_sale ORDER BY title LIMIT 200""",
        {"id": merchant_id},
    )
    return [Sold(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class TermRow:
    """A deposit that a merchant has to keep from a time on."""

    required_fen: int
    from_at: datetime
    why: str
    set_by: str


def list_terms(*, merchant_id: UUID) -> list[TermRow]:
    """Return the latest ten deposit terms of a merchant, the one that begins last first."""
    rows = run(
        """SELECT t.required_fen, t.from_at, t.why, a.username
             FROM anxin_standing_depositterm t JOIN anxin_account_account a ON a.id = t.set_by_id
            WHERE t.merchant_id = %(id)s::uuid ORDER BY t.from_at DESC, t.id DESC LIMIT 10""",
        {"id": merchant_id},
    )
    return [TermRow(*row) for row in rows]


def list_points(*, merchant_id: UUID, days: int) -> list[tuple[date, int]]:
    """Return a merchant's scores of the last days, oldest first, those of a new shop left out."""
    rows = run(
        """SELECT day, points FROM anxin_standing_standing
            WHERE merchant_id = %(id)s::uuid AND level <> 'new'
              AND day > (clock_now() AT TIME ZONE 'Asia/Shanghai')::date - %(days)s::int
            ORDER BY day""",
        {"id": merchant_id, "days": days},
    )
    return [(row.day, row.points) for row in rows]
