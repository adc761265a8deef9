"""Days of bills, the files that channels handed out for them, their rows, and what differs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.reconciliation import CLASSES, DAY, STEPS
from anxin.domain.reconciliation.bill import BILL_STATUSES, BROKEN, KINDS
from anxin.domain.words import TENDERS
from anxin.storage.columns import key, made_at, words
from anxin.storage.refund.models import Refund

TROUBLES = (*BROKEN, "not_ready", "too_early", "unreachable")
FILE_STATES = ("accepted", "other", "refused")
FINDINGS = (*(kind for kind in CLASSES if kind != "matched"), "other_file")


class Day(models.Model):
    """One Beijing day at one merchant identity of one channel, and how far its bill has come.

    `due_at` is when the bill is fetched (again); none where nothing more is to be done by itself.
    """

    id = key()
    rail = models.CharField(max_length=10)
    identity = models.CharField(max_length=40)
    day = models.DateField()
    state = models.CharField(max_length=10, db_default="waiting")
    due_at = models.DateTimeField(null=True)
    tries = models.IntegerField(db_default=0)
    trouble = models.CharField(max_length=12, db_default="")
    detail = models.CharField(max_length=200, db_default="")
    reconciled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=TENDERS, column="rail", name="bill_day_rail"),
            words(allowed=tuple(DAY), column="state", name="bill_day_state"),
            words(allowed=("", *TROUBLES), column="trouble", name="bill_day_trouble"),
            models.UniqueConstraint(fields=("rail", "identity", "day"), name="bill_day_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="bill_day_due"
            ),
            models.Index(fields=("-day", "rail"), name="bill_day_latest"),
        )


class File(models.Model):
    """A file as it came, whole, known by its SHA-256; rows are only ever added (trigger).

    One per day is accepted and stays so. Another one for the same day is kept beside it and is
    a finding; one that cannot be believed is kept as refused, with the reason as `trouble`.
    """

    id = key()
    day = models.ForeignKey(Day, models.PROTECT, db_index=False)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=8)
    trouble = models.CharField(max_length=12, db_default="")
    detail = models.CharField(max_length=200, db_default="")
    payments = models.IntegerField(db_default=0)
    paid_fen = models.BigIntegerField(db_default=0)
    refunds = models.IntegerField(db_default=0)
    refunded_fen = models.BigIntegerField(db_default=0)
    fee_fen = models.BigIntegerField(db_default=0)
    fetched_at = made_at()

    class Meta:
        constraints = (
            words(allowed=FILE_STATES, column="state", name="bill_file_state"),
            models.CheckConstraint(
                condition=Q(state="refused", trouble__in=BROKEN)
                | (~Q(state="refused") & Q(trouble="")),
                name="bill_file_refused_for_a_reason",
            ),
            models.UniqueConstraint(fields=("day", "sha256", "state"), name="bill_file_once"),
            models.UniqueConstraint(
                fields=("day",), condition=Q(state="accepted"), name="bill_file_one_accepted"
            ),
        )


class Line(models.Model):
    """One row of an accepted file, as `BillRow` has it; rows are only ever added (trigger)."""

    id = key()
    file = models.ForeignKey(File, models.PROTECT, db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=8)
    payment_no = models.CharField(max_length=64)
    refund_no = models.CharField(max_length=64)
    serial_no = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    status = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            words(allowed=KINDS, column="kind", name="bill_line_kind"),
            words(allowed=BILL_STATUSES, column="status", name="bill_line_status"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="bill_line_amount"),
            models.UniqueConstraint(fields=("file", "number"), name="bill_line_once"),
        )
        indexes = (
            models.Index(fields=("payment_no", "refund_no"), name="bill_line_by_number"),
            models.Index(
                fields=("refund_no",),
                condition=~Q(status__in=("done", "closed")),
                name="bill_line_under_way",
            ),
        )


class Difference(models.Model):
    """What differs, both sides of it as they were found, and what is to be done.

    `due_at`: until then it may explain itself. Settled by somebody with a note, or by itself
    (`settled_by` is none). `nth` tells apart what a bill says of the same number more than once;
    `other_file` has the file's SHA-256 as its `serial_no`.
    """

    id = key()
    day = models.ForeignKey(Day, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12)
    row_kind = models.CharField(max_length=8)
    payment_no = models.CharField(max_length=64)
    refund_no = models.CharField(max_length=64)
    serial_no = models.CharField(max_length=64)
    nth = models.SmallIntegerField(db_default=0)
    bill_fen = models.BigIntegerField(null=True)
    bill_fee_fen = models.BigIntegerField(null=True)
    bill_status = models.CharField(max_length=12, db_default="")
    ours_fen = models.BigIntegerField(null=True)
    ours_fee_fen = models.BigIntegerField(null=True)
    ours_status = models.CharField(max_length=12, db_default="")
    step = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    found_at = made_at()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False
    )
    note = models.CharField(max_length=200, db_default="")

    class Meta:
        constraints = (
            words(allowed=FINDINGS, column="kind", name="difference_kind"),
            words(allowed=STEPS, column="step", name="difference_step"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | (Q(settled_at__isnull=False) & ~Q(note="")),
                name="difference_settled_with_a_note",
            ),
            models.UniqueConstraint(
                fields=("day", "kind", "row_kind", "payment_no", "refund_no", "nth", "serial_no"),
                name="difference_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("payment_no", "refund_no"),
                condition=Q(settled_at__isnull=True),
                name="difference_open",
            ),
        )


class Booking(models.Model):
    """A refund of nobody's on a bill, booked or ended by four eyes: the end of a difference.

    Whoever proposes it says in `note` who made it and why; somebody else in finance confirms it.
    With that it is booked as `refund`, or, where it does not `books`, it is none of ours.
    """

    difference = models.OneToOneField(Difference, models.PROTECT, primary_key=True)
    books = models.BooleanField(db_default=True)
    note = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = made_at()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    refund = models.OneToOneField(Refund, models.PROTECT, null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(note=""), name="booking_with_a_note"),
            models.CheckConstraint(
                condition=Q(
                    confirmed_at__isnull=True, confirmed_by__isnull=True, refund__isnull=True
                )
                | Q(
                    books=True,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    refund__isnull=False,
                )
                | Q(
                    books=False,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    refund__isnull=True,
                ),
                name="booking_confirmed_is_booked",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="booking_four_eyes",
            ),
        )
