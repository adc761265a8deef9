"""What is said and offered in a case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from anxin.domain.proposals import PROPOSED
from anxin.domain.states import PROPOSAL
from anxin.domain.thread import AUDIENCES, SIDES
from anxin.storage.aftersale.models.case import Case
from anxin.storage.columns import key, made_at, public_no, words


class Proposal(models.Model):
    """What one side offers to settle a case by; at most one waits for an answer.

    `side` offered it and `to` answers it, each `buyer`, `merchant` or `platform`.
    """

    id = key()
    case = models.ForeignKey(Case, models.PROTECT)
    no = public_no()
    side = models.CharField(max_length=8)
    to = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=12)
    units = models.IntegerField(db_default=0)
    gross_fen = models.BigIntegerField(db_default=0)
    said = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, db_default="open")
    at = made_at()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            words(allowed=PROPOSED, column="kind", name="proposal_kind"),
            words(allowed=tuple(PROPOSAL), column="state", name="proposal_state"),
            words(allowed=SIDES, column="side", name="proposal_side"),
            words(allowed=SIDES, column="to", name="proposal_to"),
            models.CheckConstraint(condition=~Q(side=F("to")), name="proposal_to_another"),
            models.CheckConstraint(
                condition=Q(units__gte=0) & (~Q(kind="sum") | Q(gross_fen__gt=0)),
                name="proposal_offers_something",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="open"), name="proposal_one_open"
            ),
        )


class Message(models.Model):
    """One line of the thread of a case. Only ever added to.

    `audience`: who may read it besides its author (domain.thread); `staff` are internal notes.
    """

    id = key()
    case = models.ForeignKey(Case, models.PROTECT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_index=False)
    form_key = models.UUIDField()
    side = models.CharField(max_length=8)
    audience = models.CharField(max_length=10)
    said = models.CharField(max_length=1000)
    at = made_at()

    class Meta:
        constraints = (
            words(allowed=SIDES, column="side", name="message_side"),
            words(allowed=AUDIENCES, column="audience", name="message_audience"),
            models.CheckConstraint(
                condition=~Q(audience="staff") | Q(side="platform"),
                name="message_notes_are_the_platforms",
            ),
            models.UniqueConstraint(fields=("case", "form_key"), name="message_sent_once"),
        )
