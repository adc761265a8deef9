"""Papers of a claim and whoever looked, what stands still meanwhile, tries that are counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from anxin.domain.minors.words import PAPER_KINDS, SAID_CHARACTERS
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.minors.models.claims import Claim


class Paper(models.Model):
    """One paper that was sent: sealed as it came until it is opened, then only its pages."""

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    no = public_no()
    kind = models.CharField(max_length=10)
    ending = models.CharField(max_length=6, blank=True, default="")
    digest = models.BinaryField(max_length=32)
    size_bytes = models.BigIntegerField()
    state = models.CharField(max_length=8, default="received")
    refusal = models.CharField(max_length=40, blank=True, default="")
    key = models.CharField(max_length=120)
    key_no = models.SmallIntegerField()
    pages = models.SmallIntegerField(default=0)
    tries = models.SmallIntegerField(db_default=0)
    next_read_at = models.DateTimeField(null=True)
    received_at = made_at()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=PAPER_KINDS, column="kind", name="minor_paper_kind"),
            words(
                allowed=("received", "ready", "refused", "removed"),
                column="state",
                name="minor_paper_state",
            ),
            models.UniqueConstraint(
                fields=("claim", "digest"),
                condition=~Q(state="removed"),
                name="minor_paper_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_read_at",),
                condition=Q(next_read_at__isnull=False),
                name="minor_paper_to_read",
            ),
        )


class PaperPage(models.Model):
    """A page of a paper, drawn anew by us and sealed."""

    id = models.UUIDField(primary_key=True, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT)
    number = models.SmallIntegerField()
    key = models.CharField(max_length=120)
    key_no = models.SmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("paper", "number"), name="minor_page_once"),)


ERASED = "—"
"""What stands in the place of words that were erased."""


class Access(models.Model):
    """Somebody looked at what was said (`claim`) or at a page of a paper, or gave a new code.

    Only ever added; its words are blotted out when its claim is erased (`ERASED`).
    """

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    look = models.CharField(max_length=32)
    what = models.CharField(max_length=8)
    page = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=("claim", "page", "code"), column="what", name="minor_access_what"),
            models.CheckConstraint(condition=~Q(reason=""), name="minor_access_has_reason"),
        )
        indexes = (models.Index(fields=("look",), name="minor_access_look"),)


class Objection(models.Model):
    """What the holder of an account that stands still says against it: once for each claim.

    `due_at`: when the account is free if nobody has answered; none once it is, or was answered.
    """

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    said = models.CharField(max_length=SAID_CHARACTERS, blank=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    answer = models.CharField(max_length=SAID_CHARACTERS, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False
    )
    at = made_at()
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=("", "upheld", "refused"), column="outcome",
                  name="minor_objection_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="minor_objection_decided_by_somebody",
            ),
            models.UniqueConstraint(fields=("claim", "account"), name="minor_objection_once"),
        )  # fmt: skip
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="minor_objection_due"
            ),
        )


class Event(models.Model):
    """What happened to a claim; never a name, a number or a word of theirs. Only ever added."""

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=12)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    data = models.JSONField(default=dict)
    at = made_at()


class Freeze(models.Model):
    """While it is not lifted the account shows no unseen secret and buys nothing."""

    id = key()
    claim = models.ForeignKey(Claim, models.PROTECT)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    placed_at = made_at()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("claim", "account"),
                condition=Q(lifted_at=None),
                name="minor_freeze_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("account",), condition=Q(lifted_at=None), name="minor_freeze_open"
            ),
        )


class Attempt(models.Model):
    """One try from a place, or at a number: counted so that nobody can go on guessing."""

    id = key()
    kind = models.CharField(max_length=6)
    digest = models.BinaryField(max_length=32)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=("begin", "place", "number", "paper"), column="kind",
                  name="minor_attempt_kind"),
        )  # fmt: skip
        indexes = (models.Index(fields=("kind", "digest", "at"), name="minor_attempt_recent"),)
