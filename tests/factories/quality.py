"""Decisions of yesterday, drawn and graded."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from anxin.domain.practice import Expected
from anxin.domain.wording.checklists import checklist_lines
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.arbitration import open_arbitration
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.quality.checking import grade_check
from anxin.services.quality.drawing import draw_checks
from anxin.services.quality.practising import Lesson, take_as_practice
from anxin.storage.aftersale.models import Case
from anxin.storage.quality.models import Check, PracticeCase
from anxin.storage.quality.queries import check
from anxin.storage.statement import run
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.order import Bought
from tests.factories.turns import in_review, refused_by


def approved_by(reviewer: Reviewer | None = None) -> Case:
    """A case that a person has approved."""
    _, case = in_review(price_fen=60_000)
    by = reviewer or a_reviewer()
    assert approve_case(no=case.no, reviewer=by, note="") is None
    case.refresh_from_db()
    return case


def turned_round(bought: Bought, case: Case) -> None:
    """Appeal against a person's refusal, and have another approve it."""
    assert appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退") is None
    arbiter = a_reviewer(role="senior")
    assert open_arbitration(no=case.no, reviewer=arbiter) is None
    assert approve_case(no=case.no, reviewer=arbiter, note="") is None
    case.refresh_from_db()


def won_on_appeal(reviewer: Reviewer) -> Case:
    """A case that somebody refused and an arbiter approved."""
    bought, case = refused_by(reviewer)
    turned_round(bought, case)
    return case


def a_day_later() -> None:
    """Let a day pass, however much has passed already."""
    (row,) = run("SELECT clock_now() - now() AS ahead", {})
    let_pass(seconds=row.ahead.total_seconds() + timedelta(days=1).total_seconds())


def drawn(case: Case, *, at_once: bool = False) -> Check:
    """The check of a case's last decision, drawn the day after, or without waiting for that."""
    if not at_once:
        a_day_later()
    draw_checks(today_too=at_once)
    return Check.objects.filter(case=case).latest("seq")


def a_check(reviewer: Reviewer | None = None, *, refuses: bool = True) -> Check:
    """A decision of yesterday that waits to be checked: a refusal, or an approval."""
    by = reviewer or a_reviewer()
    return drawn(refused_by(by)[1] if refuses else approved_by(by))


def marks_for(row: Check, mark: str = "ok") -> list[str]:
    """A mark for each line of the reason's checklist."""
    found = check(no=row.no)
    assert found
    return [mark] * len(checklist_lines(reason=found.reason))


def graded(
    row: Check, *, grade: str = "wrong", checker: Reviewer | None = None, note: str = "有条款可退"
) -> Check:
    """The same check, graded."""
    refused = grade_check(
        no=row.no,
        checker=checker or a_reviewer(role="senior"),
        grade=grade,
        marks=marks_for(row),
        note=note,
    )
    assert refused is None, refused
    row.refresh_from_db()
    return row


def a_lesson(*, title: str = "大额卡取消", said: str = "临时不想要了") -> Lesson:
    """What a supervisor writes for a case taken as practice."""
    expected = Expected("reject", "no_rule")
    return Lesson(uuid4(), title, said, expected, "规则没有这一条")


def taken_practice(**words: str) -> PracticeCase:
    """A practice case that a supervisor took of a refused one."""
    lesson = a_lesson(**words)
    by = a_reviewer(role="supervisor")
    assert take_as_practice(case_no=refused_by()[1].no, by=by, lesson=lesson) is None
    return PracticeCase.objects.get(form_key=lesson.form_key)
