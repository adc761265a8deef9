"""Batches of buyers (批量退单) and recalls of operators (召回): lists of orders, row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.recall import HELD, LEFT, SCOPES
from anxin.domain.states import RECALL, RECALL_LINE
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Batch as CardBatch
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Product
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import Order

ANSWERS = ("", "submitted", "declined")


class Batch(models.Model):
    """One form of a buyer about several orders. Its key makes it count once, each row too.

    `due_at`: when what is not submitted yet is submitted by a job; none once every row is answered.
    `note`: the buyer's words about all of it, which every case of it carries. `tries`: how often
    the job went on with it; a row that fails every time is answered so in the end.
    """

    id = key()
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    form_key = models.UUIDField()
    form_digest = models.BinaryField(max_length=32)
    destination = models.CharField(max_length=10, db_default="original")
    note = models.CharField(max_length=500, db_default="")
    at = made_at()
    due_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(db_default=0)

    class Meta:
        constraints = (
            words(allowed=("original", "wallet"), column="destination", name="batch_destination"),
            models.UniqueConstraint(fields=("buyer", "form_key"), name="batch_sent_once"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="batch_due"),
        )


class BatchLine(models.Model):
    """One order of a batch: why, what the buyer was shown, and what became of it.

    `shown_fen` is what the buyer confirmed; where less would come of it now nothing is submitted.
    """

    pk = models.CompositePrimaryKey("batch_id", "order_id")
    batch = models.ForeignKey(Batch, models.PROTECT, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT)
    position = models.SmallIntegerField()
    reason = models.CharField(max_length=20, null=True)
    shown_fen = models.BigIntegerField()
    answer = models.CharField(max_length=10, db_default="")
    code = models.CharField(max_length=24, db_default="")
    case = models.ForeignKey(Case, models.PROTECT, null=True)

    class Meta:
        constraints = (
            words(allowed=ANSWERS, column="answer", name="batch_line_answer"),
            models.CheckConstraint(
                condition=Q(answer="submitted", case__isnull=False)
                | (~Q(answer="submitted") & Q(case=None)),
                name="batch_line_submitted_has_case",
            ),
            models.CheckConstraint(
                condition=Q(answer="declined") & ~Q(code="") | ~Q(answer="declined") & Q(code=""),
                name="batch_line_declined_says_why",
            ),
            models.UniqueConstraint(fields=("batch", "position"), name="batch_line_position"),
        )


class Recall(models.Model):
    """An operator's decision to give back every order of a product, a card batch or a time.

    `reason` is read by the buyers. The list is written with the recall and never changed after
    (trigger); who releases it is somebody else than who proposed it. `orders`, `units`, `gross_fen`
    are the list's sums; `left_out` counts the orders that are not on it, by why (`LEFT`).
    `due_at`: when it is brought up (again) to those for whom it waits, to be released, for rows to
    be looked at or for a wish to be answered; `presses`: how often it was. `delisted`: the product
    was taken off the shelf with it. `decided_as`: the role of whoever released or refused it.
    `relist_by` asked for what was pulled to be sold again, `relisted_by` agreed, somebody else;
    asked for and not answered by `relist_due_at` it lapses: `lapsed_by` had asked.
    """

    id = key()
    no = public_no()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT)
    card_batch = models.ForeignKey(CardBatch, models.PROTECT, null=True)
    scope = models.CharField(max_length=10)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=8, db_default="frozen")
    form_key = models.UUIDField()
    orders = models.IntegerField(db_default=0)
    units = models.IntegerField(db_default=0)
    gross_fen = models.BigIntegerField(db_default=0)
    left_out = models.JSONField(default=dict)
    pulled = models.IntegerField(db_default=0)
    delisted = models.BooleanField(db_default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = made_at()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    decided_as = models.CharField(max_length=12, db_default="")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    presses = models.SmallIntegerField(db_default=0)
    pressed_at = models.DateTimeField(null=True)
    relist_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    relist_due_at = models.DateTimeField(null=True)
    relisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    relisted_at = models.DateTimeField(null=True)
    lapsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=SCOPES, column="scope", name="recall_scope"),
            words(allowed=tuple(RECALL), column="state", name="recall_state"),
            models.CheckConstraint(
                condition=Q(scope="cards", card_batch__isnull=False, since=None, until=None)
                | Q(scope="product", card_batch=None, since=None, until=None)
                | Q(scope="deliveries", card_batch=None, until__gt=F("since")),
                name="recall_names_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("frozen", "refused"))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="recall_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="frozen", decided_by=None)
                | (~Q(state="frozen") & Q(decided_by__isnull=False)),
                name="recall_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(relisted_by=None)
                | (
                    Q(state__in=("running", "done", "partial"), relist_by__isnull=False)
                    & ~Q(relisted_by=F("relist_by"))
                ),
                name="recall_relisted_by_four_eyes",
            ),
            models.UniqueConstraint(fields=("proposed_by", "form_key"), name="recall_sent_once"),
        )
        indexes = (
            models.Index(fields=("state",), condition=Q(state="running"), name="recall_to_run"),
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="recall_to_press"
            ),
            models.Index(
                fields=("relist_due_at",),
                condition=Q(relist_due_at__isnull=False),
                name="recall_relist_due",
            ),
        )


class RecallLine(models.Model):
    """One order of a recall, frozen: so many units, so much money; then what became of it.

    `pending` until a job has dealt with it; `failed` names why in `code` and may be tried again.
    An order waits in one recall at most. `held`: what stood in its way when the list was frozen
    (its buyer's own case, a supplier that was at it); such rows are tried again by themselves.
    """

    pk = models.CompositePrimaryKey("recall_id", "order_id")
    recall = models.ForeignKey(Recall, models.PROTECT, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT)
    units = models.IntegerField()
    gross_fen = models.BigIntegerField()
    held = models.CharField(max_length=16, db_default="")
    state = models.CharField(max_length=8, db_default="pending")
    code = models.CharField(max_length=16, db_default="")
    tries = models.SmallIntegerField(db_default=0)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(RECALL_LINE), column="state", name="recall_line_state"),
            words(allowed=("", *LEFT), column="code", name="recall_line_code"),
            words(allowed=("", *HELD), column="held", name="recall_line_held"),
            models.CheckConstraint(
                condition=Q(units__gt=0, gross_fen__gt=0), name="recall_line_sums"
            ),
            models.CheckConstraint(
                condition=Q(state="done", case__isnull=False) | (~Q(state="done") & Q(case=None)),
                name="recall_line_done_has_case",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(code="") | ~Q(state="failed") & Q(code=""),
                name="recall_line_failed_says_why",
            ),
            models.UniqueConstraint(
                fields=("order",), condition=Q(state="pending"), name="recall_line_waits_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("recall", "order"), condition=Q(state="pending"), name="recall_line_to_do"
            ),
            models.Index(
                fields=("recall", "order"),
                condition=Q(state="failed", code__in=HELD),
                name="recall_line_held_up",
            ),
        )


class PulledCard(models.Model):
    """A card that a recall took out of sale before anybody had it; `was`: its state until then."""

    card = models.OneToOneField(Card, models.PROTECT, primary_key=True)
    recall = models.ForeignKey(Recall, models.PROTECT)
    was = models.CharField(max_length=12)

    class Meta:
        constraints = (words(allowed=("available", "held"), column="was", name="pulled_card_was"),)
