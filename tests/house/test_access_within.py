"""Numbers that come inside a form, or as the second of an address: they open nothing either."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.proposals import propose
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.refund.models import Refund
from anxin.storage.standing.models import Penalty
from tests.console.pages import browser
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece
from tests.factories.fee_claim import a_kept_fee
from tests.factories.merchant import a_merchant
from tests.factories.order import Bought, delivered
from tests.factories.standing import WHY
from tests.factories.turns import buyer_of, shop_of, with_merchant

pytestmark = pytest.mark.django_db


def offered(by: str = "merchant") -> tuple[Bought, Case, str]:
    """A case in which one side has offered half."""
    bought, case = with_merchant()
    party = shop_of(bought) if by == "merchant" else buyer_of(bought)
    assert propose(no=case.no, party=party, remedy=Remedy("sum", gross_fen=4_900), said="") is None
    return bought, case, Proposal.objects.get(case=case).no


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_a_proposal_of_another_case_is_not_answered_through_ones_own(act: str) -> None:
    bought, case, _ = offered()
    _, other, foreign = offered()
    address = reverse("refund_deal", kwargs={"no": case.no, "act": act})
    assert browser(bought.buyer).post(address, {"proposal": foreign}).status_code == 404
    shop = reverse("console_aftersale_deal", kwargs={"no": case.no, "act": act})
    client = browser(bought.goods.shop.member)
    assert client.post(shop, {"proposal": foreign}).status_code == 404
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open"}
    other.refresh_from_db()
    assert (other.state, Refund.objects.count()) == ("merchant_turn", 0)


@pytest.mark.parametrize("by", ["merchant", "buyer"])
def test_nobody_accepts_what_they_have_offered_themselves(by: str) -> None:
    bought, case, own = offered(by)
    name = "refund_deal" if by == "buyer" else "console_aftersale_deal"
    me = bought.buyer if by == "buyer" else bought.goods.shop.member
    address = reverse(name, kwargs={"no": case.no, "act": "accept"})
    assert browser(me).post(address, {"proposal": own}).status_code == 404
    assert Refund.objects.count() == 0


def test_somebody_elses_transfer_is_not_redirected_through_ones_own_case() -> None:
    mine, theirs = a_kept_fee(), a_kept_fee()
    refund = Refund.objects.get(case=theirs)
    address = reverse("refund_to_wallet", kwargs={"no": mine.no, "refund": refund.no})
    assert browser(mine.buyer_id).post(address).status_code == 404


def test_a_card_that_is_no_part_of_the_order_is_not_shown() -> None:
    bought = delivered()
    address = reverse("order_cards", kwargs={"no": bought.no})
    answer = browser(bought.buyer).post(address, {"unit": "2"})
    assert b"CARD-" not in answer.content
    assert bought.row.viewed_units == 0


def test_more_units_than_were_ordered_are_not_asked_back() -> None:
    bought = delivered()
    address = reverse("refund_form", kwargs={"no": bought.no})
    answer = browser(bought.buyer).post(address, {"reason": "unwanted", "units": "7"})
    assert answer.status_code == 422
    assert not Case.objects.filter(order__no=bought.no).exists()


def test_a_reviewer_finds_no_piece_of_another_case_under_this_one() -> None:
    _, case = with_merchant()
    other = delivered()
    piece = a_piece(other, verdict="consistent")
    case_after(other, reason="card_invalid")
    address = reverse("console_piece", kwargs={"no": case.no, "piece": piece.no})
    assert browser("senior").get(address).status_code == 404


def test_an_operator_delists_no_product_of_another_shop() -> None:
    shop, other = a_merchant(), a_product()
    client = browser(an_account(role="operator").id)
    form = {"kind": "delist", "basis": "cards_failing", "why": WHY, "product": other.no}
    answer = client.post(reverse("console_propose", kwargs={"merchant": shop.id}), form)
    assert answer.status_code in (404, 422)
    assert not Penalty.objects.exists()
