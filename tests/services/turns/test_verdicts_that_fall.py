"""When a verdict goes: its case is due as promised again, and nobody's goes without a word."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.asking import decide_again
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, ask_for_evidence
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns import carrying
from anxin.services.aftersale.turns.buyer import send_back, withdraw_case
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.proposals import accept, propose, take_to_arbitration
from anxin.services.aftersale.turns.returning import dispute_return
from anxin.services.aftersale.turns.undoing import undo
from anxin.services.aftersale.turns.verdicts import (
    decide_to_approve,
    decide_to_reject,
    sign_second,
)
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered
from tests.factories.recall import of_product, recalled
from tests.factories.turns import buyer_of, in_review, platform, shop_of
from tests.services.turns.stories import asked_for_more, physical, sent_back

pytestmark = pytest.mark.django_db
LARGE_FEN = 600_000


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def dropped(case: Case) -> list[dict[str, Any]]:
    """What the history remembers of verdicts that were dropped."""
    events = OrderEvent.objects.filter(order=case.order, kind="verdict_dropped")
    return [event.data for event in events]


def again(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(id=case.id)


def twice_signed() -> tuple[Case, Reviewer]:
    """A large refund that two seniors have approved a moment ago."""
    _, case = in_review(price_fen=LARGE_FEN)
    first = senior()
    assert decide_to_approve(no=case.no, reviewer=first, note="") is None
    assert sign_second(no=case.no, reviewer=senior()) is None
    return case, first


def test_an_offer_that_two_have_signed_stands_until_the_promised_decision() -> None:
    bought, case = in_review(price_fen=LARGE_FEN)
    much = Remedy("sum", gross_fen=LARGE_FEN - 1)
    assert propose(no=case.no, party=platform(senior()), remedy=much, said="") is None
    let_pass(minutes=5)
    assert sign_second(no=case.no, reviewer=senior()) is None
    sweep_after(minutes=6)
    assert again(case).due_at == case.decide_by
    sweep_after(hours=3)
    offer = Proposal.objects.get(case=case)
    assert (offer.state, again(case).tier) == ("open", case.tier)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN - 1


def test_a_verdict_of_two_that_is_undone_leaves_the_promised_deadline() -> None:
    case, first = twice_signed()
    assert undo(no=case.no, reviewer=first) is None
    assert (again(case).verdict, again(case).due_at) == (None, case.decide_by)


def test_a_verdict_of_two_that_is_dropped_leaves_the_promised_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, _ = twice_signed()
    monkeypatch.setattr(carrying, "approve_case", lambda **_: NotDecided("nothing_left"))
    sweep_after(seconds=11)
    assert (again(case).verdict, again(case).due_at) == (None, case.decide_by)
    assert len(dropped(case)) == 1


def test_a_late_case_whose_verdict_is_undone_is_not_late_at_once() -> None:
    _, case = in_review(price_fen=LARGE_FEN)
    sweep_after(days=6)
    boss = a_reviewer(role="supervisor")
    assert decide_to_approve(no=case.no, reviewer=boss, note="") is None
    assert undo(no=case.no, reviewer=boss) is None
    late = again(case)
    assert late.due_at and late.decide_by and late.due_at > late.decide_by


def asked_about_a_large_sum() -> Case:
    """A large sum that its buyer was asked about."""
    _, case = in_review(price_fen=LARGE_FEN)
    asked = ask_for_evidence(no=case.no, reviewer=senior(), kinds=["other"], said="请补充")
    assert asked is None
    return case


def large_goods_to_come() -> Case:
    """Dear goods whose return two seniors have granted."""
    goods = a_product(kind="physical", cards=0, price_fen=LARGE_FEN)
    bought = delivered(goods=goods, buyer=a_buyer(money_fen=LARGE_FEN))
    case = case_after(bought, reason="no_reason")
    assert case.state == "platform_review"
    second = senior().account_id
    assert approve_case(no=case.no, reviewer=senior(), note="", signed_by=second) is None
    assert again(case).state == "awaiting_return"
    return case


@pytest.mark.parametrize(
    ("story", "hours", "state"),
    [
        (asked_about_a_large_sum, 73, "platform_review"),
        (large_goods_to_come, 7 * 24 + 1, "withdrawn"),
    ],
)
def test_an_unsigned_verdict_holds_up_no_end_of_the_buyers_turn(
    story: Any, hours: int, state: str
) -> None:
    case = story()
    first = senior()
    assert decide_to_approve(no=case.no, reviewer=first, note="") is None
    assert again(case).verdict_at is None
    sweep_after(hours=hours)
    now = again(case)
    assert (now.state, now.verdict) == (state, None)
    [told] = dropped(case)
    assert (told["by"], told["why"]) == (str(first.account_id), "moved")
    said = words(browser("senior").get(f"/console/cases/{case.no}/"))
    assert said.count("原来的决定不再执行") == 1
    assert not OrderEvent.objects.filter(order=case.order, kind="signature_overdue").exists()


def sends_back(bought: Bought, case: Case) -> NotDecided | None:
    return send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF123456")


def leaves(bought: Bought, case: Case) -> NotDecided | None:
    return withdraw_case(no=case.no, buyer_id=bought.buyer)


def disputes(bought: Bought, case: Case) -> NotDecided | None:
    shop = bought.goods.shop
    outside = wiring.outside()
    return dispute_return(
        no=case.no, merchant_id=shop.id, actor=shop.member, said="空盒", outside=outside
    )


def large() -> tuple[Bought, Case]:
    """A large refund: one senior's yes to it waits for another's."""
    return in_review(price_fen=LARGE_FEN)


def changes(bought: Bought, case: Case) -> NotDecided | None:
    form = CaseForm(uuid4(), None, None)
    return edit_case(no=case.no, buyer_id=bought.buyer, form=form, outside=wiring.outside())


def large_without_evidence() -> tuple[Bought, Case]:
    """Dear goods of which a picture is wanted; who looks already says yes to them."""
    goods = a_product(price_fen=LARGE_FEN)
    bought = delivered(goods=goods, buyer=a_buyer(money_fen=LARGE_FEN))
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    Case.objects.filter(id=case.id).update(cause="buyer")
    return bought, case


def is_read(bought: Bought, case: Case) -> NotDecided | None:
    a_piece(bought, verdict="consistent")
    return decide_again(no=case.no, outside=wiring.outside())


def is_recalled(bought: Bought, _case: Case) -> None:
    recalled(of_product(bought.goods))


@pytest.mark.parametrize(
    ("story", "act"),
    [
        (physical, sends_back),
        (sent_back, disputes),
        (physical, leaves),
        (large, changes),
        (large_without_evidence, is_read),
        (large, is_recalled),
    ],
)
def test_no_step_takes_a_verdict_off_without_a_word(story: Any, act: Any) -> None:
    bought, case = story()
    assert decide_to_approve(no=case.no, reviewer=senior(), note="") is None
    assert act(bought, case) is None
    assert (again(case).verdict is None) == (len(dropped(case)) == 1)
    if act is not sends_back:
        assert again(case).verdict is None


def test_what_buyer_and_merchant_agree_on_is_done_although_a_verdict_stands() -> None:
    bought, case = in_review()
    half = Remedy("sum", gross_fen=30_000)
    assert propose(no=case.no, party=shop_of(bought), remedy=half, said="") is None
    agent = a_reviewer()
    no_ = {"code": "no_rule", "said": "不符", "would_change": "", "pieces": []}
    assert decide_to_reject(no=case.no, reviewer=agent, **no_) is None  # type: ignore[arg-type]
    offer = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    sweep_after(seconds=11)
    assert (again(case).state, again(case).refund_fen) == ("refunded", 30_000)
    assert [told["by"] for told in dropped(case)] == [str(agent.account_id)]
    assert breaches() == []


def to_arbitration(bought: Bought, case: Case) -> None:
    assert take_to_arbitration(no=case.no, party=buyer_of(bought)) is None


def waits_too_long(_bought: Bought, _case: Case) -> None:
    sweep_after(hours=73)


@pytest.mark.parametrize(
    ("story", "step"), [(in_review, to_arbitration), (asked_for_more, waits_too_long)]
)
def test_a_supervisors_case_stays_one(story: Any, step: Any) -> None:
    bought, case = story()
    if again(case).state == "platform_review":
        sum_ = Remedy("sum", gross_fen=100)
        assert propose(no=case.no, party=shop_of(bought), remedy=sum_, said="") is None
    Case.objects.filter(id=case.id).update(tier="supervisor")
    step(bought, case)
    assert again(case).tier == "supervisor"
