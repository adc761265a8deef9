"""A case's page shows what can be done in it now, and nothing that would be refused."""

from __future__ import annotations

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.proposals import decline, propose
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.aftersale.models import Case, Proposal
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.clock import sweep_after
from tests.factories.complaint import joined
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, by_law, in_review, refused_by, shop_of, with_merchant
from tests.services.turns.stories import physical, sent_back, without_evidence

pytestmark = pytest.mark.django_db
LARGE_FEN = 600_000
BEING_DECIDED = "审核员的决定正在复核或即将生效"
OFFER, ARBITRATE, SAY, DECLINE, ACCEPT = (
    f"/deal/{act}/" for act in ("offer", "arbitrate", "say", "decline", "accept")
)


def buyers(bought: Bought, case: Case) -> str:
    """The case as its buyer sees it."""
    return words(browser(bought.buyer).get(f"/refunds/{case.no}/"))


def shops(bought: Bought, case: Case) -> str:
    """The case as its merchant sees it."""
    return words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))


def offers(bought: Bought, case: Case, fen: int = 100) -> None:
    remedy = Remedy("sum", gross_fen=fen)
    assert propose(no=case.no, party=shop_of(bought), remedy=remedy, said="") is None


def test_goods_handed_over_without_a_number_are_confirmed_on_the_page() -> None:
    bought, case = physical()
    assert "没有快递单号，商品已收到" in shops(bought, case)
    shop = browser(bought.goods.shop.member)
    answer = shop.post(f"/console/aftersale/{case.no}/act/received/", follow=True)
    assert "退款已退给买家" in words(answer)
    case.refresh_from_db()
    assert case.state == "refunded"


def test_money_on_its_way_is_not_told_as_given_back() -> None:
    bought, case = sent_back()
    Case.objects.filter(id=case.id).update(destination="original")
    assert "没有快递单号" not in shops(bought, case)
    joined(bought.no)
    shop = browser(bought.goods.shop.member)
    answer = words(shop.post(f"/console/aftersale/{case.no}/act/received/", follow=True))
    assert "退款已退给买家" not in answer and "由高级审核员决定" in answer


@pytest.mark.parametrize("story", [physical, sent_back, without_evidence, with_merchant, in_review])
def test_whoever_has_an_open_case_can_say_something_in_it(story: object) -> None:
    bought, case = story()  # type: ignore[operator]
    assert SAY in buyers(bought, case)


@pytest.mark.parametrize("signed", [False, True], ids=["for ten seconds", "for a signature"])
def test_while_a_verdict_waits_nothing_is_shown_that_it_refuses(signed: bool) -> None:
    bought, case = in_review(price_fen=LARGE_FEN if signed else 60_000)
    offers(bought, case)
    before = buyers(bought, case)
    assert BEING_DECIDED not in before
    assert all(act in before for act in (OFFER, ARBITRATE, DECLINE, ACCEPT))
    senior = a_reviewer(role="senior")
    assert decide_to_approve(no=case.no, reviewer=senior, note="") is None
    after = buyers(bought, case)
    assert BEING_DECIDED in after and ACCEPT in after
    assert not any(act in after for act in (OFFER, ARBITRATE, DECLINE))
    assert BEING_DECIDED in shops(bought, case) and OFFER not in shops(bought, case)


def test_who_has_an_offer_open_or_has_made_three_makes_none() -> None:
    bought, case = with_merchant()
    for number in range(3):
        assert OFFER in shops(bought, case)
        offers(bought, case, 100 + number)
        assert OFFER not in shops(bought, case), "it is open"
        offer = Proposal.objects.get(case=case, state="open")
        Proposal.objects.filter(id=offer.id).update(state="declined", answered_at=offer.at)
    assert OFFER not in shops(bought, case)
    assert OFFER in buyers(bought, case)


def test_arbitration_is_shown_once_the_other_has_not_taken_the_offer() -> None:
    bought, case = in_review()
    offers(bought, case)
    assert ARBITRATE in buyers(bought, case) and ARBITRATE not in shops(bought, case)
    offer = Proposal.objects.get(case=case, state="open")
    assert decline(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    assert ARBITRATE in shops(bought, case)


def test_a_case_opened_by_law_takes_no_offers() -> None:
    bought, case = by_law()
    for page in (buyers(bought, case), shops(bought, case)):
        assert OFFER not in page and ARBITRATE not in page


@pytest.mark.parametrize("complained", [False, True])
def test_what_a_senior_has_is_not_offered_to_be_changed(complained: bool) -> None:
    bought, case = in_review()
    if complained:
        joined(bought.no)
    edit = f"/refunds/{case.no}/edit/"
    assert (edit in buyers(bought, case)) == (not complained)
    answer = browser(bought.buyer).get(edit)
    assert answer.status_code == (302 if complained else 200)


def test_only_the_last_request_can_be_appealed() -> None:
    bought, case = refused_by()
    appeal = f"/refunds/{case.no}/act/appeal/"
    assert appeal in buyers(bought, case)
    later = case_after(bought)
    assert appeal not in buyers(bought, case), "another request is open"
    assert withdraw_case(no=later.no, buyer_id=bought.buyer) is None
    assert appeal not in buyers(bought, case), "it is not the last"


def test_goods_that_were_not_sent_back_are_not_told_as_a_withdrawal() -> None:
    bought, case = physical()
    sweep_after(days=7, hours=1)
    case.refresh_from_db()
    assert case.state == "withdrawn"
    said = buyers(bought, case)
    assert "您的申请已撤销" not in said and "没有按时寄回商品，这次申请已关闭" in said


def test_ones_own_withdrawal_is_told_as_one_with_what_is_brought_along() -> None:
    bought, case = physical()
    page = words(browser(bought.buyer).get(f"/refunds/{case.no}/withdraw/"))
    assert "要重新上传" not in page and "再申请时会带上一份" in page
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert "您的申请已撤销，订单照常进行" in buyers(bought, case)


def test_an_approval_left_to_a_senior_is_told_so_to_who_accepted() -> None:
    bought, case = with_merchant()
    offers(bought, case)
    joined(bought.no)
    offer = Proposal.objects.get(case=case, state="open")
    buyer = browser(bought.buyer)
    sent = {"proposal": offer.no}
    answer = words(buyer.post(f"/refunds/{case.no}/deal/accept/", sent, follow=True))
    assert "已记下。平台外的投诉还没有了结，由高级审核员决定" in answer
    assert "接受了协商方案" in answer
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
