"""Complaints raised outside join the order's case, once."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.complaints import answer_complaint
from anxin.services.aftersale.moving import NotDecided
from anxin.storage.aftersale.models import Complaint
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.aftersale import case_after
from tests.factories.complaint import joined
from tests.factories.order import paid
from tests.factories.turns import in_review, with_merchant

pytestmark = pytest.mark.django_db


def test_a_complaint_joins_the_open_case_once_and_makes_it_a_seniors() -> None:
    bought, case = in_review()
    assert joined(bought.no, outside_no="A-1", said="平台不退款") is None
    assert joined(bought.no, outside_no="A-1", said="又来") == NotDecided("joined_before")
    case.refresh_from_db()
    assert case.tier == "senior"
    [complaint] = Complaint.objects.filter(order__no=bought.no)
    assert (complaint.case, complaint.taken_fen, complaint.due_at is not None) == (case, 0, True)


def test_a_merchants_silence_does_not_agree_to_what_is_complained_about() -> None:
    bought, case = with_merchant()
    joined(bought.no)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("merchant_turn", "senior")


def test_an_order_that_does_not_exist_and_a_complaint_without_number_are_told() -> None:
    bought = paid()
    assert joined("NOSUCH") == NotDecided("not_found")
    assert joined(bought.no, outside_no=" ") == NotDecided("number_missing")
    assert joined(bought.no, source="chargeback") == NotDecided("sum_out_of_range")


def test_an_answer_is_kept_and_ends_the_deadline() -> None:
    bought = paid()
    joined(bought.no, outside_no="A-1")
    assert answer_complaint(source="12315", outside_no="A-1", answer=" ") == NotDecided(
        "words_missing"
    )
    assert answer_complaint(source="12315", outside_no="A-1", answer="已退款") is None
    again = answer_complaint(source="12315", outside_no="A-1", answer="已退款")
    assert again == NotDecided("not_found")


def test_a_chargeback_of_what_a_wallet_paid_books_nothing() -> None:
    bought = paid()
    assert joined(bought.no, source="chargeback", fen=9_800) is None
    assert Complaint.objects.get(order__no=bought.no).taken_fen == 0
    assert bought.row.refunded_fen == 0
    assert case_after(bought).state == "refunded"
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []
