"""Evidence: pieces as they were sent, their pages, and what those are recognised by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from anxin.domain.evidence.pieces import MEDIA, REFUSALS
from anxin.domain.states import PIECE
from anxin.domain.thread import AUDIENCES, SIDES
from anxin.domain.words import EVIDENCE_KINDS, VERDICTS
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import Bits, key, made_at, public_no, words
from anxin.storage.order.models import Order


class Piece(models.Model):
    """One file that was sent about an order; without a case it lies ready for the next one.

    `side`: whose it is. A decision reads the buyer's alone; what the others send is for people.
    `buyer` is the order's, whoever sent it. `sender`: it was put into the thread, by that account;
    `audience`: who besides the platform sees it, as of a line of the thread.

    `original_key` is where the bytes are kept as they came, sealed by `sha256` and shown to
    nobody. `state` waits (`received`) until a worker has opened and read it: `next_read_at` is
    when one may (again) take it, which a worker moves on before it begins, so that a dead one's
    work is taken over. What was read is in `fields`, what was found in `findings`, which of the
    things that a piece must show are there in `elements`; `verdict` follows from these and `kind`.
    Values of card secrets are masked there and sealed beside, so that a later picture can be held
    against them. `weight` orders queues. `purged_at`: the files are gone.

    `copy_of`: it was brought along from an earlier request about the order, as it had been read.
    Its file and pages are that piece's, and so is what it is recognised by.
    """

    id = key()
    order = models.ForeignKey(Order, models.PROTECT, db_index=False)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    no = public_no()
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    caption = models.CharField(max_length=200, blank=True, db_default="")
    side = models.CharField(max_length=8, db_default="buyer")
    audience = models.CharField(max_length=8, db_default="all")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    filename = models.CharField(max_length=80)
    size_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    original_key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, db_default="received")
    media = models.CharField(max_length=5, blank=True, db_default="")
    refusal = models.CharField(max_length=16, blank=True, db_default="")
    refusal_params = models.JSONField(default=dict)
    verdict = models.CharField(max_length=12, blank=True, db_default="")
    is_clear = models.BooleanField(db_default=False)
    elements = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    secrets_sealed = models.BinaryField(null=True)
    secrets_key_no = models.SmallIntegerField(null=True)
    weight = models.SmallIntegerField(db_default=0)
    tries = models.SmallIntegerField(db_default=0)
    next_read_at = models.DateTimeField(null=True)
    received_at = made_at()
    read_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=EVIDENCE_KINDS, column="kind", name="piece_kind"),
            words(allowed=SIDES, column="side", name="piece_side"),
            words(allowed=AUDIENCES, column="audience", name="piece_audience"),
            models.CheckConstraint(
                condition=Q(side="buyer", sender__isnull=True)
                | Q(sender__isnull=False, case__isnull=False),
                name="piece_of_thread_is_of_a_case",
            ),
            words(allowed=tuple(PIECE), column="state", name="piece_state"),
            words(allowed=("", *MEDIA), column="media", name="piece_media"),
            words(allowed=("", *REFUSALS), column="refusal", name="piece_refusal"),
            words(allowed=("", *VERDICTS), column="verdict", name="piece_verdict"),
            models.CheckConstraint(
                condition=Q(state="read") ^ Q(verdict="") | Q(state="removed"),
                name="piece_read_has_verdict",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") ^ Q(refusal="") | Q(state="removed"),
                name="piece_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="received") ^ Q(next_read_at__isnull=True),
                name="piece_received_is_due",
            ),
            models.UniqueConstraint(
                fields=("order", "case", "side", "audience", "sha256"),
                condition=~Q(state="removed") & ~Q(refusal="altered"),
                nulls_distinct=False,
                name="piece_sent_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_read_at",),
                condition=Q(next_read_at__isnull=False),
                name="piece_to_read",
            ),
            models.Index(fields=("sha256",), name="piece_by_sum"),
            models.Index(fields=("buyer", "-received_at"), name="piece_by_buyer"),
        )


class Page(models.Model):
    """One page of a piece as it is shown: re-encoded, nothing of the original's bytes in it."""

    id = key()
    piece = models.ForeignKey(Piece, models.PROTECT, db_index=False)
    number = models.SmallIntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    shown_key = models.CharField(max_length=80)
    pixel_sha256 = models.BinaryField(max_length=32)
    perceptual = Bits(max_length=256)
    flat_share = models.FloatField()
    sharpness = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("piece", "number"), name="page_of_piece_once"),
            models.CheckConstraint(
                condition=Q(number__gt=0, width__gt=0, height__gt=0), name="page_sizes"
            ),
        )
        indexes = (models.Index(fields=("pixel_sha256",), name="page_by_pixels"),)


class Noted(models.Model):
    """The one row that counts how many pieces have been noted as read.

    Whoever notes one moves the count on from where it stood when earlier pictures were looked at,
    so that two workers with one picture never both find that nobody has sent it before.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="noted_is_one_row"),)


class Token(models.Model):
    """Something read on a piece that tells it from all others (a trade number, a card secret).

    `digest` is a blind index: equal for equal values, telling nothing else.
    """

    id = key()
    piece = models.ForeignKey(Piece, models.PROTECT)
    name = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=("digest",), name="token_by_digest"),)


class Match(models.Model):
    """A page of another piece that a page was found to be like, when it was read."""

    id = key()
    piece = models.ForeignKey(Piece, models.PROTECT)
    number = models.SmallIntegerField()
    earlier = models.ForeignKey(Page, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=12)
    differing = models.FloatField()
    lowest = models.FloatField()
    spots = models.JSONField(default=list)
