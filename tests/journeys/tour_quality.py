"""Checks and practice, as checkers, colleagues and supervisors see them."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.domain.practice import Given
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import reject_case
from anxin.services.quality.checking import answer_check
from anxin.services.quality.practising import answer_practice
from anxin.storage.quality.models import Check
from tests.factories.account import a_reviewer
from tests.factories.instants import doubted, paid_unseen, picked
from tests.factories.quality import drawn, graded, taken_practice
from tests.factories.turns import in_review, refused_by

KEY = "viewed-not-received"


def _refusal(by: Reviewer) -> Check:
    """A refusal in English that was drawn."""
    _, case = in_review()
    assert reject_case(no=case.no, reviewer=by, code="no_rule", said="No clause fits") is None
    return drawn(case, at_once=True)


def quality_stops() -> list[tuple[str, str, UUID]]:
    """Return name, path and reader of each page worth looking at."""
    agent, checker = a_reviewer(), a_reviewer(role="senior")
    supervisor = a_reviewer(role="supervisor")
    waiting, wrong, against = (_refusal(by) for by in (a_reviewer(), agent, agent))
    graded(wrong, checker=checker, note="It was not delivered yet: see the clause first.")
    graded(against, checker=checker, grade="words_unclear", note="What would have changed it?")
    answer_check(no=against.no, reviewer=agent, objects=True, said="I said so in the note.")
    form = uuid4()
    answer_practice(key=KEY, reviewer=agent, form_key=form, given=Given("approve"))
    taken, closed = taken_practice(title="A costly card", said="Not wanted"), refused_by()[1]
    picked(paid_unseen()[1])
    doubted(picked(paid_unseen()[1]), said="Used on another device later")
    me, looks, leads = agent.account_id, checker.account_id, supervisor.account_id
    return [
        ("quality", "/console/quality/", looks),
        ("quality-check", f"/console/quality/checks/{waiting.no}/", looks),
        ("quality-wrong", f"/console/quality/checks/{wrong.no}/", looks),
        ("quality-objected", f"/console/quality/checks/{against.no}/", leads),
        ("instants", "/console/quality/instants/", leads),
        ("quality-own", "/console/quality/own/", me),
        ("quality-overview", "/console/quality/overview/", leads),
        ("practice", "/console/practice/", me),
        ("practice-case", f"/console/practice/{taken.no}/", leads),
        ("practice-result", f"/console/practice/{KEY}/?try={form}", me),
        ("practice-take", f"/console/cases/{closed.no}/practice/", leads),
    ]
