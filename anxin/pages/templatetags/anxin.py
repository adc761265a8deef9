"""`{% load anxin %}`: formatting filters and the component tags of the kit (docs/design.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from anxin.pages import formatting, navigation

register = template.Library()

FACE_TONES = ("navy", "blue", "teal", "green", "amber", "red", "violet", "graphite")


def _language() -> str:
    return get_language() or "zh-hans"


@register.filter
def yuan(amount_fen: int | None) -> str:
    """`{{ 9800|yuan }}` → ¥98.00; nothing for None."""
    return "" if amount_fen is None else formatting.yuan(int(amount_fen))


register.filter("fen", yuan)


@register.filter
def when(at: datetime | None, now: datetime | None = None) -> str:
    """`{{ at|when:now }}` → 今天 15:20; without `now` the server's clock decides what today is."""
    if at is None:
        return ""
    return formatting.when(at, now=now or timezone.now(), language=_language())


@register.filter
def duration(length: timedelta | int | None) -> str:
    """`{{ seconds_or_timedelta|duration }}` → 4 分 12 秒."""
    if length is None:
        return ""
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    return formatting.duration(int(seconds), language=_language())


@register.filter
def mask(text: str | None) -> str:
    """`{{ secret|mask }}` → 6F2K-****-9QTX; also for phone numbers and e-mail addresses."""
    return formatting.mask(str(text or ""))


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "refund" %}` draws one symbol of icons.svg; `label` only where no text stands by."""
    link = f"{static('pages/icons.svg')}#{name}"
    says = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}"/></svg>', css, says, link
    )


@register.inclusion_tag("pages/parts/countdown.html")
def countdown(deadline: datetime, now: datetime, look: str = "text") -> dict[str, Any]:
    """`{% countdown deadline now look="boxes" %}`: the time left, ticking where JS runs.

    The script counts from the server's `now`, never from the reader's clock, and at zero asks the
    server. Without it the page shows what was left when it was made, and until when that was.
    """
    left = formatting.remaining(deadline=deadline, now=now)
    return {
        "left": left,
        "deadline": deadline,
        "deadline_ms": int(deadline.timestamp() * 1000),
        "now": now,
        "now_ms": int(now.timestamp() * 1000),
        "look": look,
    }


@register.inclusion_tag("pages/parts/face.html")
def face(brand: str, value: str = "", tone: str = "navy", size: str = "") -> dict[str, str]:
    """`{% face brand "¥100" "navy" size="l" %}`: the coloured tile of a good."""
    return {
        "brand": brand,
        "value": value,
        "size": size,
        "tone": tone if tone in FACE_TONES else "graphite",
    }


@register.inclusion_tag("pages/parts/stages.html")
def stages(labels: Sequence[str], current: int, failed: bool = False) -> dict[str, Any]:
    """`{% stages labels 2 %}`: ticks before the current index, numbers after it.

    An index past the last label means all is done; `failed` makes the current one a red cross.
    """

    def state(index: int) -> str:
        if index == current:
            return "failed" if failed else "current"
        return "done" if index < current else "todo"

    return {
        "steps": [
            (number, label, state(number - 1)) for number, label in enumerate(labels, start=1)
        ]
    }


@register.inclusion_tag("pages/parts/timeline.html")
def timeline(events: Sequence[Any], now: datetime | None = None) -> dict[str, Any]:
    """`{% timeline events now %}`, newest first; an event has text, at, and may have detail, tone,
    href and link."""
    return {"events": events, "now": now}


@register.inclusion_tag("pages/parts/field.html")
def field(bound: BoundField, optional: bool = False) -> dict[str, Any]:
    """`{% field form.phone %}`: label, widget, help and error, tied together for screen readers."""
    return {"field": bound, "optional": optional}


@register.inclusion_tag("pages/parts/chips.html")
def chips(bound: BoundField) -> dict[str, Any]:
    """`{% chips form.reason %}`: a radio or checkbox field as chips (RadioSelect widget)."""
    return {"field": bound}


@register.inclusion_tag("pages/parts/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: what is wrong, on top, each line leading to its field."""
    lines = []
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        target, label = (bound.id_for_label, bound.label) if bound else ("", "")
        lines += [(target, label, error) for error in errors]
    return {"lines": lines}


@register.inclusion_tag("pages/parts/empty.html")
def empty(title: str, text: str = "", href: str = "", action: str = "") -> dict[str, str]:
    """`{% empty title text href action %}`: a picture, one sentence and the way on."""
    return {"title": title, "text": text, "href": href, "action": action}


@register.inclusion_tag("pages/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """`{% pagination page %}` for a Django Page; keeps the other query parameters."""
    query = context["request"].GET.copy() if "request" in context else None
    if query is not None:
        query.pop("page", None)
    return {"page": page, "query": query.urlencode() if query else ""}


@register.simple_tag(takes_context=True)
def menu(context: template.Context, which: str = "main") -> list[navigation.Link]:
    """`{% menu "main" as links %}`: the entries that exist, the current one marked."""
    entries = navigation.AFTERSALE if which == "aftersale" else navigation.MAIN
    request = context.get("request")
    return navigation.links(entries, path=getattr(request, "path", ""))


@register.simple_tag
def page_address(url_name: str) -> str:
    """`{% page_address "search" as href %}`: empty while no page has that name."""
    return navigation.address(url_name)
