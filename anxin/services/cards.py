"""Card stock: imported sealed, each secret once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.storage.card.models import Batch, Card
from anxin.storage.catalog.models import Product

SECRET_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """How many cards came into stock and how many lines were left out, and why."""

    added: int
    known: int
    unreadable: int


@transaction.atomic
def import_cards(
    *, product_id: UUID, merchant_id: UUID, name: str, secrets: Iterable[str], outside: Outside
) -> Imported | None:
    """Import card secrets as one batch; `None` if the product is not that merchant's.

    A secret that the merchant ever imported is left out, whatever became of it: the blind index
    tells without opening anything.
    """
    if not Product.objects.filter(
        id=product_id, merchant_id=merchant_id, kind="card_secret"
    ).exists():
        return None
    lines = [line.strip() for line in secrets if line.strip()]
    fit = dict.fromkeys(line for line in lines if len(line) <= SECRET_CHARACTERS)
    batch = Batch.objects.create(merchant_id=merchant_id, product_id=product_id, name=name)
    cards = [_sealed(secret, product_id, merchant_id, batch.id, outside) for secret in fit]
    before = Card.objects.filter(merchant_id=merchant_id).count()
    Card.objects.bulk_create(cards, ignore_conflicts=True)
    added = Card.objects.filter(merchant_id=merchant_id).count() - before
    unreadable = sum(len(line) > SECRET_CHARACTERS for line in lines)
    return Imported(added=added, known=len(lines) - unreadable - added, unreadable=unreadable)


def _sealed(
    secret: str, product_id: UUID, merchant_id: UUID, batch_id: UUID, outside: Outside
) -> Card:
    sealed = outside.secrets.seal(plain=secret, bound_to=merchant_id.bytes)
    return Card(
        merchant_id=merchant_id,
        product_id=product_id,
        batch_id=batch_id,
        key_no=sealed.key_no,
        sealed=sealed.data,
        blind_index=outside.secrets.blind_index(plain=secret, owner=merchant_id.bytes),
    )
