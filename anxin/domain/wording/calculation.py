"""The calculation of an answer, line by line, so that the buyer can do the sum again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anxin.domain.quote import Answer, Facts
from anxin.domain.use import USED_KINDS
from anxin.domain.wording.labels import label
from anxin.domain.wording.writing import money
from anxin.domain.words import UNDELIVERED

_TEXTS: Final = {
    "paid": ("实付", "Paid"),
    "returned": ("此前已退", "Refunded before"),
    "used": ("商家登记已用完", "Used up, by the merchant's report"),
    "units": ("本次退款数量", "Units in this refund"),
    "gross": ("应退金额", "Amount to refund"),
    "fee": ("手续费", "Fee"),
    "refund": ("实际退回", "You get back"),
    "to": ("退回$tender", "To $tender"),
    "all_left": ("剩余全部", "all that is left"),
    "missing_value": ("未到账部分", "the part that did not arrive"),
    "no_fee_merchant": ("商家责任，不收手续费", "none: the merchant's responsibility"),
    "no_fee_platform": ("平台责任，不收手续费", "none: the platform's responsibility"),
    "no_fee_undelivered": ("还没有发完货，不收手续费", "none: not delivered yet"),
    "no_fee": ("本次不收手续费", "none in this case"),
    "fee_on_cash": ("只按现金部分计算", "on the part paid in cash only"),
    "of": ("共", "of"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, the amount, and how it came about (may be empty)."""

    label: str
    value: str
    note: str = ""


def explain(*, answer: Answer, facts: Facts, language: str) -> tuple[Line, ...]:
    """Gives the calculation: paid, units, gross, the fee and why none, and each tender's part.

    Empty where nothing is paid back.
    """
    if not answer.gross_fen:
        return ()
    paid_fen = sum(tender.fen for tender in facts.order.tenders)
    returned_fen = sum(tender.refunded_fen for tender in facts.order.tenders)

    def line(name: str, fen: int, note: str = "") -> Line:
        return Line(label=_text(name, language), value=money(fen), note=note)

    lines = [line("paid", paid_fen)]
    if returned_fen:
        lines.append(line("returned", returned_fen))
    if facts.order.used_units and facts.kind in USED_KINDS:
        line_of_use = f"{facts.order.used_units} / {facts.order.ordered_units}"
        lines.append(Line(label=_text("used", language), value=line_of_use))
    if answer.units and facts.order.ordered_units > 1:
        note = f"{_text('of', language)} {facts.order.ordered_units}"
        lines.append(Line(label=_text("units", language), value=str(answer.units), note=note))
    note = _how_gross(answer=answer, facts=facts, paid_fen=paid_fen, language=language)
    lines.append(line("gross", answer.gross_fen, note))
    lines.append(line("fee", answer.fee_fen, _text(_why_fee(answer, facts), language)))
    for share in answer.by_tender:
        if share.gross_fen:
            tender = label(of="tender", word=share.method, language=language)
            text = _text("to", language).replace("$tender", tender)
            lines.append(Line(label=text, value=money(share.fen)))
    return (*lines, line("refund", answer.refund_fen))


def _how_gross(*, answer: Answer, facts: Facts, paid_fen: int, language: str) -> str:
    order = facts.order
    if not answer.units:
        return _text("missing_value", language)
    if answer.units + order.refunded_units == order.ordered_units:
        is_all = answer.gross_fen == paid_fen
        return "" if is_all else _text("all_left", language)
    return f"{money(paid_fen)} × {answer.units} ÷ {order.ordered_units}"


def _why_fee(answer: Answer, facts: Facts) -> str:
    if answer.fee_fen:
        return "fee_on_cash"
    if facts.order.state in UNDELIVERED:
        return "no_fee_undelivered"
    return f"no_fee_{answer.cause}" if answer.cause in ("merchant", "platform") else "no_fee"


def _text(name: str, language: str) -> str:
    chinese, english = _TEXTS[name]
    return english if language == "en" else chinese
