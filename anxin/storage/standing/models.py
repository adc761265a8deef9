"""How merchants stand: nightly scores, penalties with their history, deposits asked and topped up.

Whether a product or a shop takes orders is no column anywhere: it follows from the penalties that
restrain it, so what is lifted or overturned is undone by that alone.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anxin.domain.standing.penalty import (
    BASES,
    BEFORE_DECISION,
    DECIDED,
    KINDS,
    LONGEST_SUSPENSION_DAYS,
    RESTRAINING,
    WAITING,
)
from anxin.domain.standing.proposing import RULES
from anxin.domain.standing.score import LEVELS
from anxin.domain.states import PENALTY, PENALTY_ENDED
from anxin.storage.catalog.models import Product
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant


class Standing(models.Model):
    """A merchant's score of one day with the facts it was made from. Only ever added (trigger)."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    day = models.DateField()
    points = models.SmallIntegerField()
    level = models.CharField(max_length=10)
    facts = models.JSONField()
    reasons = models.JSONField()
    at = made_at()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("merchant", "day"), name="standing_once_a_day"),
            models.CheckConstraint(condition=Q(points__range=(0, 100)), name="standing_points"),
            words(allowed=LEVELS, column="level", name="standing_level"),
        )


class DepositTerm(models.Model):
    """What deposit a merchant has to keep from a time on. Only ever added; the latest counts."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    required_fen = models.BigIntegerField()
    from_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    why = models.CharField(max_length=200)
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(required_fen__gte=0), name="deposit_term_fen"),
        )
        indexes = (models.Index(fields=("merchant", "-from_at"), name="deposit_term_latest"),)


class DepositTopUp(models.Model):
    """A part of a merchant's balance put into its deposit, once per form. Only ever added."""

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    amount_fen = models.BigIntegerField()
    form_key = models.UUIDField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="deposit_top_up_positive"),
            models.UniqueConstraint(fields=("merchant", "form_key"), name="deposit_top_up_once"),
        )


class Closure(models.Model):
    """A shop that its merchant has closed, until it is opened again. Kept with who did which.

    While it is open-ended the shop takes no orders, undelivered ones are given back, and nothing
    is paid out until the protection of all orders is over.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    form_key = models.UUIDField()
    why = models.CharField(max_length=200)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = made_at()
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("merchant", "form_key"), name="closure_once"),
            models.UniqueConstraint(
                fields=("merchant",), condition=Q(reopened_at=None), name="closure_one_open"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
                name="closure_reopened_by_somebody",
            ),
        )


class Penalty(models.Model):
    """A penalty of a merchant: its basis, who proposed, confirmed and judged it, what it did.

    `rule` names the system's rule where nobody proposed it. `why` is for the merchant to read,
    `facts` what it stands on, `items` how a deduction is reckoned. `taken_fen` is what has left
    the deposit and not come back. `until`: when it is over by itself. `restrains` follows from
    the other columns: no new orders for its product, or for its shop where it names none, and not
    beyond `until`.
    """

    id = key()
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, db_index=False)
    no = public_no()
    kind = models.CharField(max_length=10)
    basis = models.CharField(max_length=20)
    rule = models.CharField(max_length=16, db_default="", default="")
    why = models.CharField(max_length=1_000)
    facts = models.JSONField(default=dict)
    items = models.JSONField(default=list)
    decided_fen = models.BigIntegerField(db_default=0, default=0)
    taken_fen = models.BigIntegerField(db_default=0, default=0)
    days = models.SmallIntegerField(null=True)
    protective = models.BooleanField(db_default=False, default=False)
    state = models.CharField(max_length=10, db_default="proposed", default="proposed")
    version = models.IntegerField(db_default=1, default=1)
    form_key = models.UUIDField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_at = made_at()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    appeal_until = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    restrains = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(kind__in=sorted(RESTRAINING))
            & (
                Q(state__in=sorted(DECIDED))
                | Q(protective=True) & Q(state__in=sorted(BEFORE_DECISION))
            ),
            output_field=models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            words(allowed=tuple(PENALTY), column="state", name="penalty_state"),
            words(allowed=KINDS, column="kind", name="penalty_kind"),
            words(allowed=BASES, column="basis", name="penalty_basis"),
            words(allowed=("", *RULES), column="rule", name="penalty_rule"),
            models.CheckConstraint(
                condition=Q(rule="", proposed_by__isnull=False)
                | ~Q(rule="") & Q(proposed_by__isnull=True),
                name="penalty_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by"))
                & ~Q(judged_by=F("proposed_by"))
                & ~Q(judged_by=F("confirmed_by")),
                name="penalty_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "heard", "unheard", "dropped"))
                & Q(confirmed_by=None, judged_by=None)
                | Q(state__in=("confirmed", "in_force", "appealed"))
                & Q(confirmed_by__isnull=False, judged_by=None)
                | Q(state="upheld", confirmed_by__isnull=False, judged_by__isnull=False)
                | Q(state__in=("rectified", "overturned", "lifted"), confirmed_by__isnull=False),
                name="penalty_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(WAITING), due_at__isnull=False)
                | Q(state__in=("in_force", "upheld"))
                | Q(state__in=sorted(PENALTY_ENDED), due_at=None, closed_at__isnull=False),
                name="penalty_waits_with_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(kind="deduction", decided_fen__gt=0)
                & Q(taken_fen__range=(0, F("decided_fen")))
                | ~Q(kind="deduction") & Q(decided_fen=0, taken_fen=0),
                name="penalty_takes_what_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(PENALTY_ENDED)) | Q(taken_fen=0),
                name="penalty_ended_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(kind="delist", product__isnull=False)
                | ~Q(kind="delist") & Q(product=None),
                name="penalty_names_what_it_delists",
            ),
            models.CheckConstraint(
                condition=Q(kind="suspend", days__range=(1, LONGEST_SUSPENSION_DAYS))
                | ~Q(kind="suspend") & Q(days=None),
                name="penalty_suspends_for_days",
            ),
            models.CheckConstraint(
                condition=Q(protective=False) | Q(kind__in=("delist", "suspend")),
                name="penalty_protects_buyers",
            ),
            models.UniqueConstraint(fields=("merchant", "form_key"), name="penalty_once"),
            models.UniqueConstraint(
                fields=("merchant", "rule", "product"),
                condition=~Q(rule="") & ~Q(state__in=sorted(PENALTY_ENDED)),
                nulls_distinct=False,
                name="penalty_one_open_per_rule",
            ),
            models.UniqueConstraint(fields=("merchant", "id"), name="penalty_of_merchant"),
        )
        indexes = (
            models.Index(
                fields=("merchant",), condition=Q(restrains=True), name="penalty_restraining"
            ),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="penalty_due"),
        )


class PenaltyEvent(models.Model):
    """What happened to a penalty, who did it and what they said. Only ever added (trigger)."""

    pk = models.CompositePrimaryKey("penalty_id", "seq")
    penalty = models.ForeignKey(Penalty, models.PROTECT, db_index=False)
    seq = models.IntegerField()
    kind = models.CharField(max_length=24)
    states = ArrayField(models.CharField(max_length=10))
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=12)
    said = models.CharField(max_length=1_000, blank=True, default="", db_default="")
    data = models.JSONField(default=dict)
    at = made_at()
    txid = models.BigIntegerField(db_default=models.Func(function="anxin_txid"))
