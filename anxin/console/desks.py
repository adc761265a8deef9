"""The desks of the staff: one list of entries, of which each role sees those that let it in.

Who may enter is said once, where the page is (`pages.reader.signed_in`).
"""

from __future__ import annotations

from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from anxin.pages.navigation import Entry, Link, address, links

DESKS = (
    Entry("queue", _("待审核"), "orders", "console_queue"),
    Entry("fees", _("手续费异议"), "scale", "console_fees"),
    Entry("objections", _("商家异议"), "scale", "console_objections"),
    Entry("complaints", _("平台外投诉"), "warning", "console_complaints"),
    Entry("minors", _("未成年人退款"), "user", "console_minors"),
    Entry("minors_audit", _("未成年人退款审计"), "file", "console_minors_audit"),
    Entry("recalls", _("召回"), "refund", "console_recalls"),
    Entry("risk", _("风险与申诉"), "shield", "console_risk"),
    Entry("quality", _("质检"), "eye", "console_quality"),
    Entry("instants", _("极速退款抽查"), "bolt", "console_instants"),
    Entry("quality_own", _("我的质检"), "check", "console_quality_own"),
    Entry("practice", _("练习"), "gamepad", "console_practice"),
    Entry("quality_overview", _("质检总览"), "rules", "console_quality_overview"),
    Entry("shops", _("商家信誉"), "chart", "console_shops"),
    Entry("finance", _("财务"), "bank", "console_finance"),
    Entry("payouts", _("提现与保证金"), "wallet", "console_payouts"),
    Entry("bills", _("渠道对账"), "file", "console_reconciliation"),
    Entry("books", _("总账"), "scale", "console_books"),
)


def desks_of(*, role: str, path: str) -> list[Link]:
    """Return the desks that somebody of that role may sit at; that of `path` is current."""
    open_to = [entry for entry in DESKS if role in _roles(entry.url_name)]
    return links(open_to, path=path)


def _roles(url_name: str) -> frozenset[str]:
    where = address(url_name)
    if not where:
        return frozenset()
    found: frozenset[str] = getattr(resolve(where).func, "roles", frozenset())
    return found
