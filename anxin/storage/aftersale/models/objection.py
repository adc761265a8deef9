"""What a merchant says against a refund that was charged to it without a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.states import OBJECTION
from anxin.storage.aftersale.models.case import Case
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.merchant.models import Merchant


class Objection(models.Model):
    """A merchant's objection (商家异议): once per case, decided by a senior who is not of its shop.

    `fen`: what the refund took of the merchant, `deposit_fen` of it out of its deposit. `due_at`:
    when a supervisor has it; `limit_at`: when it is granted because nobody decided. `verdict`: as
    that of a fee claim.
    """

    id = key()
    case = models.OneToOneField(Case, models.PROTECT)
    merchant = models.ForeignKey(Merchant, models.PROTECT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    no = public_no()
    note = models.CharField(max_length=500)
    fen = models.BigIntegerField()
    deposit_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, db_default="submitted")
    tier = models.CharField(max_length=12, db_default="senior")
    said = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = made_at()
    due_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    verdict = models.JSONField(null=True)
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(OBJECTION), column="state", name="objection_state"),
            words(allowed=("senior", "supervisor"), column="tier", name="objection_tier"),
            models.CheckConstraint(
                condition=Q(fen__gt=0, deposit_fen__range=(0, F("fen"))),
                name="objection_is_something",
            ),
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, verdict_at__isnull=True)
                | Q(state="submitted", verdict__isnull=False, verdict_at__isnull=False)
                | Q(state="submitted", verdict__contains={"second": True}, verdict_at__isnull=True),
                name="objection_verdict_waits",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_by=None, closed_at=None)
                | Q(state="granted", closed_at__isnull=False, due_at=None)
                | Q(
                    state="rejected",
                    closed_at__isnull=False,
                    due_at=None,
                    decided_by__isnull=False,
                ),
                name="objection_decided",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("made_by")), name="objection_not_decided_by_merchant"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="objection_due"
            ),
            models.Index(
                fields=("verdict_at",),
                condition=Q(verdict_at__isnull=False),
                name="objection_verdict_due",
            ),
        )
