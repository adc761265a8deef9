"""What an arbiter upheld or both sides agreed on is not asked again; something new is."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.submit import CaseForm, Declined, Submitted
from anxin.services.aftersale.turns.buyer import appeal, withdraw_case
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.bulk.quoting import Wanted, quote_rows
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case, Proposal
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered
from tests.factories.turns import buyer_of, platform, shop_of, with_merchant

pytestmark = pytest.mark.django_db
UPHELD, AGREED = Declined("settled_upheld"), Declined("settled_agreed")


def upheld(reason: str = "unwanted", units: int | None = None, *, of: int = 3) -> Bought:
    """An arbiter upheld that a dear order is not given back (or so many units of it)."""
    goods = a_product(price_fen=60_000)
    bought = delivered(goods=goods, units=of, buyer=a_buyer(money_fen=200_000))
    case = case_after(bought, reason=reason, units=units)
    assert case.state == "platform_review", case.state
    refuse = partial(reject_case, no=case.no, code="no_rule", said="不符")
    assert refuse(reviewer=a_reviewer()) is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="应该退") is None
    assert refuse(reviewer=a_reviewer(role="senior")) is None
    assert Case.objects.get(id=case.id).state == "upheld"
    return bought


def test_the_arbiters_last_word_is_not_asked_for_again_at_once() -> None:
    bought = upheld()
    assert ask(bought, reason="unwanted") == UPHELD
    assert ask(bought, reason="unwanted", units=1) == UPHELD
    ground = ground_by_buyer(buyer_id=bought.buyer, order_no=bought.no)
    assert ground is not None and ground.refused_24h == 1


def test_reasons_that_are_judged_alike_are_one() -> None:
    assert ask(upheld(), reason="price_changed") == UPHELD


def test_another_reason_is_another_request() -> None:
    answer = ask(upheld(), reason="card_invalid")
    assert isinstance(answer, Submitted)


def test_the_last_word_is_about_as_many_units_as_it_was_about() -> None:
    bought = upheld(units=1)
    assert ask(bought, reason="unwanted", units=3) == UPHELD
    assert ask(bought, reason="unwanted") == UPHELD
    assert isinstance(ask(bought, reason="unwanted", units=2), Submitted)


def test_a_request_is_not_changed_into_one_that_was_settled() -> None:
    bought = upheld()
    answer = ask(bought, reason="card_invalid")
    assert isinstance(answer, Submitted)
    changed = edit_case(
        no=answer.case_no,
        buyer_id=bought.buyer,
        form=CaseForm(uuid4(), "unwanted"),
        outside=wiring.outside(),
    )
    assert changed == NotDecided("settled_upheld")


def test_a_batch_says_so_too() -> None:
    bought = upheld()
    [row] = quote_rows(
        buyer_id=bought.buyer, wanted=[Wanted(bought.no, "unwanted")], outside=wiring.outside()
    )
    assert row.barred == "settled_upheld"


def agreed(remedy: Remedy, *, units: int = 1) -> tuple[Bought, Case]:
    bought, case = with_merchant()
    assert propose(no=case.no, party=shop_of(bought), remedy=remedy, said="") is None
    [offer] = Proposal.objects.filter(case=case)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    return bought, case


def test_an_agreement_settles_the_reason_it_was_about() -> None:
    bought, _ = agreed(Remedy("sum", gross_fen=3_000))
    assert ask(bought, reason="card_invalid") == AGREED
    assert isinstance(ask(bought, reason="wrong_item"), Submitted)


def test_a_replacement_begins_anew() -> None:
    bought, case = agreed(Remedy("replacement"))
    case.refresh_from_db()
    assert case.state == "replacing"
    Case.objects.filter(id=case.id).update(state="replaced", due_at=None)
    ground = ground_by_buyer(buyer_id=bought.buyer, order_no=bought.no)
    assert ground is not None and ground.settled == ()


def test_what_a_reviewer_gave_or_nobody_decided_settles_nothing() -> None:
    bought, case = with_merchant()
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert isinstance(ask(bought, reason="card_invalid"), Submitted)
    bought = delivered(goods=a_product(price_fen=60_000), units=3, buyer=a_buyer())
    case = case_after(bought, reason="unwanted")
    given = approve_case(
        no=case.no, reviewer=a_reviewer(), note="", remedy=Remedy("sum", gross_fen=100)
    )
    assert given is None
    assert isinstance(ask(bought, reason="unwanted"), Submitted)


def test_a_number_of_units_that_was_agreed_on_settles_the_rest_of_what_was_asked() -> None:
    goods = a_product(price_fen=60_000)
    bought = delivered(goods=goods, units=4, buyer=a_buyer(money_fen=250_000))
    case = case_after(bought, reason="unwanted", units=3)
    one = Remedy("units", units=1)
    assert propose(no=case.no, party=platform(a_reviewer()), remedy=one, said="") is None
    [offer] = Proposal.objects.filter(case=case)
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None
    assert ask(bought, reason="unwanted", units=2) == AGREED
    assert isinstance(ask(bought, reason="unwanted", units=1), Submitted)
