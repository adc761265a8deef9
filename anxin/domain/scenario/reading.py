"""One scenario of a file, read into facts and a policy, or what is wrong with it and where.

Source: POLICY.md, "The command". Neutral values of what is left out are the defaults of `Facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from anxin.domain.policy import Policy, PolicyRefused, compile_policy
from anxin.domain.quote import BuyerFacts, Facts, OrderFacts, Piece, RequestFacts, Tender
from anxin.domain.reading import MISTAKES, Notes, Reader
from anxin.domain.scenario.consistency import check_facts
from anxin.domain.words import (
    EVIDENCE_KINDS,
    FAULTS,
    ISSUER_STATUSES,
    KINDS,
    NO_SPECIAL,
    REASONS,
    RECEIPTS,
    SPECIALS,
    STATES,
    TENDERS,
    VERDICTS,
)

SCENARIO_MISTAKES: Final[Mapping[str, tuple[str, str]]] = {
    **MISTAKES,
    "bad_time": (
        "应为带时区偏移的 ISO 8601 时间，不是「$got」",
        "must be an ISO 8601 time with offset, not $got",
    ),
    "bad_id": ("必须是文字或整数", "must be text or an integer"),
    "unknown_policy": ("没有叫「$word」的政策", "$word is the name of no policy"),
    "bad_policy": ("政策有误：$what", "is no valid policy: $what"),
    "above": ("$got 超过了 $most", "$got is more than $most"),
    "before_delivery": ("早于交付时间 $delivered", "is before delivery at $delivered"),
    "no_reason_given": ("已交付的订单必须写原因", "is required once an order was served"),
}
_KEYS: Final = ("id", "now", "product", "order", "request", "buyer", "policy")
_ORDER_KEYS: Final = (
    "state",
    "tenders",
    "placed_at",
    "paid_at",
    "delivered_at",
    "completed_at",
    "ordered_units",
    "viewed_units",
    "used_units",
    "refunded_units",
    "ordered_value_fen",
    "delivered_value_fen",
    "shortfall_refunded_fen",
    "receipt",
    "fault",
    "duplicate_of",
)
_REQUEST_KEYS: Final = ("reason", "units", "issuer_status", "issuer_used_at", "evidence")
_BUYER_KEYS: Final = ("credit", "flagged", "cancels_7d", "refunds_30d", "instant_24h_fen")

LARGEST: Final = 2**63 - 1
"""The largest amount or count read: beyond it no ledger can follow."""
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9000
_NEVER: Final = datetime.min


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario ready to be quoted."""

    id: str | int
    facts: Facts
    policy: Policy


@dataclass(frozen=True, slots=True)
class Malformed:
    """A scenario that cannot be quoted: `error` says what is wrong and where."""

    id: str | int | None
    error: str


def read_scenario(*, value: object, policies: Mapping[str, Policy]) -> Scenario | Malformed:
    """Reads one scenario; `policies` are those that may be named."""
    notes = Notes(whole="scenario", mistakes=SCENARIO_MISTAKES)
    root = Reader(value=_unwrapped(value), place="", notes=notes)
    root = root.fields(known=_KEYS, required=("id", "now", "order"))
    name = _read_id(root.at("id"))
    facts = _read_facts(root)
    policy = _read_policy(reader=root.at("policy"), policies=policies)
    if not notes.problems:
        check_facts(facts=facts, notes=notes)
    if notes.problems or name is None or policy is None:
        return Malformed(id=name, error="; ".join(str(problem) for problem in notes.problems))
    return Scenario(id=name, facts=facts, policy=policy)


def _unwrapped(value: object) -> object:
    """The examples file keeps each scenario beside its expected answer."""
    is_example = isinstance(value, dict) and set(value) == {"scenario", "expected"}
    return value["scenario"] if is_example and isinstance(value, dict) else value


def _read_id(reader: Reader) -> str | int | None:
    value = reader.value
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if not reader.is_absent:
        reader.note("bad_id")
    return None


def _read_policy(*, reader: Reader, policies: Mapping[str, Policy]) -> Policy | None:
    value = reader.value
    if isinstance(value, dict):
        try:
            return compile_policy(value)
        except PolicyRefused as refused:
            reader.note("bad_policy", what=str(refused))
            return None
    name = reader.text(default="standard")
    if name not in policies:
        reader.note("unknown_policy", word=name)
    return policies.get(name)


def _read_facts(root: Reader) -> Facts:
    product = root.at("product").fields(known=("kind", "special"))
    special = product.at("special").word(known=(NO_SPECIAL, *SPECIALS), default=NO_SPECIAL)
    return Facts(
        now=_read_time(root.at("now")) or _NEVER,
        order=_read_order(root.at("order")),
        request=_read_request(root.at("request")),
        kind=product.at("kind").word(known=KINDS, default="card_secret"),
        special=None if special == NO_SPECIAL else special,
        buyer=_read_buyer(root.at("buyer")),
    )


def _read_order(reader: Reader) -> OrderFacts:
    order = reader.fields(known=_ORDER_KEYS, required=("state", "tenders"))
    return OrderFacts(
        state=order.at("state").word(known=STATES, default=STATES[0]),
        tenders=tuple([_read_tender(item) for item in order.at("tenders").items()]),
        placed_at=_read_time(order.at("placed_at")),
        paid_at=_read_time(order.at("paid_at")),
        delivered_at=_read_time(order.at("delivered_at")),
        completed_at=_read_time(order.at("completed_at")),
        ordered_units=order.at("ordered_units").whole(least=1, most=LARGEST, default=1),
        viewed_units=_read_amount(order.at("viewed_units")),
        used_units=_read_amount(order.at("used_units")),
        refunded_units=_read_amount(order.at("refunded_units")),
        ordered_value_fen=_read_optional_amount(order.at("ordered_value_fen")),
        delivered_value_fen=_read_optional_amount(order.at("delivered_value_fen")),
        shortfall_refunded_fen=_read_amount(order.at("shortfall_refunded_fen")),
        receipt=order.at("receipt").word(known=RECEIPTS, default="unknown"),
        fault=order.at("fault").word(known=FAULTS, default="") or None,
        duplicate_of=order.at("duplicate_of").text() or None,
    )


def _read_tender(reader: Reader) -> Tender:
    keys = ("method", "fen", "refunded_fen")
    tender = reader.fields(known=keys, required=("method", "fen"))
    return Tender(
        method=tender.at("method").word(known=TENDERS, default=TENDERS[0]),
        fen=_read_amount(tender.at("fen")),
        refunded_fen=_read_amount(tender.at("refunded_fen")),
    )


def _read_request(reader: Reader) -> RequestFacts:
    request = reader.fields(known=_REQUEST_KEYS)
    units = request.at("units")
    return RequestFacts(
        reason=request.at("reason").word(known=REASONS, default="") or None,
        units=None if units.is_absent else units.whole(least=1, most=LARGEST, default=1),
        issuer_status=request.at("issuer_status").word(known=ISSUER_STATUSES, default="unknown"),
        issuer_used_at=_read_time(request.at("issuer_used_at")),
        evidence=tuple([_read_piece(item) for item in request.at("evidence").items()]),
    )


def _read_piece(reader: Reader) -> Piece:
    piece = reader.fields(known=("kind", "verdict"), required=("kind",))
    return Piece(
        kind=piece.at("kind").word(known=EVIDENCE_KINDS, default="other"),
        verdict=piece.at("verdict").word(known=VERDICTS, default="consistent"),
    )


def _read_buyer(reader: Reader) -> BuyerFacts:
    buyer = reader.fields(known=_BUYER_KEYS)
    return BuyerFacts(
        credit=buyer.at("credit").whole(least=0, most=100, default=60),
        flagged=buyer.at("flagged").truth(default=False),
        cancels_7d=_read_amount(buyer.at("cancels_7d")),
        refunds_30d=_read_amount(buyer.at("refunds_30d")),
        instant_24h_fen=_read_amount(buyer.at("instant_24h_fen")),
    )


def _read_amount(reader: Reader) -> int:
    return reader.whole(least=0, most=LARGEST, default=0)


def _read_optional_amount(reader: Reader) -> int | None:
    return None if reader.is_absent else _read_amount(reader)


def _read_time(reader: Reader) -> datetime | None:
    """An aware time; noted where the offset is missing or the year is out of this world."""
    value: Any = reader.value
    if reader.is_absent:
        return None
    if isinstance(value, str) and "T" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = _NEVER
        if moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            return moment
    reader.note("bad_time", got=value)
    return None
