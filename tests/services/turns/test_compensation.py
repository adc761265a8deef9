"""Compensation beside a refund: two seniors, within the law, out of the merchant's money."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.compensation import drop_compensation, sign_compensation
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.proposals import propose
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.complaints import list_lapsed
from anxin.storage.aftersale.models import Case, Compensation
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.merchant.models import Member
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass, sweep_after
from tests.factories.compensation import answer_in_thread, compensate, heard_about, pay_signed
from tests.factories.order import paid
from tests.factories.turns import in_review, platform, refused_by, with_merchant
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db


def seniors() -> tuple[Reviewer, Reviewer]:
    """Two people who may."""
    return a_reviewer(role="senior"), a_reviewer(role="supervisor")


def test_what_two_seniors_agree_on_is_in_the_buyers_wallet_and_the_merchant_owes_it() -> None:
    bought, case = with_merchant()
    one, two = seniors()
    assert compensate(no=case.no, reviewer=one, fen=30_000, basis="售假") is None
    assert balance(account_id=bought.buyer) == 200_000 - 9_800
    assert sign_compensation(no=case.no, reviewer=one) == NotDecided("own_verdict")
    assert answer_in_thread(case) is None
    assert sign_compensation(no=case.no, reviewer=two) is None
    assert pay_signed(case)
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 30_000
    assert sign_compensation(no=case.no, reviewer=two) == NotDecided("nothing_to_sign")
    assert breaches() == []


def test_the_law_bounds_it_also_in_several_parts() -> None:
    _, case = with_merchant()
    one, two = seniors()
    much = compensate(no=case.no, reviewer=one, fen=50_001, basis="售假")
    assert much == NotDecided("sum_out_of_range")
    assert compensate(no=case.no, reviewer=one, fen=30_000, basis="售假") is None
    open_one = compensate(no=case.no, reviewer=two, fen=1, basis="再加")
    assert open_one == NotDecided("compensation_open")
    assert answer_in_thread(case) is None
    assert sign_compensation(no=case.no, reviewer=two) is None
    assert pay_signed(case)
    again = compensate(no=case.no, reviewer=one, fen=20_001, basis="再加")
    assert again == NotDecided("sum_out_of_range")
    assert compensate(no=case.no, reviewer=one, fen=20_000, basis="再加") is None


def test_what_is_dropped_is_not_paid_and_can_be_proposed_anew() -> None:
    bought, case = in_review()
    one, two = seniors()
    compensate(no=case.no, reviewer=one, fen=100, basis="慰问")
    assert drop_compensation(no=case.no, reviewer=two, said="证据不足") is None
    assert sign_compensation(no=case.no, reviewer=two) == NotDecided("nothing_to_sign")
    assert compensate(no=case.no, reviewer=two, fen=100, basis="慰问") is None
    assert balance(account_id=bought.buyer) == 140_000


def test_it_is_dropped_with_a_reason_only_and_that_is_kept() -> None:
    _, case = in_review()
    one, two = seniors()
    compensate(no=case.no, reviewer=one, fen=100, basis="慰问")
    bare = drop_compensation(no=case.no, reviewer=two, said="  ")
    assert bare == NotDecided("drop_unexplained")
    assert Compensation.objects.get(case=case).state == "proposed"
    assert drop_compensation(no=case.no, reviewer=two, said=" 没有损失的证据 ") is None
    assert Compensation.objects.get(case=case).dropped_why == "没有损失的证据"
    event = OrderEvent.objects.get(order_id=case.order_id, kind="compensation_dropped")
    assert (event.actor, event.data["said"]) == (two.account_id, "没有损失的证据")


def test_agents_and_those_concerned_have_no_say() -> None:
    bought, case = in_review()
    agent = compensate(no=case.no, reviewer=a_reviewer(), fen=1, basis="慰问")
    assert agent == NotDecided("tier_too_high")
    own = Reviewer(bought.buyer, "senior")
    assert compensate(no=case.no, reviewer=own, fen=1, basis="慰问") == NotDecided("own_case")
    bare = compensate(no=case.no, reviewer=seniors()[0], fen=1, basis=" ")
    assert bare == NotDecided("basis_missing")


def test_nobody_of_the_shop_decides_or_compensates_for_it() -> None:
    bought, case = in_review()
    one, two = seniors()
    Member.objects.create(merchant_id=bought.goods.shop.id, account_id=one.account_id)
    own = NotDecided("own_merchant")
    assert compensate(no=case.no, reviewer=one, fen=100, basis="售假") == own
    assert compensate(no=case.no, reviewer=two, fen=100, basis="售假") is None
    assert sign_compensation(no=case.no, reviewer=one) == own
    assert drop_compensation(no=case.no, reviewer=one, said="证据不足") == own
    assert approve_case(no=case.no, reviewer=one, note="") == own
    assert reject_case(no=case.no, reviewer=one, code="no_rule", said="不符") == own
    offer = Remedy("sum", gross_fen=100)
    assert propose(no=case.no, party=platform(one), remedy=offer, said="") == own


def test_the_law_bounds_an_order_and_not_each_of_its_cases() -> None:
    bought, case = refused_by()
    one, two = seniors()
    most = 3 * case.order.paid_fen
    heard_about(case, reviewer=one, fen=most)
    assert sign_compensation(no=case.no, reviewer=two) is None
    assert pay_signed(case)
    again = case_after(bought)
    assert again.id != case.id
    more = compensate(no=again.no, reviewer=one, fen=1, basis="再来")
    assert more == NotDecided("sum_out_of_range")


def test_what_nobody_signs_is_in_the_queue_then_a_supervisors_and_lapses() -> None:
    _, case = in_review()
    one, two = seniors()
    assert compensate(no=case.no, reviewer=one, fen=100, basis="慰问") is None
    assert [row.no for row in queries.list_queue(queue="second")] == [case.no]
    assert queries.queue_sizes()["second"] == 1
    heard = Compensation.objects.get(case=case).hear_until
    assert heard is not None
    sweep_at(heard, hours=1)
    assert "compensation_pressed" not in kinds_of(case)
    sweep_at(heard, hours=25)
    case.refresh_from_db()
    assert case.tier == "supervisor"
    assert kinds_of(case)[-1] == "compensation_pressed"
    sweep_at(heard, hours=50)
    assert "compensation_lapsed" in kinds_of(case)
    assert sign_compensation(no=case.no, reviewer=two) == NotDecided("nothing_to_sign")
    [lapsed] = list_lapsed(proposed_by=one.account_id)
    assert (lapsed.case_no, lapsed.fen) == (case.no, 100)
    assert queries.queue_sizes()["second"] == 0
    assert compensate(no=case.no, reviewer=one, fen=100, basis="慰问") is None


def test_compensation_for_a_case_that_is_over_stands_in_the_queue_too() -> None:
    bought = paid()
    case = case_after(bought)
    assert case.state == "refunded"
    one, _ = seniors()
    assert compensate(no=case.no, reviewer=one, fen=100, basis="慰问") is None
    assert [row.no for row in queries.list_queue(queue="second")] == [case.no]
    assert queries.queue_sizes()["second"] == 1


def sweep_at(at: datetime, **later: float) -> None:
    """Let it be so long after a time, and do what is due by then."""
    sweep_after(seconds=(at + timedelta(**later) - now()).total_seconds())


def test_its_merchant_is_heard_before_it_is_signed_and_that_is_kept() -> None:
    _, case = in_review()
    one, two = seniors()
    assert compensate(no=case.no, reviewer=one) is None
    assert sign_compensation(no=case.no, reviewer=two) == NotDecided("merchant_not_heard")
    assert answer_in_thread(case) is None
    assert sign_compensation(no=case.no, reviewer=two) is None
    assert pay_signed(case)
    assert Compensation.objects.get(case=case).heard == "answered"
    assert breaches() == []


def test_a_merchant_that_keeps_silent_for_a_working_day_was_heard() -> None:
    _, case = in_review()
    one, two = seniors()
    assert compensate(no=case.no, reviewer=one) is None
    row = Compensation.objects.get(case=case)
    assert row.hear_until is not None and row.due_at is not None
    assert row.hear_until - row.at >= timedelta(days=1)
    assert row.due_at - row.hear_until == timedelta(days=1)
    let_pass(seconds=(row.hear_until - now()).total_seconds() - 60)
    assert sign_compensation(no=case.no, reviewer=two) == NotDecided("merchant_not_heard")
    let_pass(seconds=(row.hear_until - now()).total_seconds() + 60)
    assert sign_compensation(no=case.no, reviewer=two) is None
    assert pay_signed(case)
    row.refresh_from_db()
    assert row.heard == "silent"


def test_a_merchant_is_heard_about_a_case_that_is_over() -> None:
    case = case_after(paid())
    assert answer_in_thread(case) == NotDecided("thread_closed")
    heard_about(case, reviewer=seniors()[0])


def test_nothing_is_paid_that_its_merchant_was_not_heard_about_whatever_the_code_says() -> None:
    _, case = in_review()
    one, two = seniors()
    assert compensate(no=case.no, reviewer=one) is None
    said = refused(
        """UPDATE anxin_aftersale_compensation SET state = 'paid', due_at = NULL,
                  signed_by_id = %s WHERE case_id = %s""",
        two.account_id,
        case.id,
    )
    assert "compensation_heard_before_paid" in said


def kinds_of(case: Case) -> list[str]:
    """What has happened to a case's order, in order."""
    events = OrderEvent.objects.filter(order_id=case.order_id).order_by("seq")
    return list(events.values_list("kind", flat=True))
