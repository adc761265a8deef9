"""A refusal graded wrong goes to another arbiter on the buyer's behalf, while an appeal may."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.arbitration import open_arbitration
from anxin.services.quality.checking import NotChecked, answer_check, judge_objection
from anxin.services.quality.resending import resend_for_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from anxin.storage.quality.models import Check
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.quality import a_check, graded

pytestmark = pytest.mark.django_db
SAID = "我们复查了这次决定，认为原来的理由不充分，已为您安排另一位审核员重新裁决。"


def wrongly_refused() -> tuple[Check, Reviewer]:
    checker = a_reviewer(role="senior")
    return graded(a_check(), checker=checker), checker


def resend(row: Check, checker: Reviewer, said: str = SAID) -> NotChecked | None:
    return resend_for_buyer(no=row.no, checker=checker, said=said)


def case_of(row: Check) -> Case:
    return Case.objects.get(id=row.case_id)


def test_the_case_is_appealed_and_the_buyer_is_told_why() -> None:
    row, checker = wrongly_refused()
    assert resend(row, checker) is None
    row.refresh_from_db()
    assert (case_of(row).state, row.resent_by_id) == ("appealed", checker.account_id)
    event = OrderEvent.objects.filter(order_id=case_of(row).order_id).latest("seq")
    assert (event.kind, event.data["said"]) == ("appealed_for_buyer", SAID)


def test_neither_who_refused_nor_who_appealed_arbitrates() -> None:
    refuser = a_reviewer(role="senior")
    checker, third = a_reviewer(role="senior"), a_reviewer(role="senior")
    row = graded(a_check(refuser), checker=checker)
    assert resend(row, checker) is None
    no = case_of(row).no
    for barred in (refuser, checker):
        assert open_arbitration(no=no, reviewer=barred) == NotDecided("own_decision")
        assert approve_case(no=no, reviewer=barred, note="") == NotDecided("own_decision")
    assert open_arbitration(no=no, reviewer=third) is None
    assert approve_case(no=no, reviewer=third, note="") is None
    assert case_of(row).state == "refunded"


def test_it_is_sent_once() -> None:
    row, checker = wrongly_refused()
    assert resend(row, checker) is None
    assert resend(row, checker) == NotChecked("resent_already")


@pytest.mark.parametrize("grade", ["right", "words_unclear", "evidence_missed", "wrong_sum"])
def test_what_was_not_wrong_is_not_sent(grade: str) -> None:
    checker = a_reviewer(role="senior")
    row = graded(a_check(), grade=grade, checker=checker)
    assert resend(row, checker) == NotChecked("not_wrong")
    assert case_of(row).state == "rejected"


def test_an_approval_is_not_sent() -> None:
    checker = a_reviewer(role="senior")
    row = graded(a_check(refuses=False), checker=checker)
    assert resend(row, checker) == NotChecked("not_wrong")


def test_a_grade_that_was_taken_back_sends_nothing() -> None:
    row, checker = wrongly_refused()
    owner = Reviewer(row.reviewer_id, "agent")
    assert answer_check(no=row.no, reviewer=owner, objects=True, said="买家改过申请") is None
    judge = a_reviewer(role="supervisor")
    assert judge_objection(no=row.no, judge=judge, holds=False, said="买家确实改过") is None
    assert resend(row, checker) == NotChecked("not_wrong")


def test_closed_too_long_ago_nothing_is_noted_either() -> None:
    row, checker = wrongly_refused()
    let_pass(days=17)
    assert resend(row, checker) == NotChecked("too_late")
    row.refresh_from_db()
    assert (row.resent_at, case_of(row).state) == (None, "rejected")


def test_without_words_for_the_buyer_it_is_not_sent() -> None:
    row, checker = wrongly_refused()
    assert resend(row, checker, " ") == NotChecked("words_missing")


@pytest.mark.parametrize("role", ["agent", "auditor", "operator"])
def test_only_checkers_send_it(role: str) -> None:
    row, _ = wrongly_refused()
    assert resend(row, a_reviewer(role=role)) == NotChecked("not_a_checker")
