"""Products on sale under the standard policy."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from anxin.domain.policy.standard import STANDARD
from anxin.services.catalog import put_on_sale, save_policy
from anxin.storage.catalog.models import Product
from anxin.storage.catalog.queries import latest_policy
from tests.factories.card import stock
from tests.factories.merchant import Shop, a_merchant

PHONE = {"name": "phone", "label": "充值手机号", "label_en": "Phone"}


@dataclass(frozen=True)
class Goods:
    """A product: its key, its number, who sells it."""

    id: UUID
    no: str
    shop: Shop


def standard_policy() -> UUID:
    """Return the newest version of the policy that ships."""
    policy = latest_policy(name="standard")
    assert policy is not None
    return policy.id


def a_trusting_policy() -> UUID:
    """Save a policy that asks no evidence for a fault, so that credit alone decides."""
    document = deepcopy(STANDARD)
    for clause in document["clauses"]:
        if clause["id"] == "proven_fault":
            del clause["evidence"]
    return save_policy(name=f"trusting-{uuid4().hex[:8]}", document=document)


def a_product(
    *,
    kind: str = "card_secret",
    cards: int = 10,
    shop: Shop | None = None,
    policy_id: UUID | None = None,
    **page: object,
) -> Goods:
    """Put a product on sale; card products come with `cards` of them in stock."""
    shop = shop or a_merchant()
    page = {"title": "测试商品", "brand": "TEST", "price_fen": 9_800, **page}
    product_id = put_on_sale(
        merchant_id=shop.id, policy_id=policy_id or standard_policy(), kind=kind, **page
    )
    if kind == "card_secret" and cards:
        stock(product_id=product_id, merchant_id=shop.id, count=cards)
    return Goods(product_id, Product.objects.get(id=product_id).no, shop)


def a_top_up(**page: Any) -> Goods:
    """Put a phone top-up on sale: delivered by the merchant's hand, told one number."""
    return a_product(kind="top_up", **{"inputs": [PHONE], "cooling_off_minutes": 5, **page})
