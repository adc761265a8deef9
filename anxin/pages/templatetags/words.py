"""`{% load words %}`: the domain's words in the reader's language."""

from django import template

from anxin.domain import wording
from anxin.pages.reader import language

register = template.Library()


@register.filter
def word(value: str, of: str) -> str:
    """`{{ order.state|word:"order_state" }}` → 待付款."""
    return wording.label(of=of, word=value, language=language()) if value else ""
