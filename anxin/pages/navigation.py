"""The entries of the top bar, the bottom bar and the after-sales menu.

One list for all three, so phone and desktop never disagree. An entry is found by the name of its
URL pattern and left out while no page of that name exists: a menu never leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Entry(NamedTuple):
    """One place a reader can go: a key, the words, an icon and the name of its URL."""

    key: str
    label: _StrPromise
    icon: str
    url_name: str


class Link(NamedTuple):
    """An entry whose address is known; `current` marks the page being read."""

    key: str
    label: _StrPromise
    icon: str
    href: str
    current: bool


MAIN = (
    Entry("home", _("首页"), "home", "home"),
    Entry("orders", _("订单"), "orders", "order_list"),
    Entry("guide", _("退单指南"), "shield", "refund_guide"),
    Entry("me", _("我的"), "user", "me"),
)
AFTERSALE = (
    Entry("apply", _("申请退单"), "refund", "refund_start"),
    Entry("records", _("退款记录"), "clock", "refund_list"),
    Entry("batch", _("批量退单"), "box", "refund_batch"),
    Entry("guide", _("退单指南"), "shield", "refund_guide"),
    Entry("chat", _("在线客服"), "chat", "assistant"),
)


def links(entries: Iterable[Entry], *, path: str) -> list[Link]:
    """Resolve entries to links; the longest address that `path` lies under is current."""
    found = [(entry, address(entry.url_name)) for entry in entries]
    known = [(entry, href) for entry, href in found if href]
    inside = [href for _entry, href in known if path == href or _contains(href, path)]
    here = max(inside, key=len, default="")
    return [Link(entry.key, entry.label, entry.icon, href, href == here) for entry, href in known]


def address(url_name: str) -> str:
    """Give the address of a page without parameters, or nothing while there is no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _contains(href: str, path: str) -> bool:
    return href != "/" and path.startswith(href.rstrip("/") + "/")
