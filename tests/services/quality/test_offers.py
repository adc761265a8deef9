"""What the platform offers or accepts is a decision of a person: checked and counted as one."""

from __future__ import annotations

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.turns.arbitration import open_arbitration
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.proposals import Party, accept, propose
from anxin.services.aftersale.turns.verdicts import sign_second
from anxin.services.quality.checking import NotChecked, grade_check
from anxin.services.quality.drawing import draw_checks
from anxin.services.quality.snapshots import facts_of_case
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.quality.models import Check
from anxin.storage.quality.overview import ReviewerRow, list_reviewers
from anxin.storage.quality.queries import list_to_look_at
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought
from tests.factories.quality import drawn, marks_for
from tests.factories.turns import buyer_of, in_review, platform, refused_by, shop_of, with_merchant

pytestmark = pytest.mark.django_db


def offered(case: Case, by: Party, fen: int = 1_000) -> str:
    """The number of an offer of a sum that one side has made."""
    assert propose(no=case.no, party=by, remedy=Remedy("sum", gross_fen=fen), said="") is None
    return Proposal.objects.get(case=case, state="open").no


def taken(case: Case, proposal_no: str, by: Party) -> None:
    """Have the other side accept it, and whatever was only decided be done."""
    assert accept(no=case.no, proposal_no=proposal_no, party=by) is None
    sweep_after(seconds=11)
    assert Proposal.objects.get(no=proposal_no).state == "accepted"


def accepted_by(reviewer: Reviewer) -> Case:
    """A case whose buyer offered something that a reviewer accepted."""
    bought, case = in_review()
    taken(case, offered(case, buyer_of(bought)), platform(reviewer))
    return case


def offered_by(reviewer: Reviewer) -> Case:
    """A case in which a reviewer offered something and the buyer accepted."""
    bought, case = in_review()
    taken(case, offered(case, platform(reviewer)), buyer_of(bought))
    return case


def in_arbitration(arbiter: Reviewer) -> tuple[Bought, Case]:
    """A case that was refused by a person and that an arbiter has before him."""
    bought, case = refused_by()
    assert appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退") is None
    assert open_arbitration(no=case.no, reviewer=arbiter) is None
    return bought, case


def row_of(who: object) -> ReviewerRow:
    [row] = [one for one in list_reviewers() if one.id == who]
    return row


@pytest.mark.parametrize("settle", [accepted_by, offered_by])
def test_an_offer_of_a_reviewer_or_accepted_by_one_is_drawn_and_counted(settle: object) -> None:
    reviewer = a_reviewer()
    case = settle(reviewer)  # type: ignore[operator]
    counted = row_of(reviewer.account_id)
    assert (counted.decided, counted.rejected) == (1, 0)
    row = drawn(case)
    assert (row.reviewer_id, row.decided, row.drawn) == (reviewer.account_id, "partly", "least")
    assert 0 <= row.took_s < 60
    assert draw_checks() == 0


def test_what_buyer_and_merchant_agree_on_is_no_reviewers_decision() -> None:
    bought, case = with_merchant()
    taken(case, offered(case, shop_of(bought)), buyer_of(bought))
    other, back = with_merchant()
    taken(back, offered(back, buyer_of(other)), shop_of(other))
    let_pass(days=1)
    draw_checks()
    assert not Check.objects.filter(case__in=(case, back)).exists()


def test_the_time_that_the_buyer_took_to_accept_is_not_the_reviewers() -> None:
    reviewer = a_reviewer()
    bought, case = in_review()
    let_pass(minutes=20)
    no = offered(case, platform(reviewer))
    let_pass(minutes=50)
    assert accept(no=case.no, proposal_no=no, party=buyer_of(bought)) is None
    median_s = row_of(reviewer.account_id).median_s
    assert median_s is not None and 1_195 <= median_s <= 1_260
    assert 1_195 <= drawn(case).took_s <= 1_260


@pytest.mark.parametrize("from_buyer", [True, False])
def test_an_arbiters_offer_or_acceptance_overturns_the_refusal_before(from_buyer: bool) -> None:
    arbiter = a_reviewer(role="senior")
    bought, case = in_arbitration(arbiter)
    sides = buyer_of(bought), platform(arbiter)
    first, second = sides if from_buyer else sides[::-1]
    taken(case, offered(case, first), second)
    drawn(case)
    refusal = Check.objects.filter(case=case).earliest("seq")
    assert (refusal.decided, refusal.overturned) == ("rejected", True)
    assert row_of(refusal.reviewer_id).overturned == 1


@pytest.mark.parametrize("settle", [accepted_by, offered_by])
def test_who_accepted_or_offered_checks_none_of_the_case(settle: object) -> None:
    arbiter = a_reviewer(role="senior")
    bought, case = in_arbitration(arbiter)
    if settle is accepted_by:
        taken(case, offered(case, buyer_of(bought)), platform(arbiter))
    else:
        taken(case, offered(case, platform(arbiter)), buyer_of(bought))
    drawn(case)
    refusal = Check.objects.filter(case=case).earliest("seq")
    assert_bars(refusal, arbiter)


def test_who_signed_a_large_offer_checks_none_of_the_case() -> None:
    first, second = a_reviewer(role="senior"), a_reviewer(role="senior")
    bought, case = in_review(price_fen=600_000)
    remedy = Remedy("sum", gross_fen=550_000)
    assert propose(no=case.no, party=platform(first), remedy=remedy, said="") is None
    assert sign_second(no=case.no, reviewer=second) is None
    sweep_after(seconds=11)
    taken(case, Proposal.objects.get(case=case, state="open").no, buyer_of(bought))
    row = drawn(case)
    assert row.reviewer_id == first.account_id
    assert_bars(row, second)


def assert_bars(row: Check, who: Reviewer) -> None:
    """Somebody may not check a decision, and is not shown it."""
    refused = grade_check(no=row.no, checker=who, grade="right", marks=marks_for(row), note="")
    assert refused == NotChecked("took_part")
    assert row.no not in {one.no for one in list_to_look_at(who=who.account_id)}


def test_a_case_settled_by_an_offer_can_be_taken_as_practice() -> None:
    case = cases.case(no=offered_by(a_reviewer()).no)
    assert case is not None and facts_of_case(case=case) is not None
