"""Proposing a recall: what is bad leaves the shelf at once, and the list of orders is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction

from anxin.domain.recall import CALLERS
from anxin.services.failpoint import here
from anxin.services.numbers import new_no
from anxin.storage.bulk import recalls
from anxin.storage.bulk.models import Recall
from anxin.storage.bulk.recalls import TOUCHED, Preview, Target
from anxin.storage.card.models import Batch
from anxin.storage.catalog.models import Product
from anxin.storage.columns import ClockNow
from anxin.storage.merchant.models import Member
from anxin.storage.statement import run

PRESS_AFTER = timedelta(hours=4)
"""How long a recall may wait for a person until it is brought up, and then up again."""
REASON_CHARACTERS = 200
TRIES = 3

PULL = """
WITH pulled AS (
  UPDATE anxin_card_card c SET state = 'quarantined'
    FROM (SELECT id, state FROM anxin_card_card
           WHERE product_id = %(product_id)s::uuid AND state IN ('available', 'held')
             AND (%(card_batch_id)s::uuid IS NULL OR batch_id = %(card_batch_id)s::uuid)
           ORDER BY id FOR NO KEY UPDATE) b
   WHERE c.id = b.id RETURNING c.id, b.state AS was
)
INSERT INTO anxin_bulk_pulledcard (card_id, recall_id, was)
SELECT id, %(recall_id)s::uuid, was FROM pulled
ON CONFLICT (card_id) DO UPDATE SET recall_id = excluded.recall_id, was = excluded.was
RETURNING card_id
"""

END_UNPAID = """
UPDATE anxin_order_order SET due_at = clock_now()
 WHERE product_id = %(product_id)s::uuid AND state = 'awaiting_payment' AND due_at > clock_now()
"""
"""Nobody pays any more for what is recalled: the sweep closes what is not paid by now."""

FREEZE = f"""
WITH {TOUCHED}, listed AS (
  INSERT INTO anxin_bulk_recallline (recall_id, order_id, units, gross_fen, held)
  SELECT %(recall_id)s::uuid, id, units, gross_fen, held FROM judged WHERE why = '' ORDER BY id
  ON CONFLICT DO NOTHING
  RETURNING units, gross_fen
)
SELECT count(*)::int AS orders, coalesce(sum(units), 0)::int AS units,
       coalesce(sum(gross_fen), 0)::bigint AS gross_fen,
       (SELECT coalesce(jsonb_object_agg(why, n), '{{}}') FROM (
          SELECT why, count(*) AS n FROM judged WHERE why <> '' GROUP BY why) o) AS left_out
  FROM listed
"""


@dataclass(frozen=True, slots=True)
class NotRecalled:
    """Nothing was changed; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class RecallForm:
    """What an operator wants recalled, and the reason that buyers will read; once per form."""

    form_key: UUID
    target: Target
    reason: str


def preview_recall(*, target: Target) -> Preview | NotRecalled:
    """Return what a recall would do now."""
    refused = _unfit(target)
    return NotRecalled(refused) if refused else recalls.preview(target=target)


def propose(*, form: RecallForm, actor: UUID, role: str) -> str | NotRecalled:
    """Take what is bad off the shelf, write the list of a recall down, and return its number.

    Money moves when somebody else has released it (`release`). The same form sent again is the
    same recall.
    """
    refused = _refused(form, actor, role)
    if refused:
        return NotRecalled(refused)
    for last in (*[False] * (TRIES - 1), True):
        try:
            return _propose(form, actor)
        except IntegrityError:
            return _before(form, actor) or NotRecalled("form_reused")
        except OperationalError:
            # Orders that are being delivered lock cards too: one of us may have to give way.
            if last:
                raise
    raise AssertionError("not reached")


def _refused(form: RecallForm, actor: UUID, role: str) -> str:
    if role not in CALLERS:
        return "not_allowed"
    if not form.reason.strip() or len(form.reason) > REASON_CHARACTERS:
        return "reason_missing"
    product = Product.objects.filter(id=form.target.product_id).first()
    if product and is_of_shop(merchant_id=product.merchant_id, account_id=actor):
        return "own_merchant"
    return _unfit(form.target)


def is_of_shop(*, merchant_id: UUID, account_id: UUID) -> bool:
    """Say whether somebody acts for the shop whose goods are recalled: it is others' to decide."""
    return Member.objects.filter(merchant_id=merchant_id, account_id=account_id).exists()


def _unfit(target: Target) -> str:
    """Why a target is none: unknown, or not narrowed down as its scope says."""
    if not Product.objects.filter(id=target.product_id).exists():
        return "not_found"
    if target.scope == "cards":
        of_product = Batch.objects.filter(product_id=target.product_id)
        known = target.card_batch_id and of_product.filter(id=target.card_batch_id).exists()
        return "" if known else "not_found"
    if target.scope == "deliveries":
        since, until = target.since, target.until
        return "" if since and until and since < until else "no_span"
    return ""


def _before(form: RecallForm, actor: UUID) -> str | None:
    """The number of the recall that this very form made before."""
    row = Recall.objects.filter(proposed_by_id=actor, form_key=form.form_key).first()
    if row is None:
        return None
    target = form.target
    same = (row.scope, row.product_id, row.card_batch_id, row.since, row.until, row.reason) == (
        target.scope,
        target.product_id,
        target.card_batch_id,
        target.since,
        target.until,
        form.reason.strip(),
    )
    return str(row.no) if same else None


@transaction.atomic
def _propose(form: RecallForm, actor: UUID) -> str | NotRecalled:
    """Write the recall, pull what is bad, then list what has been sold: in that sequence.

    What is sold while the cards are being pulled is delivered by then, and so on the list.
    """
    # Held first, as by whoever puts what a recall took back on sale: no card slips between us.
    product = Product.objects.select_for_update(no_key=True).get(id=form.target.product_id)
    row = Recall.objects.create(
        no=new_no(),
        merchant_id=product.merchant_id,
        product_id=product.id,
        card_batch_id=form.target.card_batch_id,
        scope=form.target.scope,
        since=form.target.since,
        until=form.target.until,
        reason=form.reason.strip(),
        form_key=form.form_key,
        proposed_by_id=actor,
        due_at=ClockNow() + PRESS_AFTER,
    )
    delisted, pulled = _take_away(form.target, row)
    values: dict[str, Any] = {**form.target.values(), "recall_id": row.id}
    [listed] = run(FREEZE, values)
    if not listed.orders and not pulled and not delisted:
        transaction.set_rollback(True)
        return NotRecalled("nothing_to_recall")
    Recall.objects.filter(id=row.id).update(
        orders=listed.orders,
        units=listed.units,
        gross_fen=listed.gross_fen,
        left_out=listed.left_out,
        pulled=pulled,
        delisted=delisted,
    )
    here("recall.frozen_not_committed")
    return str(row.no)


def _take_away(target: Target, row: Recall) -> tuple[bool, int]:
    """Take the product off the shelf and its unsold cards out of sale, as far as is meant."""
    if target.scope == "deliveries":
        return False, 0
    delisted = False
    if target.scope == "product":
        on_shelf = Product.objects.filter(id=target.product_id, on_sale=True)
        delisted = bool(on_shelf.update(on_sale=False))
        run(END_UNPAID, {"product_id": target.product_id})
    values = {
        "product_id": target.product_id,
        "card_batch_id": target.card_batch_id,
        "recall_id": row.id,
    }
    return delisted, len(run(PULL, values))
