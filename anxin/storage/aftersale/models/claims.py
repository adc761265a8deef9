"""What is claimed beside a refund: a kept fee, compensation, a complaint raised outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.complaints import COMPLAINT_SOURCES
from anxin.domain.states import COMPENSATION, COMPLAINT, FEE_CLAIM
from anxin.storage.aftersale.models.case import Case
from anxin.storage.columns import key, made_at, public_no, words
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment


class FeeClaim(models.Model):
    """A buyer's claim on the fee that a refund kept (F5): once per case, decided by a person, or
    after fourteen days granted whole by nobody.

    It is a case of its own with a number, a deadline and reasons; its history is the order's.
    `verdict`: what somebody has decided (`do`, `fen`, `said`, `by`, `role`) and what it `stood_on`,
    carried out at `verdict_at` and taken back until then. Where it wants a `second` it waits for
    the one who has `signed`.
    """

    id = key()
    case = models.OneToOneField(Case, models.PROTECT)
    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    no = public_no()
    form_key = models.UUIDField()
    note = models.CharField(max_length=500)
    claimed_fen = models.BigIntegerField()
    granted_fen = models.BigIntegerField(db_default=0)
    state = models.CharField(max_length=10, db_default="submitted")
    tier = models.CharField(max_length=12, db_default="first_line")
    said = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = made_at()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    verdict = models.JSONField(null=True)
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=tuple(FEE_CLAIM), column="state", name="fee_claim_state"),
            models.CheckConstraint(
                condition=Q(verdict__isnull=True, verdict_at__isnull=True)
                | Q(state="submitted", verdict__isnull=False, verdict_at__isnull=False)
                | Q(state="submitted", verdict__contains={"second": True}, verdict_at__isnull=True),
                name="fee_claim_verdict_waits",
            ),
            models.CheckConstraint(
                condition=Q(claimed_fen__gt=0, granted_fen__range=(0, F("claimed_fen"))),
                name="fee_claim_within_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", decided_by=None, granted_fen=0)
                | Q(state="approved", decided_by__isnull=False, granted_fen__gt=0)
                | Q(state="approved", decided_by=None, granted_fen=F("claimed_fen"))
                | Q(state="rejected", decided_by__isnull=False, granted_fen=0),
                name="fee_claim_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("buyer")), name="fee_claim_not_decided_by_buyer"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="fee_claim_due"
            ),
            models.Index(
                fields=("verdict_at",),
                condition=Q(verdict_at__isnull=False),
                name="fee_claim_verdict_due",
            ),
        )


class Compensation(models.Model):
    """Money beside a refund for what a merchant did (消费者权益保护法 Art. 55), fen.

    One senior proposes it with its basis, another signs it; at `pay_at` it is put into the buyer's
    wallet and drawn from the merchant. Until `hear_until` the merchant may answer; one that is paid
    says how it was `heard`, and one that is dropped why (`dropped_why`). `due_at`: until when it
    should be signed; then a supervisor has it, and after `pressed` such days it lapses.
    """

    id = key()
    case = models.ForeignKey(Case, models.PROTECT)
    no = public_no()
    fen = models.BigIntegerField()
    basis = models.CharField(max_length=500)
    state = models.CharField(max_length=8, db_default="proposed")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = made_at()
    due_at = models.DateTimeField(null=True)
    pressed = models.SmallIntegerField(db_default=0)
    pay_at = models.DateTimeField(null=True)
    hear_until = models.DateTimeField(null=True)
    heard = models.CharField(max_length=8, blank=True, default="", db_default="")
    dropped_why = models.CharField(max_length=500, blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=("", "answered", "silent"), column="heard", name="compensation_heard_as"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(hear_until=None) | ~Q(heard=""),
                name="compensation_heard_before_paid",
            ),
            models.CheckConstraint(
                condition=Q(dropped_why="") | Q(state="dropped"), name="compensation_dropped_why"
            ),
            words(allowed=tuple(COMPENSATION), column="state", name="compensation_state"),
            models.CheckConstraint(
                condition=Q(state="proposed", due_at__isnull=False)
                | (~Q(state="proposed") & Q(due_at__isnull=True)),
                name="compensation_open_has_deadline",
            ),
            models.CheckConstraint(condition=Q(fen__gt=0), name="compensation_is_something"),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | (Q(signed_by__isnull=False) & ~Q(signed_by=F("proposed_by"))),
                name="compensation_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(pay_at__isnull=True)
                | Q(state="proposed", signed_by__isnull=False) & ~Q(signed_by=F("proposed_by")),
                name="compensation_paid_when_signed",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="proposed"), name="compensation_one_open"
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="compensation_due"
            ),
            models.Index(
                fields=("pay_at",), condition=Q(pay_at__isnull=False), name="compensation_to_pay"
            ),
        )


class Complaint(models.Model):
    """A complaint raised outside about an order: with a channel, a bank, or 12315.

    It joins the order's case, so that nobody is paid twice. `fen` is what a chargeback took of
    `payment`; `taken_fen` of it has been booked as given back, and the rest is contested: it was
    given back already, or is on its way. `due_at`: when it has to be answered outside.
    """

    id = key()
    order = models.ForeignKey(Order, models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    source = models.CharField(max_length=10)
    outside_no = models.CharField(max_length=64)
    said = models.CharField(max_length=1000, blank=True, default="")
    fen = models.BigIntegerField(db_default=0)
    taken_fen = models.BigIntegerField(db_default=0)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, db_index=False)
    state = models.CharField(max_length=10, db_default="open")
    answer = models.CharField(max_length=1000, blank=True, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    at = made_at()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(state="answered"), name="complaint_answered_by"
            ),
            words(allowed=COMPLAINT_SOURCES, column="source", name="complaint_source"),
            words(allowed=tuple(COMPLAINT), column="state", name="complaint_state"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="complaint_sum"),
            models.CheckConstraint(
                condition=Q(taken_fen=0)
                | Q(source="chargeback", payment__isnull=False, taken_fen__range=(1, F("fen"))),
                name="complaint_takes_as_chargeback",
            ),
            models.UniqueConstraint(fields=("source", "outside_no"), name="complaint_joined_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="complaint_due"
            ),
        )
