"""A reviewer's verdict: kept for ten seconds in which it can be undone, signed twice where it is
large. What is due is carried out (turns.carrying)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction

from anxin.domain.people import SENIOR_REVIEWERS, tier_raised
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.four_eyes import refused_risk, wants_second
from anxin.services.aftersale.giving import answer_given, not_given, remedy_of
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    Reviewer,
    is_asked,
    keep,
    on_firm_ground,
    without_verdict,
)
from anxin.services.aftersale.review import (
    no_reason,
    not_impartial,
    not_to_give,
    refused_to,
)
from anxin.services.numbers import new_key
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

UNDO_WITHIN = timedelta(seconds=10)
"""How long a verdict waits before anything is done (screens: undo before money moves)."""

SIGN_WITHIN = timedelta(hours=2)
"""How long a verdict waits for its second signature before it is a supervisor's to press."""

BUYERS = """
(stopped_at IS NOT NULL OR state NOT IN ('platform_review', 'appealed', 'arbitration'))"""
"""Where the buyer or goods are waited for: what a verdict waits for moves no deadline there."""

SIGN_BY = f"""
              CASE WHEN {BUYERS} THEN due_at
                   WHEN limit_at > clock_now()
                   THEN least(clock_now() + %(sign)s::interval, limit_at)
                   ELSE clock_now() + %(sign)s::interval END"""
"""A verdict that waits for its second signature has a deadline of its own (turns.deadlines)."""

DUE_AGAIN = f"""
              CASE WHEN {BUYERS} THEN due_at
                   ELSE least(CASE WHEN decide_by > clock_now() THEN decide_by
                                   ELSE clock_now() + %(sign)s::interval END,
                              CASE WHEN limit_at > clock_now() THEN limit_at END) END"""
"""Once nothing waits for a signature any more, a case is due when it was promised; late already,
in as long as a signature may take."""

PUT = f"""
UPDATE anxin_aftersale_case SET verdict = %(verdict)s::jsonb,
       verdict_at = CASE WHEN %(complete)s::bool THEN clock_now() + %(undo)s::interval END,
       due_at = CASE WHEN NOT %(complete)s::bool THEN {SIGN_BY}
                     WHEN %(signs)s::bool THEN {DUE_AGAIN} ELSE due_at END,
       claimed_by_id = %(reviewer)s::uuid, claimed_until = clock_now() + interval '30 minutes'
 WHERE id = %(case_id)s::uuid AND state = %(state)s::text
   AND verdict IS NOT DISTINCT FROM %(before)s::jsonb AND edits = %(edits)s::int
   AND (claimed_by_id = %(reviewer)s::uuid OR claimed_by_id IS NULL OR claimed_until <= clock_now()
        OR %(signs)s::bool)
RETURNING id
"""
WHY_NOT = """
WITH freed AS (
  UPDATE anxin_aftersale_case SET claimed_by_id = NULL, claimed_until = NULL
   WHERE id = %(case_id)s::uuid)
INSERT INTO anxin_aftersale_message (case_id, author_id, form_key, side, audience, said)
VALUES (%(case_id)s::uuid, %(author)s::uuid, %(form_key)s::uuid, 'platform', 'staff',
        %(said)s::text) RETURNING id
"""
"""Why a second person did not agree is for those who decide next, in the case's thread; whoever
held it does not keep it."""


def decide_to_approve(
    *,
    no: str,
    reviewer: Reviewer,
    note: str,
    remedy: Remedy | None = None,
    seen: int | None = None,
) -> NotDecided | None:
    """Decide to approve: done after ten seconds, or once a second person has signed.

    `seen`: how often the request had been changed when the reviewer read it.
    """
    given = asdict(remedy) if remedy else None
    return _put(no, reviewer, {"do": "approve", "note": note, "remedy": given}, seen)


def decide_to_reject(
    *,
    no: str,
    reviewer: Reviewer,
    code: str,
    said: str,
    would_change: str,
    pieces: list[str],
    records: Sequence[str] = (),
    seen: int | None = None,
) -> NotDecided | None:
    """Decide to reject: the buyer is told after ten seconds. `seen`: see `decide_to_approve`,
    `pieces` and `records`: see `reject_case`."""
    said_why = {"code": code, "said": said, "would_change": would_change}
    basis = {"pieces": pieces, "records": list(records)}
    return _put(no, reviewer, {"do": "reject", **said_why, **basis}, seen)


def _put(
    no: str, reviewer: Reviewer, verdict: dict[str, Any], seen: int | None
) -> NotDecided | None:
    def give_one(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = refused_to(case, ground, reviewer)
        if refused:
            return refused
        if case.verdict:
            return NotDecided("verdict_pending")
        if seen not in (None, case.edits):
            return NotDecided("changed")
        return put(case, ground, reviewer, verdict)

    return on_firm_ground(no, give_one)


def put(
    case: CaseRow, ground: Ground, reviewer: Reviewer, verdict: dict[str, Any]
) -> NotDecided | None:
    """Put a verdict (`do`: approve, reject or offer) on a case that this reviewer may decide.

    One that cannot be carried out is refused here: nobody learns of it by its not happening.
    """
    if case.verdict:
        return NotDecided("verdict_pending")
    second, fen = False, 0
    if verdict["do"] == "reject":
        refused = no_reason(code=verdict["code"], said=verdict["said"], ground=ground)
        if refused:
            return refused
    else:
        remedy = remedy_of(case, remedy_in(verdict))
        answer = answer_given(case, ground, remedy)
        if isinstance(answer, str):
            return NotDecided(answer)
        refused = (
            not_given(case, ground, answer, remedy)
            or not_to_give(case, ground, reviewer, remedy)
            or refused_risk(reviewer=reviewer, remedy=remedy)
        )
        if refused:
            return refused
        second = wants_second(case=case, ground=ground, remedy=remedy)
        fen = answer.gross_fen
    by = {"key": new_key().hex, "by": str(reviewer.account_id), "role": reviewer.role}
    signed = {**verdict, **by, "fen": fen}
    return _saved(case, reviewer, {**signed, "second": second}, complete=not second)


def sign_second(*, no: str, reviewer: Reviewer, seen: str | None = None) -> NotDecided | None:
    """Sign a verdict that needs two: another senior than the one who gave it.

    Whose tier the case has become by waiting makes no difference, nor who holds it. `seen`: the
    `key` of the verdict that was shown; another one is not signed by it.
    """

    def sign(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_to_sign(case, reviewer, seen)
        if refused or case.verdict is None:
            return refused
        signed = {**case.verdict, "signed": str(reviewer.account_id)}
        return _saved(case, reviewer, signed, complete=True, signs=True)

    return on_firm_ground(no, sign)


def decline_second(
    *, no: str, reviewer: Reviewer, said: str, seen: str | None = None
) -> NotDecided | None:
    """Do not agree, in words, to a verdict that waits for a second signature: it falls.

    The case goes on to a senior, and not to the one whose verdict it was. `seen`: see
    `sign_second`.
    """

    def decline(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_to_sign(case, reviewer, seen)
        if refused or case.verdict is None:
            return refused
        if not said.strip():
            return NotDecided("words_missing")
        data = {"case": no, "first": case.verdict["by"], "what": case.verdict}
        event = Event("verdict_declined", (case.state,), reviewer.role, reviewer.account_id, data)
        return _fallen(case, ground, event, said=said.strip()[:NOTE_CHARACTERS])

    return on_firm_ground(no, decline)


@transaction.atomic
def _fallen(case: CaseRow, ground: Ground, event: Event, *, said: str) -> NotDecided | None:
    """Take the verdict off, unless somebody signs it first."""
    tier = tier_raised(tier=case.tier, to="senior")
    due_at = max(filter(None, (case.due_at, case.decide_by, case.now + SIGN_WITHIN)))
    if case.limit_at and case.limit_at > case.now and not case.stopped_at:
        due_at = min(due_at, case.limit_at)
    asked = is_asked(case)
    moved = keep(
        without_verdict(case),
        ground,
        event,
        due_at=case.due_at if asked else due_at,
        buyer_asked=asked,
        tier=tier,
    )
    if moved is None:
        note = {"case_id": case.id, "author": event.actor, "form_key": new_key(), "said": said}
        run(WHY_NOT, note)
    return moved


def _not_to_sign(case: CaseRow, reviewer: Reviewer, seen: str | None) -> NotDecided | None:
    verdict = case.verdict
    if not verdict or not verdict.get("second") or verdict.get("signed"):
        return NotDecided("nothing_to_sign")
    if verdict["by"] == str(reviewer.account_id):
        return NotDecided("own_verdict")
    if seen not in (None, verdict.get("key", "")):
        return NotDecided("not_the_shown")
    if reviewer.role not in SENIOR_REVIEWERS:
        return NotDecided("tier_too_high")
    return not_impartial(case, reviewer, signs=True)


def _saved(
    case: CaseRow,
    reviewer: Reviewer,
    verdict: dict[str, Any],
    *,
    complete: bool,
    signs: bool = False,
) -> NotDecided | None:
    saved = run(
        PUT,
        {
            "verdict": json.dumps(verdict, ensure_ascii=False),
            "before": json.dumps(case.verdict, ensure_ascii=False) if case.verdict else None,
            "complete": complete,
            "undo": UNDO_WITHIN,
            "sign": SIGN_WITHIN,
            "reviewer": reviewer.account_id if not signs else case.claimed_by,
            "case_id": case.id,
            "state": case.state,
            "edits": case.edits,
            "signs": signs,
        },
    )
    return None if saved else NotDecided("moved")


def remedy_in(verdict: dict[str, Any]) -> Remedy | None:
    """Return what a verdict gives, `None` for what was quoted."""
    return Remedy(**verdict["remedy"]) if verdict["remedy"] else None
