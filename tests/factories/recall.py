"""Recalls at every station of their way."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.services.bulk.recall import NotRecalled, RecallForm, propose, release, run_recalls
from anxin.storage.bulk.models import Recall, RecallLine
from anxin.storage.bulk.recalls import Target
from anxin.storage.card.models import Batch
from tests.factories.account import an_account
from tests.factories.card import stock
from tests.factories.catalog import Goods, a_product
from tests.factories.order import Bought

REASON = "这批卡密有问题"


def of_product(goods: Goods) -> Target:
    """All of a product."""
    return Target("product", goods.id)


def of_cards(goods: Goods, *, number: int = 0) -> Target:
    """One of a product's imports of cards, by when it was imported."""
    lots = Batch.objects.filter(product_id=goods.id).order_by("created_at", "id")
    return Target("cards", goods.id, lots[number].id)


def proposed(target: Target, *, reason: str = REASON, actor: UUID | None = None) -> Recall:
    """Propose a recall as an operator; its list is frozen."""
    actor = actor or an_account(role="operator").id
    answer = propose(form=RecallForm(uuid4(), target, reason), actor=actor, role="operator")
    assert isinstance(answer, str), answer
    return Recall.objects.get(no=answer)


def released(target: Target, **form: str) -> Recall:
    """Propose a recall and have a supervisor release it; no row is dealt with yet."""
    row = proposed(target, **form)  # type: ignore[arg-type]
    refused = release(no=row.no, actor=an_account(role="supervisor").id, role="supervisor")
    assert refused is None, refused
    row.refresh_from_db()
    return row


def recalled(target: Target, **form: str) -> Recall:
    """Recall something to the end."""
    row = released(target, **form)
    run_recalls()
    row.refresh_from_db()
    return row


def line_of(bought: Bought) -> RecallLine:
    """The latest row about an order."""
    line = RecallLine.objects.filter(order__no=bought.no).order_by("-recall_id").first()
    assert line is not None
    return line


def not_recalled(answer: object) -> str:
    """Why nothing was recalled."""
    assert isinstance(answer, NotRecalled), answer
    return answer.code


def two_batches(*, first: int = 4, second: int = 4) -> Goods:
    """A product with two imports of cards; those of the first are sold first."""
    goods = a_product(cards=first)
    stock(product_id=goods.id, merchant_id=goods.shop.id, count=second)
    return goods
