"""A drawn decision graded, the grade answered, an objection judged: each once, by one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from anxin.domain.people import REVIEWERS
from anxin.domain.quality import (
    ANSWER_DAYS,
    CHECK_DAYS,
    NOTE_CHARACTERS,
    Concerned,
    barred_from,
    grade_problem,
    lines_marked,
)
from anxin.domain.wording.checklists import checklist_lines
from anxin.services.aftersale.moving import Reviewer
from anxin.storage.merchant.models import Member
from anxin.storage.order.models import Order
from anxin.storage.quality.queries import CheckRow, check
from anxin.storage.statement import run

GRADE = """
UPDATE anxin_quality_check
   SET state = 'graded', grade = %(grade)s::text, lines = %(lines)s::jsonb, note = %(note)s::text,
       checker_id = %(by)s::uuid, graded_at = clock_now(), pressed = 0,
       due_at = clock_now() + make_interval(days => %(days)s::int)
 WHERE no = %(no)s::text AND state = 'waiting' RETURNING no
"""
ANSWER = """
UPDATE anxin_quality_check
   SET state = CASE WHEN %(objects)s::bool THEN 'objected' ELSE 'agreed' END,
       said = %(said)s::text, answered_at = clock_now(),
       due_at = CASE WHEN %(objects)s::bool
                     THEN clock_now() + make_interval(days => %(days)s::int) END
 WHERE no = %(no)s::text AND state = 'graded' AND reviewer_id = %(by)s::uuid RETURNING no
"""
JUDGE = """
UPDATE anxin_quality_check
   SET state = CASE WHEN %(holds)s::bool THEN 'confirmed' ELSE 'taken_back' END,
       verdict_said = %(said)s::text, judge_id = %(by)s::uuid, judged_at = clock_now(),
       due_at = NULL
 WHERE no = %(no)s::text AND state = 'objected' RETURNING no
"""


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Nothing was saved; `code` says why."""

    code: str


def grade_check(
    *, no: str, checker: Reviewer, grade: str, marks: Sequence[str], note: str
) -> NotChecked | None:
    """Grade a decision, as somebody who had no part in it. Of two at once one counts."""
    found = check(no=no)
    if found is None:
        return NotChecked("not_found")
    lines = checklist_lines(reason=found.reason)
    refused = barred_from(
        who=checker.account_id, role=checker.role, concerned=concerned_by(found=found)
    ) or grade_problem(grade=grade, marks=marks, lines=len(lines), note=note)
    if refused:
        return NotChecked(refused)
    kept = lines_marked(lines=lines, marks=marks)
    values = {
        "no": no,
        "grade": grade,
        "lines": json.dumps(kept, ensure_ascii=False),
        "note": note.strip()[:NOTE_CHARACTERS],
        "by": checker.account_id,
        "days": ANSWER_DAYS,
    }
    return None if run(GRADE, values) else NotChecked("graded_already")


def answer_check(*, no: str, reviewer: Reviewer, objects: bool, said: str) -> NotChecked | None:
    """Agree with a grade of one's own decision, or object in words; once, and within its days."""
    found = check(no=no)
    if found is None or found.reviewer_id != reviewer.account_id or reviewer.role not in REVIEWERS:
        return NotChecked("not_found")
    if objects and not said.strip():
        return NotChecked("words_missing")
    values = {
        "no": no,
        "objects": objects,
        "said": said.strip()[:NOTE_CHARACTERS],
        "by": reviewer.account_id,
        "days": CHECK_DAYS,
    }
    if run(ANSWER, values):
        return None
    return NotChecked("taken_as_agreed" if found.state == "silent" else "answered_already")


def judge_objection(*, no: str, judge: Reviewer, holds: bool, said: str) -> NotChecked | None:
    """Confirm a grade that was objected to, or take it back, as another than who gave it."""
    found = check(no=no)
    if found is None:
        return NotChecked("not_found")
    refused = barred_from(
        who=judge.account_id, role=judge.role, concerned=concerned_by(found=found), judging=True
    )
    if refused or not said.strip():
        return NotChecked(refused or "words_missing")
    values = {
        "no": no,
        "holds": holds,
        "said": said.strip()[:NOTE_CHARACTERS],
        "by": judge.account_id,
    }
    return None if run(JUDGE, values) else NotChecked("judged_already")


def concerned_by(*, found: CheckRow) -> Concerned:
    """Return whom a check is about."""
    sold_by = Order.objects.filter(id=found.order_id).values("merchant_id")
    members = Member.objects.filter(merchant_id__in=sold_by).values_list("account_id", flat=True)
    return Concerned(
        reviewer=found.reviewer_id,
        buyer=found.buyer_id,
        deciders=frozenset(found.deciders),
        members=frozenset(members),
        checker=found.checker_id,
    )
