"""Practice: all answers kept, the first counts, nothing real moves; taken cases name nobody."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from anxin.domain.practice import Expected, Given
from anxin.services.quality.checking import NotChecked
from anxin.services.quality.practising import answer_practice, retire_practice, take_as_practice
from anxin.storage.account.models import Account
from anxin.storage.merchant.models import Merchant
from anxin.storage.order.models import OrderEvent
from anxin.storage.quality.models import PracticeAnswer, PracticeCase
from anxin.storage.quality.overview import list_reviewers
from anxin.storage.quality.practice import list_practice, list_tried, practice
from tests.factories.account import a_reviewer
from tests.factories.quality import a_lesson, taken_practice
from tests.factories.turns import in_review, refused_by

pytestmark = pytest.mark.django_db
KEY = "viewed-not-received"
RIGHT, WRONG = Given("reject", "was_viewed"), Given("approve")


def test_the_first_answer_counts_and_all_are_kept() -> None:
    me = a_reviewer()
    for given in (WRONG, RIGHT, RIGHT):
        assert answer_practice(key=KEY, reviewer=me, form_key=uuid4(), given=given) is None
    tried = list_tried(account_id=me.account_id)[KEY]
    assert (tried.tries, tried.first_right) == (3, False)
    [mine] = [one for one in list_reviewers() if one.id == me.account_id]
    assert (mine.practised, mine.practised_right) == (1, 0)


def test_the_same_form_counts_once() -> None:
    me, form = a_reviewer(), uuid4()
    for given in (RIGHT, WRONG):
        assert answer_practice(key=KEY, reviewer=me, form_key=form, given=given) is None
    assert PracticeAnswer.objects.get(account_id=me.account_id).is_right


@pytest.mark.parametrize("role", ["buyer", "merchant", "finance", "operator", "auditor"])
def test_only_reviewers_practise(role: str) -> None:
    refused = answer_practice(
        key=KEY, reviewer=a_reviewer(role=role), form_key=uuid4(), given=RIGHT
    )
    assert refused == NotChecked("not_found")
    assert not PracticeAnswer.objects.filter(account__role=role).exists()


def test_practice_moves_nothing_real() -> None:
    before = OrderEvent.objects.count()
    answer_practice(key=KEY, reviewer=a_reviewer(), form_key=uuid4(), given=RIGHT)
    assert OrderEvent.objects.count() == before


def test_a_taken_case_names_nobody() -> None:
    bought, case = refused_by()
    case.note, case.contact_phone = "我是王小明 13912345678", "13912345678"
    case.save()
    lesson = a_lesson()
    by = a_reviewer(role="supervisor")
    assert take_as_practice(case_no=case.no, by=by, lesson=lesson) is None
    row = PracticeCase.objects.get(form_key=lesson.form_key)
    kept = json.dumps([row.facts, row.title, row.why], ensure_ascii=False)
    buyer = Account.objects.get(id=bought.buyer)
    shop = Merchant.objects.get(id=case.merchant_id).name
    named = (buyer.username, shop, bought.no, case.no, str(case.id), "王小明", "13912345678")
    assert [one for one in named if one in kept] == []
    assert "¥600.00" in kept and "临时不想要了" in kept


def test_a_case_is_taken_once_per_form_and_practised_by_its_number() -> None:
    lesson, by = a_lesson(), a_reviewer(role="supervisor")
    no = refused_by()[1].no
    for _ in range(2):
        assert take_as_practice(case_no=no, by=by, lesson=lesson) is None
    row = PracticeCase.objects.get(form_key=lesson.form_key)
    found = practice(key=row.no)
    assert found and found.expected == Expected("reject", "no_rule")
    assert row.no in {one.key for one in list_practice()}


def test_an_open_case_is_no_practice() -> None:
    _, case = in_review()
    refused = take_as_practice(case_no=case.no, by=a_reviewer(role="supervisor"), lesson=a_lesson())
    assert refused == NotChecked("not_closed")


@pytest.mark.parametrize("role", ["agent", "senior", "operator", "auditor"])
def test_only_supervisors_take_and_retire(role: str) -> None:
    row, other = taken_practice(), a_reviewer(role=role)
    assert retire_practice(no=row.no, by=other) == NotChecked("not_found")
    refused = take_as_practice(case_no=refused_by()[1].no, by=other, lesson=a_lesson())
    assert refused == NotChecked("not_found")


def test_a_retired_case_is_practised_no_more_and_its_answers_stay() -> None:
    row, me = taken_practice(), a_reviewer()
    given = Given("reject", "no_rule")
    assert answer_practice(key=row.no, reviewer=me, form_key=uuid4(), given=given) is None
    assert retire_practice(no=row.no, by=a_reviewer(role="supervisor")) is None
    assert practice(key=row.no) is None
    again = answer_practice(key=row.no, reviewer=me, form_key=uuid4(), given=given)
    assert again == NotChecked("not_found")
    assert list_tried(account_id=me.account_id)[row.no].first_right
