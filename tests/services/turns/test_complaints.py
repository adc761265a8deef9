"""Complaints raised outside join the order's case, once."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.domain.channel import Processing
from anxin.services.aftersale.asking import decide_again
from anxin.services.aftersale.complaints import end_complaint
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import ask_for_person, send_back
from anxin.storage.aftersale.complaints import (
    count_late_complaints,
    list_complaints,
    list_complaints_of_order,
)
from anxin.storage.aftersale.models import Case, Complaint
from anxin.storage.evidence.models import Piece
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.channel import Scripted, paid_by_channel
from tests.factories.clock import let_pass, sweep_after
from tests.factories.complaint import answered, joined
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, paid, view
from tests.factories.turns import in_review, refused_by_machine, with_merchant

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


def test_goods_that_nobody_confirms_are_a_seniors_where_somebody_complained() -> None:
    bought = delivered(goods=a_product(kind="physical", cards=0))
    case = case_after(bought, reason="no_reason")
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    joined(bought.no)
    sweep_after(days=10, minutes=1)
    case.refresh_from_db()
    assert case.state == "platform_review"
    assert approve_case(no=case.no, reviewer=a_reviewer(role="supervisor"), note="") is None
    case.refresh_from_db()
    assert case.state == "refunded" and breaches() == []


def test_an_order_that_does_not_exist_and_a_complaint_without_number_are_told() -> None:
    bought = paid()
    assert joined("NOSUCH") == NotDecided("not_found")
    assert joined(bought.no, outside_no=" ") == NotDecided("number_missing")
    assert joined(bought.no, source="chargeback") == NotDecided("sum_out_of_range")


def test_an_answer_is_kept_and_ends_the_deadline() -> None:
    bought = paid()
    joined(bought.no, outside_no="A-1")
    assert answered("A-1", answer=" ") == NotDecided("words_missing")
    assert answered("A-1", answer="已退款") is None
    assert answered("A-1", answer="已退款") == NotDecided("not_found")
    assert answered("A-1", source="wechat", answer="已退款") == NotDecided("not_found")


def test_who_answered_is_kept_and_stands_in_the_orders_history() -> None:
    """From then on nothing stops a payment by itself any more."""
    bought, case = in_review()
    joined(bought.no, outside_no="A-9")
    assert answered("A-9") is None
    [complaint] = Complaint.objects.filter(order__no=bought.no)
    event = OrderEvent.objects.get(order__no=bought.no, kind="complaint_answered")
    assert complaint.answered_by_id == event.actor
    assert (event.role, event.data) == ("supervisor", {"case": case.no, "source": "12315"})
    assert "平台外的投诉已答复" in words(browser("senior").get(f"/console/cases/{case.no}/"))


def test_what_nobody_answered_in_its_sources_time_is_late_until_somebody_does() -> None:
    bought, before = paid(), count_late_complaints()
    joined(bought.no, outside_no="A-7")
    for days, late in ((6, False), (8, True), (9, True)):
        sweep_after(days=days)
        [row] = list_complaints_of_order(order_id=bought.row.id)
        assert (row.late, count_late_complaints() - before) == (late, int(late))
    assert answered("A-7") is None
    [row] = list_complaints_of_order(order_id=bought.row.id)
    assert (row.late, count_late_complaints()) == (False, before)


def test_what_is_late_stands_before_what_is_due_sooner() -> None:
    bought = paid()
    joined(bought.no, outside_no="A-8")
    let_pass(days=9)
    joined(bought.no, source="alipay", outside_no="B-1")
    sweep_after(days=9, hours=23)
    listed = [row.outside_no for row in list_complaints()]
    assert listed.index("A-8") < listed.index("B-1")


def test_a_chargeback_of_what_a_wallet_paid_books_nothing() -> None:
    bought = paid()
    assert joined(bought.no, source="chargeback", fen=9_800) is None
    assert Complaint.objects.get(order__no=bought.no).taken_fen == 0
    assert bought.row.refunded_fen == 0
    case = case_after(bought)
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def cheap() -> Bought:
    """A cheap card that its buyer has seen: a picture of its fault pays it back by itself."""
    bought = delivered(goods=a_product(price_fen=1_900))
    view(bought)
    return bought


def decided_again(case: Case) -> Case:
    """What was waited for has come."""
    assert decide_again(no=case.no, outside=wiring.outside()) is None
    case.refresh_from_db()
    return case


def test_what_is_complained_about_is_not_decided_by_itself() -> None:
    bought = delivered()
    joined(bought.no, outside_no="A-2")
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.outcome, case.tier) == ("platform_review", "review", "senior")
    assert case.due_at is not None and case.due_at == case.decide_by
    assert bought.row.refunded_fen == 0


def test_once_it_is_answered_it_is() -> None:
    bought = delivered()
    joined(bought.no, outside_no="A-3")
    assert answered("A-3") is None
    assert case_after(bought, reason="unwanted").state == "refunded"


def test_without_a_complaint_the_picture_alone_pays_so_little() -> None:
    bought = cheap()
    case = case_after(bought, reason="card_invalid")
    a_piece(bought, verdict="consistent")
    assert decided_again(case).state == "refunded"


def test_a_complaint_that_joins_while_evidence_is_missing_makes_it_a_seniors() -> None:
    bought = cheap()
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    joined(bought.no)
    case.refresh_from_db()
    assert case.tier == "senior"
    a_piece(bought, verdict="consistent")
    case = decided_again(case)
    assert (case.state, case.tier) == ("merchant_turn", "senior")


def test_a_complaint_that_joins_while_evidence_is_read_makes_it_a_seniors() -> None:
    bought = cheap()
    piece = Piece.objects.filter(id=a_piece(bought, verdict="consistent").id)
    piece.update(state="received", verdict="", next_read_at="2999-01-01T00:00:00Z")
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.waits_for) == ("submitted", "evidence")
    joined(bought.no)
    case.refresh_from_db()
    assert case.tier == "senior"
    piece.update(state="read", verdict="consistent", next_read_at=None)
    case = decided_again(case)
    assert (case.state, case.tier) == ("merchant_turn", "senior")


def test_what_a_supervisor_has_for_a_late_answer_stays_one() -> None:
    bought = cheap()
    case = case_after(bought, reason="card_invalid")
    joined(bought.no)
    let_pass(days=8)
    assert end_complaint(id=Complaint.objects.get(order__no=bought.no).id)
    case.refresh_from_db()
    assert case.tier == "supervisor"
    a_piece(bought, verdict="consistent")
    assert decided_again(case).tier == "supervisor"


def test_a_person_who_looks_at_what_a_machine_refused_is_a_senior_then() -> None:
    bought, case = refused_by_machine()
    joined(bought.no)
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside()) is None
    case.refresh_from_db()
    assert case.tier == "senior"


@pytest.mark.parametrize(
    ("destination", "state"), [("original", "refunding"), ("wallet", "platform_review")]
)
def test_on_the_last_day_it_goes_the_way_it_came_and_to_no_wallet_beside(
    destination: str, state: str
) -> None:
    world = Scripted(Processing("S-1")).world()
    bought = paid_by_channel(world=world)
    joined(bought.no)
    case = case_after(bought, outside=world, destination=destination)
    assert (case.state, case.tier) == ("platform_review", "senior")
    for day in range(1, 15):
        sweep_after(days=day, minutes=1)
    case.refresh_from_db()
    assert (case.state, case.tier) == (state, "supervisor")
    assert balance(account_id=bought.buyer) == 0 and breaches() == []
