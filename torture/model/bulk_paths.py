"""Many orders in one act, cut by a crash: a buyer's batch, a recall of cards with and without
an issuer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from anxin.services.bulk.batch import BatchForm, Chosen, submit_batch
from anxin.services.bulk.recall import RecallForm, propose, release, run_recalls
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import Recall
from anxin.storage.bulk.recalls import Target
from anxin.storage.catalog.models import Product
from torture.model.counter import Counter
from torture.model.death import persist
from torture.shop import Goods, an_account


def batch(counter: Counter) -> None:
    """Two orders given back by one form; where it dies the form is sent again."""
    orders = [counter.by_wallet(counter.card()) for _ in range(2)]
    form = BatchForm(uuid4(), tuple(Chosen(no, "unwanted", 0) for no in orders))
    send = lambda: submit_batch(  # noqa: E731
        buyer_id=counter.buyer, form=form, outside=counter.outside
    )
    assert isinstance(persist(send), str)
    states = Case.objects.filter(order__no__in=orders).values_list("state", flat=True)
    assert list(states) == ["refunded"] * 2


def recalled(counter: Counter) -> None:
    """A product is recalled: paid by wallet and through the channel, settled, and not yet sold."""
    goods = counter.card()
    _recall(goods, counter, [counter.by_wallet(goods)])
    other = counter.card()
    _recall(other, counter, [counter.by_channel(other)])


def recalled_from_issuer(counter: Counter) -> None:
    """A product whose cards have an issuer is recalled: locked first, then paid."""
    goods = counter.card(issuer="memory")
    _recall(goods, counter, [counter.by_wallet(goods)])


PATHS: dict[str, Callable[[Counter], None]] = {
    path.__name__: path for path in (batch, recalled, recalled_from_issuer)
}


def _recall(goods: Goods, counter: Counter, orders: list[str]) -> None:
    target = Target("product", Product.objects.get(no=goods.no).id)
    operator, supervisor = an_account(role="operator"), an_account(role="supervisor")
    form = RecallForm(uuid4(), target, "bad")
    no = persist(lambda: propose(form=form, actor=operator, role="operator"))
    assert isinstance(no, str)
    refused = persist(lambda: release(no=no, actor=supervisor, role="supervisor"))
    assert refused is None
    persist(run_recalls)
    counter.jobs()
    counter.rest()
    assert Recall.objects.get(no=no).state == "done"
    states = Case.objects.filter(order__no__in=orders).values_list("state", flat=True)
    assert list(states) == ["refunded"] * len(orders)
