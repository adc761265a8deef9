"""A verdict taken back within its ten seconds, or its second signature."""

from __future__ import annotations

from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.turns.verdicts import DUE_AGAIN, SIGN_BY, SIGN_WITHIN
from anxin.storage.statement import run

UNDO = f"""
UPDATE anxin_aftersale_case
   SET verdict = NULL, verdict_at = NULL,
       due_at = CASE WHEN verdict_at IS NULL THEN {DUE_AGAIN} ELSE due_at END
 WHERE no = %(no)s::text AND verdict ->> 'by' = %(reviewer)s::text
   AND (verdict_at IS NULL OR verdict_at > clock_now()) RETURNING id
"""
UNSIGN = f"""
UPDATE anxin_aftersale_case
   SET verdict = verdict - 'signed', verdict_at = NULL, due_at = {SIGN_BY}
 WHERE no = %(no)s::text AND verdict ->> 'signed' = %(reviewer)s::text
   AND verdict_at > clock_now() RETURNING id
"""


def undo(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Take back what has not been carried out yet: one's own verdict, or one's signature on it.

    Without the signature the verdict waits for one again.
    """
    values = {"no": no, "reviewer": str(reviewer.account_id), "sign": SIGN_WITHIN}
    undone = run(UNDO, values) or run(UNSIGN, values)
    return None if undone else NotDecided("too_late_to_undo")
