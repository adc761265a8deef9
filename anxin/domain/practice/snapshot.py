"""A closed case as a practice case: its facts, and nobody in them.

Left out are buyer, merchant, contact, order number, secrets, pictures, the buyer's own words and
the hour of anything: times are told as spans.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from anxin.domain.money import yuan
from anxin.domain.practice.model import Fact
from anxin.domain.quote import Facts
from anxin.domain.wording import label

_MINUTE = timedelta(minutes=1)


def snapshot_of(*, facts: Facts) -> tuple[Fact, ...]:
    """Return the facts that a decision stood on, in both languages, without anybody in them."""
    order, buyer = facts.order, facts.buyer
    paid = _money(sum(tender.fen for tender in order.tenders))
    units = order.ordered_units
    found = [
        _named("kind", "kind", facts.kind),
        Fact("paid", f"{paid}，共 {units} 件", f"{paid}, {units} in all"),
        *_times(facts),
        *(_card(facts) if facts.kind == "card_secret" else _by_hand(facts)),
        *_evidence(facts),
        Fact(
            "credit",
            f"信用 {buyer.credit}，30 天退款 {buyer.refunds_30d} 次",
            f"Credit {buyer.credit}, {buyer.refunds_30d} refunds in 30 days",
        ),
    ]
    if order.duplicate_of:
        found.append(Fact("twin", "30 分钟内有相同订单", "The same order within 30 minutes"))
    return tuple(found)


def _money(fen: int) -> str:
    return f"¥{yuan(fen)}"


def _named(about: str, of: str, word: str) -> Fact:
    zh, en = (label(of=of, word=word, language=each) for each in ("zh", "en"))
    return Fact(about, zh, en)


def _times(facts: Facts) -> list[Fact]:
    order = facts.order
    delivered = _span(order.paid_at, order.delivered_at)
    asked = _span(order.delivered_at, facts.now)
    found = []
    if delivered:
        found.append(
            Fact("times", f"付款后 {delivered[0]}交付", f"Delivered {delivered[1]} after payment")
        )
    if asked:
        found.append(Fact("times", f"交付后 {asked[0]}申请", f"Asked {asked[1]} after delivery"))
    return found


def _span(since: datetime | None, until: datetime | None) -> tuple[str, str] | None:
    if since is None or until is None or until < since:
        return None
    minutes = (until - since) // _MINUTE
    if minutes < 60:
        return f"{minutes} 分钟", f"{minutes} min"
    hours = minutes // 60
    return (f"{hours} 小时", f"{hours} h") if hours < 72 else (f"{hours // 24} 天", _days(hours))


def _days(hours: int) -> str:
    return f"{hours // 24} days"


def _card(facts: Facts) -> list[Fact]:
    order = facts.order
    seen = f"{order.viewed_units} / {order.ordered_units}"
    return [
        Fact("views", f"已查看 {seen}", f"Viewed {seen}"),
        _named("issuer", "issuer_status", facts.request.issuer_status),
    ]


def _by_hand(facts: Facts) -> list[Fact]:
    found = [_named("delivery", "receipt", facts.order.receipt)]
    if facts.order.delivered_value_fen is not None:
        fen = _money(facts.order.delivered_value_fen)
        found.append(Fact("delivery", f"已到账 {fen}", f"{fen} arrived"))
    return found


def _evidence(facts: Facts) -> list[Fact]:
    pieces = facts.request.evidence
    if not pieces:
        return [Fact("evidence", "没有凭证", "No evidence")]
    return [_named("evidence", "verdict", piece.verdict) for piece in pieces]
