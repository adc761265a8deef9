"""What is due of checks: those that nobody looks at are pressed, silence agrees to a grade."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from anxin.domain.calendar import WorkingDay, is_worked
from anxin.storage.statement import run

CHINA = ZoneInfo("Asia/Shanghai")
MET = """
UPDATE anxin_quality_check
   SET state = CASE WHEN state = 'graded' THEN 'silent' ELSE state END,
       pressed = pressed + (state <> 'graded' AND %(works)s::bool)::int,
       due_at = CASE WHEN state <> 'graded' THEN clock_now() + interval '1 day' END
 WHERE no = %(no)s::text AND due_at <= clock_now() RETURNING no
"""
"""Nobody is pressed on a rest day. A drawn decision never expires: somebody was to learn by it."""


def end_check_wait(*, no: str, is_working_day: WorkingDay) -> bool:
    """Do what a check's passed deadline says; say whether it was due."""
    (row,) = run("SELECT clock_now() AS now", {})
    works = is_worked(day=row.now.astimezone(CHINA).date(), is_working_day=is_working_day)
    return bool(run(MET, {"no": no, "works": works}))
