"""A membership's use as its merchant reports it: what counts, what is too late, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.asking import decide_again
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import ask_for_person, call_platform_in, withdraw_case
from anxin.services.aftersale.turns.replacing import deliver_again
from anxin.services.order.deliver import confirm_receipt
from anxin.services.order.use import NotReported, Reported, list_reportable
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.queries import list_events
from anxin.storage.order.uses import list_uses, use_that_counts
from tests.factories import minors
from tests.factories.account import a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product, standard_policy
from tests.factories.clock import let_pass, sweep_after
from tests.factories.complaint import joined
from tests.factories.evidence import a_piece
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered, started
from tests.factories.use import PRICE_FEN, a_generous_policy, a_membership, report, reported

pytestmark = pytest.mark.django_db
COUNTED, CLAIMED = Reported(claimed=False), Reported(claimed=True)


def last(bought: Bought) -> tuple[str, list[str], str]:
    """The latest event of an order: what, through which states, by whom."""
    event = list_events(order_id=bought.row.id)[-1]
    return event.kind, event.states, event.role


def test_an_activation_is_a_state_and_an_event_with_who_when_and_what() -> None:
    bought = a_membership()
    due_at = bought.row.due_at
    assert report(bought, used=0) == COUNTED
    assert last(bought) == ("activation_reported", ["delivered", "activated"], "merchant")
    [use] = list_uses(order_id=bought.row.id)
    assert (use.units, use.claimed, use.case_no) == (0, False, None)
    assert use.member and use.used_at <= use.at
    assert (bought.row.used_units, bought.row.due_at) == (0, due_at)


def test_units_that_are_used_up_are_a_fact_of_the_order_and_activate_it() -> None:
    bought = reported(units=3, used=1)
    assert last(bought) == ("use_reported", ["delivered", "activated"], "merchant")
    assert report(bought, used=2) == COUNTED
    assert last(bought) == ("use_reported", ["activated"], "merchant")
    assert bought.row.used_units == 2


@pytest.mark.parametrize(("used", "fen"), [(0, 3_000), (1, 2_000), (2, 1_000)])
def test_what_is_left_unused_is_what_comes_back(used: int, fen: int) -> None:
    bought = a_membership()
    before = balance(account_id=bought.buyer)
    report(bought, used=used)
    case = case_after(bought, reason="quality")
    assert (case.state, case.refund_fen) == ("refunded", fen)
    assert balance(account_id=bought.buyer) == before + fen
    assert breaches() == []


def test_the_decision_keeps_the_use_that_it_was_made_on() -> None:
    bought = reported(units=3, used=2)
    case = case_after(bought, reason="quality")
    [asked] = [e for e in list_events(order_id=bought.row.id) if e.kind == "case_submitted"]
    assert asked.data["facts"]["order"]["used_units"] == 2
    assert asked.data["facts"]["order"]["state"] == "activated"
    assert case.units == 1


def test_what_is_used_up_is_refused_and_a_person_may_give_it_all_the_same() -> None:
    bought = reported(units=3, used=3)
    case = case_after(bought, reason="quality", note="我没有用过，账号里没有会员")
    assert (case.state, case.code) == ("rejected", "already_used")
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    if Case.objects.get(id=case.id).state == "merchant_turn":
        assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") is None
    case.refresh_from_db()
    assert (case.state, case.refund_fen) == ("refunded", 3 * PRICE_FEN)


@pytest.mark.parametrize(("used", "hours", "code"), [
    (4, 0, "units_out_of_range"),
    (-1, 0, "units_out_of_range"),
    (2**63, 0, "units_out_of_range"),
    (1, -1, "before_delivery"),
    (1, 24 * 365, "in_future"),
])  # fmt: skip
def test_figures_and_times_that_cannot_be_are_refused(used: int, hours: int, code: str) -> None:
    bought = a_membership()
    version = bought.row.version
    assert report(bought, used=used, after=timedelta(hours=hours)) == NotReported(code)
    assert (bought.row.version, bought.row.used_units) == (version, 0)


def test_use_only_goes_up_and_the_same_is_not_said_twice() -> None:
    bought = reported(units=3, used=2)
    assert report(bought, used=1) == NotReported("lower")
    assert report(bought, used=0) == NotReported("lower")
    assert report(bought, used=2) == NotReported("nothing_new")
    assert report(bought, used=3) == COUNTED
    assert report(bought, used=3) == NotReported("used_up")


def test_a_later_figure_is_not_as_of_an_earlier_time() -> None:
    bought = a_membership()
    let_pass(hours=3)
    assert report(bought, used=1, after=timedelta(hours=2)) == COUNTED
    assert report(bought, used=2, after=timedelta(hours=1)) == NotReported("before_last")


def test_a_report_on_an_older_sight_of_the_order_is_refused() -> None:
    bought = a_membership()
    seen = bought.row.version
    assert report(bought, used=1, seen=seen) == COUNTED
    assert report(bought, used=1, seen=seen) == NotReported("moved")
    colleague = an_account(role="merchant").id
    assert report(bought, used=2, seen=seen, actor=colleague) == NotReported("moved")
    assert bought.row.used_units == 1


def test_nobody_reports_on_another_shops_order() -> None:
    bought = a_membership()
    assert report(bought, used=1, shop=a_merchant().id) == NotReported("not_found")
    assert bought.row.used_units == 0


def test_only_memberships_that_were_delivered_are_used() -> None:
    card = delivered()
    assert report(card, used=1) == NotReported("not_used")
    goods = a_product(kind="membership", cards=0)
    assert report(started(goods=goods), used=0) == NotReported("not_delivered")


def test_what_was_refunded_cannot_have_been_used() -> None:
    bought = a_membership()
    case = case_after(bought, reason="quality", units=1)
    assert case.state == "refunded"
    assert report(bought, used=3) == NotReported("units_out_of_range")
    assert report(bought, used=2) == COUNTED
    assert report(bought, used=2) == NotReported("used_up")


# What is reported after the buyer has asked.


def waiting() -> tuple[Bought, Case]:
    """A membership whose buyer has asked, and still has to show what is wrong with it."""
    bought = a_membership(policy_id=standard_policy())
    case = case_after(bought, reason="quality")
    assert (case.state, case.gross_fen) == ("needs_evidence", 3 * PRICE_FEN)
    return bought, case


def test_a_report_after_the_request_changes_nothing_of_it() -> None:
    bought, case = waiting()
    state = bought.row.state
    assert report(bought, used=3) == CLAIMED
    assert (bought.row.used_units, bought.row.state) == (0, state)
    event = list_events(order_id=bought.row.id)[-1]
    assert (event.kind, event.data["case"], event.data["used_units"]) == ("use_claimed", case.no, 3)
    a_piece(bought, kind="comparison", verdict="consistent")
    decide_again(no=case.no, outside=wiring.outside())
    case.refresh_from_db()
    assert (case.gross_fen, case.units) == (3 * PRICE_FEN, 3)


def test_an_activation_after_the_request_is_a_claim_too() -> None:
    bought, _ = waiting()
    assert report(bought, used=0) == CLAIMED
    assert bought.row.state == "delivered"


def test_a_claim_is_said_once_and_counts_for_what_is_asked_later() -> None:
    bought, case = waiting()
    report(bought, used=1)
    assert report(bought, used=1) == NotReported("nothing_new")
    assert report(bought, used=0) == NotReported("lower")
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert bought.row.used_units == 0, "nothing that was claimed becomes a fact by itself"
    assert use_that_counts(order_id=bought.row.id) is None
    assert report(bought, used=1) == COUNTED
    assert bought.row.used_units == 1


def test_while_a_complaint_from_outside_is_open_a_report_is_a_claim() -> None:
    bought = a_membership()
    assert joined(bought.no) is None
    assert report(bought, used=1) == CLAIMED


def test_while_a_guardian_claims_the_order_a_report_is_a_claim() -> None:
    bought = a_membership()
    minors.submitted(bought)
    assert report(bought, used=1) == CLAIMED
    assert bought.row.used_units == 0


@pytest.mark.parametrize(("used", "left"), [(1, 1), (3, 0)])
def test_what_was_delivered_anew_is_unused_and_its_use_is_reported_anew(
    used: int, left: int
) -> None:
    bought = a_membership(policy_id=standard_policy())
    report(bought, used=used)
    case = case_after(bought, reason="quality")
    a_piece(bought, kind="comparison", verdict="consistent")
    asked = ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside())
    assert asked is None
    assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    others = Remedy("replacement")
    given = approve_case(no=case.no, reviewer=a_reviewer(), note="", remedy=others)
    assert given is None
    let_pass(hours=1)
    shop = bought.goods.shop
    again = deliver_again(no=case.no, merchant_id=shop.id, actor=shop.member, receipt_no="R-2")
    assert again is None
    assert bought.row.used_units == left
    let_pass(hours=2)
    assert report(bought, used=left + 1, after=-timedelta(minutes=30)) == NotReported(
        "before_delivery"
    )
    assert report(bought, used=left + 1) == COUNTED
    assert bought.row.used_units == left + 1


# Until when.


def test_a_membership_is_used_after_its_order_is_complete() -> None:
    bought = a_membership(policy_id=a_generous_policy())
    assert sweep_after(days=7, hours=1) >= 1
    assert bought.row.state == "completed"
    let_pass(days=20)
    assert report(bought, used=2) == COUNTED
    assert (bought.row.state, bought.row.used_units, bought.row.due_at) == ("completed", 2, None)
    case = case_after(bought, reason="unwanted")
    assert case.refund_fen == PRICE_FEN


def test_once_nothing_comes_back_by_use_nothing_is_reported() -> None:
    bought = a_membership(policy_id=standard_policy())
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    assert report(bought, used=1) == COUNTED
    let_pass(hours=73)
    assert report(bought, used=2) == NotReported("over")
    assert bought.row.used_units == 1


def test_the_shop_lists_what_it_can_report_and_nobody_elses() -> None:
    shop = a_merchant()
    old = a_membership(shop=shop, policy_id=standard_policy())
    confirm_receipt(no=old.no, buyer_id=old.buyer)
    let_pass(hours=73)
    fresh, other = a_membership(shop=shop), a_membership()
    report(fresh, used=1)
    done = a_membership(shop=shop)
    report(done, used=3)
    [line] = list_reportable(merchant_id=shop.id)
    assert (line.order.no, [use.units for use in line.uses], line.frozen) == (fresh.no, [1], False)
    assert list_reportable(merchant_id=shop.id, text=other.no) == []
    assert [one.order.no for one in list_reportable(merchant_id=shop.id, text=fresh.no[:9])] == [
        fresh.no
    ]


def test_a_frozen_order_is_listed_as_such() -> None:
    bought, _ = waiting()
    [line] = list_reportable(merchant_id=bought.goods.shop.id)
    assert line.frozen
