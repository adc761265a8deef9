"""The product's page as its buyer saw it when the order was placed (MISSION.md D5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.domain import wording
from anxin.pages.formatting import yuan
from anxin.storage.order.queries import OrderRow


@dataclass(frozen=True, slots=True)
class BoughtPage:
    """What the page promised: its title, its lines, and its description."""

    title: str
    rows: tuple[tuple[str, str], ...]
    details: str


def page_as_bought(*, order: OrderRow, language: str) -> BoughtPage:
    """Return the page an order was placed on, in the reader's language where it had it."""
    page: dict[str, Any] = order.page
    english = order.english if language == "en" else {}
    kind = wording.label(of="kind", word=page["kind"], language=language)
    rows = (
        (_("种类"), kind),
        (_("面值"), english.get("denomination") or page["denomination"]),
        (_("区服"), english.get("region") or page["region"]),
        (_("单价"), yuan(page["price_fen"])),
        (_("下单时要填"), _asked_for(page, language)),
    )
    return BoughtPage(
        title=(page["title_en"] if language == "en" else "") or page["title"],
        rows=tuple((name, value) for name, value in rows if value),
        details=english.get("details") or page["details"],
    )


def _asked_for(page: dict[str, Any], language: str) -> str:
    labels = (field.get("label_en" if language == "en" else "label") for field in page["inputs"])
    return " / ".join(label for label in labels if label)
