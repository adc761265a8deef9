"""The case itself, and what issuers said of its cards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact, LessThanOrEqual

from anxin.domain.remedy import REMEDIES
from anxin.domain.states import CASE, CASE_OPEN, DISPUTED
from anxin.domain.words import ISSUER_STATUSES, WAITS
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Policy
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant, ReturnAddress
from anxin.storage.order.models import Order

TO_REVIEW = ("platform_review", "needs_evidence", "appealed", "arbitration")


class Case(models.Model):
    """One request about one order; at most one is open per order. Amounts are fen.

    The quote it stands on (clause, amounts, who decides until when) is in columns; the facts it
    was made from are in the event `case_submitted`, so it can be replayed. `destination`: where
    the buyer wants the money, the way it was paid or the wallet. `details`: what the reason asked
    besides (domain.request.fields), by field name.
    `waits_for` names the word from outside that a case waits for before it is decided, and
    `next_ask_at` when that is asked for (again); `due_at` is then when it is decided without.
    `asked_units`: what the buyer asked for, all if none; `units` is what the quote made of it.
    `stopped_at`: since when the clock of all but the buyer stands still; what the buyer took is
    added to `decide_by` and `limit_at`, the day on which an undecided case is paid.
    `return_to`: where the buyer was told to send goods back to.
    `wants`: what a reviewer asked the buyer for. `remedy`: what is given (domain.remedy);
    `own_money`: by its merchant beyond the rules, so the platform advances nothing of it, whenever
    it is paid.
    `decided_at`: when it was first paid, refused or granted, noted by the table (trigger).
    `by_system`: nobody asked, the site gave back by itself; it is no cancelling of the buyer's. Of
    open ones only such, opened by law, have no `due_at` (services.aftersale.by_law).
    `verdict` is a decision that is carried out at `verdict_at`, or waits for a second signature.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    policy = models.ForeignKey(Policy, models.PROTECT, db_index=False)
    no = public_no()
    form_key = models.UUIDField()
    form_digest = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=20, null=True)
    note = models.CharField(max_length=500, blank=True, default="")
    details = models.JSONField(default=dict, db_default={})
    contact_phone = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=16)
    outcome = models.CharField(max_length=14)
    clause = models.CharField(max_length=40)
    code = models.CharField(max_length=20, null=True)
    tier = models.CharField(max_length=12, null=True)
    cause = models.CharField(max_length=10, null=True)
    units = models.IntegerField()
    gross_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    refund_fen = models.BigIntegerField()
    destination = models.CharField(max_length=10, db_default="original")
    shares = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    return_goods = models.BooleanField(default=False)
    why = models.JSONField(default=dict)
    submitted_at = made_at()
    decide_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    asked_units = models.IntegerField(null=True)
    waits_for = models.CharField(max_length=16, db_default="")
    asks = models.SmallIntegerField(db_default=0)
    next_ask_at = models.DateTimeField(null=True)
    remedy = models.CharField(max_length=12, db_default="quoted")
    own_money = models.BooleanField(db_default=False)
    wants = models.JSONField(default=dict, db_default={})
    edits = models.SmallIntegerField(db_default=0)
    nudges = models.SmallIntegerField(db_default=0)
    nudged_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    verdict = models.JSONField(null=True)
    verdict_at = models.DateTimeField(null=True)
    return_to = models.ForeignKey(ReturnAddress, models.PROTECT, null=True, db_index=False)
    return_carrier = models.CharField(max_length=40, blank=True, db_default="")
    return_no = models.CharField(max_length=40, blank=True, db_default="")
    return_sent_at = models.DateTimeField(null=True)
    by_system = models.BooleanField(db_default=False)

    class Meta:
        constraints = (
            words(allowed=tuple(CASE), column="state", name="case_state"),
            words(allowed=REMEDIES, column="remedy", name="case_remedy"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("buyer")) & ~Q(claimed_by=F("buyer")),
                name="case_not_decided_by_buyer",
            ),
            words(allowed=("", *WAITS), column="waits_for", name="case_waits_for"),
            models.CheckConstraint(
                condition=Q(gross_fen__gte=0, fee_fen__gte=0, refund_fen__gte=0), name="case_sums"
            ),
            words(allowed=("original", "wallet"), column="destination", name="case_destination"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(DISPUTED))
                | Q(due_at__isnull=False)
                | Q(by_system=True),
                name="case_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(
                    Exact(
                        Func(F("details"), function="jsonb_typeof", output_field=TextField()),
                        "object",
                    ),
                    LessThanOrEqual(Length(Cast("details", TextField())), 1_000),
                ),
                name="case_details_bounded",
            ),
            models.UniqueConstraint(fields=("order", "form_key"), name="case_submitted_once"),
            models.UniqueConstraint(
                fields=("order",),
                condition=Q(state__in=sorted(CASE_OPEN)),
                name="case_one_open_per_order",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="case_of_merchant"),
        )
        indexes = (
            models.Index(fields=("buyer", "-submitted_at"), name="case_by_buyer"),
            models.Index(
                fields=("decided_at",), condition=Q(outcome="instant"), name="case_paid_instantly"
            ),
            models.Index(
                fields=("tier", "decide_by"),
                condition=Q(state__in=TO_REVIEW),
                name="case_to_review",
            ),
            models.Index(
                fields=("verdict_at",),
                condition=Q(verdict_at__isnull=False),
                name="case_verdict_due",
            ),
            models.Index(
                fields=("merchant", "due_at"),
                condition=Q(state__in=("merchant_turn", "awaiting_return", "replacing")),
                name="case_of_merchants_turn",
            ),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="case_due"),
            models.Index(
                fields=("next_ask_at",),
                condition=Q(next_ask_at__isnull=False),
                name="case_to_ask",
            ),
            models.Index(fields=("order",), condition=Q(state="approved"), name="case_to_lock"),
            models.Index(fields=("id",), condition=Q(closed_at__isnull=True), name="case_open"),
        )


class CardFact(models.Model):
    """What an issuer said of a card when a case asked, with its time. Only ever added to."""

    id = key()
    case = models.ForeignKey(Case, models.PROTECT)
    card = models.ForeignKey(Card, models.PROTECT)
    status = models.CharField(max_length=8)
    used_at = models.DateTimeField(null=True)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=ISSUER_STATUSES, column="status", name="card_fact_status"),
            models.CheckConstraint(
                condition=Q(status="used") | Q(used_at__isnull=True), name="card_fact_used_at"
            ),
        )
