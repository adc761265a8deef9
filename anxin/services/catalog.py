"""The catalogue's use cases: policies saved as new versions, products put on sale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.policy import compile_policy
from anxin.domain.policy.blanket import find_blanket_text
from anxin.services.numbers import new_no
from anxin.storage.catalog.models import Policy, Product


class BlanketText(Exception):
    """A listing says that nothing is ever refunded (MISSION A6); the text found is the message."""


@transaction.atomic
def save_policy(*, name: str, document: Mapping[str, Any]) -> UUID:
    """Check a policy document and save it as the next version of `name`.

    Raises `PolicyRefused` naming every place that is wrong; nothing is saved then.
    """
    compile_policy(document)
    newest = Policy.objects.select_for_update().filter(name=name).order_by("-version").first()
    version = newest.version + 1 if newest else 1
    saved = Policy.objects.create(name=name, version=version, document=dict(document))
    return saved.id


def put_on_sale(*, merchant_id: UUID, policy_id: UUID, **page: Any) -> UUID:
    """Put a product on sale under a policy version; `page` are the product's own columns.

    Raises `BlanketText` where title or details refuse refunds wholesale.
    """
    for text in (page.get("title", ""), page.get("details", "")):
        found = find_blanket_text(text)
        if found:
            raise BlanketText(found)
    product = Product.objects.create(
        merchant_id=merchant_id, policy_id=policy_id, no=new_no(), **page
    )
    return product.id
