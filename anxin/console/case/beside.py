"""What a picture shows beside what the records say, field by field; no secret is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.domain.evidence.comparing import CHINA, SAME_MOMENT
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.pieces import Field
from anxin.pages.formatting import yuan
from anxin.storage.evidence.reviewing import Moved, OrderRecord

SHOWN_CODES = 6
"""So many of a product's known error codes are named where none of them was read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on record, in words; `same`: it is what was read."""

    text: str
    same: bool = False


def agreement_word(look: str) -> str:
    """Return in a word how far something that was read agrees."""
    return {
        "agrees": _("一致"),
        "contradicts": _("不一致"),
        "doubt": _("存疑"),
        "hint": _("供参考"),
    }.get(look, _("未比对"))


def on_record(*, field: Field, record: OrderRecord) -> tuple[str, ...]:
    """Return what the records have beside a field: what is the same, else all of its kind."""
    entries = list(_ENTRIES[field.name](field.value, record))
    same = [entry.text for entry in entries if entry.same]
    return tuple(same or [entry.text for entry in entries] or [_("没有可比对的记录")])


def _order_nos(value: str, record: OrderRecord) -> Iterable[Entry]:
    yield Entry(record.order_no, fold(value) == fold(record.order_no))


def _numbers(pick: Callable[[Moved], str]) -> Callable[[str, OrderRecord], Iterable[Entry]]:
    def entries(value: str, record: OrderRecord) -> Iterable[Entry]:
        for moved in (*record.payments, *record.refunds):
            if number := pick(moved):
                yield Entry(number, fold(value) == fold(number))

    return entries


def _amounts(value: str, record: OrderRecord) -> Iterable[Entry]:
    """Every sum once, by the first of its names."""
    named = [(record.paid_fen, _("实付")), (record.total_fen, _("应付"))]
    named += [(record.price_fen, _("单价"))]
    named += [(moved.amount_fen, _("付款")) for moved in record.payments]
    named += [(moved.amount_fen, _("退款")) for moved in record.refunds]
    names: dict[int, str] = {}
    for fen, name in named:
        if fen:
            names.setdefault(fen, name)
    for fen, name in names.items():
        yield Entry(f"{yuan(fen)} {name}", _is_sum(value, fen))


def _is_sum(value: str, fen: int) -> bool:
    """Whether a decimal number as it was read is so many fen.

    >>> _is_sum("259.1", 25910), _is_sum("259", 25900), _is_sum("25.9", 25900)
    (True, True, False)
    """
    whole, _dot, part = value.partition(".")
    return f"{whole}.{part:0<2}" == f"{fen // 100}.{fen % 100:02d}"


def _times(value: str, record: OrderRecord) -> Iterable[Entry]:
    moments = (
        (_("下单"), record.placed_at),
        (_("付款"), record.paid_at),
        (_("发货"), record.delivered_at),
    )
    read = _moment(value)
    for name, at in moments:
        if at:
            same = read is not None and abs(read - at) <= SAME_MOMENT
            yield Entry(f"{name} {at.astimezone(CHINA):%Y-%m-%d %H:%M}", same)


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=CHINA)
    except ValueError:
        return None


def _card_codes(_value: str, _record: OrderRecord) -> Iterable[Entry]:
    """Secrets were compared when the page was read; people see only what came of it."""
    yield Entry(_("已与发出的卡密比对，不显示"))


def _error_codes(value: str, record: OrderRecord) -> Iterable[Entry]:
    known = list(record.error_codes.items())
    matching = [pair for pair in known if fold(pair[0]) == fold(value)]
    for code, meaning in matching or known[:SHOWN_CODES]:
        yield Entry(f"{code} {error_meaning(meaning)}", bool(matching))


def error_meaning(meaning: str) -> str:
    """Return what an error code of a product's maker says."""
    return {
        "invalid": _("卡密无效"),
        "used": _("卡密已被使用"),
        "expired": _("卡密已过期"),
        "wrong_region": _("地区不符"),
        "wrong_input": _("输入有误"),
        "try_later": _("稍后再试"),
    }.get(meaning, meaning)


_ENTRIES: Mapping[str, Callable[[str, OrderRecord], Iterable[Entry]]] = {
    "order_no": _order_nos,
    "trade_no": _numbers(lambda moved: moved.serial_no),
    "merchant_no": _numbers(lambda moved: moved.no),
    "amount": _amounts,
    "time": _times,
    "card_code": _card_codes,
    "error_code": _error_codes,
}
