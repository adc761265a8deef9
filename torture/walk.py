"""Where the ways of money are walked: the site, its goods, its people, and their patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from anxin import wiring
from anxin.services.cards import import_cards
from anxin.storage import queue
from anxin.storage.catalog.models import Product
from torture.channel_page import confirm
from torture.ground import Ground
from torture.havoc import Havoc
from torture.shop import Goods, a_buyer, an_account, log_in, open_shop, put_on_shelf
from torture.visitor import Buyer, Memory, Visitor

Row = TypeVar("Row", bound=Model)

MONEY_FEN = 5_000
STOCK = 400
ISSUED = 200
CALM_S = 20.0
NUDGE_EVERY_S = 3.0
LATER = timedelta(seconds=125)
"""Longer than a job waits before it asks a channel or partner again about what it is at."""
PHONE = {"name": "phone", "label": "充值手机号", "label_en": "Phone"}


@dataclass
class Walk:
    """Where a path is walked: the site, its goods, who decides, what people remember."""

    ground: Ground
    havoc: Havoc
    card: Goods
    instant: Goods
    membership: Goods
    issued: Goods
    invalid: Goods
    supplied: Goods
    senior: Visitor
    finance: tuple[Visitor, Visitor]
    memory: Memory
    days: list[date] = field(default_factory=list)

    def buyer(self) -> Buyer:
        """Somebody new with a little money in the wallet."""
        account: UUID = a_buyer(money_fen=MONEY_FEN)
        session = log_in(account_id=account)
        return Buyer(port=self.ground.chosen.web, session=session, memory=self.memory)

    def until(
        self,
        condition: Callable[[], bool],
        *,
        nudge: timedelta | None = None,
        limit_s: float = CALM_S,
    ) -> bool:
        """Wait a little for something that a job does.

        `nudge`: what is due so much later may be what is waited for, so the clock is moved on.
        """
        end = time.monotonic() + limit_s
        nudged = time.monotonic()
        while not condition():
            if time.monotonic() > end:
                return False
            if nudge and time.monotonic() - nudged > NUDGE_EVERY_S:
                self.havoc.move_clock(by=nudge)
                nudged = time.monotonic()
            time.sleep(0.3)
        return True

    def hasten(self, task: str) -> None:
        """Have a job done now that is done by the clock of the wall every minute or so."""
        connection.close()
        queue.defer(task=task)

    @contextmanager
    def switched(self, kind: str, **options: object) -> Iterator[None]:
        """Something goes wrong at the sandbox, once, while a path is walked."""
        made = self.ground.desk("/switches", {"kind": kind, "count": 1, **options})
        try:
            yield
        finally:
            switches = self.ground.desk("/switches")["switches"]
            if any(switch["id"] == made["id"] for switch in switches):
                self.ground.desk(f"/switches/{made['id']}", method="DELETE")


def look(rows: QuerySet[Row]) -> Row | None:
    """The first row that the database has now, on a connection of now."""
    connection.close()
    return rows.first()


def open_walk(*, ground: Ground, havoc: Havoc) -> Walk:
    """Make the goods and people that every path needs."""
    shop = open_shop()
    memory = Memory()

    def visitor(role: str) -> Visitor:
        session = log_in(account_id=an_account(role=role))
        return Visitor(port=ground.chosen.web, session=session, memory=memory)

    made = ground.desk("/issuer/desk/cards", {"count": ISSUED})["secrets"]
    unheard_of = [f"NEVER-ISSUED-{n:04}" for n in range(ISSUED)]
    memory.secrets |= {*made, *unheard_of}
    return Walk(
        ground=ground,
        havoc=havoc,
        card=_goods(shop, "card_secret", 4_900, 10),
        instant=_goods(shop, "card_secret", 900, 0),
        membership=_goods(shop, "membership", 3_000, 0),
        issued=_issued(shop, made),
        invalid=_issued(shop, unheard_of),
        supplied=_goods(shop, "top_up", 2_000, 0, supplier="sandbox", inputs=[PHONE]),
        senior=visitor("senior"),
        finance=(visitor("finance"), visitor("finance")),
        memory=memory,
    )


def _goods(shop: tuple[UUID, UUID], kind: str, fen: int, minutes: int, **page: object) -> Goods:
    stock = STOCK if kind == "card_secret" and not page else 0
    return put_on_shelf(
        shop=shop, kind=kind, price_fen=fen, cooling_minutes=minutes, stock=stock, **page
    )


def _issued(shop: tuple[UUID, UUID], secrets: list[str]) -> Goods:
    """Cards whose issuer can be asked about them and lock them."""
    goods = _goods(shop, "card_secret", 1_200, 0, issuer="sandbox")
    import_cards(
        product_id=Product.objects.get(no=goods.no).id,
        merchant_id=goods.merchant_id,
        name="issued",
        secrets=secrets,
        outside=wiring.outside(),
    )
    return goods


def placed(buyer: Buyer, goods: Goods, **typed: str) -> str:
    """An order that waits to be paid."""
    no = buyer.place(goods.no, units=1, twice=False, **typed)
    assert no is not None, "an order was declined"
    return no


def paid_by_wallet(buyer: Buyer, goods: Goods, **typed: str) -> str:
    """An order that is paid out of the wallet."""
    no = placed(buyer, goods, **typed)
    buyer.pay(no, twice=False)
    return no


def through_channel(
    walk: Walk, buyer: Buyer, goods: Goods, *, method: str = "alipay", mixed: bool = False
) -> str:
    """An order that is paid on a channel's page, and that the site knows to be paid."""
    no = placed(buyer, goods)
    address = buyer.leave(no, method=method, mixed=mixed)
    if address:
        confirm(address)
    buyer.get(f"/orders/{no}/returned/")
    walk.until(lambda: buyer.is_paid(no))
    return no
