"""`{% load words %}`: the domain's words in the reader's language."""

from collections.abc import Mapping
from typing import Protocol

from django import template

from anxin.domain import wording
from anxin.pages.reader import language

register = template.Library()


@register.filter
def word(value: str, of: str) -> str:
    """`{{ order.state|word:"order_state" }}` → 待付款."""
    return wording.label(of=of, word=value, language=language()) if value else ""


class Titled(Protocol):
    """Whatever has a product's title, in Chinese and perhaps in English."""

    @property
    def title(self) -> str | None:
        """In Chinese."""

    @property
    def title_en(self) -> str | None:
        """In English, if it has one."""


class Described(Protocol):
    """Whatever is described in Chinese and perhaps in English."""

    english: Mapping[str, str]


@register.filter
def said(goods: Described, name: str) -> str:
    """`{{ product|said:"region" }}` → the text of that name in the reader's language, if any."""
    english = goods.english.get(name, "") if language() == "en" else ""
    return english or str(getattr(goods, name))


@register.filter
def title_of(goods: Titled) -> str:
    """`{{ order|title_of }}` → the product's title in the reader's language, if it has one."""
    english = goods.title_en if language() == "en" else None
    return english or goods.title or ""
