"""A reviewer's verdict: kept for ten seconds in which it can be undone, signed twice where it is
large, and then carried out."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.four_eyes import refused_risk, wants_second
from anxin.services.aftersale.moving import NotDecided, Reviewer, on_firm_ground
from anxin.services.aftersale.review import approve_case, refused_to, reject_case
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

log = structlog.get_logger()
UNDO_WITHIN = timedelta(seconds=10)
"""How long a verdict waits before anything is done (screens: undo before money moves)."""

PUT = """
UPDATE anxin_aftersale_case SET verdict = %(verdict)s::jsonb,
       verdict_at = CASE WHEN %(complete)s::bool THEN clock_now() + %(undo)s::interval END,
       claimed_by_id = %(reviewer)s::uuid, claimed_until = clock_now() + interval '30 minutes'
 WHERE id = %(case_id)s::uuid AND state = %(state)s::text
   AND verdict IS NOT DISTINCT FROM %(before)s::jsonb AND edits = %(edits)s::int
   AND (claimed_by_id = %(reviewer)s::uuid OR claimed_until IS NULL OR claimed_until <= clock_now()
        OR %(signs)s::bool)
RETURNING id
"""
UNDO = """
UPDATE anxin_aftersale_case SET verdict = NULL, verdict_at = NULL
 WHERE no = %(no)s::text AND verdict ->> 'by' = %(reviewer)s::text
   AND (verdict_at IS NULL OR verdict_at > clock_now()) RETURNING id
"""
DUE = """
SELECT no, verdict FROM anxin_aftersale_case
 WHERE verdict_at <= clock_now() ORDER BY verdict_at LIMIT 200
"""
DROP = """
UPDATE anxin_aftersale_case SET verdict = NULL, verdict_at = NULL
 WHERE no = %(no)s::text AND verdict = %(verdict)s::jsonb RETURNING id
"""


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
    seen: int | None = None,
) -> NotDecided | None:
    """Decide to reject: the buyer is told after ten seconds. `seen`: see `decide_to_approve`."""
    said_why = {"code": code, "said": said, "would_change": would_change, "pieces": pieces}
    return _put(no, reviewer, {"do": "reject", **said_why}, seen)


def _put(
    no: str, reviewer: Reviewer, verdict: dict[str, Any], seen: int | None
) -> NotDecided | None:
    def put(case: CaseRow, ground: Ground) -> NotDecided | None:
        remedy = _remedy(verdict) if verdict["do"] == "approve" else None
        refused = refused_to(case, ground, reviewer) or refused_risk(
            reviewer=reviewer, remedy=remedy
        )
        if refused:
            return refused
        if case.verdict:
            return NotDecided("verdict_pending")
        if seen not in (None, case.edits):
            return NotDecided("changed")
        second = verdict["do"] == "approve" and wants_second(
            case=case, ground=ground, reviewer=reviewer, remedy=remedy
        )
        signed = {**verdict, "by": str(reviewer.account_id), "role": reviewer.role}
        return _saved(case, reviewer, {**signed, "second": second}, complete=not second)

    return on_firm_ground(no, put)


def sign_second(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Sign a verdict that needs two: another senior than the one who gave it."""

    def sign(case: CaseRow, ground: Ground) -> NotDecided | None:
        verdict = case.verdict
        if not verdict or not verdict.get("second") or verdict.get("signed"):
            return NotDecided("nothing_to_sign")
        if verdict["by"] == str(reviewer.account_id):
            return NotDecided("own_verdict")
        risk = refused_risk(reviewer=reviewer, remedy=_remedy(verdict))
        if risk:
            return risk
        refused = refused_to(case, ground, reviewer)
        if refused and refused.code != "claimed":
            return refused
        signed = {**verdict, "signed": str(reviewer.account_id)}
        return _saved(case, reviewer, signed, complete=True, signs=True)

    return on_firm_ground(no, sign)


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
            "reviewer": reviewer.account_id if not signs else case.claimed_by,
            "case_id": case.id,
            "state": case.state,
            "edits": case.edits,
            "signs": signs,
        },
    )
    return None if saved else NotDecided("moved")


def undo(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Take a verdict back that has not been carried out yet; only who gave it can."""
    undone = run(UNDO, {"no": no, "reviewer": str(reviewer.account_id)})
    return None if undone else NotDecided("too_late_to_undo")


def carry_out_verdicts() -> int:
    """Do what reviewers have decided ten seconds ago; return how many were done.

    A verdict whose case has moved since (withdrawn, or not that person's any more) is dropped.
    """
    done = 0
    for row in run(DUE, {}):
        try:
            refused = _carry_out(row.no, row.verdict)
        except Exception:
            log.exception("verdict.failed", case=row.no)
            continue
        if refused:
            log.warning("verdict.dropped", case=row.no, why=refused.code)
            run(DROP, {"no": row.no, "verdict": json.dumps(row.verdict, ensure_ascii=False)})
        done += refused is None
    return done


def _carry_out(no: str, verdict: dict[str, Any]) -> NotDecided | None:
    reviewer = Reviewer(UUID(verdict["by"]), verdict["role"])
    if verdict["do"] == "approve":
        return approve_case(
            no=no,
            reviewer=reviewer,
            note=verdict["note"],
            remedy=_remedy(verdict),
            signed_by=UUID(verdict["signed"]) if verdict.get("signed") else None,
            pending=verdict,
        )
    return reject_case(
        no=no,
        reviewer=reviewer,
        code=verdict["code"],
        said=verdict["said"],
        would_change=verdict["would_change"],
        pieces=verdict["pieces"],
        pending=verdict,
    )


def _remedy(verdict: dict[str, Any]) -> Remedy | None:
    return Remedy(**verdict["remedy"]) if verdict["remedy"] else None
