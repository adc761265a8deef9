"""Reads of orders: for a step of one, for the lists and pages of buyers and merchants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.storage.order.held import HELD
from anxin.storage.statement import run


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a page or a step needs it, at the database's `now`. Amounts are fen."""

    now: datetime
    id: UUID
    no: str
    version: int
    state: str
    case_open: bool
    merchant_id: UUID
    merchant_name: str
    buyer_id: UUID
    product_id: UUID
    product_no: str
    policy_id: UUID
    kind: str
    special: str | None
    issuer: str
    supplier: str
    title: str
    title_en: str | None
    brand: str
    face: str
    tone: str
    denomination: str
    region: str
    page: dict[str, Any]
    units: int
    total_fen: int
    paid_fen: int
    refunded_fen: int
    refunded_units: int
    viewed_units: int
    used_units: int
    delivered_value_fen: int | None
    shortfall_refunded_fen: int
    receipt: str
    cooling_off_minutes: int
    settle_days: int
    inputs_masked: dict[str, Any]
    inputs_sealed: bytes | None
    inputs_key_no: int | None
    placed_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    due_at: datetime | None
    methods: list[str]
    returned_fen: int
    case_no: str | None
    case_state: str | None
    case_outcome: str | None

    @property
    def owed_fen(self) -> int:
        """What the merchant still has to deliver: paid for, not arrived and not paid back."""
        arrived = self.delivered_value_fen or 0
        return self.paid_fen - self.shortfall_refunded_fen - arrived

    @property
    def taken_back(self) -> bool:
        """Whether nothing of what was paid is left."""
        return self.paid_fen <= self.refunded_fen

    @property
    def owed_units(self) -> int:
        """Units that no refund has settled."""
        return self.units - self.refunded_units

    @property
    def english(self) -> dict[str, str]:
        """What the product's page said in English, besides its title."""
        said: dict[str, str] = self.page.get("english", {})
        return said


_ROW = """
SELECT clock_now() AS now, o.id, o.no, o.version, o.state, o.case_open, o.merchant_id,
       m.name AS merchant_name, o.buyer_id, o.product_id, p.no AS product_no, o.policy_id,
       o.kind, o.special, o.issuer, o.supplier, o.title, g.content->>'title_en' AS title_en,
       p.brand, p.face, p.tone,
       g.content->>'denomination' AS denomination, g.content->>'region' AS region,
       g.content AS page, o.units, o.total_fen, o.paid_fen,
       o.refunded_fen, o.refunded_units, o.viewed_units, o.used_units, o.delivered_value_fen,
       o.shortfall_refunded_fen, o.receipt,
       o.cooling_off_minutes, m.settle_days, o.inputs_masked, o.inputs_sealed, o.inputs_key_no,
       o.placed_at, o.paid_at, o.delivered_at, o.completed_at, o.due_at,
       (SELECT coalesce(array_agg(y.method ORDER BY y.position), '{}')
          FROM anxin_payment_payment y WHERE y.order_id = o.id AND y.counted) AS methods,
       (SELECT coalesce(sum(r.refund_fen), 0)::bigint
          FROM anxin_refund_refund r JOIN anxin_payment_payment y ON y.id = r.payment_id
         WHERE y.order_id = o.id AND y.counted AND r.state = 'succeeded') AS returned_fen,
       k.no AS case_no, k.state AS case_state, k.outcome AS case_outcome
  FROM anxin_order_order o
  JOIN anxin_merchant_merchant m ON m.id = o.merchant_id
  JOIN anxin_catalog_product p ON p.id = o.product_id
  JOIN anxin_catalog_productpage g ON g.id = o.page_id
  LEFT JOIN LATERAL (SELECT c.no, c.state, c.outcome FROM anxin_aftersale_case c
                      WHERE c.order_id = o.id ORDER BY c.submitted_at DESC, c.id DESC LIMIT 1) k
    ON true
"""


def order_of_buyer(*, no: str, buyer_id: UUID) -> OrderRow | None:
    """Return the buyer's own order of that number."""
    return _one(
        " WHERE o.no = %(no)s::text AND o.buyer_id = %(buyer_id)s::uuid",
        {"no": no, "buyer_id": buyer_id},
    )


def order_of_merchant(*, no: str, merchant_id: UUID) -> OrderRow | None:
    """Return the merchant's own order of that number."""
    return _one(
        " WHERE o.no = %(no)s::text AND o.merchant_id = %(merchant_id)s::uuid",
        {"no": no, "merchant_id": merchant_id},
    )


def find_order(*, order_id: UUID) -> OrderRow | None:
    """Return an order as it stands."""
    return _one(" WHERE o.id = %(id)s::uuid", {"id": order_id})


def lock_order(*, order_id: UUID) -> OrderRow | None:
    """Return an order locked for this transaction."""
    which = " WHERE o.id = %(id)s::uuid FOR NO KEY UPDATE OF o"
    return _one(which, {"id": order_id})


FILTERS = {
    "all": "true",
    "unpaid": "o.state = 'awaiting_payment'",
    "undelivered": "o.state IN ('cooling_off', 'delivering', 'delivery_failed')",
    "delivered": "o.state IN ('delivered', 'activated')",
    "completed": "o.state = 'completed'",
    "cancelled": "o.state = 'cancelled'",
    "aftersale": "k.no IS NOT NULL",
}
"""The tabs of the order list (MISSION B2)."""

PAGE = 20

FOUND_BY_TEXT = "(o.title ILIKE %(like)s::text OR o.no ILIKE %(like)s::text)"
"""Found by number or product name, with `like`."""


def list_orders(
    *, buyer_id: UUID, filter: str = "all", text: str = "", page: int = 1
) -> tuple[list[OrderRow], bool]:
    """Return a page of the buyer's orders, newest first, and whether there are more.

    `text` finds by number or product name; `filter` is a key of `FILTERS`.
    """
    rows = select_orders(
        which=f"""
         WHERE o.buyer_id = %(buyer_id)s::uuid AND {FILTERS[filter]}
           AND (%(text)s::text = '' OR {FOUND_BY_TEXT})
         ORDER BY o.placed_at DESC LIMIT %(limit)s::int OFFSET %(offset)s::int""",
        values={
            "buyer_id": buyer_id,
            "text": text,
            "like": like(text=text),
            "limit": PAGE + 1,
            "offset": (page - 1) * PAGE,
        },
    )
    return rows[:PAGE], len(rows) > PAGE


def list_to_deliver(*, merchant_id: UUID) -> list[OrderRow]:
    """Return the merchant's orders that wait for delivery by hand, oldest first."""
    return select_orders(
        which="""
         WHERE o.merchant_id = %(merchant_id)s::uuid AND o.state = 'delivering'
           AND o.supplier = '' AND o.kind <> 'card_secret'
         ORDER BY o.paid_at LIMIT 200""",
        values={"merchant_id": merchant_id},
    )


def due_orders(*, limit: int) -> list[UUID]:
    """Return orders whose present state is over by `clock_now()` and that nothing holds.

    What was not delivered and a guardian's claim holds goes on when the claim lets it go.
    """
    rows = run(
        f"""SELECT o.id FROM anxin_order_order o
             WHERE o.due_at <= clock_now() AND NOT o.case_open
               AND NOT (o.state IN ('cooling_off', 'delivering', 'delivery_failed') AND {HELD})
             ORDER BY o.due_at LIMIT %(limit)s::int""",
        {"limit": limit},
    )
    return [row.id for row in rows]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of an order's history."""

    seq: int
    kind: str
    states: list[str]
    actor: UUID | None
    role: str
    data: dict[str, Any]
    at: datetime


def list_events(*, order_id: UUID, after: int = 0) -> list[EventRow]:
    """Return the history of an order after the event `after`, in the order it happened."""
    rows = run(
        """SELECT seq, kind, states, actor, role, data, at FROM anxin_order_orderevent
            WHERE order_id = %(order_id)s::uuid AND seq > %(after)s::int ORDER BY seq""",
        {"order_id": order_id, "after": after},
    )
    return [EventRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DeliveredCard:
    """A card of an order, still sealed."""

    card_id: UUID
    unit: int
    state: str
    key_no: int
    sealed: bytes
    merchant_id: UUID
    viewed_at: datetime | None


def list_cards(*, order_id: UUID) -> list[DeliveredCard]:
    """Return the cards of an order by unit."""
    rows = run(
        """SELECT c.id, k.unit, c.state, c.key_no, c.sealed, c.merchant_id, k.viewed_at
             FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
            WHERE k.order_id = %(order_id)s::uuid ORDER BY k.unit""",
        {"order_id": order_id},
    )
    return [DeliveredCard(*row) for row in rows]


def count_unpaid(*, buyer_id: UUID) -> int:
    """Return how many orders of the buyer wait for payment."""
    rows = run(
        """SELECT count(*) AS n FROM anxin_order_order
            WHERE buyer_id = %(buyer_id)s::uuid AND state = 'awaiting_payment'""",
        {"buyer_id": buyer_id},
    )
    return int(rows[0].n)


def recent_twin(*, buyer_id: UUID, product_id: UUID, minutes: int) -> str | None:
    """Return the number of the buyer's latest other order of the same product, if that recent."""
    rows = run(
        """SELECT no FROM anxin_order_order
            WHERE buyer_id = %(buyer_id)s::uuid AND product_id = %(product_id)s::uuid
              AND state <> 'cancelled'
              AND placed_at > clock_now() - make_interval(mins => %(minutes)s::int)
            ORDER BY placed_at DESC LIMIT 1""",
        {"buyer_id": buyer_id, "product_id": product_id, "minutes": minutes},
    )
    return rows[0].no if rows else None


def select_orders(*, which: str, values: Mapping[str, object]) -> list[OrderRow]:
    """Return orders. `which`: what follows FROM, conditions on `o` and their sequence."""
    return [OrderRow(*row) for row in run(_ROW + which, dict(values))]


def like(*, text: str) -> str:
    """Return the pattern that finds `text` anywhere, whatever it holds."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _one(which: str, values: dict[str, object]) -> OrderRow | None:
    found = select_orders(which=which, values=values)
    return found[0] if found else None
