"""What is paid beside a refund waits ten seconds like any verdict, and can be taken back."""

from __future__ import annotations

from uuid import UUID

import pytest

from anxin.services.aftersale.compensation import (
    drop_compensation,
    sign_compensation,
    undo_signature,
)
from anxin.services.aftersale.contest import NotContested, take_back
from anxin.services.aftersale.fee_claim import FEE_CLAIM
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.models import Case, Compensation, FeeClaim
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.compensation import heard_about
from tests.factories.fee_claim import FEE_FEN, a_fee_claim, approve_claim, reject_claim
from tests.factories.turns import in_review
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db
FEN = 5_000


def signed() -> tuple[Case, Reviewer, Reviewer, int]:
    """Compensation that two have signed a moment ago, and what its buyer had."""
    _, case = in_review()
    one, two = a_reviewer(role="senior"), a_reviewer(role="senior")
    heard_about(case, reviewer=one, fen=FEN)
    had_fen = balance(account_id=case.buyer_id)
    assert sign_compensation(no=case.no, reviewer=two) is None
    return case, one, two, had_fen


def row_of(case: Case) -> Compensation:
    return Compensation.objects.get(case=case)


def kinds_of(order_id: UUID) -> list[str]:
    events = OrderEvent.objects.filter(order_id=order_id)
    return list(events.order_by("seq").values_list("kind", flat=True))


def test_compensation_moves_nothing_before_ten_seconds_are_over() -> None:
    case, _, two, had_fen = signed()
    sweep_after(seconds=9)
    assert (row_of(case).state, balance(account_id=case.buyer_id)) == ("proposed", had_fen)
    assert "compensation_paid" not in kinds_of(case.order_id)
    sweep_after(seconds=11)
    paid = row_of(case)
    assert (paid.state, paid.pay_at, paid.heard) == ("paid", None, "answered")
    assert paid.signed_by_id == two.account_id
    assert balance(account_id=case.buyer_id) == had_fen + FEN
    sweep_after(seconds=30)
    assert balance(account_id=case.buyer_id) == had_fen + FEN
    told = OrderEvent.objects.get(order_id=case.order_id, kind="compensation_paid")
    assert (told.actor, told.role) == (two.account_id, "senior")
    assert (told.data["clause"], told.data["facts"]["id"]) == (case.clause, case.no)
    assert "policy" in told.data["facts"]
    assert breaches() == []


def test_a_signature_can_be_taken_back_by_who_gave_it_and_given_by_another() -> None:
    case, one, two, had_fen = signed()
    late = NotDecided("too_late_to_undo")
    assert undo_signature(no=case.no, reviewer=a_reviewer(role="senior")) == late
    assert undo_signature(no=case.no, reviewer=one) == late
    assert undo_signature(no=case.no, reviewer=two) is None
    sweep_after(seconds=30)
    row = row_of(case)
    assert (row.state, row.signed_by_id, row.pay_at) == ("proposed", None, None)
    assert balance(account_id=case.buyer_id) == had_fen
    assert sign_compensation(no=case.no, reviewer=a_reviewer(role="senior")) is None
    sweep_after(seconds=60)
    assert balance(account_id=case.buyer_id) == had_fen + FEN and breaches() == []


def test_after_the_ten_seconds_it_is_too_late_whether_it_was_swept_or_not() -> None:
    case, _, two, _ = signed()
    let_pass(seconds=11)
    late = NotDecided("too_late_to_undo")
    assert undo_signature(no=case.no, reviewer=two) == late
    assert drop_compensation(no=case.no, reviewer=two, said="x") == late
    sweep_after(seconds=12)
    assert undo_signature(no=case.no, reviewer=two) == late


def test_what_is_signed_is_signed_once_and_can_be_dropped_meanwhile() -> None:
    case, one, _, had_fen = signed()
    third = a_reviewer(role="senior")
    assert sign_compensation(no=case.no, reviewer=third) == NotDecided("nothing_to_sign")
    assert queries.queue_sizes()["second"] == 0
    assert drop_compensation(no=case.no, reviewer=one, said="x") is None
    sweep_after(seconds=30)
    row = row_of(case)
    assert (row.state, row.signed_by_id, row.pay_at) == ("dropped", None, None)
    assert balance(account_id=case.buyer_id) == had_fen


def test_what_was_signed_in_time_does_not_lapse() -> None:
    case, _, _, had_fen = signed()
    sweep_after(days=9)
    assert row_of(case).state == "paid"
    assert balance(account_id=case.buyer_id) == had_fen + FEN
    assert not {"compensation_pressed", "compensation_lapsed"} & set(kinds_of(case.order_id))


def test_nothing_waits_to_be_paid_that_nobody_has_signed_whatever_the_code_says() -> None:
    _, case = in_review()
    heard_about(case, reviewer=a_reviewer(role="senior"))
    waits = "UPDATE anxin_aftersale_compensation SET pay_at = now() WHERE case_id = %s"
    assert "compensation_paid_when_signed" in refused(waits, case.id)


def test_the_page_counts_down_and_takes_it_back() -> None:
    _, case = in_review()
    one, two = a_reviewer(role="senior"), a_reviewer(role="senior")
    heard_about(case, reviewer=one, fen=FEN)
    desk, other = browser(two.account_id), browser(one.account_id)
    act = f"/console/cases/{case.no}/compensation"
    sent = {"seen": row_of(case).no}
    page = words(desk.post(f"{act}/sign/", sent, follow=True))
    assert "10 秒后生效" in page and "compensation/undo/" in page
    assert "compensation/undo/" not in words(other.get(f"/console/cases/{case.no}/"))
    assert "已收回，没有任何变动" in words(desk.post(f"{act}/undo/", sent, follow=True))
    assert row_of(case).signed_by_id is None
    late = words(desk.post(f"{act}/undo/", sent, follow=True))
    assert "已经生效，不能收回" in late


def granted() -> tuple[FeeClaim, Reviewer, int]:
    """A fee that somebody gave back a moment ago, and what its buyer had."""
    claim, agent = a_fee_claim(), a_reviewer()
    had_fen = balance(account_id=claim.buyer_id)
    assert grant(claim, agent) is None
    return claim, agent, had_fen


def grant(claim: FeeClaim, by: Reviewer) -> NotContested | None:
    return approve_claim(no=claim.no, reviewer=by, granted_fen=FEE_FEN, said="核实是描述不清")


def test_a_fee_moves_nothing_before_ten_seconds_are_over() -> None:
    claim, agent, had_fen = granted()
    sweep_after(seconds=9)
    claim.refresh_from_db()
    assert (claim.state, claim.granted_fen) == ("submitted", 0)
    assert balance(account_id=claim.buyer_id) == had_fen
    sweep_after(seconds=11)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by_id, claim.verdict) == ("approved", agent.account_id, None)
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN
    sweep_after(seconds=30)
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN and breaches() == []


def test_a_refusal_waits_too_and_nobody_decides_beside_it() -> None:
    claim = a_fee_claim()
    assert reject_claim(no=claim.no, reviewer=a_reviewer(), said="按规则收取") is None
    assert grant(claim, a_reviewer()) == NotContested("verdict_pending")
    assert "fee_claim_rejected" not in kinds_of(claim.case.order_id)
    sweep_after(seconds=11)
    claim.refresh_from_db()
    assert (claim.state, claim.said) == ("rejected", "按规则收取")


def test_who_decided_takes_it_back_in_time_and_another_decides() -> None:
    claim, agent, had_fen = granted()
    late = NotContested("too_late_to_undo")
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=a_reviewer()) == late
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=agent) is None
    sweep_after(seconds=30)
    claim.refresh_from_db()
    assert (claim.state, claim.verdict, claim.verdict_at) == ("submitted", None, None)
    assert balance(account_id=claim.buyer_id) == had_fen
    assert grant(claim, a_reviewer()) is None
    let_pass(seconds=60)
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=agent) == late


def test_a_verdict_given_in_the_last_moment_was_in_time() -> None:
    claim = a_fee_claim()
    let_pass(hours=71, minutes=59, seconds=55)
    assert grant(claim, a_reviewer()) is None
    sweep_after(hours=72, seconds=1)
    assert "fee_claim_escalated" not in kinds_of(claim.case.order_id)
    sweep_after(hours=72, seconds=30)
    claim.refresh_from_db()
    assert (claim.state, claim.tier) == ("approved", "first_line")


def test_no_verdict_stands_beside_a_decision_whatever_the_code_says() -> None:
    claim, _, _ = granted()
    sweep_after(seconds=11)
    beside = "UPDATE anxin_aftersale_feeclaim SET verdict_at = now() WHERE id = %s"
    assert "fee_claim_verdict_waits" in refused(beside, claim.id)


def test_the_fees_page_counts_down_and_takes_it_back() -> None:
    claim, agent = a_fee_claim(), a_reviewer()
    desk, other = browser(agent.account_id), browser("agent")
    sent = {"decision": "approve", "granted": "4.90", "said": "核实是描述不清"}
    page = words(desk.post(f"/console/fees/{claim.no}/", sent, follow=True))
    undo = f"/console/fees/{claim.no}/undo/"
    assert "10 秒后生效" in page and undo in page and "作出决定" not in page
    seen = words(other.get("/console/fees/"))
    assert "10 秒后生效" in seen and undo not in seen
    assert "已收回，没有任何变动" in words(desk.post(undo, follow=True))
    assert "作出决定" in words(desk.get("/console/fees/"))
    assert "已经生效，不能收回" in words(desk.post(undo, follow=True))
