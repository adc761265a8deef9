"""A name confirmed for its own sake: sealed while it is asked about, worth credit once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from anxin.domain.channel import Unknown
from anxin.domain.identity import Confirmed, NotConfirmed
from anxin.domain.outside import Outside
from anxin.services.risk.appealing import NotAppealed
from anxin.services.risk.filing import AppealForm, confirm_identity
from anxin.services.risk.identity import check_identities
from anxin.storage.risk.models import IdentityCheck
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.clock import let_pass
from tests.factories.risk import NAME, assessed, filed, id_number, outside_with, restricted
from tests.services.test_secrets import tables_with

pytestmark = pytest.mark.django_db


def named(
    account: UUID, outside: Outside, *, number: str = "", key: UUID | None = None
) -> NotAppealed | None:
    """Send the form."""
    form = AppealForm(key or uuid4(), "", NAME, number or id_number(401))
    return confirm_identity(account_id=account, form=form, outside=outside)


def check_of(account: UUID) -> IdentityCheck:
    """The last question about an account."""
    return IdentityCheck.objects.filter(account_id=account).latest("id")


def test_a_name_that_is_confirmed_raises_credit_once_per_person() -> None:
    outside, _ = outside_with(Confirmed())
    buyers = [a_buyer(money_fen=0) for _ in range(2)]
    for buyer in buyers:
        assert named(buyer, outside) is None
        assert tables_with(id_number(401)) == []
        check_identities(outside=outside)
    assert [assessed(buyer).credit for buyer in buyers] == [65, 60]
    assert named(buyers[0], outside) == NotAppealed("checked_already")


def test_a_form_that_is_sent_twice_asks_once() -> None:
    outside, provider = outside_with(Confirmed())
    buyer, key = a_buyer(money_fen=0), uuid4()
    assert [named(buyer, outside, key=key) for _ in range(2)] == [None, None]
    assert named(buyer, outside) == NotAppealed("checked_already")
    check_identities(outside=outside)
    assert len(provider.asked) == 1


def test_without_an_answer_nothing_stays_sealed_longer_than_an_hour() -> None:
    outside, _ = outside_with(Unknown("time-out"))
    buyer = a_buyer(money_fen=0)
    assert named(buyer, outside) is None
    check_identities(outside=outside)
    assert check_of(buyer).sealed is not None
    let_pass(minutes=61)
    check_identities(outside=outside)
    check = check_of(buyer)
    assert (check.state, check.sealed, check.key_no) == ("unanswered", None, None)
    assert assessed(buyer).credit == 60


def test_an_answer_that_comes_after_the_hour_changes_nothing() -> None:
    buyer = a_buyer(money_fen=0)
    outside, provider = outside_with(Confirmed())
    assert named(buyer, outside) is None

    def slow(**asked: str) -> Confirmed:
        IdentityCheck.objects.filter(account_id=buyer).update(
            state="unanswered", sealed=None, key_no=None, next_try_at=None,
            answered_at="2026-01-01T00:00+08:00",
        )  # fmt: skip
        return Confirmed()

    provider.check = slow  # type: ignore[method-assign]
    check_identities(outside=outside)
    assert check_of(buyer).state == "unanswered"
    assert assessed(buyer).credit == 60


def test_names_that_do_not_match_may_be_corrected_five_times_a_day() -> None:
    outside, _ = outside_with(NotConfirmed("mismatch"))
    buyer = a_buyer(money_fen=0)
    for n in range(5):
        assert named(buyer, outside, number=id_number(410 + n)) is None
        check_identities(outside=outside)
    assert named(buyer, outside) == NotAppealed("too_many_checks")
    let_pass(hours=25)
    assert named(buyer, outside) is None


def test_an_appeal_waits_for_the_name_that_is_being_checked() -> None:
    outside, _ = outside_with(Confirmed())
    buyer = restricted()
    assert named(buyer, outside) is None
    assert filed(buyer, outside=outside) == NotAppealed("being_checked")
    check_identities(outside=outside)
    assert filed(buyer, outside=outside) is None


@pytest.mark.parametrize("number", ["", "110105194912310021"])
def test_what_cannot_be_a_number_is_not_asked_about(number: str) -> None:
    outside, provider = outside_with(Confirmed())
    form = AppealForm(uuid4(), "", NAME, number)
    refused = confirm_identity(account_id=a_buyer(money_fen=0), form=form, outside=outside)
    assert isinstance(refused, NotAppealed)
    check_identities(outside=outside)
    assert provider.asked == []


def test_staff_has_no_name_to_confirm() -> None:
    outside, _ = outside_with(Confirmed())
    assert named(a_reviewer().account_id, outside) == NotAppealed("not_found")
