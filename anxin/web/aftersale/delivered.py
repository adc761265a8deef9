"""Where an order was delivered, and which other orders are just like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.domain.request import TWIN_MINUTES, Twin, one_to_give_back, why_rather
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.records import list_shipments, list_views
from anxin.storage.order.twins import list_twins


@dataclass(frozen=True, slots=True)
class Twins:
    """Identical orders of one's own: the others, and which of all is best given back.

    `better`: another one than the order at hand, whose return costs less, and `why`.
    """

    others: tuple[Twin, ...]
    better: Twin | None = None
    why: str = ""
    minutes: int = TWIN_MINUTES

    @property
    def to_keep(self) -> str:
        """The number of the one that is kept unless the buyer says otherwise: the earliest."""
        return next((twin.no for twin in self.others if twin.can_go_back), "")


def twins_of(*, order: OrderRow) -> Twins:
    """Return the identical orders that were placed shortly before or after an order."""
    twins = list_twins(order_id=order.id, minutes=TWIN_MINUTES)
    others = tuple(twin for twin in twins if twin.no != order.no)
    own = next((twin for twin in twins if twin.no == order.no), None)
    best = one_to_give_back(twins=twins)
    if own is None or best is None or best == own:
        return Twins(others)
    return Twins(others, best, _why(why_rather(twin=best, than=own)))


def _why(ground: str) -> str:
    return {
        "undelivered": _("另一笔还没有发货，取消不收手续费，退那一笔更合适。"),
        "unviewed": _("另一笔还没有查看过，退那一笔更合适。"),
        "repetition": _("系统记录另一笔才是重复的那一笔，退它不收手续费。"),
    }.get(ground, _("另一笔是后下的，退那一笔更合适。"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was delivered, since when, what is known of it, and the way there."""

    icon: str
    name: str
    at: datetime | None
    text: str
    href: str = ""
    link: str = ""


def places_of(*, order: OrderRow) -> list[Place]:
    """Return where what was bought has been delivered, so that it is looked for there first."""
    if order.kind == "card_secret":
        return [_card_place(order)]
    return [*_accounts(order), *_receipts(order)]


def _card_place(order: OrderRow) -> Place:
    text, views = _("还没有查看过"), list_views(order_id=order.id) if order.viewed_units else []
    if views:
        text = _("第 %(unit)s 张已查看，来自 %(ip)s") % {
            "unit": views[0].unit,
            "ip": views[0].ip or "—",
        }
    at = views[0].at if views else order.delivered_at
    href = reverse("order_cards", kwargs={"no": order.no})
    return Place("key", _("卡密提取页"), at, text, href, _("再去看一次") if views else _("去提取"))


def _accounts(order: OrderRow) -> Iterable[Place]:
    for masked in order.inputs_masked.values():
        yield Place("phone", _("充值账号"), order.delivered_at, str(masked))


def _receipts(order: OrderRow) -> Iterable[Place]:
    name = _("快递单号") if order.kind == "physical" else _("商家或供应商的回执")
    for sent in list_shipments(order_id=order.id):
        yield Place("truck", name, sent.at, sent.receipt_no)
