"""Verdicts meet what makes them void: each is done once, on the request that was read, or not."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, ask_for_evidence
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns import carrying, undoing, verdicts
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.claiming import AT_ONCE, claim_case, take_next
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.storage.aftersale.models import Case, Proposal
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import paid
from tests.factories.turns import buyer_of, in_review, platform
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO, no_accident, sound

ROUNDS = 8
MONEY_FEN = 200_000
HALF = Remedy("sum", gross_fen=4_900)
DONE = {"refunded", "withdrawn"}


def test_a_case_is_claimed_by_one_of_many(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        agents = [a_reviewer() for _ in range(8)]
        answers = crowd.act(*[partial(claim_case, no=case.no, reviewer=one) for one in agents])
        assert answers.count(None) == 1, answers
        holder = agents[answers.index(None)].account_id
        case.refresh_from_db()
        assert case.claimed_by_id == holder
        approvals = [
            partial(verdicts.decide_to_approve, no=case.no, reviewer=one, note="") for one in agents
        ]
        answers = crowd.act(*approvals)
        assert [a.account_id for a, b in zip(agents, answers, strict=True) if b is None] == [holder]
        Case.objects.filter(id=case.id).update(verdict_at=None, verdict=None)
        withdraw_case(no=case.no, buyer_id=bought.buyer)


def test_a_reviewer_with_many_windows_holds_a_handful(crowd: Crowd) -> None:
    cases = [in_review()[1].no for _ in range(9)]
    agent = a_reviewer()
    answers = crowd.act(*[partial(claim_case, no=no, reviewer=agent) for no in cases])
    no_accident(answers)
    held = Case.objects.filter(claimed_by=agent.account_id).count()
    assert held == answers.count(None) == AT_ONCE
    Case.objects.filter(no__in=cases).update(claimed_until=None, claimed_by=None)


def test_nobody_is_given_the_next_case_that_somebody_else_has(crowd: Crowd) -> None:
    cases = [in_review()[1].no for _ in range(6)]
    taken = crowd.act(
        *[partial(take_next, queue="first_line", reviewer=a_reviewer()) for _ in range(6)]
    )
    got = [no for no in taken if isinstance(no, str)]
    assert len(set(got)) == len(got), "one case was given to two"
    Case.objects.filter(no__in=cases).update(claimed_until=None, claimed_by=None)


def test_a_verdict_is_carried_out_undone_withdrawn_from_and_late_by_many_workers(
    crowd: Crowd,
) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        agent = a_reviewer()
        assert verdicts.decide_to_approve(no=case.no, reviewer=agent, note="") is None
        Case.objects.filter(id=case.id).update(verdict_at=LONG_AGO)
        answers = crowd.act(
            *[carrying.carry_out_verdicts] * 3,
            partial(undoing.undo, no=case.no, reviewer=agent),
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
            partial(approve_case, no=case.no, reviewer=agent, note=""),
        )
        no_accident(answers)
        assert answers[3] == NotDecided("too_late_to_undo")
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.state in DONE and last.verdict is None
        assert (answers[4] is None) == (last.state == "withdrawn")


def test_a_large_verdict_is_signed_once_and_not_after_it_was_undone(crowd: Crowd) -> None:
    large_fen = 600_000
    for _ in range(ROUNDS):
        bought, case = in_review(price_fen=large_fen)
        one = a_reviewer(role="senior")
        assert verdicts.decide_to_approve(no=case.no, reviewer=one, note="") is None
        others = [a_reviewer(role="senior") for _ in range(3)]
        answers = crowd.act(
            *[partial(verdicts.sign_second, no=case.no, reviewer=two) for two in others],
            partial(verdicts.sign_second, no=case.no, reviewer=one),
            partial(undoing.undo, no=case.no, reviewer=one),
            carrying.carry_out_verdicts,
        )
        no_accident(answers)
        assert answers[:3].count(None) <= 1, answers
        assert answers[3] is not None, "nobody signs alone"
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        crowd.act(*[carrying.carry_out_verdicts] * 3)
        last = sound(bought, money_fen=2 * large_fen)
        undone = answers[4] is None
        assert last.state == ("platform_review" if undone else "refunded"), answers


def test_an_approval_pays_what_was_read_or_nothing(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(price_fen=60_000)
        bought = paid(goods=goods, units=3, buyer=a_buyer(money_fen=MONEY_FEN))
        case = case_after(bought, units=1)
        agent = a_reviewer()
        change = partial(
            edit_case,
            no=case.no,
            buyer_id=bought.buyer,
            form=CaseForm(uuid4(), None, 3),
            outside=wiring.outside(),
        )
        put = partial(verdicts.decide_to_approve, no=case.no, reviewer=agent, note="", seen=0)
        answers = crowd.act(put, change, partial(undoing.undo, no=case.no, reviewer=agent))
        no_accident(answers)
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        answers = crowd.act(*[carrying.carry_out_verdicts] * 3, change)
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        if last.state == "refunded":
            assert (last.edits, last.refund_fen) == (0, 60_000), "more than anybody has approved"


def test_who_asks_for_more_meets_who_decides_and_who_leaves(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        more = partial(ask_for_evidence, no=case.no, kinds=["other"], said="请补充")
        answers = crowd.act(
            partial(more, reviewer=a_reviewer()),
            partial(approve_case, no=case.no, reviewer=a_reviewer(), note=""),
            partial(propose, no=case.no, party=platform(a_reviewer()), remedy=HALF, said=""),
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.state in (*DONE, "needs_evidence", "platform_review")
        assert (last.stopped_at is not None) == (
            last.state == "needs_evidence"
            or Proposal.objects.filter(case=case, state="open").exists()
        )


def test_a_verdict_is_signed_or_declined_and_never_both(crowd: Crowd) -> None:
    large_fen = 600_000
    for _ in range(ROUNDS):
        bought, case = in_review(price_fen=large_fen)
        first = a_reviewer(role="senior")
        assert verdicts.decide_to_approve(no=case.no, reviewer=first, note="") is None
        signs = [partial(verdicts.sign_second, no=case.no) for _ in range(2)]
        declines = [partial(verdicts.decline_second, no=case.no, said="不符") for _ in range(2)]
        answers = crowd.act(
            *[partial(act, reviewer=a_reviewer(role="senior")) for act in (*signs, *declines)]
        )
        no_accident(answers)
        assert answers.count(None) == 1, answers
        declined = None in answers[2:]
        case.refresh_from_db()
        assert (case.verdict is None) == declined
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        crowd.act(*[carrying.carry_out_verdicts] * 3)
        last = sound(bought, money_fen=2 * large_fen)
        assert last.state == ("platform_review" if declined else "refunded")
        withdraw_case(no=case.no, buyer_id=bought.buyer)


def test_a_buyers_offer_is_accepted_once_by_many(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        assert propose(no=case.no, party=buyer_of(bought), remedy=HALF, said="") is None
        offer = Proposal.objects.get(case=case)
        take = partial(accept, no=case.no, proposal_no=offer.no)
        answers = crowd.act(
            *[partial(take, party=platform(a_reviewer())) for _ in range(3)],
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
        )
        no_accident(answers)
        assert answers[:3].count(None) <= 1, answers
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        crowd.act(*[carrying.carry_out_verdicts] * 3)
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.state in DONE and last.verdict is None
