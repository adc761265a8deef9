"""Verdicts that nobody has undone are carried out, each once, and none is lost in silence."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from anxin.domain.proposals import answered_by
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.moving import (
    NotDecided,
    Reviewer,
    keep,
    on_firm_ground,
    without_verdict,
)
from anxin.services.aftersale.review import approve_case, not_standing, reject_case
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns.offering import Offer, make_offer
from anxin.services.aftersale.turns.verdicts import SIGN_BY, SIGN_WITHIN, remedy_in
from anxin.services.apart import each_apart
from anxin.services.failpoint import Struck
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

log = structlog.get_logger()

PASSING = (Struck, GroundKeepsMoving, InterfaceError, OperationalError)
"""What is over by itself (a process or a database that went away): the verdict is met again."""

DUE = """
SELECT no, verdict FROM anxin_aftersale_case
 WHERE verdict_at <= clock_now() ORDER BY verdict_at LIMIT 200
"""
WAIT = f"""
UPDATE anxin_aftersale_case
   SET verdict = jsonb_set(verdict, '{{second}}', 'true'), verdict_at = NULL,
       due_at = {SIGN_BY}
 WHERE no = %(no)s::text AND verdict = %(verdict)s::jsonb RETURNING id
"""
"""Two verdicts that were given at once are too much together: the later one is signed first."""

DROP = """
UPDATE anxin_aftersale_case SET verdict = NULL, verdict_at = NULL
 WHERE no = %(no)s::text AND verdict = %(verdict)s::jsonb RETURNING id
"""


def carry_out_verdicts() -> int:
    """Do what reviewers have decided ten seconds ago; return how many were done.

    One whose case has moved since (withdrawn, changed, its money taken back by a channel) is
    dropped, and the case's reviewers read why; so is one that cannot be carried out at all, which
    nobody could undo any more. One that needs a second signature by now waits.
    """
    return each_apart(run(DUE, {}), _done, name=lambda row: row.no)


def _done(row: Any) -> bool:
    try:
        refused = _carry_out(row.no, row.verdict)
    except PASSING:
        raise
    except Exception:
        log.exception("verdict.broken", case=row.no)
        refused = NotDecided("broken")
    if refused:
        _not_carried_out(row, refused)
    return refused is None


def _not_carried_out(row: Any, refused: NotDecided) -> None:
    if refused.code == "needs_second":
        run(WAIT, {**_named(row), "sign": SIGN_WITHIN})
        return
    log.warning("verdict.dropped", case=row.no, why=refused.code)
    _drop(row, refused.code)


def _named(row: Any) -> dict[str, Any]:
    return {"no": row.no, "verdict": json.dumps(row.verdict, ensure_ascii=False)}


def _drop(row: Any, why: str) -> None:
    """Take off a verdict that could not be carried out; on an open case it is on record."""

    def drop(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.verdict != row.verdict or case.closed_at:
            return NotDecided("verdict_gone")
        data = {"case": case.no, "why": why, "by": row.verdict["by"]}
        event = Event("verdict_dropped", (case.state,), "system", data=data)
        asked = bool(case.stopped_at)
        return keep(without_verdict(case), ground, event, due_at=case.due_at, buyer_asked=asked)

    if on_firm_ground(row.no, drop):
        run(DROP, _named(row))


def _carry_out(no: str, verdict: dict[str, Any]) -> NotDecided | None:
    reviewer = Reviewer(UUID(verdict["by"]), verdict["role"])
    signed_by = UUID(verdict["signed"]) if verdict.get("signed") else None
    if verdict["do"] == "offer":
        return _offered(no, reviewer, verdict, signed_by)
    if verdict["do"] == "approve":
        return approve_case(
            no=no,
            reviewer=reviewer,
            note=verdict["note"],
            remedy=remedy_in(verdict),
            signed_by=signed_by,
            pending=verdict,
            proposal_no=verdict.get("proposal", ""),
        )
    return reject_case(
        no=no,
        reviewer=reviewer,
        code=verdict["code"],
        said=verdict["said"],
        would_change=verdict["would_change"],
        pieces=verdict["pieces"],
        records=verdict.get("records", ()),
        pending=verdict,
    )


def _offered(
    no: str, reviewer: Reviewer, verdict: dict[str, Any], signed_by: UUID | None
) -> NotDecided | None:
    """Make the offer that two have signed: from now on its buyer can accept it."""

    def make(case: CaseRow, ground: Ground) -> NotDecided | None:
        remedy = remedy_in(verdict)
        refused = not_standing(case, ground, verdict)
        if refused or remedy is None:
            return refused
        to = answered_by(side="platform", case_state=case.state)
        by = reviewer.account_id
        offer = Offer("platform", to, by, reviewer.role, remedy, verdict["note"])
        return make_offer(without_verdict(case), ground, offer, signed_by=signed_by)

    return on_firm_ground(no, make)
