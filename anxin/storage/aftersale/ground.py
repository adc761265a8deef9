"""The ground a decision stands on: order, buyer and history, read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.cards import HeldCard
from anxin.domain.quote.facts import BuyerFacts, OrderFacts, Tender
from anxin.domain.states import QUOTED_AS
from anxin.storage.aftersale.ground_sql import (
    GROUND_BY_BUYER,
    GROUND_BY_CASE,
    GROUND_BY_SESSION,
    GROUNDS_BY_ORDERS,
    GROUNDS_OF_BUYER,
)
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One tender's payment, in the order's sequence."""

    id: UUID
    method: str
    captured_fen: int
    taken_fen: int


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece of evidence that counts for a request. `verdict` is empty until it is read;
    `is_open`: the merchant sees it too."""

    kind: str
    verdict: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SettledLine:
    """The last word about a reason, for so many `units`: an arbiter `upheld` it, or it was
    `agreed` on (what an accepted offer did not give of what was asked)."""

    reason: str | None
    units: int
    how: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a request about one order is decided from, at the database's `now`.

    `twin_no`, `twin_digest`: the case already submitted with the same form key, if any.
    `open_no`: the case that is open on the order. `refused_24h`: refusals of the last day,
    `withdrawn_30d`: requests about it that the buyer has withdrawn.
    `cards`: those of an order that has an issuer, `supplier_state` where its supplier's order is.
    `pieces`: the evidence of the open case, or what lies ready for the next one. `returns_to`: the
    merchant's present return address, for goods that can be sent back.
    `settled`: what has had its last word on this order. `complained`: a complaint about it that was
    raised outside is not answered yet.
    """

    now: datetime
    order_id: UUID
    order_no: str
    title: str
    order_version: int
    order_state: str
    merchant_id: UUID
    policy_id: UUID
    kind: str
    special: str | None
    units: int
    due_at: datetime | None
    paid_fen: int
    settled_fen: int
    facts: OrderFacts
    payments: tuple[PaymentLine, ...]
    buyer_id: UUID
    buyer: BuyerFacts
    case_count: int
    phone: str
    twin_no: str | None
    twin_digest: bytes | None
    open_no: str | None
    refused_24h: int
    withdrawn_30d: int = 0
    issuer: str = ""
    cards: tuple[HeldCard, ...] = ()
    supplier_state: str | None = None
    supplier_trouble: str = ""
    pieces: tuple[PieceLine, ...] = ()
    settled: tuple[SettledLine, ...] = ()
    returns_to: UUID | None = None
    complained: bool = False
    frozen: bool = False


def ground_by_session(
    *, session_key: str, order_no: str, form_key: UUID | None = None
) -> Ground | None:
    """Return the ground of the order `order_no` if the session's account is its buyer."""
    values = {"session_key": session_key, "order_no": order_no, "form_key": form_key}
    return _one(run(GROUND_BY_SESSION, values, again=True))


def ground_by_buyer(
    *, buyer_id: UUID, order_no: str, form_key: UUID | None = None
) -> Ground | None:
    """Return the ground of `order_no` if `buyer_id` is its buyer."""
    values = {"buyer_id": buyer_id, "order_no": order_no, "form_key": form_key}
    return _one(run(GROUND_BY_BUYER, values))


def ground_by_case(*, case_no: str) -> Ground | None:
    """Return the ground of a case's order. Read it before the case: what moves after is missed."""
    return _one(run(GROUND_BY_CASE, {"case_no": case_no, "form_key": None}))


def grounds_by_orders(*, order_ids: Sequence[UUID]) -> list[Ground]:
    """Return the grounds of many orders, of whatever buyers, in one statement."""
    values = {"order_ids": list(order_ids), "form_key": None}
    return [_ground(row) for row in run(GROUNDS_BY_ORDERS, values)]


def grounds_of_buyer(*, buyer_id: UUID, order_nos: Sequence[str]) -> dict[str, Ground]:
    """Return the grounds of those of the orders that are the buyer's, by number, in one read."""
    values = {"buyer_id": buyer_id, "order_nos": list(order_nos), "form_key": None}
    return {row.no: _ground(row) for row in run(GROUNDS_OF_BUYER, values)}


def hold(*, ground: Ground) -> None:
    """Lock buyer and order for this transaction, in the order in which decisions lock them."""
    for table, key in (("account_account", ground.buyer_id), ("order_order", ground.order_id)):
        run(f"SELECT id FROM anxin_{table} WHERE id = %(id)s::uuid FOR NO KEY UPDATE", {"id": key})


def _one(rows: list[Any]) -> Ground | None:
    return _ground(rows[0]) if rows else None


def _ground(row: Any) -> Ground:
    payments = tuple(
        PaymentLine(UUID(i), method, fen, taken) for i, method, fen, taken in row.lines
    )
    return Ground(
        now=row.now,
        order_id=row.id,
        order_no=row.no,
        title=row.title,
        order_version=row.version,
        order_state=row.state,
        merchant_id=row.merchant_id,
        policy_id=row.policy_id,
        kind=row.kind,
        special=row.special,
        units=row.units,
        due_at=row.due_at,
        paid_fen=row.paid_fen,
        settled_fen=row.settled_fen,
        facts=_order_facts(row, payments),
        payments=payments,
        buyer_id=row.buyer_id,
        buyer=BuyerFacts(
            row.credit, row.flagged, row.cancels_7d, row.refunds_30d, row.instant_24h_fen
        ),
        case_count=row.case_count,
        phone=row.phone,
        twin_no=row.twin_no,
        twin_digest=row.twin_digest,
        open_no=row.open_no,
        refused_24h=row.refused_24h,
        withdrawn_30d=row.withdrawn_30d,
        issuer=row.issuer,
        cards=tuple(_held_card(*card) for card in row.cards or ()),
        supplier_state=row.supplied[0] if row.supplied else None,
        supplier_trouble=row.supplied[1] if row.supplied else "",
        pieces=tuple(PieceLine(*piece) for piece in row.pieces or ()),
        settled=tuple(SettledLine(*line) for line in row.settled or () if line[1] > 0),
        returns_to=row.returns_to,
        complained=row.complained,
        frozen=row.frozen,
    )


def _held_card(
    id: str, unit: int, viewed: bool, state: str, lock: str, status: str | None, *times: str | None
) -> HeldCard:
    used, sold = (datetime.fromisoformat(at) if at else None for at in times)
    return HeldCard(UUID(id), unit, viewed, state, lock, status or "", used, sold)


def _order_facts(row: Any, payments: tuple[PaymentLine, ...]) -> OrderFacts:
    tenders = tuple(Tender(p.method, p.captured_fen, p.taken_fen) for p in payments)
    return OrderFacts(
        state=QUOTED_AS.get(row.state, row.state),
        tenders=tenders,
        placed_at=row.placed_at,
        paid_at=row.paid_at,
        delivered_at=row.delivered_at,
        completed_at=row.completed_at,
        ordered_units=row.units,
        viewed_units=row.viewed_units,
        used_units=row.used_units,
        refunded_units=row.refunded_units,
        ordered_value_fen=None,
        delivered_value_fen=row.delivered_value_fen,
        shortfall_refunded_fen=row.shortfall_refunded_fen,
        receipt=row.receipt,
        fault=row.fault,
        duplicate_of=str(row.standing_twin) if row.standing_twin else None,
    )
