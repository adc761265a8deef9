"""Decisions drawn to be checked, and practice: cases that were made for it and the answers given.

Nothing here is read by a decision, and nothing here points at a buyer.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.practice import ANSWERS
from anxin.domain.quality import DECISIONS, DRAWN_AS, GRADES, NOTE_CHARACTERS
from anxin.domain.states import (
    INSTANT_LOOK,
    INSTANT_LOOK_OPEN,
    QUALITY_CHECK,
    QUALITY_CHECK_OPEN,
)
from anxin.domain.words import REASONS, REFUSALS
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import key, made_at, public_no, words

SETTLED = ("confirmed", "taken_back")
UNANSWERED = ("waiting", "graded", "silent")


class Check(models.Model):
    """One decision of one person, drawn to be checked by another. `seq`: the decision's event.

    Until `due_at` somebody is to look at it, or answer; then it is pressed, or taken as agreed.

    `day` is the decision's day in China. `took_s`: how long the case had been with the platform.
    `lines`: the checklist as it stood, each line with its mark. `said` is the reviewer's answer,
    `verdict_said` what the judge of an objection wrote. `resent_by`: who appealed for the buyer.
    """

    id = key()
    case = models.ForeignKey(Case, models.PROTECT, db_index=False)
    seq = models.IntegerField()
    no = public_no()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    decided = models.CharField(max_length=10)
    decided_at = models.DateTimeField()
    took_s = models.IntegerField()
    drawn = models.CharField(max_length=10)
    overturned = models.BooleanField(default=False, db_default=False)
    at = made_at()
    state = models.CharField(max_length=10, default="waiting", db_default="waiting")
    grade = models.CharField(max_length=16, blank=True, default="", db_default="")
    lines = models.JSONField(default=list, db_default=[])
    note = models.CharField(max_length=NOTE_CHARACTERS, blank=True, default="", db_default="")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    graded_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=NOTE_CHARACTERS, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True)
    judge = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    verdict_said = models.CharField(
        max_length=NOTE_CHARACTERS, blank=True, default="", db_default=""
    )
    judged_at = models.DateTimeField(null=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    resent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    pressed = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "seq"), name="quality_decision_once"),
            words(allowed=tuple(QUALITY_CHECK), column="state", name="quality_check_state"),
            words(allowed=DECISIONS, column="decided", name="quality_check_decided"),
            words(allowed=DRAWN_AS, column="drawn", name="quality_check_drawn"),
            words(allowed=("", *GRADES), column="grade", name="quality_check_grade"),
            models.CheckConstraint(
                condition=Q(state="waiting", grade="", checker=None, graded_at=None)
                | ~Q(state="waiting")
                & ~Q(grade="")
                & Q(checker__isnull=False, graded_at__isnull=False),
                name="quality_graded_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=("", "right")) | ~Q(note=""), name="quality_told_why"
            ),
            models.CheckConstraint(
                condition=~Q(checker=F("reviewer"))
                & ~Q(judge=F("reviewer"))
                & ~Q(judge=F("checker")),
                name="quality_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNANSWERED, answered_at=None)
                | ~Q(state__in=UNANSWERED) & Q(answered_at__isnull=False),
                name="quality_answered_once_graded",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("objected", *SETTLED)) | ~Q(said=""),
                name="quality_objected_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, judge__isnull=False, judged_at__isnull=False)
                & ~Q(verdict_said="")
                | ~Q(state__in=SETTLED) & Q(judge=None, judged_at=None),
                name="quality_objection_judged",
            ),
            models.CheckConstraint(
                condition=Q(resent_at=None, resent_by=None)
                | Q(resent_at__isnull=False, resent_by__isnull=False)
                & Q(decided="rejected", grade="wrong"),
                name="quality_resent_a_wrong_refusal",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(QUALITY_CHECK_OPEN), due_at__isnull=False)
                | ~Q(state__in=sorted(QUALITY_CHECK_OPEN)) & Q(due_at=None),
                name="quality_waits_with_a_deadline",
            ),
        )
        indexes = (
            models.Index(
                fields=("decided_at",),
                condition=Q(state__in=("waiting", "objected")),
                name="quality_to_look_at",
            ),
            models.Index(fields=("reviewer", "-graded_at"), name="quality_of_reviewer"),
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="quality_due"),
        )


class InstantLook(models.Model):
    """A refund that a buyer's credit paid before review, drawn to be looked at afterwards.

    Nobody decided it, so nobody answers: somebody says whether it is fine (`said`: what a review
    would have found), and where it is not a supervisor says what follows (`judged_said`). Until
    `due_at` either is to be done; then it is pressed.
    """

    id = key()
    case = models.OneToOneField(Case, models.PROTECT)
    no = public_no()
    at = made_at()
    state = models.CharField(max_length=8, default="waiting", db_default="waiting")
    said = models.CharField(max_length=NOTE_CHARACTERS, blank=True, default="", db_default="")
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    looked_at = models.DateTimeField(null=True)
    judged_said = models.CharField(
        max_length=NOTE_CHARACTERS, blank=True, default="", db_default=""
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    pressed = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = (
            words(allowed=tuple(INSTANT_LOOK), column="state", name="instant_look_state"),
            models.CheckConstraint(
                condition=Q(state="waiting", looked_by=None, looked_at=None)
                | ~Q(state="waiting") & Q(looked_by__isnull=False, looked_at__isnull=False),
                name="instant_looked_at_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "right")) | ~Q(said=""),
                name="instant_doubted_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("let_be", "abuse"), judged_by__isnull=False)
                & Q(judged_at__isnull=False)
                & ~Q(judged_said="")
                | ~Q(state__in=("let_be", "abuse")) & Q(judged_by=None, judged_at=None),
                name="instant_doubt_judged_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(INSTANT_LOOK_OPEN), due_at__isnull=False)
                | ~Q(state__in=sorted(INSTANT_LOOK_OPEN)) & Q(due_at=None),
                name="instant_waits_with_a_deadline",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="instant_look_due"
            ),
        )


class PracticeCase(models.Model):
    """A closed case taken as practice: facts without anybody in them, and what is right.

    It does not say which case it was.
    """

    id = key()
    no = public_no()
    form_key = models.UUIDField(unique=True)
    title = models.CharField(max_length=60)
    reason = models.CharField(max_length=20, null=True)
    facts = models.JSONField()
    answer = models.CharField(max_length=8)
    code = models.CharField(max_length=20, blank=True, default="")
    low_fen = models.BigIntegerField(default=0)
    high_fen = models.BigIntegerField(default=0)
    why = models.CharField(max_length=NOTE_CHARACTERS)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = made_at()
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=REASONS, column="reason", name="practice_reason"),
            words(allowed=ANSWERS, column="answer", name="practice_answer"),
            models.CheckConstraint(
                condition=~Q(answer="reject") & Q(code="") | Q(answer="reject", code__in=REFUSALS),
                name="practice_refuses_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(answer="partial") & Q(low_fen=0, high_fen=0)
                | Q(answer="partial", low_fen__gt=0, high_fen__gte=F("low_fen")),
                name="practice_range",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="practice_retired_by_somebody",
            ),
        )


class PracticeAnswer(models.Model):
    """One answer to a practice case, once per form; the first counts. Only ever added (trigger).

    `key` names a case that comes with the site, or is the number of one that was taken.
    """

    id = key()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    key = models.CharField(max_length=32)
    form_key = models.UUIDField()
    answer = models.CharField(max_length=8)
    code = models.CharField(max_length=20, blank=True, default="")
    fen = models.BigIntegerField(default=0)
    is_right = models.BooleanField()
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=ANSWERS, column="answer", name="practice_answer_given"),
            words(allowed=("", *REFUSALS), column="code", name="practice_answer_code"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="practice_answer_fen"),
            models.UniqueConstraint(fields=("account", "form_key"), name="practice_answered_once"),
        )
        indexes = (models.Index(fields=("account", "key", "id"), name="practice_of_account"),)
