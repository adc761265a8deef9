"""Practice: answered, told at once whether it was right; taken of closed cases, and retired.

Nothing real is moved by it: it writes its own two tables and reads no case but the one taken.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from anxin.domain.people import REVIEWERS
from anxin.domain.practice import Expected, Fact, Given, expected_problem, is_right, snapshot_of
from anxin.domain.quality import NOTE_CHARACTERS
from anxin.domain.quote import Facts
from anxin.domain.states import CASE_OPEN
from anxin.services.aftersale.moving import Reviewer
from anxin.services.numbers import new_no
from anxin.services.quality.checking import NotChecked
from anxin.services.quality.snapshots import facts_of_case
from anxin.storage.aftersale import queries as cases
from anxin.storage.quality.practice import practice
from anxin.storage.statement import run

TITLE_CHARACTERS = 60
ANSWERED = """
INSERT INTO anxin_quality_practiceanswer (account_id, key, form_key, answer, code, fen, is_right)
VALUES (%(by)s::uuid, %(key)s::text, %(form_key)s::uuid, %(answer)s::text, %(code)s::text,
        %(fen)s::bigint, %(is_right)s::bool)
ON CONFLICT (account_id, form_key) DO NOTHING RETURNING id
"""
TAKEN = """
INSERT INTO anxin_quality_practicecase
       (no, form_key, title, reason, facts, answer, code, low_fen, high_fen, why, taken_by_id)
VALUES (%(no)s::text, %(form_key)s::uuid, %(title)s::text, %(reason)s::text, %(facts)s::jsonb,
        %(answer)s::text, %(code)s::text, %(low_fen)s::bigint, %(high_fen)s::bigint,
        %(why)s::text, %(by)s::uuid)
ON CONFLICT (form_key) DO NOTHING RETURNING no
"""
RETIRED = """
UPDATE anxin_quality_practicecase SET retired_at = clock_now(), retired_by_id = %(by)s::uuid
 WHERE no = %(no)s::text AND retired_at IS NULL RETURNING no
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a supervisor writes for a case that is taken as practice. `said`: what was asked,
    in the supervisor's own words, since the buyer's may name somebody."""

    form_key: UUID
    title: str
    said: str
    expected: Expected
    why: str


def answer_practice(
    *, key: str, reviewer: Reviewer, form_key: UUID, given: Given
) -> NotChecked | None:
    """Keep an answer to a practice case, once per form; the first of a case is what counts."""
    found = practice(key=key)
    if found is None or reviewer.role not in REVIEWERS:
        return NotChecked("not_found")
    exact = _exact(given)
    values = {
        "by": reviewer.account_id,
        "key": key,
        "form_key": form_key,
        **asdict(exact),
        "is_right": is_right(expected=found.expected, given=exact),
    }
    run(ANSWERED, values)
    return None


def _exact(given: Given) -> Given:
    """Leave out what does not belong to the answer, such as the ground of an approval."""
    code = given.code if given.answer == "reject" else ""
    return Given(given.answer, code, given.fen if given.answer == "partial" else 0)


def take_as_practice(*, case_no: str, by: Reviewer, lesson: Lesson) -> NotChecked | None:
    """Take a closed case as practice: facts without anybody in them, and the answer expected."""
    case = cases.case(no=case_no)
    facts = facts_of_case(case=case) if case else None
    if by.role != "supervisor" or case is None or facts is None:
        return NotChecked("not_found")
    if case.state in CASE_OPEN:
        return NotChecked("not_closed")
    problem = expected_problem(expected=lesson.expected)
    if problem or not (lesson.title.strip() and lesson.said.strip() and lesson.why.strip()):
        return NotChecked(problem or "words_missing")
    values = {
        "no": new_no(),
        "form_key": lesson.form_key,
        "title": lesson.title.strip()[:TITLE_CHARACTERS],
        "reason": case.reason,
        "facts": json.dumps(_told(facts, lesson.said), ensure_ascii=False),
        **asdict(_whole(lesson.expected)),
        "why": lesson.why.strip()[:NOTE_CHARACTERS],
        "by": by.account_id,
    }
    run(TAKEN, values)
    return None


def _told(facts: Facts, said: str) -> list[dict[str, str]]:
    words = said.strip()[:NOTE_CHARACTERS]
    return [asdict(one) for one in (*snapshot_of(facts=facts), Fact("said", words, words))]


def _whole(expected: Expected) -> Expected:
    partial = expected.answer == "partial"
    return Expected(
        expected.answer,
        expected.code if expected.answer == "reject" else "",
        expected.low_fen if partial else 0,
        expected.high_fen if partial else 0,
    )


def retire_practice(*, no: str, by: Reviewer) -> NotChecked | None:
    """Take a practice case away from those who practise; the answers to it stay."""
    if by.role != "supervisor":
        return NotChecked("not_found")
    return None if run(RETIRED, {"no": no, "by": by.account_id}) else NotChecked("moved")
