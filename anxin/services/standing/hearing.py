"""The merchant's side of a penalty: it is heard before the decision, and may appeal after it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.standing.penalty import (
    BEFORE_DECISION,
    RECTIFIABLE,
    RECTIFY_AGAIN_DAYS,
    WORDS_LEAST,
    WORDS_MOST,
)
from anxin.services.standing.walking import (
    IN_EFFECT,
    NotPenalised,
    Said,
    is_member,
    lock_penalty,
    present,
    tell,
    walk,
)
from anxin.storage.standing.models import Penalty, PenaltyEvent


@transaction.atomic
def answer_hearing(
    *, no: str, merchant_id: UUID, actor: UUID, said: str, outside: Outside
) -> NotPenalised | None:
    """Say something to a proposed penalty, as often as there is something to say.

    The first words end the hearing's wait. The same words again change nothing. Words that come
    after the window are read too, as long as nobody has decided.
    """
    penalty = _own(no, merchant_id, actor)
    if penalty is None:
        return NotPenalised("not_found")
    if not _is_said(said):
        return NotPenalised("words_missing")
    if penalty.state not in BEFORE_DECISION:
        return NotPenalised("moved")
    if _said_before(penalty, actor, said):
        return None
    event = Said("merchant_heard", "merchant", actor, said)
    if penalty.state == "proposed":
        walk(penalty=penalty, states=("proposed", "heard"), said=event, outside=outside)
    else:
        tell(penalty=penalty, said=event, data=None)
    return None


@transaction.atomic
def appeal_penalty(
    *, no: str, merchant_id: UUID, actor: UUID, said: str, outside: Outside
) -> NotPenalised | None:
    """Appeal against a penalty within its days; somebody who had no part in it decides."""
    penalty = _own(no, merchant_id, actor)
    if penalty is None:
        return NotPenalised("not_found")
    if not _is_said(said):
        return NotPenalised("words_missing")
    if _said_before(penalty, actor, said):
        return None
    if penalty.state not in ("confirmed", "in_force"):
        return NotPenalised("moved")
    if penalty.appeal_until is None or penalty.appeal_until <= present():
        return NotPenalised("too_late")
    event = Said("penalty_appealed", "merchant", actor, said)
    walk(penalty=penalty, states=(penalty.state, "appealed"), said=event, outside=outside)
    return None


@transaction.atomic
def report_rectified(
    *, no: str, merchant_id: UUID, actor: UUID, said: str, outside: Outside
) -> NotPenalised | None:
    """Say that what was wrong is put right; the platform lifts the penalty or says what is wanting.

    Its silence lifts it. Until then the product or shop stays as it is.
    """
    penalty = _own(no, merchant_id, actor)
    if penalty is None:
        return NotPenalised("not_found")
    if not _is_said(said):
        return NotPenalised("words_missing")
    if _said_before(penalty, actor, said):
        return None
    if penalty.state not in IN_EFFECT or penalty.kind not in RECTIFIABLE:
        return NotPenalised("moved")
    if _found_wanting_lately(penalty):
        return NotPenalised("too_soon")
    event = Said("rectified", "merchant", actor, said)
    walk(penalty=penalty, states=(penalty.state, "rectified"), said=event, outside=outside)
    return None


def _found_wanting_lately(penalty: Penalty) -> bool:
    since = present() - timedelta(days=RECTIFY_AGAIN_DAYS)
    found = PenaltyEvent.objects.filter(penalty=penalty, kind="found_wanting", at__gt=since)
    return found.exists()


def _own(no: str, merchant_id: UUID, actor: UUID) -> Penalty | None:
    """Return the merchant's own penalty, locked; nothing for anybody who is no member."""
    penalty = lock_penalty(no=no)
    if penalty is None or penalty.merchant_id != merchant_id:
        return None
    return penalty if is_member(merchant_id=merchant_id, actor=actor) else None


def _is_said(said: str) -> bool:
    return WORDS_LEAST <= len(said.strip()) <= WORDS_MOST


def _said_before(penalty: Penalty, actor: UUID, said: str) -> bool:
    """Whether these words were said since the platform's last step: sent twice, they count once.

    The same words to a later step are an answer to that step.
    """
    events = PenaltyEvent.objects.filter(penalty=penalty)
    answered = events.exclude(role="merchant").order_by("-seq").values_list("seq", flat=True)[0]
    return events.filter(seq__gt=answered, actor=actor, role="merchant", said=said.strip()).exists()
