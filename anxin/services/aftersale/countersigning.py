"""A granted sum above the policy's limit takes two: the second person's yes or no to a ruling."""

from __future__ import annotations

from django.db import transaction

from anxin.domain.people import SENIOR_REVIEWERS
from anxin.services.aftersale.contest import Contest, NotContested, Row, locked
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.order.move import Step, tell_order
from anxin.storage.columns import ClockNow


@transaction.atomic
def sign(kind: Contest[Row], *, no: str, reviewer: Reviewer, seen: str) -> NotContested | None:
    """Sign a ruling that waits for a second person: carried out after ten seconds.

    Whose tier it has become by waiting makes no difference. `seen`: the `key` of the ruling that
    was shown; another one is not signed by it.
    """
    row = locked(kind, no)
    refused = not_to_sign(kind, row=row, reviewer=reviewer, seen=seen)
    if refused or row is None or row.verdict is None:
        return NotContested(refused or "not_found")
    kind.model._default_manager.filter(id=row.id).update(
        verdict=row.verdict | {"signed": str(reviewer.account_id)},
        verdict_at=ClockNow() + UNDO_WITHIN,
    )
    return None


@transaction.atomic
def decline(
    kind: Contest[Row], *, no: str, reviewer: Reviewer, seen: str, said: str
) -> NotContested | None:
    """Do not agree, in words to the other reviewers: the ruling falls and somebody else decides."""
    row = locked(kind, no)
    refused = not_to_sign(kind, row=row, reviewer=reviewer, seen=seen)
    if refused or row is None or row.verdict is None:
        return NotContested(refused or "not_found")
    if not said.strip():
        return NotContested("said_missing")
    kind.model._default_manager.filter(id=row.id).update(verdict=None, verdict_at=None)
    words = said.strip()[:NOTE_CHARACTERS]
    data = {"case": row.case_no, "contest": row.no, "first": row.verdict["by"], "said": words}
    step = Step(f"{kind.name}_declined", reviewer.role, reviewer.account_id, data)
    tell_order(order_id=row.order_id, step=step)
    return None


def not_to_sign(
    kind: Contest[Row], *, row: Row | None, reviewer: Reviewer, seen: str | None = None
) -> str:
    """Return why somebody is not the second person of a ruling; empty where one is."""
    verdict = row.verdict if row else None
    if row is None or verdict is None or row.verdict_at or not verdict.get("second"):
        return "nothing_to_sign"
    if verdict["by"] == str(reviewer.account_id):
        return "own_verdict"
    if seen not in (None, verdict["key"]):
        return "not_the_shown"
    if reviewer.role not in SENIOR_REVIEWERS:
        return "sum_too_high"
    return kind.barred(row, reviewer) or ""
