"""Without login: a number and a code open one claim; guessing is slow, the answers are alike."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from anxin.domain.identity import NotConfirmed
from anxin.services.minors.entering import Begun, begin_claim, enter_claim, written_as
from anxin.services.minors.telling import NotDone
from anxin.services.minors.throttle import LIMITS
from anxin.services.minors.writing import submit_claim, withdraw_claim, write_people
from anxin.services.numbers import new_no
from anxin.storage.minors.models import Check
from anxin.storage.minors.queries import ClaimRow
from tests.factories.clock import let_pass, sweep_after
from tests.factories.minors import (
    answered,
    begun,
    drafted,
    id_of,
    people,
    row,
    send_paper,
    submitted,
    vault,
)

pytestmark = pytest.mark.django_db


def enter(no: str, code: str, place: str = "") -> ClaimRow | NotDone:
    """Try a number and a code, from a place of its own unless told."""
    return enter_claim(no=no, code=code, place=place or uuid4().hex, vault=vault())


def test_number_and_code_open_the_claim_however_they_are_typed() -> None:
    made = begun()
    assert len(made.code) == 26, "130 random bits"
    entered = enter(f" {made.no.lower()} ", "-".join((made.code[:13], made.code[13:])))
    assert isinstance(entered, ClaimRow) and entered.no == made.no
    assert written_as("o0-iL1") == "00111"


def test_unknown_and_wrong_have_one_answer() -> None:
    made = begun()
    answers = {enter(made.no, new_no()), enter(new_no(), made.code), enter("", "")}
    assert answers == {NotDone("not_opened")}


def test_a_number_is_shut_after_five_wrong_codes_whether_or_not_it_exists() -> None:
    made = begun()
    for no in (made.no, new_no()):
        said = [enter(no, new_no()) for _ in range(LIMITS["number"][0] + 1)]
        assert said[-2:] == [NotDone("not_opened"), NotDone("too_often")]
    assert enter(made.no, made.code) == NotDone("too_often")
    let_pass(minutes=16)
    assert isinstance(enter(made.no, made.code), ClaimRow)


def test_a_place_that_tries_many_numbers_is_shut() -> None:
    place = uuid4().hex
    said = [enter(new_no(), new_no(), place) for _ in range(LIMITS["place"][0] + 1)]
    assert said[-2:] == [NotDone("not_opened"), NotDone("too_often")]
    assert enter(new_no(), new_no()) == NotDone("not_opened")


def test_claims_are_not_begun_without_end() -> None:
    place = uuid4().hex
    made = [begin_claim(place=place, device="", vault=vault()) for _ in range(11)]
    assert [isinstance(one, Begun) for one in made] == [True] * 10 + [False]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"relation": "friend"}, "relation"),
        ({"guardian_name": " "}, "guardian_name"),
        ({"minor_number": "11010519491231002"}, "minor_form"),
        ({"guardian_number": id_of("20120101")}, "guardian_under_age"),
        ({"minor_number": id_of("19900101")}, "minor_of_age"),
    ],
)
def test_two_people_who_cannot_be_those_are_refused(said: dict[str, Any], code: str) -> None:
    made = begun()
    assert write_people(no=made.no, form=people(**said), vault=vault()) == NotDone(code)
    assert row(made).sealed is None


def test_the_numbers_are_gone_with_the_providers_answer() -> None:
    made = begun()
    write_people(no=made.no, form=people(), vault=vault())
    checks = Check.objects.filter(claim=row(made))
    assert {one.state for one in checks} == {"waiting"} and all(one.sealed for one in checks)
    answered()
    checks = Check.objects.filter(claim=row(made))
    assert {(one.state, one.sealed) for one in checks} == {("confirmed", None)}


def test_names_that_do_not_match_are_to_be_corrected_before_submitting() -> None:
    made = drafted()
    write_people(no=made.no, form=people(minor_name="别的名字"), vault=vault())
    write_people(no=made.no, form=people(born="20150101"), vault=vault())
    answered(NotConfirmed("mismatch"))
    assert submit_claim(no=made.no, vault=vault()) == NotDone("identity")


def test_what_is_missing_is_named() -> None:
    made = begun()
    assert submit_claim(no=made.no, vault=vault()) == NotDone("people")
    write_people(no=made.no, form=people(), vault=vault())
    assert submit_claim(no=made.no, vault=vault()) == NotDone("purchases")
    full = drafted()
    assert submit_claim(no=full.no, vault=vault()) is None
    assert submit_claim(no=full.no, vault=vault()) is None, "a second tap"
    send_paper(full.no, kind="chat")


def test_what_was_submitted_is_not_rewritten() -> None:
    made = submitted()
    assert write_people(no=made.no, form=people(), vault=vault()) == NotDone("not_open")


def test_a_draft_that_nobody_goes_on_with_lapses() -> None:
    made = drafted()
    sweep_after(days=8)
    assert row(made).state == "lapsed"
    assert withdraw_claim(no=made.no) == NotDone("not_open")
