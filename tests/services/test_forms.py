"""The refund form: counted once, by its own key, by its own buyer."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.aftersale.submit import Declined
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.order import delivered, paid

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_is_one_case_and_one_refund() -> None:
    bought, form_key = paid(), uuid4()
    first = ask(bought, form_key=form_key)
    assert ask(bought, form_key=form_key) == first
    assert Case.objects.filter(order__no=bought.no).count() == 1
    assert balance(account_id=bought.buyer) == 200_000


def test_other_content_under_the_same_key_is_declined_and_shown_the_first_case() -> None:
    bought, form_key = paid(units=2), uuid4()
    case = case_after(bought, form_key=form_key, units=1)
    answer = ask(bought, form_key=form_key, units=2)
    assert answer == Declined("form_reused", case.no)
    assert bought.row.refunded_units == 1


def test_a_second_request_while_a_case_is_open_leads_to_that_case() -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid")
    assert ask(bought, reason="unwanted") == Declined("case_open", case.no)


def test_another_buyers_order_is_not_found() -> None:
    bought = paid()
    assert ask(bought, buyer=a_buyer()) == Declined("not_found")
    assert not Case.objects.filter(order__no=bought.no).exists()


def test_a_delivered_order_needs_a_reason() -> None:
    assert ask(delivered()) == Declined("reason_missing")


@pytest.mark.parametrize("units", [0, 3])
def test_units_asked_for_are_between_one_and_ordered(units: int) -> None:
    assert ask(paid(units=2), units=units) == Declined("units_out_of_range")
