"""Memberships as their merchant reports on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.console.use.forms import UseForm
from anxin.pages.formatting import when
from anxin.services.order.use import Membership
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.uses import UseRow


@dataclass(frozen=True, slots=True)
class Line:
    """One membership: the order, what was reported of it, and the form for the next report."""

    order: OrderRow
    uses: list[UseRow]
    frozen: bool
    form: UseForm


def line_of(*, membership: Membership, failed: UseForm | None = None) -> Line:
    """Return a membership with its form; `failed`: as it was sent and not taken."""
    order = membership.order
    initial = {"version": order.version, "at": order.now}
    form = failed or UseForm(initial=initial, order=order)
    return Line(order, membership.uses, membership.frozen, form)


def not_reported_sentence(*, code: str, order: OrderRow, language: str) -> str:
    """Say why a report was not taken and what to do."""
    most = order.units - order.refunded_units
    delivered = when(order.delivered_at or order.now, now=order.now, language=language)
    return {
        "not_used": _("只有会员商品登记使用情况：%(title)s") % {"title": order.title},
        "not_delivered": _("这笔订单还没有交付，不能登记使用：%(title)s") % {"title": order.title},
        "used_up": _("这笔订单已登记为全部用完：%(title)s") % {"title": order.title},
        "over": _("这笔订单已经不会再按使用情况退款，不用登记：%(title)s") % {"title": order.title},
        "units_out_of_range": _("件数要在 0 到 %(most)s 之间，不能超过买家买的") % {"most": most},
        "lower": _("不能比上次登记的少；登记错了请联系平台"),
        "nothing_new": _("这个情况已经登记过"),
        "before_delivery": _("时间不能早于交付时间 %(at)s") % {"at": delivered},
        "before_last": _("时间不能早于上次登记的时间"),
        "in_future": _("时间不能晚于现在"),
        "moved": _("这笔订单刚刚有变化，请核对后再提交"),
    }.get(code, _("没有保存成功，请刷新后再试"))


FIELD_OF = {
    "units_out_of_range": "units",
    "lower": "units",
    "nothing_new": "units",
    "before_delivery": "at",
    "before_last": "at",
    "in_future": "at",
}
"""The field that a refusal is about."""
