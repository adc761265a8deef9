"""An arbitration is somebody's at once, and never of anybody who had a part in the dispute."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.complaints import Outside, join_complaint
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.claiming import claim_case, release_case, take_next
from anxin.services.aftersale.turns.proposals import decline, propose, take_to_arbitration
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decline_second
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.aftersale.queries import Reader, list_queue
from tests.factories.account import a_reviewer, an_account
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, in_review, platform, shop_of

pytestmark = pytest.mark.django_db
HALF = Remedy("sum", gross_fen=5_000)


def offered(case: Case) -> str:
    return Proposal.objects.get(case=case, state="open").no


def asked_by_buyer(bought: Bought, case: Case) -> None:
    """The buyer offers to take half."""
    assert propose(no=case.no, party=buyer_of(bought), remedy=HALF, said="") is None


def arbitrate(bought: Bought, case: Case) -> None:
    assert take_to_arbitration(no=case.no, party=buyer_of(bought)) is None


def test_whoever_held_it_before_does_not_keep_it_from_its_arbiter() -> None:
    bought, case = in_review()
    agent, senior = a_reviewer(role="agent"), a_reviewer(role="senior")
    Case.objects.filter(id=case.id).update(tier="first_line")
    assert claim_case(no=case.no, reviewer=agent) is None
    assert propose(no=case.no, party=shop_of(bought), remedy=HALF, said="") is None
    arbitrate(bought, case)
    assert release_case(no=case.no, reviewer=agent) == NotDecided("not_held")
    assert take_next(queue="mine", reviewer=senior) == case.no
    assert approve_case(no=case.no, reviewer=senior, note="") is None


def test_nor_does_one_keep_what_a_complaint_has_brought_higher_up() -> None:
    bought, case = in_review()
    agent, senior = a_reviewer(role="agent"), a_reviewer(role="senior")
    Case.objects.filter(id=case.id).update(tier="first_line")
    assert claim_case(no=case.no, reviewer=agent) is None
    told = Outside(source="12315", outside_no="C-1", said="投诉")
    by = an_account(role="senior")
    assert join_complaint(order_no=bought.no, complaint=told, actor=by.id, role="senior") is None
    assert claim_case(no=case.no, reviewer=senior) is None


def test_who_may_decide_it_keeps_it_while_its_buyer_is_asked() -> None:
    bought, case = in_review()
    mine = a_reviewer(role="senior")
    assert claim_case(no=case.no, reviewer=mine) is None
    asked_by_buyer(bought, case)
    assert claim_case(no=case.no, reviewer=a_reviewer(role="senior")) == NotDecided("claimed")


def offers(bought: Bought, case: Case, by: Reviewer) -> None:
    assert propose(no=case.no, party=platform(by), remedy=HALF, said="") is None
    arbitrate(bought, case)


def declines(bought: Bought, case: Case, by: Reviewer) -> None:
    asked_by_buyer(bought, case)
    assert decline(no=case.no, proposal_no=offered(case), party=platform(by)) is None
    asked_by_buyer(bought, case)
    arbitrate(bought, case)


def refuses(bought: Bought, case: Case, by: Reviewer) -> None:
    assert reject_case(no=case.no, reviewer=by, code="no_rule", said="不符合规则") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看一次") is None


def declines_to_sign(bought: Bought, case: Case, by: Reviewer) -> None:
    first, third = a_reviewer(role="senior"), a_reviewer(role="senior")
    assert decide_to_approve(no=case.no, reviewer=first, note="") is None
    assert decline_second(no=case.no, reviewer=by, said="证据不足") is None
    assert reject_case(no=case.no, reviewer=third, code="no_rule", said="不符合规则") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看一次") is None


@pytest.mark.parametrize("takes_part", [offers, declines, refuses, declines_to_sign])
def test_nobody_arbitrates_what_they_had_a_part_in(
    takes_part: Callable[[Bought, Case, Reviewer], None],
) -> None:
    bought, case = in_review(price_fen=600_000)
    one, other = a_reviewer(role="senior"), a_reviewer(role="senior")
    takes_part(bought, case, one)
    assert approve_case(no=case.no, reviewer=one, note="") == NotDecided("own_decision")
    assert case.no not in queue_of(one)
    assert case.no in queue_of(other)
    assert claim_case(no=case.no, reviewer=other) is None


def test_an_arbiter_may_offer_first_and_decide_then() -> None:
    bought, case = in_review()
    arbiter = a_reviewer(role="senior")
    assert propose(no=case.no, party=shop_of(bought), remedy=HALF, said="") is None
    arbitrate(bought, case)
    assert propose(no=case.no, party=platform(arbiter), remedy=HALF, said="") is None
    assert decline(no=case.no, proposal_no=offered(case), party=buyer_of(bought)) is None
    assert approve_case(no=case.no, reviewer=arbiter, note="") is None


def queue_of(reviewer: Reviewer) -> list[str]:
    rows = list_queue(queue="mine", reader=Reader(reviewer.account_id, reviewer.role))
    return [row.no for row in rows]
