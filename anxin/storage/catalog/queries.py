"""Reads of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as its page and the checkout show it. `stock` is `None` where none is counted.

    `stopped`: what keeps it or its shop from new orders: a penalty (`delist`, `suspend`, `expel`)
    or the merchant itself (`close`).
    """

    id: UUID
    no: str
    merchant_id: UUID
    merchant_name: str
    title: str
    title_en: str
    kind: str
    special: str | None
    brand: str
    face: str
    tone: str
    denomination: str
    region: str
    details: str
    english: dict[str, str]
    price_fen: int
    cooling_off_minutes: int
    inputs: list[dict[str, Any]]
    issuer: str
    supplier: str
    policy_id: UUID
    stock: int | None
    stopped: str | None


_RESTRAINING = """anxin_standing_penalty s
         WHERE s.merchant_id = p.merchant_id AND s.restrains
           AND (s.until IS NULL OR s.until > clock_now())
           AND (s.product_id IS NULL OR s.product_id = p.id)"""
"""Penalties that keep a product, or its whole shop, from new orders."""

_CLOSED = """anxin_standing_closure h
         WHERE h.merchant_id = p.merchant_id AND h.reopened_at IS NULL"""
"""A shop that its merchant has closed."""

_PRODUCT = f"""
SELECT p.id, p.no, p.merchant_id, m.name AS merchant_name, p.title, p.title_en, p.kind, p.special,
       p.brand, p.face, p.tone, p.denomination, p.region, p.details,
       p.english, p.price_fen,
       p.cooling_off_minutes, p.inputs, p.issuer, p.supplier, p.policy_id,
       CASE WHEN p.kind = 'card_secret' THEN (
         SELECT count(*) FROM anxin_card_card c
          WHERE c.product_id = p.id AND c.state = 'available') END AS stock,
       coalesce((SELECT s.kind FROM {_RESTRAINING}
         ORDER BY s.product_id NULLS FIRST, s.kind LIMIT 1),
         (SELECT 'close' FROM {_CLOSED})) AS stopped
  FROM anxin_catalog_product p JOIN anxin_merchant_merchant m ON m.id = p.merchant_id
 WHERE p.on_sale
"""


def list_products(
    *, text: str = "", kind: str = "", merchant_id: UUID | None = None
) -> list[ProductRow]:
    """Return what can be ordered, optionally only of a kind, of a merchant or with `text` in it."""
    rows = run(
        _PRODUCT
        + f""" AND NOT EXISTS (SELECT 1 FROM {_RESTRAINING})
              AND NOT EXISTS (SELECT 1 FROM {_CLOSED})
              AND (%(kind)s::text = '' OR p.kind = %(kind)s::text)
              AND (%(merchant_id)s::uuid IS NULL OR p.merchant_id = %(merchant_id)s::uuid)
              AND (%(text)s::text = '' OR strpos(lower(p.title), lower(%(text)s::text)) > 0
                   OR strpos(lower(p.title_en), lower(%(text)s::text)) > 0)
              ORDER BY p.created_at, p.id LIMIT 100""",
        {"kind": kind, "text": text, "merchant_id": merchant_id},
    )
    return [ProductRow(*row) for row in rows]


def product(*, no: str) -> ProductRow | None:
    """Return the product of that number if it is on sale, or would be but for a penalty."""
    rows = run(_PRODUCT + " AND p.no = %(no)s::text", {"no": no})
    return ProductRow(*rows[0]) if rows else None


def policy_document(*, policy_id: UUID) -> dict[str, Any]:
    """Return the document of one policy version. Raises `LookupError` if there is none."""
    rows = run(
        "SELECT document FROM anxin_catalog_policy WHERE id = %(id)s::uuid", {"id": policy_id}
    )
    if not rows:
        raise LookupError(f"no policy {policy_id}")
    document: dict[str, Any] = rows[0].document
    return document


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a policy by name."""

    id: UUID
    name: str
    version: int


def policy_version(*, policy_id: UUID) -> PolicyVersion:
    """Return which version of which policy that is. Raises `LookupError` if there is none."""
    rows = run(
        "SELECT id, name, version FROM anxin_catalog_policy WHERE id = %(id)s::uuid",
        {"id": policy_id},
    )
    if not rows:
        raise LookupError(f"no policy {policy_id}")
    return PolicyVersion(*rows[0])


def latest_policy(*, name: str) -> PolicyVersion | None:
    """Return the newest version of the policy called `name`."""
    rows = run(
        """SELECT id, name, version FROM anxin_catalog_policy WHERE name = %(name)s::text
            ORDER BY version DESC LIMIT 1""",
        {"name": name},
    )
    return PolicyVersion(*rows[0]) if rows else None
