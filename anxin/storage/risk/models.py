"""Risk: marks that link accounts, assessments, restrictions and their appeals."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anxin.domain.risk import CODES
from anxin.domain.risk.signals import ABUSES, MARK_KINDS, PART, SAID_CHARACTERS
from anxin.domain.states import IDENTITY_CHECK, RISK_APPEAL
from anxin.domain.wording.risk import LABELS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.order.models import Order

SOURCES = ("system", "hand")
OPEN_APPEALS = ("checking", "mismatched", "submitted")


class Mark(models.Model):
    """Something an account was seen with: a browser, a target, an address, a payer, an identity.

    `digest` is a blind index (HMAC): equal for equal values of one kind, telling nothing else.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    times = models.IntegerField(db_default=1)
    first_seen_at = made_at()
    last_seen_at = made_at()

    class Meta:
        constraints = (
            words(allowed=(*MARK_KINDS, PART), column="kind", name="mark_kind"),
            models.UniqueConstraint(fields=("account", "kind", "digest"), name="mark_once"),
        )
        indexes = (
            models.Index(fields=("kind", "digest"), name="mark_by_digest"),
            models.Index(fields=("account", "-last_seen_at"), name="mark_latest"),
        )


class Standing(models.Model):
    """When an account is assessed next, and because of what. Claimed by jobs past each other."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True)
    due_at = models.DateTimeField()
    cause = models.CharField(max_length=10)

    class Meta:
        constraints = (
            words(allowed=tuple(LABELS["cause"]), column="cause", name="standing_cause"),
        )
        indexes = (models.Index(fields=("due_at",), name="standing_due"),)


class Watch(models.Model):
    """The one row that says up to which transaction the orders' events have been looked at."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seen_txid = models.BigIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="watch_is_one_row"),)


class Assessment(models.Model):
    """What the facts of an account came to, each time it was something else. Only ever added to.

    `flagged`: what the score says by itself; whether the account is restricted is said by its
    restrictions. `facts` are the counts that both figures can be computed from again.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    score = models.SmallIntegerField()
    flagged = models.BooleanField()
    credit = models.SmallIntegerField()
    reasons = models.JSONField()
    credit_items = models.JSONField()
    raises = models.JSONField()
    facts = models.JSONField()
    cause = models.CharField(max_length=10)
    at = made_at()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(score__range=(0, 100), credit__range=(0, 100)),
                name="assessment_figures",
            ),
            words(allowed=tuple(LABELS["cause"]), column="cause", name="assessment_cause"),
        )
        indexes = (models.Index(fields=("account", "-id"), name="assessment_latest"),)


class Abuse(models.Model):
    """Abuse that was established, with its basis. Only ever added to; appeals pardon it."""

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    kind = models.CharField(max_length=24)
    order = models.ForeignKey(Order, models.PROTECT, null=True, db_index=False)
    form_key = models.UUIDField(unique=True)
    basis = models.CharField(max_length=SAID_CHARACTERS)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=ABUSES, column="kind", name="abuse_kind"),
            models.CheckConstraint(condition=~Q(basis=""), name="abuse_has_basis"),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("account")), name="abuse_by_somebody_else"
            ),
        )


class Restriction(models.Model):
    """Why an account is restricted (flagged), from when until when.

    `own`: it would be without its links as well. `said` is what the buyer reads of a person's
    reason, `basis` what it rests on, which only staff reads.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    source = models.CharField(max_length=6)
    own = models.BooleanField(default=True)
    codes = ArrayField(models.CharField(max_length=20), default=list)
    said = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    basis = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    placed_at = made_at()
    lifted_how = models.CharField(max_length=8, blank=True, default="")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    lifted_why = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=SOURCES, column="source", name="restriction_source"),
            words(allowed=("", *LABELS["lifted"]), column="lifted_how", name="restriction_lifted"),
            models.CheckConstraint(
                condition=Q(source="system", placed_by=None)
                | Q(source="hand", placed_by__isnull=False) & ~Q(said="") & ~Q(basis=""),
                name="restriction_by_hand_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(placed_by=F("account")) & ~Q(lifted_by=F("account")),
                name="restriction_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) ^ ~Q(lifted_how=""),
                name="restriction_lifted_somehow",
            ),
            models.UniqueConstraint(
                fields=("account", "source"),
                condition=Q(lifted_at__isnull=True),
                name="restriction_once",
            ),
        )


class Appeal(models.Model):
    """A buyer's appeal against all that restricts his account: his words and his identity.

    `placed_by`: who restricted it by hand, who may not decide. `due_at` is when the present state
    ends by itself (services.risk.appealing).
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    form_key = models.UUIDField()
    note = models.CharField(max_length=SAID_CHARACTERS)
    state = models.CharField(max_length=10)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    said = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    wrong = ArrayField(models.CharField(max_length=20), default=list)
    at = made_at()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(RISK_APPEAL), column="state", name="appeal_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_APPEALS, closed_at=None, due_at__isnull=False)
                | ~Q(state__in=OPEN_APPEALS) & Q(closed_at__isnull=False, due_at=None),
                name="appeal_open_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | Q(decided_by__isnull=False) & ~Q(said=""),
                name="appeal_rejected_by_somebody_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("account")) & ~Q(decided_by=F("placed_by")),
                name="appeal_decided_by_somebody_else",
            ),
            models.UniqueConstraint(
                fields=("account",), condition=Q(state__in=OPEN_APPEALS), name="appeal_one_open"
            ),
            models.UniqueConstraint(fields=("account", "form_key"), name="appeal_once"),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="appeal_due"),
        )


class Pardon(models.Model):
    """A reason that was found wrong: what happened before `at` counts for it no more.

    Only ever added to. `by` is empty where the platform missed its deadline: the score forgets it
    then, credit does not.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, db_index=False)
    code = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = made_at()

    class Meta:
        constraints = (words(allowed=CODES, column="code", name="pardon_code"),)


class IdentityCheck(models.Model):
    """A question to the real-name provider, under `no` for life, for an appeal or for its own sake.

    Name and number are `sealed` while it waits, at most an hour, and gone with the answer; what
    stays is a masked name and the number's blind index.
    """

    id = key()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True)
    no = public_no()
    form_key = models.UUIDField()
    name_masked = models.CharField(max_length=40)
    number_digest = models.BinaryField(max_length=32)
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
            words(allowed=tuple(IDENTITY_CHECK), column="state", name="identity_state"),
            models.CheckConstraint(
                condition=Q(
                    state="waiting",
                    sealed__isnull=False,
                    key_no__isnull=False,
                    next_try_at__isnull=False,
                    answered_at=None,
                )
                | ~Q(state="waiting")
                & Q(sealed=None, key_no=None, next_try_at=None, answered_at__isnull=False),
                name="identity_sealed_while_waiting",
            ),
            models.UniqueConstraint(
                fields=("account",), condition=Q(state="waiting"), name="identity_one_waiting"
            ),
            models.UniqueConstraint(fields=("account", "form_key"), name="identity_once"),
        )
        indexes = (
            models.Index(
                fields=("next_try_at",),
                condition=Q(next_try_at__isnull=False),
                name="identity_to_ask",
            ),
            models.Index(fields=("number_digest",), name="identity_by_number"),
        )
