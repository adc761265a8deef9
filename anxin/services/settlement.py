"""Settlement: escrow goes to the merchant when protection is over, and comes back for a refund.

Released are completed orders, many in one transaction: what of their money is neither refunded,
reserved nor disputed. Each is locked before it is looked at, so that a case submitted meanwhile
freezes its sum or finds it released, never both. Whatever becomes free later follows by itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from anxin.domain import settlement
from anxin.domain.postings import Posting
from anxin.domain.settlement import Held, MerchantMoney, ResellerMoney, Share
from anxin.domain.states import DISPUTED
from anxin.services.apart import apart
from anxin.services.balances import Entry, book, lock_merchants, lock_resellers
from anxin.services.failpoint import here
from anxin.services.numbers import new_key
from anxin.storage.ledger import settling
from anxin.storage.ledger.settling import Settling
from anxin.storage.statement import run

log = structlog.get_logger()
AT_ONCE = 200
AGAIN_AFTER = timedelta(hours=1)
"""When an order that cannot be released is met again; at once it would break every set."""
LONGEST_SETTLE_DAYS = 90


def release_due() -> int:
    """Release what is free of every order whose protection is over; return how many orders.

    Orders that somebody else holds are passed by and met again at the next sweep.
    """
    released = 0
    while some := _release_set():
        released += some
        if some < AT_ONCE:
            break
    return released


def _release_set() -> int:
    """Release a set; where that fails each order by itself, and the broken ones an hour later."""
    try:
        return _release_some()
    except Exception:
        log.exception("settlement.set_failed")
    return sum(_singly(id) for id in settling.list_due(disputed=sorted(DISPUTED), limit=AT_ONCE))


def _singly(order_id: UUID) -> int:
    tried = apart(lambda: 1 + _release_some(only=order_id), what=order_id)
    if not tried:
        run(BROKEN, {"id": order_id, "later": AGAIN_AFTER})
    return max(0, tried - 1)


BROKEN = """
UPDATE anxin_order_order SET settle_at = clock_now() + %(later)s::interval
 WHERE id = %(id)s::uuid AND settle_at <= clock_now()
"""


@transaction.atomic
def _release_some(*, only: UUID | None = None) -> int:
    """Lock, read anew what is free now that nothing moves, decide, save: four statements."""
    ids = settling.lock_due(disputed=sorted(DISPUTED), limit=AT_ONCE, only=only)
    if not ids:
        return 0
    orders = settling.list_settling(ids=ids, disputed=sorted(DISPUTED))
    books = _Books.locked(orders)
    released = [books.release(order) for order in orders if order.free_fen > 0]
    book(entries=[entry for entry, _ in released])
    here("settlement.booked_not_saved")
    _save([row for _, row in released], ids)
    return len(released)


@dataclass(slots=True)
class _Books:
    """The balances of everybody who has a part, as they stand after each order."""

    merchants: dict[UUID, MerchantMoney]
    resellers: dict[UUID, ResellerMoney]

    @classmethod
    def locked(cls, orders: Sequence[Settling]) -> _Books:
        """Lock the balances of the merchants, then of the resellers, of these orders."""
        merchants = lock_merchants(ids={order.merchant_id for order in orders})
        return cls(merchants, lock_resellers(ids={i for o in orders for i in o.reseller_ids}))

    def release(self, order: Settling) -> tuple[Entry, dict[str, Any]]:
        """Return the booking of one order and what its row becomes."""
        held = held_of(order)
        lines = settlement.release(
            held=held,
            free_fen=order.free_fen,
            money=self.merchants[order.merchant_id],
            resellers=self._of(order),
        )
        self._keep(order, lines)
        row = {
            "id": order.id,
            "free_fen": order.free_fen,
            "parts": _parts(held, order.settled_fen + order.free_fen),
        }
        return Entry(new_key(), "release", lines, order.id), row

    def cover(self, order: Settling, lacking_fen: int) -> tuple[Posting, ...]:
        """Return the booking that brings back what a refund of the order lacks."""
        held = replace(held_of(order), settled_fen=order.settled_fen + lacking_fen)
        lines = settlement.cover(
            held=held,
            lacking_fen=lacking_fen,
            money=self.merchants[order.merchant_id],
            resellers=self._of(order),
        )
        self._keep(order, lines)
        return lines

    def _of(self, order: Settling) -> list[ResellerMoney]:
        return [self.resellers[reseller_id] for reseller_id in order.reseller_ids]

    def _keep(self, order: Settling, lines: Sequence[Posting]) -> None:
        merchant_id = order.merchant_id
        money = self.merchants[merchant_id].after(merchant_id=merchant_id, lines=lines)
        self.merchants[merchant_id] = money
        for one in order.reseller_ids:
            self.resellers[one] = self.resellers[one].after(reseller_id=one, lines=lines)


def held_of(order: Settling) -> Held:
    """Return a row as the domain settles it."""
    shares = tuple(Share(i, fen) for i, fen in zip(order.reseller_ids, order.shares, strict=True))
    return Held(order.merchant_id, order.paid_fen, order.settled_fen, shares)


def _parts(held: Held, settled_fen: int) -> list[int]:
    return list(settlement.commissions(held=held, settled_fen=settled_fen))


SAVE = """
WITH freed AS (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS f(id uuid, free_fen bigint, parts bigint[])
), moved AS (
  UPDATE anxin_order_order o
     SET settled_fen = o.settled_fen + f.free_fen, version = o.version + 1,
         settle_at = CASE WHEN o.paid_fen > o.refunded_fen + o.settled_fen + f.free_fen
                          THEN o.settle_at END
    FROM freed f WHERE o.id = f.id
  RETURNING o.id, o.version, f.free_fen
), over AS (
  UPDATE anxin_order_order o SET settle_at = NULL
   WHERE o.id = ANY(%(ids)s::uuid[]) AND o.paid_fen = o.refunded_fen + o.settled_fen
     AND NOT EXISTS (SELECT 1 FROM freed f WHERE f.id = o.id)
), shared AS (
  UPDATE anxin_ledger_commission c SET settled_fen = f.parts[c.position + 1]
    FROM freed f WHERE c.order_id = f.id
)
INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, role, data)
SELECT id, version, 'order_settled', '{}', 'system', jsonb_build_object('fen', free_fen) FROM moved
"""


def _save(rows: Sequence[dict[str, Any]], ids: Sequence[UUID]) -> None:
    run(SAVE, {"rows": json.dumps(rows, default=str), "ids": list(ids)})


@dataclass(frozen=True, slots=True)
class Lacking:
    """A refund that takes `fen` of an order's money which has been settled; booked by `cause`.

    `own_money`: its merchant gives it of its own free will, so the platform advances nothing of it.
    """

    order_id: UUID
    cause: UUID
    fen: int
    own_money: bool = False


class NotCovered(Exception):
    """A merchant wanted to give what it has not."""


def cover_escrow(*, order_id: UUID, cause: UUID, lacking_fen: int, own_money: bool = False) -> None:
    """Draw back into an order's escrow what a refund takes of the money settled already.

    To be called in the refund's own transaction, after the order's row has given up `lacking_fen`
    of `settled_fen` and reserved the refund: the order is locked by that, the merchant comes last.
    Once per `cause`. If the refund fails for good, what it frees is released again by the sweep.
    Raises `NotCovered` where the merchant's `own_money` does not reach: nothing is written then.
    """
    cover_all(refunds=[Lacking(order_id, cause, lacking_fen, own_money)])


def cover_all(*, refunds: Sequence[Lacking]) -> None:
    """Draw back what refunds of many orders lack, each order at most once, in as many statements.

    What one leaves of a balance is what the next finds.
    """
    if not refunds:
        return
    of = {refund.order_id: refund for refund in refunds}
    orders = settling.list_settling(ids=sorted(of), disputed=[])
    books = _Books.locked(orders)
    lines = {o.id: books.cover(o, of[o.id].fen) for o in orders}
    if any(of[id].own_money and settlement.advances(lines=drawn) for id, drawn in lines.items()):
        raise NotCovered
    book(entries=[Entry(of[o.id].cause, "cover", lines[o.id], o.id) for o in orders])
    here("settlement.covered_not_committed")
    shared = [
        {"id": o.id, "parts": _parts(held_of(o), o.settled_fen)} for o in orders if o.reseller_ids
    ]
    if shared:
        run(
            """UPDATE anxin_ledger_commission c SET settled_fen = t.parts[c.position + 1]
                 FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(id uuid, parts bigint[])
                WHERE c.order_id = t.id""",
            {"rows": json.dumps(shared, default=str)},
        )
