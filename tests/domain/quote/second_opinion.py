"""POLICY.md transcribed line by line as plain code: a second opinion that shares nothing with the
policy language. Only for facts with all times; gives clause, what follows, gross and fee."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from anxin.domain.quote import Facts

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BUYER = {"mistake", "unwanted", "duplicate_order", "no_reason"}
ALIKE = {
    "price_changed": "unwanted", "game_outage": "unwanted", "wrong_payment": "unwanted",
    "top_up_failed": "not_received", "credited_wrongly": "wrong_item",
    "paid_twice": "system_duplicate",
}  # fmt: skip
FAULTS = {"card_invalid", "not_as_described", "wrong_item", "quality"}
CASH = {"alipay", "wechat", "bank_card", "wallet"}
PER_KIND_LATE = {"card_secret": HOUR / 2, "physical": 15 * DAY}


class Opinion:
    """One question, read as the page reads."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.order, self.request = facts, facts.order, facts.request
        order = facts.order
        self.card, self.goods = facts.kind == "card_secret", facts.kind == "physical"
        self.served = order.state in ("delivered", "activated", "completed")
        given = facts.request.reason
        self.reason = ALIKE.get(given or "", given)
        self.paid = sum(tender.fen for tender in order.tenders)
        self.left = self.paid - sum(tender.refunded_fen for tender in order.tenders)
        self.issuer = facts.request.issuer_status if self.card else "unknown"
        used_at, delivered_at = facts.request.issuer_used_at, order.delivered_at
        if self.issuer == "used" and used_at and delivered_at and used_at < delivered_at:
            self.issuer = "invalid"
        self.used = {"used": order.ordered_units, "invalid": 0}.get(self.issuer, order.used_units)
        self.viewed = max(order.viewed_units, order.used_units)
        self.value = self.paid if order.ordered_value_fen is None else order.ordered_value_fen
        everything = self.value if self.served else 0
        arrived = order.delivered_value_fen
        self.arrived = everything if arrived is None else arrived
        self.pieces = [each for each in self.request.evidence if each.verdict != "unreadable"]
        assert order.delivered_at and order.paid_at and order.completed_at
        self.since_delivery = facts.now - order.delivered_at
        self.took = order.delivered_at - order.paid_at
        ends = datetime.combine(order.delivered_at.date(), time(), order.delivered_at.tzinfo)
        self.in_seven_days = facts.now < ends + 8 * DAY
        last = order.completed_at if order.state == "completed" else order.delivered_at
        self.since_last = facts.now - last

    @property
    def cause(self) -> str:
        if self.reason in BUYER:
            return "buyer"
        return "platform" if self.reason == "system_duplicate" else "merchant"

    def answer(self) -> tuple[Any, ...]:
        clause, then = self.clause()
        if then == "cancel" or isinstance(then, str):
            return clause, then, 0, 0
        gross = self.gross(clause, then)
        if isinstance(gross, str):
            return clause, gross, 0, 0
        fee = self.fee(clause, gross)
        return clause, self.route(clause, gross), gross, fee

    def clause(self) -> tuple[str, str | int]:
        """The clause and a refusal, or the units that can be refunded under it."""
        order = self.order
        fresh = order.ordered_units - order.refunded_units
        unused = fresh - self.used
        if order.state == "awaiting_payment":
            return "unpaid", "cancel"
        if order.state == "cancelled" or self.left <= 0:
            return "closed", "nothing_left"
        if not self.served:
            return "undelivered", fresh
        if self.issuer == "invalid" and self.reason in BUYER | {"not_received", "arrived_late"}:
            self.reason = "card_invalid"
        return self.served_clause(fresh, unused)

    def served_clause(self, fresh: int, unused: int) -> tuple[str, str | int]:
        buyers = self.cause == "buyer"
        if self.goods and buyers and self.facts.special != "customised" and self.in_seven_days:
            return "physical_no_reason", unused
        if self.reason == "system_duplicate":
            return "system_duplicate", fresh
        if self.reason == "partly_delivered":
            is_all = self.arrived >= self.value
            return "partly_delivered", "fully_delivered" if is_all else fresh
        if self.reason == "not_received":
            return "not_received", self.not_received() or unused
        if self.reason == "arrived_late":
            return "late", self.late() or unused
        if not self.goods and self.issuer != "invalid" and fresh > 0 >= unused:
            return "used", "already_used"
        if self.reason in FAULTS:
            return self.fault(unused)
        return self.buyers_wish(unused, fresh)

    def not_received(self) -> str | None:
        if self.card and self.viewed:
            return "was_viewed"
        if self.card and self.issuer == "used":
            return "already_used"
        in_time = self.since_delivery <= (15 * DAY if self.goods else 72 * HOUR)
        return None if in_time else "too_late"

    def late(self) -> str | None:
        if self.took <= PER_KIND_LATE.get(self.facts.kind, DAY):
            return "was_on_time"
        if self.since_delivery > (7 * DAY if self.goods else DAY):
            return "too_late"
        return "was_viewed" if self.card and self.viewed and self.issuer != "unused" else None

    def fault(self, unused: int) -> tuple[str, str | int]:
        if self.since_last <= (15 * DAY if self.goods else DAY):
            return "proven_fault", unused
        return "fault_too_late", unused if self.issuer == "invalid" else "too_late"

    def buyers_wish(self, unused: int, fresh: int) -> tuple[str, str | int]:
        if self.facts.special:
            return "special", "special_goods"
        if self.card and self.since_delivery <= DAY:
            free = unused if self.issuer == "unused" else fresh - max(self.viewed, self.used)
            is_viewed = self.issuer != "unused" and free <= 0
            return "unused_card", "was_viewed" if is_viewed else free
        return "no_longer", "too_late" if self.card or self.goods else "already_served"

    def gross(self, clause: str, free: str | int) -> int | str:
        order, missing = self.order, self.value - self.arrived
        on_the_way = clause == "undelivered" and order.state == "delivering" and self.arrived > 0
        if clause == "partly_delivered" or on_the_way:
            part = self.paid * missing // self.value if self.value else 0
            gross = min(part - order.shortfall_refunded_fen, self.left)
            return gross if gross > 0 else "nothing_left"
        units = min(self.request.units or order.ordered_units, int(free))
        if units <= 0:
            by_use = clause not in ("undelivered", "system_duplicate") and self.used > 0
            fresh = order.ordered_units - order.refunded_units
            return "already_used" if by_use and fresh > 0 else "nothing_left"
        if units + order.refunded_units == order.ordered_units:
            return self.left
        gross = min(self.paid * units // order.ordered_units, self.left)
        return gross if gross > 0 else "nothing_left"

    def fee(self, clause: str, gross: int) -> int:
        named = self.reason == "duplicate_order" and self.order.duplicate_of
        if clause != "unused_card" or named:
            return 0
        cash = sum(
            share for share, tender in zip(self.split(gross), self.order.tenders, strict=True)
            if tender.method in CASH
        )  # fmt: skip
        return int((Decimal(cash) / 20).to_integral_value(ROUND_HALF_UP))

    def split(self, gross: int) -> list[int]:
        tenders = self.order.tenders
        exact = [Decimal(gross) * tender.fen / self.paid for tender in tenders]
        shares = [gross * tender.fen // self.paid for tender in tenders]
        ranks = sorted(range(len(tenders)), key=lambda n: (shares[n] - exact[n], n))
        for n in ranks[: gross - sum(shares)]:
            shares[n] += 1
        room = [tender.fen - tender.refunded_fen for tender in tenders]
        shares = [min(pair) for pair in zip(shares, room, strict=True)]
        for n in range(len(tenders)):
            shares[n] += min(gross - sum(shares), room[n] - shares[n])
        return shares

    def route(self, clause: str, gross: int) -> str:
        buyer, verdicts = self.facts.buyer, {piece.verdict for piece in self.pieces}
        if self.lacks_evidence(clause):
            return "need_evidence"
        if buyer.flagged or "suspicious" in verdicts or clause == "fault_too_late":
            return "senior"
        if gross > 50_000:
            return "senior" if gross > 500_000 else "first_line"
        custom = self.facts.special == "customised" and self.order.state == "delivering"
        if buyer.cancels_7d >= 5 or buyer.refunds_30d >= 8 or custom:
            return "first_line"
        if self.cause == "buyer" or self.on_record(clause):
            return "approve"
        return "first_line" if "inconsistent" in verdicts else self.by_trust(clause, gross)

    def by_trust(self, clause: str, gross: int) -> str:
        buyer = self.facts.buyer
        if not (self.goods and clause not in ("not_received", "partly_delivered")):
            if buyer.credit >= 80 and gross + buyer.instant_24h_fen <= 20_000:
                return "instant"
            if gross <= 2000 and buyer.credit >= 60 and not buyer.refunds_30d:
                return "approve"
        return "expedited"

    def on_record(self, clause: str) -> bool:
        return (
            clause in ("undelivered", "late", "partly_delivered")
            or (clause == "not_received" and (self.card or self.order.receipt == "missing"))
            or self.issuer == "invalid"
            or (clause == "system_duplicate" and self.order.fault == "system_duplicate")
        )

    def lacks_evidence(self, clause: str) -> bool:
        kinds = {piece.kind for piece in self.pieces}
        if clause in ("proven_fault", "fault_too_late"):
            good = {"activation_failure"}
            good |= set() if self.reason == "card_invalid" else {"comparison"}
            return self.issuer != "invalid" and not kinds & good
        if clause == "not_received":
            known = self.card or self.order.receipt == "missing"
            return not known and "not_arrived" not in kinds
        if clause == "system_duplicate":
            return self.order.fault != "system_duplicate" and "payment_record" not in kinds
        return False
