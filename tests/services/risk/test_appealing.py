"""Appeals: name checked, decided by somebody else within a working day, accepted if nobody does."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.domain.calendar import due_after_working_days
from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, IdentityAnswer, NotConfirmed
from anxin.services.risk.appealing import NotAppealed, decide_appeal
from anxin.services.risk.filing import AppealForm, correct_identity
from anxin.services.risk.identity import check_identities
from anxin.services.risk.restricting import Officer, record_abuse
from anxin.storage.risk.models import Appeal, IdentityCheck, Mark, Pardon, Restriction
from tests.factories.account import a_buyer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.risk import (
    NAME,
    an_officer,
    appeal_of,
    appealed,
    assessed,
    filed,
    id_number,
    outside_with,
    restricted,
    standing,
    unanswered,
)
from tests.services.test_secrets import tables_with

pytestmark = pytest.mark.django_db

NUMBER = id_number()


def abused(officer: Officer | None = None) -> UUID:
    """A buyer against whom something was established."""
    buyer = a_buyer(money_fen=0)
    refused = record_abuse(
        account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=officer or an_officer()
    )
    assert refused is None
    return buyer


def decide(appeal: Appeal, *, accept: bool = True, officer: Officer | None = None,
           said: str = "已核对", wrong: tuple[str, ...] = ()) -> NotAppealed | None:  # fmt: skip
    """Decide an appeal."""
    return decide_appeal(
        no=appeal.no, officer=officer or an_officer("senior"), accept=accept, said=said, wrong=wrong
    )


def test_a_name_that_is_confirmed_lays_the_appeal_before_people_for_one_working_day() -> None:
    appeal = appealed()
    check = IdentityCheck.objects.get(appeal=appeal)
    assert (appeal.state, check.state, check.name_masked) == ("submitted", "confirmed", "测*")
    assert check.sealed is None and check.key_no is None
    due = due_after_working_days(
        start=appeal.at.astimezone(), days=1, is_working_day=wiring.working_calendar()
    )
    assert appeal.due_at is not None and appeal.due_at >= due - timedelta(days=4)
    assert Mark.objects.filter(account_id=appeal.account_id, kind="identity").count() == 1


def test_the_number_is_nowhere_once_it_is_answered_and_sealed_until_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    outside, provider = outside_with(Unknown("time-out"), Confirmed())
    buyer = restricted()
    assert filed(buyer, outside=outside, number=NUMBER) is None
    assert tables_with(NUMBER) == []
    check_identities(outside=outside)
    let_pass(minutes=1)
    check_identities(outside=outside)
    assert [asked[2] for asked in provider.asked] == [NUMBER, NUMBER]
    assert tables_with(NUMBER) == []
    assert NUMBER not in caplog.text
    assert NUMBER not in repr(AppealForm(uuid4(), "a", NAME, NUMBER))


def test_a_time_out_is_asked_again_under_the_same_number() -> None:
    outside, provider = outside_with(Unknown("time-out"), Unknown("time-out"), Confirmed())
    buyer = restricted()
    assert filed(buyer, outside=outside) is None
    for _ in range(3):
        check_identities(outside=outside)
        let_pass(minutes=2 + 2 * len(provider.asked))
    assert len({asked[0] for asked in provider.asked}) == 1
    assert appeal_of(buyer).state == "submitted"


def test_a_provider_that_never_answers_holds_up_nothing_and_nothing_stays_sealed() -> None:
    appeal = unanswered()
    assert appeal.state == "checking"
    sweep_after(minutes=61)
    appeal.refresh_from_db()
    check = IdentityCheck.objects.get(appeal=appeal)
    assert (appeal.state, check.state, check.sealed) == ("submitted", "unanswered", None)


@pytest.mark.parametrize("answer", [Refused("invalid", final=True)])
def test_a_provider_that_refuses_for_good_leaves_it_to_people(answer: IdentityAnswer) -> None:
    appeal = appealed(answer=answer)
    assert appeal.state == "submitted"
    assert not Mark.objects.filter(account_id=appeal.account_id, kind="identity").exists()


def test_a_site_without_a_provider_leaves_it_to_people() -> None:
    buyer, outside = restricted(), wiring.outside()
    assert outside.identity is None
    assert filed(buyer, outside=outside) is None
    check_identities(outside=outside)
    assert appeal_of(buyer).state == "submitted"


@pytest.mark.parametrize("code", ["mismatch", "no_record"])
def test_a_name_that_does_not_match_comes_back_to_the_buyer_who_may_correct_it(code: str) -> None:
    appeal = appealed(answer=NotConfirmed(code))
    assert appeal.state == "mismatched"
    outside, _ = outside_with(Confirmed())
    form = AppealForm(uuid4(), "", NAME, id_number(3))
    for _ in range(2):
        assert correct_identity(account_id=appeal.account_id, form=form, outside=outside) is None
    check_identities(outside=outside)
    appeal.refresh_from_db()
    assert appeal.state == "submitted"
    assert IdentityCheck.objects.filter(appeal=appeal).count() == 2


def test_names_and_numbers_are_not_tried_out() -> None:
    appeal = appealed(answer=NotConfirmed("mismatch"))
    outside, _ = outside_with(NotConfirmed("mismatch"))
    for n in (3, 4):
        form = AppealForm(uuid4(), "", NAME, id_number(n))
        assert correct_identity(account_id=appeal.account_id, form=form, outside=outside) is None
        check_identities(outside=outside)
    form = AppealForm(uuid4(), "", NAME, id_number(5))
    refused = correct_identity(account_id=appeal.account_id, form=form, outside=outside)
    assert refused == NotAppealed("too_many_checks")


def test_an_appeal_whose_name_is_never_corrected_lapses_and_another_may_follow() -> None:
    appeal = appealed(answer=NotConfirmed("mismatch"))
    sweep_after(days=8)
    appeal.refresh_from_db()
    assert appeal.state == "lapsed"
    assert standing(appeal.account_id)[1]
    outside, _ = outside_with(Confirmed())
    assert filed(appeal.account_id, outside=outside) is None


@pytest.mark.parametrize(
    ("number", "note", "code"),
    [
        ("110105194912310021", "说明", "check_digit"),
        ("123", "说明", "form"),
        (NUMBER, " ", "note_missing"),
    ],
)
def test_what_cannot_be_right_is_not_sent_to_anybody(number: str, note: str, code: str) -> None:
    outside, provider = outside_with(Confirmed())
    refused = filed(restricted(), outside=outside, number=number, note=note)
    assert refused == NotAppealed(code)
    assert (check_identities(outside=outside), provider.asked) == (0, [])


def test_only_who_is_restricted_appeals_and_once_at_a_time() -> None:
    outside, _ = outside_with(Confirmed())
    assert filed(a_buyer(money_fen=0), outside=outside) == NotAppealed("not_restricted")
    buyer, key = restricted(), uuid4()
    assert [filed(buyer, outside=outside, key=key) for _ in range(2)] == [None, None]
    assert filed(buyer, outside=outside) == NotAppealed("appealed_already")
    assert Appeal.objects.filter(account_id=buyer).count() == 1


def test_an_accepted_appeal_lifts_everything_and_is_answered_in_words() -> None:
    appeal = appealed()
    assert decide(appeal, said="") == NotAppealed("said_missing")
    assert decide(appeal, said="核对过了，抱歉") is None
    appeal.refresh_from_db()
    assert (appeal.state, appeal.said) == ("accepted", "核对过了，抱歉")
    assert not standing(appeal.account_id)[1]
    assert Restriction.objects.get(account_id=appeal.account_id).lifted_how == "appeal"
    assert decide(appeal) == NotAppealed("decided")


def test_a_reason_that_was_found_wrong_does_not_flag_again_and_a_new_one_does() -> None:
    officer = an_officer()
    appeal = appealed(account=abused(officer))
    assert decide(appeal, wrong=("abuse",)) is None
    assert standing(appeal.account_id) == (65, False)
    let_pass(days=1)
    found = assessed(appeal.account_id)
    assert (found.score, found.flagged) == (0, False)
    record_abuse(
        account_id=appeal.account_id, kind="other", basis="b", form_key=uuid4(), officer=officer
    )
    assert standing(appeal.account_id) == (25, True)


def test_where_the_other_reasons_would_still_flag_nothing_is_decided() -> None:
    buyer = abused()
    Restriction.objects.filter(account_id=buyer).update(codes=["abuse", "cancels"])
    appeal = appealed(account=buyer)
    assert decide(appeal, wrong=("cancels",)) == NotAppealed("still_flagged")
    appeal.refresh_from_db()
    assert appeal.state == "submitted"
    assert standing(buyer)[1]
    assert not Pardon.objects.filter(account_id=buyer).exists()


def test_a_rejected_appeal_leaves_the_restriction_and_may_be_followed_a_week_later() -> None:
    appeal = appealed()
    assert decide(appeal, accept=False, said="没有新的情况") is None
    assert standing(appeal.account_id)[1]
    outside, _ = outside_with(Confirmed())
    assert filed(appeal.account_id, outside=outside) == NotAppealed("too_soon")
    let_pass(days=7, minutes=1)
    assert filed(appeal.account_id, outside=outside) is None
    later = appeal_of(appeal.account_id)
    assert later.state == "submitted", "the name is known already"
    assert decide(later) is None


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "finance", "operator", "auditor"])
def test_only_seniors_and_supervisors_decide(role: str) -> None:
    appeal = appealed()
    assert decide(appeal, officer=an_officer(role)) == NotAppealed("not_allowed")
    appeal.refresh_from_db()
    assert appeal.state == "submitted"


def test_whoever_restricted_does_not_decide() -> None:
    officer = an_officer("supervisor")
    appeal = appealed(account=restricted(by=officer))
    assert decide(appeal, officer=officer) == NotAppealed("own_restriction")
    assert decide(appeal, officer=an_officer("supervisor")) is None


def test_whoever_recorded_the_abuse_does_not_decide() -> None:
    officer = an_officer("supervisor")
    appeal = appealed(account=abused(officer))
    assert decide(appeal, officer=officer) == NotAppealed("own_restriction")
    assert decide(appeal) is None


def test_an_appeal_that_nobody_decides_is_accepted_and_the_proven_stays_in_the_credit() -> None:
    buyer = abused()
    appeal = appealed(account=buyer)
    assessed(buyer)
    sweep_after(days=12)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.decided_by_id, appeal.wrong) == ("accepted", None, ["abuse"])
    assert standing(buyer) == (25, False)
    assert Restriction.objects.get(account_id=buyer).lifted_how == "late"
    let_pass(days=13)
    assert not assessed(buyer).flagged


def test_a_restriction_placed_after_the_appeal_is_not_lifted_by_a_missed_deadline() -> None:
    buyer = abused()
    appeal = appealed(account=buyer)
    let_pass(hours=1)
    restricted(buyer=buyer)
    sweep_after(days=12)
    appeal.refresh_from_db()
    assert appeal.state == "accepted"
    assert [row.source for row in Restriction.objects.filter(account_id=buyer, lifted_at=None)] == [
        "hand"
    ]
    assert standing(buyer)[1]


def test_before_its_deadline_an_appeal_is_left_alone() -> None:
    appeal = appealed()
    sweep_after(hours=7)
    appeal.refresh_from_db()
    assert appeal.state == "submitted"


def test_a_confirmed_name_raises_the_credit_of_the_first_account_that_has_it_only() -> None:
    first, second = appealed().account_id, appealed().account_id
    assert assessed(first).credit == 65
    assert assessed(second).credit == 60
