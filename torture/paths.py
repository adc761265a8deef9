"""The ways that money takes, each walked by people at the site, for a kill to cut in two."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from torture.channel_page import confirm
from torture.ground import Ground
from torture.havoc import Havoc
from torture.shop import CANARY, Goods, a_buyer, an_account, log_in, open_shop, put_on_shelf
from torture.visitor import Buyer, Memory, Visitor

MONEY_FEN = 5_000
STOCK = 400
CALM_S = 20.0
CLOSING_S = 5.0
"""For the job to ask about what nobody wants any more, and to close it."""


@dataclass
class Walk:
    """Where a path is walked: the site, its goods, who reviews, what people remember."""

    ground: Ground
    havoc: Havoc
    card: Goods
    instant: Goods
    membership: Goods
    senior: Visitor
    memory: Memory

    def buyer(self) -> Buyer:
        """Somebody new with a little money in the wallet."""
        account: UUID = a_buyer(money_fen=MONEY_FEN)
        session = log_in(account_id=account)
        return Buyer(port=self.ground.chosen.web, session=session, memory=self.memory)

    def until(self, condition: Callable[[], bool]) -> bool:
        """Wait a little for something that a job does."""
        end = time.monotonic() + CALM_S
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.3)
        return True


def open_walk(*, ground: Ground, havoc: Havoc) -> Walk:
    """Make the goods and people that every path needs."""
    shop = open_shop()
    memory = Memory()
    session = log_in(account_id=an_account(role="senior"))
    return Walk(
        ground=ground,
        havoc=havoc,
        card=_goods(shop, "card_secret", 4_900, 10),
        instant=_goods(shop, "card_secret", 900, 0),
        membership=_goods(shop, "membership", 3_000, 0),
        senior=Visitor(port=ground.chosen.web, session=session, memory=memory),
        memory=memory,
    )


def _goods(shop: tuple[UUID, UUID], kind: str, fen: int, minutes: int) -> Goods:
    stock = STOCK if kind == "card_secret" else 0
    return put_on_shelf(shop=shop, kind=kind, price_fen=fen, cooling_minutes=minutes, stock=stock)


def _placed(buyer: Buyer, goods: Goods) -> str:
    no = buyer.place(goods.no, units=1, twice=False)
    assert no is not None, "an order was declined"
    return no


def _through_channel(
    walk: Walk, buyer: Buyer, goods: Goods, *, method: str = "alipay", mixed: bool = False
) -> str:
    no = _placed(buyer, goods)
    address = buyer.leave(no, method=method, mixed=mixed)
    if address:
        confirm(address)
    buyer.get(f"/orders/{no}/returned/")
    paid = f"/orders/{no}/"
    if walk.until(lambda: buyer.get(f"/orders/{no}/pay/").location == paid):
        walk.memory.paid.add(no)
    return no


def wallet(walk: Walk) -> None:
    """Paid out of the wallet, cancelled, back in the wallet at once."""
    buyer = walk.buyer()
    no = _placed(buyer, walk.card)
    buyer.pay(no, twice=False)
    buyer.ask_back(no, reason="", units=None, twice=False)


def alipay(walk: Walk) -> None:
    """Paid through Alipay, cancelled, sent back through Alipay."""
    buyer = walk.buyer()
    no = _through_channel(walk, buyer, walk.card)
    buyer.ask_back(no, reason="", units=None, twice=False)


def wechat(walk: Walk) -> None:
    """Paid through WeChat Pay, cancelled, sent back through it: accepted first, done later."""
    buyer = walk.buyer()
    no = _through_channel(walk, buyer, walk.card, method="wechat")
    buyer.ask_back(no, reason="", units=None, twice=False)
    walk.havoc.move_clock(by=timedelta(seconds=65))


def both(walk: Walk) -> None:
    """Paid by wallet and Alipay together, given back to both."""
    buyer = walk.buyer()
    _placed(buyer, walk.instant)
    spent = _placed(buyer, walk.instant)
    buyer.pay(spent, twice=False)
    no = _through_channel(walk, buyer, walk.card, mixed=True)
    buyer.ask_back(no, reason="", units=None, twice=False)


def disputed(walk: Walk) -> None:
    """Delivered at once, looked at, said not to work, approved by a person."""
    buyer = walk.buyer()
    no = _placed(buyer, walk.instant)
    buyer.pay(no, twice=False)
    buyer.view(no, unit=1, canary=CANARY)
    case = buyer.ask_back(no, reason="card_invalid", units=None, twice=False)
    if case:
        walk.senior.post(f"/console/cases/{case}/approve/", note="")


def let_lie(walk: Walk) -> None:
    """The merchant does not deliver: the money goes back by itself."""
    buyer = walk.buyer()
    no = _placed(buyer, walk.membership)
    buyer.pay(no, twice=False)
    walk.havoc.move_clock(by=timedelta(hours=25))
    walk.until(lambda: "/refunds/" in buyer.get(f"/orders/{no}/refund/").location)


def too_late(walk: Walk) -> None:
    """Left for Alipay's page, paid by wallet instead, then paid there all the same."""
    buyer = walk.buyer()
    no = _placed(buyer, walk.card)
    address = buyer.leave(no, method="alipay", mixed=False)
    buyer.pay(no, twice=False)
    if address:
        confirm(address)
    time.sleep(2)


def never_paid(walk: Walk) -> None:
    """Left for Alipay's page and never came back: closed there and here."""
    buyer = walk.buyer()
    no = _placed(buyer, walk.card)
    buyer.leave(no, method="alipay", mixed=False)
    walk.havoc.move_clock(by=timedelta(minutes=20))
    walk.until(lambda: buyer.get(f"/orders/{no}/pay/").location == f"/orders/{no}/")
    walk.havoc.move_clock(by=timedelta(hours=1))
    time.sleep(CLOSING_S)


PATHS: dict[str, Callable[[Walk], None]] = {
    path.__name__: path
    for path in (wallet, alipay, wechat, both, disputed, let_lie, too_late, never_paid)
}
