"""Cards in stock."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.cards import Imported, import_cards
from anxin.storage.card.models import Card


def secrets(count: int) -> list[str]:
    """Invent secrets that nobody has seen."""
    return [f"CARD-{uuid4().hex.upper()}" for _ in range(count)]


def stock(
    *, product_id: UUID, merchant_id: UUID, count: int = 0, known: Sequence[str] = ()
) -> Imported:
    """Import `count` fresh cards, or the `known` secrets."""
    imported = import_cards(
        product_id=product_id,
        merchant_id=merchant_id,
        name="测试批次",
        secrets=known or secrets(count),
        outside=wiring.outside(),
    )
    assert imported is not None
    return imported


def card_states(product_id: UUID) -> dict[str, int]:
    """Count a product's cards by state."""
    counts: dict[str, int] = {}
    for state in Card.objects.filter(product_id=product_id).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts
