"""Checks and practice, as checkers, colleagues and supervisors see them."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.domain.practice import Given
from anxin.services.quality.checking import answer_check
from anxin.services.quality.practising import answer_practice
from tests.factories.account import a_reviewer
from tests.factories.quality import a_check, graded, taken_practice
from tests.factories.turns import refused_by

KEY = "viewed-not-received"


def quality_stops() -> list[tuple[str, str, UUID]]:
    """Return name, path and reader of each page worth looking at."""
    agent, checker = a_reviewer(), a_reviewer(role="senior")
    supervisor = a_reviewer(role="supervisor")
    waiting = a_check(at_once=True)
    wrong = graded(a_check(agent, at_once=True), checker=checker)
    against = graded(a_check(agent, at_once=True), checker=checker, grade="words_unclear")
    answer_check(no=against.no, reviewer=agent, objects=True, said="依据已经写在备注里。")
    form = uuid4()
    answer_practice(key=KEY, reviewer=agent, form_key=form, given=Given("approve"))
    taken, closed = taken_practice(), refused_by()[1]
    me, looks, leads = agent.account_id, checker.account_id, supervisor.account_id
    return [
        ("quality", "/console/quality/", looks),
        ("quality-check", f"/console/quality/checks/{waiting.no}/", looks),
        ("quality-wrong", f"/console/quality/checks/{wrong.no}/", looks),
        ("quality-objected", f"/console/quality/checks/{against.no}/", leads),
        ("quality-own", "/console/quality/own/", me),
        ("quality-overview", "/console/quality/overview/", leads),
        ("practice", "/console/practice/", me),
        ("practice-case", f"/console/practice/{taken.no}/", leads),
        ("practice-result", f"/console/practice/{KEY}/?try={form}", me),
        ("practice-take", f"/console/cases/{closed.no}/practice/", leads),
    ]
