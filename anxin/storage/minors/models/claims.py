"""Claims of guardians: who they are is sealed under keys of its own and erased when its time is up.

What is kept in the clear says nothing of anybody: masked names, blind indexes, bands of age, sums.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anxin.domain.minors.caps import BANDS
from anxin.domain.minors.words import (
    CONSENTS,
    OUTCOMES,
    PEOPLE,
    REFUSALS,
    RELATIONS,
    SAID_CHARACTERS,
)
from anxin.domain.states import IDENTITY_CHECK, MINOR_CLAIM
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.order.models import Order

ENDED = ("decided", "rejected", "withdrawn", "lapsed")
WAITING = ("draft", "submitted", "asked", "signing", "paying")


class Claim(models.Model):
    """One claim. `sealed` holds what was said and who says it, until it is erased.

    Whoever has the number and the secret code may go on with it; of the code only a sum is kept.
    `decide_by` is the hard deadline, `due_at` when something happens by itself
    (services.minors.due). `signed_by` is the second person where one is needed. `by_system`: nobody
    answered or signed in time, the deadline did. `paying_at`: since when it is being given back,
    `stuck_at` when a supervisor was last told that it cannot be.
    """

    id = key()
    no = public_no()
    code_digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, default="draft")
    sealed = models.BinaryField(null=True)
    key_no = models.SmallIntegerField(null=True)
    guardian_masked = models.CharField(max_length=40, blank=True, default="")
    minor_masked = models.CharField(max_length=40, blank=True, default="")
    guardian_digest = models.BinaryField(max_length=32, null=True)
    minor_digest = models.BinaryField(max_length=32, null=True)
    device_digest = models.BinaryField(max_length=32, null=True)
    sensitive = models.BooleanField(default=False)
    relation = models.CharField(max_length=16, blank=True, default="")
    consent = models.CharField(max_length=12, blank=True, default="")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    escalated = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    asks = models.SmallIntegerField(default=0)
    asked_kinds = ArrayField(models.CharField(max_length=10), default=list)
    asked_said = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    refusal = models.CharField(max_length=16, blank=True, default="")
    said = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_system = models.BooleanField(default=False, db_default=False)
    paying_at = models.DateTimeField(null=True)
    stuck_at = models.DateTimeField(null=True)
    at = made_at()
    submitted_at = models.DateTimeField(null=True)
    decide_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(MINOR_CLAIM), column="state", name="minor_claim_state"),
            words(allowed=("", *RELATIONS), column="relation", name="minor_claim_relation"),
            words(allowed=("", *CONSENTS), column="consent", name="minor_claim_consent"),
            words(allowed=("", *OUTCOMES), column="outcome", name="minor_claim_outcome"),
            words(allowed=("", *REFUSALS), column="refusal", name="minor_claim_refusal"),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, closed_at=None, outcome="")
                | Q(state__in=ENDED, closed_at__isnull=False, due_at=None) & ~Q(outcome=""),
                name="minor_claim_ends_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "lapsed", "withdrawn"))
                | Q(submitted_at__isnull=False, decide_by__isnull=False),
                name="minor_claim_submitted_has_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected")
                | (Q(decided_by__isnull=False) | Q(by_system=True))
                & (~Q(said="") | Q(erased_at__isnull=False))
                & ~Q(refusal=""),
                name="minor_claim_refused_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", stopped_at__isnull=False)
                | ~Q(state="asked") & Q(stopped_at=None),
                name="minor_claim_clock_stands_while_asked",
            ),
            models.CheckConstraint(
                condition=~Q(signed_by=F("decided_by")), name="minor_claim_signed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(assigned=F("account"))
                & ~Q(decided_by=F("account"))
                & ~Q(signed_by=F("account")),
                name="minor_claim_not_ones_own",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(sealed=None, key_no=None, account=None, said="", asked_said=""),
                name="minor_claim_erased_is_gone",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="minor_claim_due"
            ),
            models.Index(
                fields=("decide_by",),
                condition=Q(state__in=("submitted", "asked", "signing", "paying")),
                name="minor_claim_open",
            ),
            models.Index(fields=("guardian_digest",), name="minor_claim_guardian"),
            models.Index(fields=("minor_digest",), name="minor_claim_minor"),
        )


class Check(models.Model):
    """A question to the real-name provider about one of the two; sealed only while it waits."""

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    who = models.CharField(max_length=8)
    no = public_no()
    sealed = models.BinaryField(null=True)
    key_no = models.SmallIntegerField(null=True)
    state = models.CharField(max_length=14, default="waiting")
    code = models.CharField(max_length=40, blank=True, default="")
    tries = models.SmallIntegerField(db_default=0)
    next_try_at = models.DateTimeField(null=True)
    at = made_at()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=PEOPLE, column="who", name="minor_check_who"),
            words(allowed=tuple(IDENTITY_CHECK), column="state", name="minor_check_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", sealed__isnull=False, next_try_at__isnull=False)
                | ~Q(state="waiting")
                & Q(sealed=None, key_no=None, next_try_at=None, answered_at__isnull=False),
                name="minor_check_sealed_while_waiting",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(next_try_at__isnull=False),
                name="minor_check_to_ask",
            ),
        )


class ClaimOrder(models.Model):
    """One order of a claim: what its share rests on, what was proposed, what was decided.

    `case_no` is the after-sale case that gives it back, `cases` all that had a part in it since it
    was decided; `trouble` why that could not be done yet. `given_fen` is what was really given:
    at last when `paid_at` says that nothing more will be.
    """

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    order = models.ForeignKey(Order, models.PROTECT)
    found_by = models.CharField(max_length=6)
    band = models.CharField(max_length=8)
    facts = models.JSONField()
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    proposed = models.SmallIntegerField()
    codes = ArrayField(models.CharField(max_length=20), default=list)
    share = models.SmallIntegerField(null=True)
    gross_fen = models.BigIntegerField(null=True)
    case_no = models.CharField(max_length=32, blank=True, default="")
    cases = ArrayField(models.CharField(max_length=32), default=list, db_default=[])
    given_fen = models.BigIntegerField(default=0, db_default=0)
    trouble = models.CharField(max_length=40, blank=True, default="")
    paid_at = models.DateTimeField(null=True)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=("number", "staff"), column="found_by", name="minor_order_found_by"),
            words(allowed=("", *BANDS), column="band", name="minor_order_band"),
            models.CheckConstraint(condition=Q(given_fen__gte=0), name="minor_order_given"),
            models.UniqueConstraint(fields=("claim", "order"), name="minor_order_once"),
            models.CheckConstraint(
                condition=Q(low__gte=0, high__lte=100, proposed__gte=F("low"))
                & Q(proposed__lte=F("high")),
                name="minor_order_range",
            ),
            models.CheckConstraint(
                condition=Q(share=None, gross_fen=None)
                | Q(share__range=(0, 100), gross_fen__gte=0),
                name="minor_order_share",
            ),
        )
