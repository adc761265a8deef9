"""The recalls of a merchant's goods in its own words: what, why, how much, and the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.console.recall.showing import TONES, said
from anxin.pages.formatting import when
from anxin.pages.reader import language
from anxin.storage.bulk.of_merchant import OwnRecallRow, list_recalls_of_merchant


@dataclass(frozen=True, slots=True)
class OwnRecall:
    """A recall as its merchant reads it. `shelf`: since when it is off sale, or back again."""

    row: OwnRecallRow
    scope: str
    state: str
    tone: str
    icon: str
    shelf: str


def recalls_of(*, merchant_id: UUID) -> list[OwnRecall]:
    """Return the latest recalls of a merchant's goods in words."""
    return [_in_words(row) for row in list_recalls_of_merchant(merchant_id=merchant_id)]


def _in_words(row: OwnRecallRow) -> OwnRecall:
    tone, icon = TONES[row.state]
    scope = said("scope", row.scope)
    named = f"{scope} · {row.card_batch}" if row.card_batch else scope
    return OwnRecall(row, named, said("state", row.state), tone, icon, _shelf(row))


def _shelf(row: OwnRecallRow) -> str:
    if not row.taken:
        return _("没有下架")
    since = when(row.proposed_at, now=row.now, language=language())
    if row.back_at is None:
        return _("%(at)s 起下架，还没有恢复") % {"at": since}
    back = when(row.back_at, now=row.now, language=language())
    if row.kept:
        text = _("%(at)s 起下架，%(back)s 已恢复销售，另一次召回下架的除外")
    else:
        text = _("%(at)s 起下架，%(back)s 已恢复销售")
    return text % {"at": since, "back": back}
