"""The ground a decision stands on: order, buyer and history, read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.cards import HeldCard
from anxin.domain.quote.facts import BuyerFacts, OrderFacts, Tender
from anxin.domain.request import TWIN_MINUTES
from anxin.domain.states import QUOTED_AS
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
    """One piece of evidence that counts for a request. `verdict` is empty until it is read."""

    kind: str
    verdict: str


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
    `settled`: what has had its last word on this order.
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


_BY_SESSION = """
  FROM anxin_account_session s
  JOIN anxin_account_account a ON a.id = s.account_id AND a.is_active
  JOIN anxin_order_order o ON o.buyer_id = a.id AND o.no = %(order_no)s::text
 WHERE s.session_key = %(session_key)s::text AND s.expire_date > now()
"""
_BY_BUYER = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.no = %(order_no)s::text AND o.buyer_id = %(buyer_id)s::uuid
"""
_BY_CASE = """
  FROM anxin_aftersale_case k
  JOIN anxin_order_order o ON o.id = k.order_id
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE k.no = %(case_no)s::text
"""

_BY_ORDERS = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.id = ANY(%(order_ids)s::uuid[])
"""
_OF_BUYER = """
  FROM anxin_order_order o
  JOIN anxin_account_account a ON a.id = o.buyer_id
 WHERE o.no = ANY(%(order_nos)s::text[]) AND o.buyer_id = %(buyer_id)s::uuid
"""

_GROUND = """
WITH asked AS MATERIALIZED (
  SELECT clock_now() AS now, o.*, a.credit, a.flagged, a.case_count, a.phone {source})
SELECT asked.*, paid.lines, past.cancels_7d, past.refunds_30d, past.instant_24h_fen,
       past.refused_24h, past.withdrawn_30d, past.twin_no, past.twin_digest, past.open_no,
       CASE WHEN asked.issuer <> '' THEN (
         SELECT jsonb_agg(jsonb_build_array(c.id, k.unit, k.viewed_at IS NOT NULL, c.state, c.lock,
                          f.status, coalesce(f.used_at, c.used_at), c.sold_at))
           FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
           LEFT JOIN LATERAL (
             SELECT f.status, f.used_at FROM anxin_aftersale_cardfact f
               JOIN anxin_aftersale_case q ON q.id = f.case_id AND q.closed_at IS NULL
              WHERE f.card_id = c.id AND q.order_id = asked.id ORDER BY f.at DESC LIMIT 1) f ON true
          WHERE k.order_id = asked.id AND c.state IN ('held', 'sold', 'locking')) END AS cards,
       CASE WHEN asked.supplier <> '' THEN (
         SELECT jsonb_build_array(t.state, t.trouble) FROM anxin_order_supplierorder t
          WHERE t.order_id = asked.id ORDER BY t.attempt DESC LIMIT 1) END AS supplied,
       (SELECT t.id FROM anxin_order_order t
         WHERE t.buyer_id = asked.buyer_id AND t.product_id = asked.product_id AND t.id <> asked.id
           AND t.placed_at BETWEEN asked.placed_at - interval '{minutes} minutes'
                               AND asked.placed_at + interval '{minutes} minutes'
           AND t.state NOT IN ('awaiting_payment', 'cancelled') AND NOT t.case_open
           AND t.paid_fen > t.refunded_fen + t.reserved_fen
         ORDER BY t.placed_at LIMIT 1) AS standing_twin,
       (SELECT jsonb_agg(jsonb_build_array(e.kind, e.verdict) ORDER BY e.position, e.id)
          FROM anxin_evidence_piece e
          LEFT JOIN anxin_aftersale_case q ON q.id = e.case_id
         WHERE e.order_id = asked.id AND e.state IN ('received', 'read') AND e.side = 'buyer'
           AND (e.case_id IS NULL OR q.closed_at IS NULL)) AS pieces,
       CASE WHEN asked.kind = 'physical' THEN (
         SELECT b.id FROM anxin_merchant_returnaddress b WHERE b.merchant_id = asked.merchant_id
          ORDER BY b.set_at DESC, b.id DESC LIMIT 1) END AS returns_to,
       (SELECT jsonb_agg(jsonb_build_array(u.reason,
                 CASE WHEN u.state = 'upheld' OR u.remedy = 'sum'
                      THEN coalesce(u.asked_units, asked.units)
                      ELSE coalesce(u.asked_units, asked.units) - u.units END,
                 CASE WHEN u.state = 'upheld' THEN 'upheld' ELSE 'agreed' END))
          FROM anxin_aftersale_case u
         WHERE u.order_id = asked.id AND (u.state = 'upheld'
            OR u.state IN ('refunding', 'refunded') AND u.remedy IN ('sum', 'units')
               AND EXISTS (SELECT 1 FROM anxin_aftersale_proposal p
                            WHERE p.case_id = u.id AND p.state = 'accepted'))) AS settled
  FROM asked
 CROSS JOIN LATERAL (
   SELECT coalesce(jsonb_agg(jsonb_build_array(p.id, p.method, p.captured_fen,
                             p.reserved_fen + p.refunded_fen) ORDER BY p.position), '[]') AS lines
     FROM anxin_payment_payment p WHERE p.order_id = asked.id AND p.counted
      AND p.captured_fen > 0) paid
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE given AND c.clause = 'undelivered' AND NOT c.by_system
                             AND c.submitted_at > asked.now - interval '7 days') AS cancels_7d,
          count(*) FILTER (WHERE given AND c.clause NOT IN ('undelivered', 'recall')
                             AND c.cause <> '') AS refunds_30d,
          coalesce(sum(c.gross_fen) FILTER (WHERE given AND c.outcome = 'instant'
                   AND c.submitted_at > asked.now - interval '24 hours'), 0)::bigint
            AS instant_24h_fen,
          count(*) FILTER (WHERE c.order_id = asked.id AND c.state IN ('rejected', 'upheld')
                             AND c.submitted_at > asked.now - interval '24 hours') AS refused_24h,
          count(*) FILTER (WHERE c.order_id = asked.id AND c.state = 'withdrawn'
                             AND c.submitted_at > asked.now - interval '30 days') AS withdrawn_30d,
          max(c.no) FILTER (WHERE c.order_id = asked.id
                              AND c.form_key = %(form_key)s::uuid) AS twin_no,
          max(c.form_digest) FILTER (WHERE c.order_id = asked.id
                              AND c.form_key = %(form_key)s::uuid) AS twin_digest,
          max(c.no) FILTER (WHERE c.order_id = asked.id AND asked.case_open
                              AND c.closed_at IS NULL) AS open_no
     FROM (SELECT *, state IN ('approved', 'awaiting_return', 'replacing', 'refunding',
                          'refunded', 'replaced') AS given
             FROM anxin_aftersale_case k WHERE k.buyer_id = asked.buyer_id
              AND (k.submitted_at > asked.now - interval '30 days' OR k.order_id = asked.id)
          ) c) past
""".replace("{minutes}", str(TWIN_MINUTES))
"""A twin is another order just like it that stands: that one is kept, whichever was the first.

Of two that would each be given back as the other's repetition, only one is then a repetition.
"""
GROUND_BY_SESSION = _GROUND.format(source=_BY_SESSION)
GROUND_BY_BUYER = _GROUND.format(source=_BY_BUYER)
GROUND_BY_CASE = _GROUND.format(source=_BY_CASE)
GROUNDS_BY_ORDERS = _GROUND.format(source=_BY_ORDERS)
GROUNDS_OF_BUYER = _GROUND.format(source=_OF_BUYER)


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
