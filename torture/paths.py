"""The ways that money takes, each walked by people at the site, for a kill to cut in two."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from torture import bulk_paths, evidence_paths, minor_paths, money_paths, partner_paths
from torture.channel_page import confirm
from torture.shop import CANARY
from torture.walk import Walk, placed, through_channel

CLOSING_S = 5.0
"""For the job to ask about what nobody wants any more, and to close it."""


def wallet(walk: Walk) -> None:
    """Paid out of the wallet, cancelled, back in the wallet at once."""
    buyer = walk.buyer()
    no = placed(buyer, walk.card)
    buyer.pay(no, twice=False)
    buyer.ask_back(no, reason="", units=None, twice=False)


def alipay(walk: Walk) -> None:
    """Paid through Alipay, cancelled, sent back through Alipay."""
    buyer = walk.buyer()
    no = through_channel(walk, buyer, walk.card)
    buyer.ask_back(no, reason="", units=None, twice=False)


def wechat(walk: Walk) -> None:
    """Paid through WeChat Pay, cancelled, sent back through it: accepted first, done later."""
    buyer = walk.buyer()
    no = through_channel(walk, buyer, walk.card, method="wechat")
    buyer.ask_back(no, reason="", units=None, twice=False)
    walk.havoc.move_clock(by=timedelta(seconds=65))


def both(walk: Walk) -> None:
    """Paid by wallet and Alipay together, given back to both."""
    buyer = walk.buyer()
    placed(buyer, walk.instant)
    spent = placed(buyer, walk.instant)
    buyer.pay(spent, twice=False)
    no = through_channel(walk, buyer, walk.card, mixed=True)
    buyer.ask_back(no, reason="", units=None, twice=False)


def disputed(walk: Walk) -> None:
    """Delivered at once, looked at, said not to work, approved by a person."""
    buyer = walk.buyer()
    no = placed(buyer, walk.instant)
    buyer.pay(no, twice=False)
    buyer.view(no, unit=1, canary=CANARY)
    case = buyer.ask_back(no, reason="card_invalid", units=None, twice=False)
    if case:
        buyer.post(f"/refunds/{case}/act/platform/")
        walk.senior.post(f"/console/cases/{case}/approve/", note="")


def let_lie(walk: Walk) -> None:
    """The merchant does not deliver: the money goes back by itself."""
    buyer = walk.buyer()
    no = placed(buyer, walk.membership)
    buyer.pay(no, twice=False)
    walk.havoc.move_clock(by=timedelta(hours=25))
    walk.until(lambda: "/refunds/" in buyer.get(f"/orders/{no}/refund/").location)


def too_late(walk: Walk) -> None:
    """Left for Alipay's page, paid by wallet instead, then paid there all the same."""
    buyer = walk.buyer()
    no = placed(buyer, walk.card)
    address = buyer.leave(no, method="alipay", mixed=False)
    buyer.pay(no, twice=False)
    if address:
        confirm(address)
    time.sleep(2)


def never_paid(walk: Walk) -> None:
    """Left for Alipay's page and never came back: closed there and here."""
    buyer = walk.buyer()
    no = placed(buyer, walk.card)
    buyer.leave(no, method="alipay", mixed=False)
    walk.havoc.move_clock(by=timedelta(minutes=20))
    walk.until(lambda: buyer.get(f"/orders/{no}/pay/").location == f"/orders/{no}/")
    walk.havoc.move_clock(by=timedelta(hours=1))
    time.sleep(CLOSING_S)


PATHS: dict[str, Callable[[Walk], None]] = {
    path.__name__: path
    for path in (
        wallet,
        alipay,
        wechat,
        both,
        disputed,
        let_lie,
        too_late,
        never_paid,
        *partner_paths.PATHS,
        *evidence_paths.PATHS,
        *bulk_paths.PATHS,
        *minor_paths.PATHS,
        *money_paths.PATHS,
    )
}
"""Those that move the clock on by days come last: what others left open falls due by that."""
