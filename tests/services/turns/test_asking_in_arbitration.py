"""An arbiter asks the buyer for more: the hour stands still, and the case stays in arbitration."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.evidence import go_on_with_evidence
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import ask_for_evidence, reject_case
from anxin.services.aftersale.turns.answering import answer_in_words
from anxin.services.aftersale.turns.buyer import appeal, nudge, withdraw_case
from anxin.services.aftersale.turns.claiming import claim_case, take_next
from anxin.services.aftersale.turns.deadlines import evidence_came
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.aftersale.turns.verdicts import (
    decide_to_approve,
    decide_to_reject,
    decline_second,
    sign_second,
)
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.evidence.models import Piece
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, in_review, platform, shop_of

pytestmark = pytest.mark.django_db
CLOSE = timedelta(seconds=5)
LARGE_FEN = 600_000
QUESTION = "请拍下兑换页面和订单号"
HALF = Remedy("sum", gross_fen=100)


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def in_arbitration(*, price_fen: int = 60_000) -> tuple[Bought, Case, Reviewer]:
    """A case that its arbiter has taken."""
    bought, case = in_review(price_fen=price_fen)
    refused = reject_case(no=case.no, reviewer=senior(), code="no_rule", said="不符")
    assert refused is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没发货") is None
    arbiter = senior()
    assert claim_case(no=case.no, reviewer=arbiter) is None
    return bought, again(case), arbiter


def asked(**of: Any) -> tuple[Bought, Case, Reviewer]:
    """One whose arbiter waits for the buyer."""
    bought, case, arbiter = in_arbitration(**of)
    assert ask(case, arbiter) is None
    return bought, again(case), arbiter


def ask(case: Case, by: Reviewer) -> NotDecided | None:
    return ask_for_evidence(no=case.no, reviewer=by, kinds=["other"], said=QUESTION)


def again(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def near(one: datetime | None, other: datetime | None) -> bool:
    assert one is not None and other is not None
    return abs(one - other) < CLOSE


def told(case: Case) -> list[str]:
    events = OrderEvent.objects.filter(order=case.order, data__case=case.no).order_by("seq")
    return [event.kind for event in events]


def test_the_hour_stands_still_until_the_buyer_has_answered() -> None:
    bought, before, _ = asked()
    assert (before.state, before.wants) == (
        "arbitration",
        {"kinds": ["other"], "said": QUESTION},
    )
    assert before.stopped_at is not None and before.due_at is not None
    assert near(before.due_at, before.stopped_at + timedelta(hours=72))
    let_pass(hours=5)
    assert answer_in_words(no=before.no, buyer_id=bought.buyer, said="国服") is None
    now = again(before)
    assert (now.state, now.wants, now.stopped_at) == ("arbitration", {}, None)
    given = timedelta(hours=5)
    assert before.decide_by is not None and before.limit_at is not None
    assert near(now.decide_by, before.decide_by + given)
    assert near(now.limit_at, before.limit_at + given)
    assert near(now.due_at, now.decide_by)
    twice = answer_in_words(no=before.no, buyer_id=bought.buyer, said="国服")
    assert twice == NotDecided("not_asked")


def test_what_was_sent_and_read_comes_back_to_the_arbiter() -> None:
    _, case, arbiter = asked()
    assert evidence_came(no=case.no) is None
    now = again(case)
    assert (now.state, now.wants, now.stopped_at) == ("arbitration", {}, None)
    assert ask(now, arbiter) is None, "it may be asked again"


def test_silence_comes_back_to_arbitration_with_the_time_that_was_left() -> None:
    _, case, _ = asked()
    assert sweep_after(hours=71) == 0
    assert again(case).stopped_at is not None
    sweep_after(hours=72, minutes=1)
    now = again(case)
    assert (now.state, now.wants, now.stopped_at) == ("arbitration", {}, None)
    assert now.tier == "senior" and "evidence_not_sent" in told(case)
    assert case.decide_by is not None
    assert near(now.decide_by, case.decide_by + timedelta(hours=72, minutes=1))
    assert "proposal_lapsed" not in told(case)


def test_the_fifteen_days_of_the_law_still_end_it() -> None:
    bought, case, _ = asked()
    let_pass(days=2)
    assert answer_in_words(no=case.no, buyer_id=bought.buyer, said="国服") is None
    for day in range(3, 16):
        sweep_after(days=day)
        assert again(case).state == "arbitration", day
    sweep_after(days=16, hours=1)
    assert again(case).state == "refunded" and "limit_reached" in told(case)


def test_an_appeal_that_nobody_took_can_be_asked_about_too() -> None:
    bought, case = in_review()
    first = senior()
    assert reject_case(no=case.no, reviewer=first, code="no_rule", said="不符") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没发货") is None
    assert ask(case, first) == NotDecided("own_decision")
    assert ask(case, a_reviewer()) == NotDecided("tier_too_high")
    assert ask(case, senior()) is None
    assert (again(case).state, again(case).wants["said"]) == ("arbitration", QUESTION)


def test_it_is_asked_once_at_a_time_and_nothing_is_offered_or_nudged_meanwhile() -> None:
    bought, case, arbiter = asked()
    assert ask(case, arbiter) == NotDecided("asked_already")
    nobody = NotDecided("no_proposals_now")
    for party in (buyer_of(bought), shop_of(bought), platform(arbiter)):
        assert propose(no=case.no, party=party, remedy=HALF, said="") == nobody
    let_pass(hours=3)
    assert nudge(no=case.no, buyer_id=bought.buyer) == NotDecided("not_waiting")
    assert again(case).stopped_at is not None


def test_what_was_offered_lapses_when_more_is_asked_for() -> None:
    bought, case, arbiter = in_arbitration()
    assert propose(no=case.no, party=shop_of(bought), remedy=HALF, said="") is None
    assert ask(case, arbiter) is None
    offer = Proposal.objects.get(case=case)
    assert offer.state == "lapsed"
    late = accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought))
    assert late == NotDecided("not_open")


def test_the_arbiter_may_decide_without_and_the_last_word_is_the_last() -> None:
    bought, case, arbiter = asked()
    assert (
        decide_to_reject(
            no=case.no, reviewer=arbiter, code="no_rule", said="不符", would_change="", pieces=[]
        )
        is None
    )
    sweep_after(seconds=11)
    now = again(case)
    assert (now.state, now.wants, now.stopped_at) == ("upheld", {}, None)
    assert appeal(no=case.no, buyer_id=bought.buyer, said="再看") == NotDecided("not_rejected")


def test_a_buyer_who_is_asked_may_leave() -> None:
    bought, case, _ = asked()
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert (again(case).state, again(case).wants) == ("withdrawn", {})


def test_a_verdict_that_waits_for_its_signature_leaves_the_buyers_time_alone() -> None:
    _, case, arbiter = asked(price_fen=LARGE_FEN)
    assert decide_to_approve(no=case.no, reviewer=arbiter, note="") is None
    put = again(case)
    assert put.verdict_at is None and near(put.due_at, case.due_at)
    sweep_after(hours=3)
    assert again(case).verdict is not None and again(case).stopped_at is not None
    sweep_after(hours=72, minutes=1)
    now = again(case)
    assert (now.state, now.verdict, now.stopped_at) == ("arbitration", None, None)
    assert "verdict_dropped" in told(case) and "signature_overdue" not in told(case)


def test_a_signature_that_is_declined_leaves_the_buyer_asked() -> None:
    _, case, arbiter = asked(price_fen=LARGE_FEN)
    assert decide_to_approve(no=case.no, reviewer=arbiter, note="") is None
    assert decline_second(no=case.no, reviewer=senior(), said="凭证还没有到") is None
    now = again(case)
    assert (now.state, now.verdict, now.wants) == ("arbitration", None, case.wants)
    assert now.stopped_at == case.stopped_at and near(now.due_at, case.due_at)


def test_a_picture_that_came_before_the_question_is_no_answer_to_it() -> None:
    bought, case, arbiter = in_arbitration()
    outside = wiring.outside()
    Case.objects.filter(id=case.id).update(next_ask_at=case.submitted_at)
    piece = a_piece(bought, kind="other", verdict="consistent")
    Piece.objects.filter(id=piece.id).update(case=case)
    assert go_on_with_evidence(outside=outside) == 1
    assert ask(case, arbiter) is None
    assert go_on_with_evidence(outside=outside) == 0
    assert again(case).stopped_at is not None
    Case.objects.filter(id=case.id).update(next_ask_at=case.submitted_at)
    assert go_on_with_evidence(outside=outside) == 1
    assert again(case).stopped_at is None


def test_signed_in_the_buyers_time_it_is_paid() -> None:
    _, case, arbiter = asked(price_fen=LARGE_FEN)
    assert decide_to_approve(no=case.no, reviewer=arbiter, note="") is None
    assert sign_second(no=case.no, reviewer=senior()) is None
    assert near(again(case).due_at, case.due_at)
    sweep_after(seconds=11)
    assert again(case).state == "refunded"


def test_what_waits_for_its_buyer_is_nobodys_next() -> None:
    _, case, arbiter = asked()
    Case.objects.filter(id=case.id).update(claimed_by=None, claimed_until=None)
    assert take_next(queue="arbitration", reviewer=senior()) == NotDecided("queue_empty")
    for _ in range(5):
        _, more, _ = asked()
        Case.objects.filter(id=more.id).update(claimed_by=None, claimed_until=None)
        assert claim_case(no=more.no, reviewer=arbiter) is None
    _, one, _ = in_arbitration()
    Case.objects.filter(id=one.id).update(claimed_by=None, claimed_until=None)
    assert claim_case(no=one.no, reviewer=arbiter) is None, "what waits takes no place"


def test_every_side_reads_whose_turn_it_is() -> None:
    bought, case, arbiter = in_arbitration()
    desk = browser(arbiter.account_id)
    page = f"/console/cases/{case.no}/"
    assert "请买家补充，审核停表" in words(desk.get(page))
    sent = {"kinds": ["other"], "said": QUESTION}
    assert "等待期间审核时间停表" in words(desk.post(f"{page}ask/", sent, follow=True))
    waits = words(desk.get(page))
    assert "等买家补充" in waits and "请买家补充，审核停表" not in waits
    mine = browser(bought.buyer)
    said = words(mine.get(f"/refunds/{case.no}/"))
    assert QUESTION in said and "已答复，没有更多凭证" in said
    assert "对方提了一个解决方案" not in said and "仲裁员请您补充" in said
    shop = words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))
    assert QUESTION in shop and "等买家补充" in shop
    answer = {"said": "国服，昨天晚上"}
    done = words(mine.post(f"/refunds/{case.no}/act/answer/", answer, follow=True))
    assert "继续审核" in done and "已答复，没有更多凭证" not in done
    assert "国服，昨天晚上" in words(desk.get(page))
