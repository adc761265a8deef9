"""Restrictions by people: with a basis, with words for the buyer, and by those who may."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.risk.restricting import (
    NotRestricted,
    Officer,
    lift_by_hand,
    record_abuse,
    restrict_by_hand,
)
from anxin.storage.risk.models import Abuse, Restriction
from tests.factories.account import a_buyer, an_account
from tests.factories.risk import an_officer, assessed, restricted, standing

pytestmark = pytest.mark.django_db

ROLES = ("buyer", "merchant", "agent", "senior", "supervisor", "finance", "operator", "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_operators_and_supervisors_restrict(role: str) -> None:
    buyer = a_buyer(money_fen=0)
    refused = restrict_by_hand(account_id=buyer, officer=an_officer(role), basis="a", said="b")
    assert (refused is None) == (role in ("operator", "supervisor"))
    assert standing(buyer)[1] == (refused is None)


@pytest.mark.parametrize("role", ROLES)
def test_abuse_is_recorded_by_operators_and_supervisors(role: str) -> None:
    buyer = a_buyer(money_fen=0)
    refused = record_abuse(
        account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=an_officer(role)
    )
    assert (refused is None) == (role in ("operator", "supervisor"))
    assert Abuse.objects.filter(account_id=buyer).exists() == (refused is None)


@pytest.mark.parametrize(("basis", "said"), [("", "原因"), ("依据", " "), (" ", "")])
def test_nobody_is_restricted_without_a_basis_and_without_being_told_why(
    basis: str, said: str
) -> None:
    buyer = a_buyer(money_fen=0)
    refused = restrict_by_hand(account_id=buyer, officer=an_officer(), basis=basis, said=said)
    assert refused == NotRestricted("reason_missing")
    assert not standing(buyer)[1]


def test_a_restriction_is_placed_once_and_outlasts_an_assessment_that_finds_nothing() -> None:
    buyer = restricted()
    again = restrict_by_hand(account_id=buyer, officer=an_officer(), basis="a", said="b")
    assert again == NotRestricted("restricted_already")
    assessed(buyer)
    assert standing(buyer) == (60, True)


def test_a_restriction_is_lifted_with_a_reason_and_stays_on_record() -> None:
    buyer, officer = restricted(), an_officer("senior")
    assert lift_by_hand(account_id=buyer, officer=officer, why=" ") == NotRestricted(
        "reason_missing"
    )
    assert lift_by_hand(account_id=buyer, officer=officer, why="核对后没有问题") is None
    assert standing(buyer) == (60, False)
    row = Restriction.objects.get(account_id=buyer)
    assert (row.lifted_how, row.lifted_by_id, row.lifted_why) == (
        "hand", officer.account_id, "核对后没有问题",
    )  # fmt: skip
    again = lift_by_hand(account_id=buyer, officer=officer, why="再来一次")
    assert again == NotRestricted("not_restricted")


def test_what_the_score_says_is_not_lifted_by_hand() -> None:
    buyer = a_buyer(money_fen=0)
    record_abuse(account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=an_officer())
    refused = lift_by_hand(account_id=buyer, officer=an_officer(), why="手滑")
    assert refused == NotRestricted("not_restricted")
    assert standing(buyer)[1]


def test_nobody_acts_on_himself_or_on_whoever_is_no_buyer() -> None:
    officer = an_officer()
    merchant = an_account(role="merchant").id
    own = restrict_by_hand(account_id=officer.account_id, officer=officer, basis="a", said="b")
    other = restrict_by_hand(account_id=merchant, officer=officer, basis="a", said="b")
    assert own == NotRestricted("own_account")
    assert other == NotRestricted("not_found")
    nobody = Officer(officer.account_id, "supervisor")
    assert restrict_by_hand(account_id=uuid4(), officer=nobody, basis="a", said="b") == (
        NotRestricted("not_found")
    )


def test_abuse_names_an_order_of_that_buyer_or_none() -> None:
    buyer = a_buyer(money_fen=0)
    refused = record_abuse(
        account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=an_officer(),
        order_no="NOBODY",
    )  # fmt: skip
    assert refused == NotRestricted("no_such_order")
    assert standing(buyer) == (60, False)
