"""Batches that buyers sent."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin import wiring
from anxin.services.bulk.batch import BatchForm, Chosen, submit_batch
from tests.factories.catalog import a_product
from tests.factories.order import delivered, paid, view


def a_batch(buyer: UUID) -> str:
    """Three orders given back in one go: one at once, one refused; return the batch's number."""
    goods = a_product(title="Steam 充值卡 50 元", title_en="Steam card ¥50", cards=5)
    orders = [paid(goods=goods, buyer=buyer)]
    orders += [delivered(goods=goods, buyer=buyer) for _ in range(2)]
    view(orders[2])
    rows = tuple(Chosen(bought.no, "unwanted", 0) for bought in orders)
    no = submit_batch(buyer_id=buyer, form=BatchForm(uuid4(), rows), outside=wiring.outside())
    assert isinstance(no, str), no
    return no
