"""Many orders in one act, at the site: a buyer's batch, a recall by two people."""

from __future__ import annotations

import re
from uuid import uuid4

from anxin.storage.bulk.models import Recall
from anxin.storage.order.models import Order
from torture.shop import Goods, an_account, log_in, open_shop, put_on_shelf
from torture.visitor import Visitor
from torture.walk import Walk, look, paid_by_wallet, through_channel

PRICE_FEN, STOCK = 900, 6


def together(walk: Walk) -> None:
    """An order that cools off is given back by a form about several."""
    buyer = walk.buyer()
    no = paid_by_wallet(buyer, walk.card)
    form = {"order": no, "step": "submit", "form_key": str(uuid4()), f"shown-{no}": "0"}
    buyer.post("/refunds/batch/", **form)


def recalled(walk: Walk) -> None:
    """A product paid by wallet and by a channel is recalled: proposed, released, paid."""
    goods = put_on_shelf(
        shop=open_shop(), kind="card_secret", price_fen=PRICE_FEN, cooling_minutes=0, stock=STOCK
    )
    paid_by_wallet(walk.buyer(), goods)
    through_channel(walk, walk.buyer(), goods)
    _recall(walk, goods)


def recalled_from_issuer(walk: Walk) -> None:
    """Cards of an issuer are recalled: each is locked before its money moves.

    The product is the one that other paths buy: its span of deliveries is recalled, not its stock.
    """
    no = paid_by_wallet(walk.buyer(), walk.issued)
    walk.until(lambda: _delivered(no))
    _recall(
        walk, walk.issued, scope="deliveries", since="2020-01-01T00:00", until="2099-01-01T00:00"
    )


PATHS = (together, recalled, recalled_from_issuer)


def _recall(walk: Walk, goods: Goods, **scope: str) -> None:
    operator, supervisor = _visitor(walk, "operator"), _visitor(walk, "supervisor")
    form = {"scope": "product", "reason": "bad", "step": "freeze", "form_key": str(uuid4())}
    answer = operator.post(f"/console/recalls/new/{goods.no}/", **{**form, **scope})
    found = re.search(r"/console/recalls/(\w+)/", answer.location)
    assert found is not None, answer.text[:500]
    supervisor.post(f"/console/recalls/{found[1]}/release/")
    running = Recall.objects.filter(no=found[1], state__in=("frozen", "running"))
    walk.until(lambda: look(running) is None)


def _visitor(walk: Walk, role: str) -> Visitor:
    session = log_in(account_id=an_account(role=role))
    return Visitor(port=walk.ground.chosen.web, session=session, memory=walk.memory)


def _delivered(no: str) -> bool:
    order = look(Order.objects.filter(no=no))
    return order is not None and order.state == "delivered"
