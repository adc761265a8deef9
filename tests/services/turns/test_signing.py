"""A verdict that waits for its second signature: it stays, it is pressed for, and it can fall."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import ask_for_evidence
from anxin.services.aftersale.turns import carrying, deadlines
from anxin.services.aftersale.turns.buyer import ask_for_person, nudge
from anxin.services.aftersale.turns.claiming import claim_case, take_next
from anxin.services.aftersale.turns.deadlines import look_closer
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.aftersale.turns.undoing import undo
from anxin.services.aftersale.turns.verdicts import (
    decide_to_approve,
    decide_to_reject,
    decline_second,
    sign_second,
)
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.threads import list_messages
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought, delivered
from tests.factories.turns import in_review, shop_of

pytestmark = pytest.mark.django_db
LARGE_FEN = 600_000
PENDING = NotDecided("verdict_pending")


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def once_signed() -> tuple[Bought, Case, Reviewer]:
    """A large refund that one senior has approved."""
    bought, case = in_review(price_fen=LARGE_FEN)
    first = senior()
    assert decide_to_approve(no=case.no, reviewer=first, note="核对无误") is None
    case.refresh_from_db()
    return bought, case, first


def told(case: Case, kind: str) -> int:
    return OrderEvent.objects.filter(order=case.order, kind=kind).count()


def test_a_nudge_of_what_is_overdue_leaves_it_to_the_seniors() -> None:
    bought, case, _ = once_signed()
    let_pass(days=5)
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert case.tier == "senior"
    assert sign_second(no=case.no, reviewer=senior()) is None
    sweep_after(days=5, seconds=11)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN


def test_nobody_takes_it_asks_about_it_or_offers_over_it() -> None:
    bought, case, _ = once_signed()
    let_pass(minutes=31)
    another = senior()
    assert claim_case(no=case.no, reviewer=another) == PENDING
    assert take_next(queue="senior", reviewer=another) == NotDecided("queue_empty")
    asked = ask_for_evidence(no=case.no, reviewer=another, kinds=["other"], said="请补充")
    assert asked == PENDING
    small = Remedy("sum", gross_fen=1)
    assert propose(no=case.no, party=shop_of(bought), remedy=small, said="") == PENDING
    case.refresh_from_db()
    assert case.verdict is not None


def test_what_two_have_signed_is_done_whoever_holds_the_case_by_then() -> None:
    bought, case, _ = once_signed()
    assert sign_second(no=case.no, reviewer=senior()) is None
    Case.objects.filter(id=case.id).update(
        claimed_by=senior().account_id,
        claimed_until=case.submitted_at + timedelta(days=1),
        tier="supervisor",
    )
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN
    assert breaches() == []


def test_a_second_person_may_disagree_in_words_and_another_decides() -> None:
    bought, case, first = once_signed()
    second = senior()
    decline = {"no": case.no, "said": "发货记录与描述不符"}
    assert decline_second(no=case.no, reviewer=second, said=" ") == NotDecided("words_missing")
    assert decline_second(reviewer=first, **decline) == NotDecided("own_verdict")
    assert decline_second(reviewer=a_reviewer(), **decline) == NotDecided("tier_too_high")
    assert decline_second(reviewer=second, **decline) is None
    assert decline_second(reviewer=second, **decline) == NotDecided("nothing_to_sign")
    case.refresh_from_db()
    assert (case.state, case.tier, case.verdict) == ("platform_review", "senior", None)
    assert case.due_at is not None
    [note] = list_messages(case_id=case.id, audiences=("staff",))
    assert (note.author_id, note.said) == (second.account_id, decline["said"])
    again = decide_to_approve(no=case.no, reviewer=first, note="")
    assert again == NotDecided("own_fallen")
    assert claim_case(no=case.no, reviewer=first) == NotDecided("own_fallen")
    assert decide_to_approve(no=case.no, reviewer=second, note="") is None
    assert sign_second(no=case.no, reviewer=first) is None, "two pairs of eyes have seen it"
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN


def test_a_second_person_who_disagrees_may_refuse_alone() -> None:
    _, case, _ = once_signed()
    second = senior()
    assert decline_second(no=case.no, reviewer=second, said="不符") is None
    refused = {"code": "no_rule", "said": "不符", "would_change": "", "pieces": []}
    assert decide_to_reject(no=case.no, reviewer=second, **refused) is None  # type: ignore[arg-type]
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert case.state == "rejected"


def test_a_signed_verdict_is_not_declined_any_more() -> None:
    _, case, _ = once_signed()
    assert sign_second(no=case.no, reviewer=senior()) is None
    late = decline_second(no=case.no, reviewer=senior(), said="不符")
    assert late == NotDecided("nothing_to_sign")


def test_a_signature_that_does_not_come_is_a_supervisors_to_press_within_hours() -> None:
    bought, case, _ = once_signed()
    assert case.due_at is not None
    assert case.due_at - case.submitted_at < timedelta(hours=2, minutes=1)
    sweep_after(hours=2, minutes=1)
    case.refresh_from_db()
    assert (case.state, case.tier, told(case, "signature_overdue")) == (
        "platform_review",
        "supervisor",
        1,
    )
    assert case.verdict is not None
    assert sign_second(no=case.no, reviewer=senior()) is None, "any senior still may"
    sweep_after(hours=3)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN


def test_undone_it_is_due_when_it_was_promised() -> None:
    _, case, first = once_signed()
    assert undo(no=case.no, reviewer=first) is None
    case.refresh_from_db()
    assert case.due_at == case.decide_by and case.verdict is None


def test_on_the_last_day_it_falls_and_a_day_later_the_quote_is_paid_not_the_verdict() -> None:
    _, case = in_review(price_fen=LARGE_FEN)
    first, more = senior(), Remedy("sum", gross_fen=LARGE_FEN - 1)
    assert decide_to_approve(no=case.no, reviewer=first, note="", remedy=more) is None
    for day in range(1, 14):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.verdict is not None) == ("platform_review", True)
    sweep_after(days=14, minutes=1)
    sweep_after(days=14, minutes=2)
    case.refresh_from_db()
    assert (case.state, case.tier, case.verdict) == ("platform_review", "supervisor", None)
    assert told(case, "signature_missing") == 1
    boss = Reviewer(first.account_id, "supervisor")
    assert decide_to_approve(no=case.no, reviewer=boss, note="") == NotDecided("own_fallen")
    sweep_after(days=15, minutes=2)
    case.refresh_from_db()
    assert (case.state, case.refund_fen) == ("refunded", LARGE_FEN)
    assert breaches() == []


def test_a_large_sum_that_no_policy_quoted_waits_no_longer_than_the_law_lets_it() -> None:
    goods = a_product(kind="top_up", cards=0, price_fen=LARGE_FEN)
    bought = delivered(goods=goods, buyer=a_buyer(money_fen=LARGE_FEN))
    case = case_after(bought, reason="unwanted")
    assert (case.state, case.gross_fen) == ("rejected", 0)
    outside = wiring.outside()
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    case.refresh_from_db()
    assert case.tier == "senior", "an agent could not give what is asked for"
    for day in range(1, 14):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "supervisor")
    pressed = told(case, "case_escalated")
    assert pressed >= 4, "supervisors are told of it every day"
    sweep_after(days=14, minutes=1)
    case.refresh_from_db()
    assert (case.state, case.refund_fen) == ("refunded", LARGE_FEN)
    assert balance(account_id=bought.buyer) == LARGE_FEN
    assert breaches() == []


def test_what_cannot_be_given_after_the_limit_is_told_of_every_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, case = in_review()
    monkeypatch.setattr(deadlines, "give", lambda *_, **__: NotDecided("units_out_of_range"))
    for day in (15, 16, 17):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.tier, told(case, "case_escalated")) == (
        "platform_review",
        "supervisor",
        3,
    )


def test_a_doubt_found_meanwhile_takes_an_agents_verdict_off_and_no_seniors() -> None:
    for reviewer, stands in ((a_reviewer(), False), (senior(), True)):
        _, case = in_review()
        assert decide_to_approve(no=case.no, reviewer=reviewer, note="") is None
        assert look_closer(no=case.no) is None
        case.refresh_from_db()
        assert (case.tier, case.verdict is not None) == ("senior", stands)


def test_a_verdict_that_cannot_be_carried_out_is_on_record(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, case = in_review()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="") is None
    monkeypatch.setattr(carrying, "approve_case", lambda **_: NotDecided("nothing_left"))
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict, told(case, "verdict_dropped")) == (
        "platform_review",
        None,
        1,
    )
    assert case.due_at is not None


def test_the_second_can_take_the_signature_back_and_it_is_waited_for_again() -> None:
    bought, case, _ = once_signed()
    second = senior()
    assert sign_second(no=case.no, reviewer=second) is None
    assert undo(no=case.no, reviewer=senior()) == NotDecided("too_late_to_undo")
    page = f"/console/cases/{case.no}/"
    assert "收回" in words(browser(second.account_id).get(page))
    assert "收回" not in words(browser("senior").get(page))
    assert undo(no=case.no, reviewer=second) is None
    case.refresh_from_db()
    assert case.verdict is not None and "signed" not in case.verdict
    assert (case.verdict_at, case.due_at is not None) == (None, True)
    sweep_after(seconds=11)
    assert bought.row.refunded_fen == 0
    assert undo(no=case.no, reviewer=second) == NotDecided("too_late_to_undo")
    assert sign_second(no=case.no, reviewer=second) is None
    sweep_after(seconds=23)
    assert bought.row.refunded_fen == LARGE_FEN
    assert undo(no=case.no, reviewer=second) == NotDecided("too_late_to_undo")
