"""`{% load standing %}`: what waits for a merchant's word, on whatever page of its console."""

from uuid import UUID

from django import template

from anxin.storage.standing.queries import count_to_answer

register = template.Library()


@register.simple_tag(takes_context=True)
def penalties_to_answer(context: template.Context) -> int:
    """`{% penalties_to_answer as n %}` → how many penalties the merchant can still answer."""
    user = getattr(context.get("request"), "user", None)
    key = getattr(user, "pk", None)
    return count_to_answer(account_id=key) if isinstance(key, UUID) else 0
