"""What a recall took off the shelf, sold again: by refusing it, or by two people afterwards.

Nothing comes back while another recall keeps it away. A recall may be the first of two to take a
card or a product; when the first is refused, the second answers for what it would have taken.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from anxin.domain.recall import CALLERS, RELEASERS
from anxin.services.bulk.recall.proposing import PRESS_AFTER, NotRecalled, is_of_shop
from anxin.storage.bulk.models import PulledCard, Recall
from anxin.storage.bulk.waiting import HAS_ODD_ROWS
from anxin.storage.catalog.models import Product
from anxin.storage.columns import ClockNow
from anxin.storage.statement import run

RELIST_WITHIN = timedelta(hours=24)
"""How long a second person may take to agree that something is sold again; then it lapses."""

_KEEPS = """SELECT x.id FROM anxin_bulk_recall x
            WHERE x.id <> %(recall_id)s::uuid AND x.product_id = %(product_id)s::uuid
              AND x.state <> 'refused' AND x.relisted_at IS NULL"""

PASS_ON_CARDS = f"""
UPDATE anxin_bulk_pulledcard p
   SET recall_id = (SELECT k.id FROM ({_KEEPS} AND (x.scope = 'product'
                       OR (x.scope = 'cards' AND x.card_batch_id = c.batch_id))
                    ORDER BY x.proposed_at DESC, x.id DESC LIMIT 1) k)
  FROM anxin_card_card c
 WHERE c.id = p.card_id AND p.recall_id = %(recall_id)s::uuid
   AND EXISTS ({_KEEPS} AND (x.scope = 'product'
               OR (x.scope = 'cards' AND x.card_batch_id = c.batch_id)))
"""
"""Cards that another recall is about too are that one's from now on."""

PASS_ON_PRODUCT = f"""
UPDATE anxin_bulk_recall SET delisted = true
 WHERE id = ({_KEEPS} AND x.scope = 'product' ORDER BY x.proposed_at DESC, x.id DESC LIMIT 1)
RETURNING id
"""

HOLD_ORDERS = """
SELECT o.id FROM anxin_order_order o WHERE o.id IN (
  SELECT k.order_id FROM anxin_bulk_pulledcard p
    JOIN anxin_order_ordercard k ON k.card_id = p.card_id
   WHERE p.recall_id = %(recall_id)s::uuid)
 ORDER BY o.id FOR NO KEY UPDATE
"""
"""Those whose cards were pulled: none of them is delivered or cancelled while these come back."""

PUT_BACK = """
WITH back AS MATERIALIZED (
  SELECT p.card_id, k.order_id, o.state IN ('awaiting_payment', 'cooling_off')
         AND row_number() OVER (PARTITION BY o.id ORDER BY k.unit) <= o.units - o.refunded_units - (
           SELECT count(*) FROM anxin_order_ordercard h JOIN anxin_card_card d ON d.id = h.card_id
            WHERE h.order_id = o.id AND d.state = 'held') AS wanted
    FROM anxin_bulk_pulledcard p
    JOIN anxin_card_card c ON c.id = p.card_id AND c.state = 'quarantined' AND c.sold_at IS NULL
    LEFT JOIN anxin_order_ordercard k ON k.card_id = p.card_id
    LEFT JOIN anxin_order_order o ON o.id = k.order_id
   WHERE p.recall_id = %(recall_id)s::uuid AND k.viewed_at IS NULL
), freed AS (
  UPDATE anxin_card_card c SET state = CASE WHEN b.wanted THEN 'held' ELSE 'available' END
    FROM back b WHERE c.id = b.card_id
), parted AS (
  DELETE FROM anxin_order_ordercard k USING back b WHERE k.card_id = b.card_id AND NOT b.wanted
)
DELETE FROM anxin_bulk_pulledcard p USING back b WHERE p.card_id = b.card_id
"""
"""What was pulled is for sale again, or held again for an order that still waits for so many.

An order that was cancelled meanwhile, or set out with other cards, has nothing of it any more. What
was ever sold or seen does not come back.
"""

STILL_WAITS = f"""
UPDATE anxin_bulk_recall r
   SET due_at = NULL, presses = 0, pressed_at = NULL
 WHERE r.id = %(recall_id)s::uuid AND NOT (r.state = 'partial' AND {HAS_ODD_ROWS})
"""
"""A wish has been answered: what is left to bring up are rows that somebody has to look at."""


def locked_with_product(*, no: str) -> Recall | None:
    """Return the recall of that number, its product locked before it.

    Two recalls of one product that end at once would else each leave it to the other.
    """
    product_id = Recall.objects.filter(no=no).values_list("product_id", flat=True).first()
    if product_id is None:
        return None
    Product.objects.select_for_update(no_key=True).get(id=product_id)
    return Recall.objects.select_for_update(no_key=True).get(no=no)


def put_back(*, recall: Recall) -> None:
    """Sell again what a recall took, in the caller's transaction, which holds both."""
    values = {"recall_id": recall.id, "product_id": recall.product_id}
    run(PASS_ON_CARDS, values)
    run(HOLD_ORDERS, {"recall_id": recall.id})
    run(PUT_BACK, {"recall_id": recall.id})
    if recall.delisted and not run(PASS_ON_PRODUCT, values):
        Product.objects.filter(id=recall.product_id).update(on_sale=True)


@transaction.atomic
def ask_to_relist(*, no: str, actor: UUID, role: str) -> NotRecalled | None:
    """Ask that what a recall took, which is over, be sold again (重新上架); somebody else agrees.

    Asked for again by another person it is that person's wish from then on.
    """
    row = _over(no, actor)
    if isinstance(row, NotRecalled):
        return row
    if role not in CALLERS | RELEASERS:
        return NotRecalled("not_allowed")
    if not _holds_anything(row):
        return NotRecalled("nothing_pulled")
    Recall.objects.filter(id=row.id).update(
        relist_by_id=actor,
        relist_due_at=ClockNow() + RELIST_WITHIN,
        lapsed_by=None,
        lapsed_at=None,
        due_at=Coalesce("due_at", ClockNow() + PRESS_AFTER),
    )
    return None


@transaction.atomic
def relist(*, no: str, actor: UUID, role: str) -> NotRecalled | None:
    """Agree to somebody else's wish: cards and product are on sale again."""
    row = _over(no, actor)
    if isinstance(row, NotRecalled):
        return row
    if role not in RELEASERS:
        return NotRecalled("not_allowed")
    if row.relist_by_id is None:
        return NotRecalled("moved")
    if row.relist_by_id == actor:
        return NotRecalled("own_wish")
    Recall.objects.filter(id=row.id).update(
        relisted_by_id=actor, relisted_at=ClockNow(), relist_due_at=None
    )
    run(STILL_WAITS, {"recall_id": row.id})
    put_back(recall=row)
    return None


@transaction.atomic
def keep_off(*, no: str, actor: UUID, role: str) -> NotRecalled | None:
    """Turn down the wish to sell again, or take one's own back: all stays off the shelf."""
    row = _over(no, actor)
    if isinstance(row, NotRecalled):
        return row
    if row.relist_by_id is None:
        return NotRecalled("moved")
    if role not in RELEASERS and row.relist_by_id != actor:
        return NotRecalled("not_allowed")
    Recall.objects.filter(id=row.id).update(relist_by_id=None, relist_due_at=None)
    run(STILL_WAITS, {"recall_id": row.id})
    return None


def _over(no: str, actor: UUID) -> Recall | NotRecalled:
    """The recall, locked, if it has ended, is not sold again, and is none of the actor's shop."""
    row = locked_with_product(no=no)
    if row is None:
        return NotRecalled("not_found")
    if is_of_shop(merchant_id=row.merchant_id, account_id=actor):
        return NotRecalled("own_merchant")
    ended = row.state in ("done", "partial") and row.relisted_at is None
    return row if ended else NotRecalled("moved")


def _holds_anything(row: Recall) -> bool:
    pulled = PulledCard.objects.filter(recall_id=row.id, card__state="quarantined").exists()
    off = row.delisted and not Product.objects.get(id=row.product_id).on_sale
    return pulled or off
