"""Reads of what merchants reported about the use of memberships: events of the order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.domain.use import USED_KINDS
from anxin.storage.order.queries import FOUND_BY_TEXT, OrderRow, like, select_orders
from anxin.storage.statement import run

USE_EVENTS = ("activation_reported", "use_reported", "use_claimed")
MOST = 200
"""How many orders a merchant's page lists; older ones are found by their number."""


@dataclass(frozen=True, slots=True)
class UseRow:
    """One report: so many units used up in all as of `used_at`, told at `at` by that `member`.

    `claimed`: told after the buyer had asked, about the case `case_no` where there was one; it
    does not count for that.
    """

    units: int
    used_at: datetime
    at: datetime
    member: str
    claimed: bool
    case_no: str | None


def list_uses(*, order_id: UUID) -> list[UseRow]:
    """Return what was reported about an order, oldest first."""
    return uses_among(ids=(order_id,)).get(order_id, [])


def use_that_counts(*, order_id: UUID) -> UseRow | None:
    """Return the latest report that is a fact of the order, if there is one."""
    return next((use for use in reversed(list_uses(order_id=order_id)) if not use.claimed), None)


def uses_among(*, ids: Sequence[UUID]) -> dict[UUID, list[UseRow]]:
    """Return what was reported about each of these orders, oldest first."""
    rows = run(
        """SELECT e.order_id, (e.data ->> 'used_units')::int AS units,
                  (e.data ->> 'used_at')::timestamptz AS used_at, e.at,
                  coalesce(nullif(a.nickname, ''), a.username, '') AS member,
                  e.kind = 'use_claimed' AS claimed, e.data ->> 'case' AS case_no
             FROM anxin_order_orderevent e LEFT JOIN anxin_account_account a ON a.id = e.actor
            WHERE e.order_id = ANY(%(ids)s::uuid[]) AND e.kind = ANY(%(kinds)s::text[])
            ORDER BY e.order_id, e.seq""",
        {"ids": list(ids), "kinds": list(USE_EVENTS)},
    )
    found: defaultdict[UUID, list[UseRow]] = defaultdict(list)
    for order_id, *row in rows:
        found[order_id].append(UseRow(*row))
    return dict(found)


def list_memberships(*, merchant_id: UUID, text: str = "") -> list[OrderRow]:
    """Return the merchant's memberships that were delivered and are not used up, newest first.

    `text` finds by number or title.
    """
    return select_orders(
        which=f"""
         WHERE o.merchant_id = %(merchant_id)s::uuid AND o.kind = ANY(%(kinds)s::text[])
           AND o.state IN ('delivered', 'activated', 'completed')
           AND o.used_units + o.refunded_units < o.units AND {FOUND_BY_TEXT}
         ORDER BY o.id DESC LIMIT %(most)s::int""",
        values={
            "merchant_id": merchant_id,
            "kinds": list(USED_KINDS),
            "like": like(text=text),
            "most": MOST,
        },
    )
