"""`{% load risk %}{% risk_panel c.buyer_id %}`: a buyer's conduct, for reviewers."""

from typing import Any
from uuid import UUID

from django import template

from anxin.console.risk.showing import panel_of
from anxin.pages.reader import language

register = template.Library()


@register.inclusion_tag("console/parts/risk.html", takes_context=True)
def risk_panel(context: template.Context, account_id: UUID) -> dict[str, Any]:
    """Show score, reasons, links and what would lower it; the account's page to those who act."""
    role = getattr(getattr(context.get("request"), "user", None), "role", "")
    return panel_of(account_id=account_id, role=role, language=language())
