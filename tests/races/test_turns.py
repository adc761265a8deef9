"""All parties' turns in one case meet at the same moment: there is one outcome, and one payment."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns import verdicts
from anxin.services.aftersale.turns.buyer import appeal, call_platform_in, nudge, withdraw_case
from anxin.services.aftersale.turns.claiming import claim_case, take_next
from anxin.services.aftersale.turns.deadlines import end_waiting
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.merchant import agree, object_to
from anxin.services.aftersale.turns.proposals import (
    accept,
    decline,
    propose,
    take_to_arbitration,
)
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.order.models import Order
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.order import Bought, paid, ship, started
from tests.factories.turns import buyer_of, in_review, platform, refused_by, shop_of, with_merchant
from tests.races.conftest import Crowd
from tests.races.turns import LONG_AGO, no_accident, overdue, sound

ROUNDS = 8
MONEY_FEN = 200_000
HALF = Remedy("sum", gross_fen=4_900)
OTHERS = Remedy("replacement")
DONE = {"refunded", "withdrawn"}


def test_a_merchant_agrees_and_objects_while_the_buyer_calls_the_platform_and_time_is_over(
    crowd: Crowd,
) -> None:
    for _ in range(ROUNDS):
        bought, case = with_merchant()
        overdue(case)
        shop = bought.goods.shop
        mine = {"no": case.no, "merchant_id": shop.id, "actor": shop.member}
        answers = crowd.act(
            partial(agree, **mine),
            partial(object_to, said="卡密有效", **mine),
            partial(call_platform_in, no=case.no, buyer_id=bought.buyer),
            partial(end_waiting, no=case.no),
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.state in (*DONE, "platform_review")
        assert answers[:4].count(None) == 1 or answers[4] is None


def test_a_refusal_is_appealed_by_many_taps_and_decided_by_many_arbiters(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = refused_by()
        taps = [partial(appeal, no=case.no, buyer_id=bought.buyer, said="卡没用过")] * 4
        answers = crowd.act(*taps, partial(ask, bought))
        no_accident(answers)
        sound(bought, money_fen=MONEY_FEN)
        appealed = Case.objects.get(id=case.id)
        assert answers[:4].count(None) == (appealed.state == "appealed")
        if appealed.state != "appealed":
            continue
        one, two = a_reviewer(role="senior"), a_reviewer(role="senior")
        overdue(case)
        answers = crowd.act(
            partial(approve_case, no=case.no, reviewer=one, note=""),
            partial(approve_case, no=case.no, reviewer=two, note="", remedy=HALF),
            partial(reject_case, no=case.no, reviewer=two, code="no_rule", said="不符"),
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
            partial(end_waiting, no=case.no),
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        assert answers[:4].count(None) == 1, answers
        assert last.state in (*DONE, "upheld")


def test_a_delivery_a_request_an_approval_and_a_deadline(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(kind="top_up", cards=0, price_fen=60_000)
        bought = started(goods=goods, buyer=a_buyer(money_fen=MONEY_FEN))
        Order.objects.filter(no=bought.no).update(due_at=LONG_AGO)
        sweep = partial(sweep_due, outside=wiring.outside())
        answers = crowd.act(partial(ask, bought), partial(ship, bought, value_fen=60_000), sweep)
        no_accident(answers)
        case = sound(bought, money_fen=MONEY_FEN) if bought.row.case_open else None
        if case is None:
            continue
        answers = crowd.act(
            partial(ship, bought, value_fen=60_000),
            partial(approve_case, no=case.no, reviewer=a_reviewer(role="senior"), note=""),
            partial(withdraw_case, no=case.no, buyer_id=bought.buyer),
            sweep,
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.state in DONE
        assert (bought.row.state == "cancelled") == (last.state == "refunded")


def test_an_offer_is_accepted_countered_declined_and_taken_to_arbitration_at_once(
    crowd: Crowd,
) -> None:
    for _ in range(ROUNDS):
        bought, case = with_merchant()
        shop, me = shop_of(bought), buyer_of(bought)
        assert propose(no=case.no, party=shop, remedy=HALF, said="退一半") is None
        offer = Proposal.objects.get(case=case)
        overdue(case)
        mine = {"no": case.no, "party": me}
        answers = crowd.act(
            partial(accept, proposal_no=offer.no, **mine),
            partial(propose, remedy=Remedy("sum", gross_fen=8_000), said="八成", **mine),
            partial(decline, proposal_no=offer.no, **mine),
            partial(take_to_arbitration, **mine),
            partial(end_waiting, no=case.no),
            partial(agree, no=case.no, merchant_id=bought.goods.shop.id, actor=shop.account_id),
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        offer.refresh_from_db()
        assert offer.state != "open"
        assert (answers[0] is None) == (offer.state == "accepted")
        if offer.state == "accepted":
            assert (last.state, last.gross_fen) == ("refunded", 4_900)


def test_both_sides_accept_each_others_offer_at_once(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = with_merchant()
        shop, me = shop_of(bought), buyer_of(bought)
        answers = crowd.act(
            partial(propose, no=case.no, party=shop, remedy=HALF, said=""),
            partial(propose, no=case.no, party=me, remedy=Remedy("units", units=1), said=""),
        )
        no_accident(answers)
        sound(bought, money_fen=MONEY_FEN)
        nos = {one.side: one.no for one in Proposal.objects.filter(case=case)}
        answers = crowd.act(
            *[partial(accept, no=case.no, proposal_no=nos["merchant"], party=me)]
            * (3 * ("merchant" in nos)),
            *[partial(accept, no=case.no, proposal_no=nos["buyer"], party=shop)]
            * (3 * ("buyer" in nos)),
        )
        no_accident(answers)
        assert answers.count(None) == 1, answers
        assert sound(bought, money_fen=MONEY_FEN).state == "refunded"


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
            *[verdicts.carry_out_verdicts] * 3,
            partial(verdicts.undo, no=case.no, reviewer=agent),
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
            partial(verdicts.undo, no=case.no, reviewer=one),
            verdicts.carry_out_verdicts,
        )
        no_accident(answers)
        assert answers[:3].count(None) <= 1, answers
        assert answers[3] is not None, "nobody signs alone"
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        crowd.act(*[verdicts.carry_out_verdicts] * 3)
        last = sound(bought, money_fen=2 * large_fen)
        undone = answers[4] is None
        assert last.state == ("platform_review" if undone else "refunded"), answers


def test_a_replacement_meets_its_last_hour(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = with_merchant()
        assert propose(no=case.no, party=shop_of(bought), remedy=OTHERS, said="换一张") is None
        no = Proposal.objects.get(case=case).no
        assert accept(no=case.no, proposal_no=no, party=buyer_of(bought)) is None
        overdue(case)
        answers = crowd.act(*[supply_replacements] * 3, *[partial(end_waiting, no=case.no)] * 3)
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        states = card_states(bought.goods.id)
        assert last.state in ("replaced", "refunded")
        replaced = last.state == "replaced"
        assert states.get("sold", 0) == (1 if replaced else 0), "money and goods for one card"
        assert states["available"] == (8 if replaced else 9)


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
        answers = crowd.act(put, change, partial(verdicts.undo, no=case.no, reviewer=agent))
        no_accident(answers)
        Case.objects.filter(id=case.id, verdict_at__isnull=False).update(verdict_at=LONG_AGO)
        answers = crowd.act(*[verdicts.carry_out_verdicts] * 3, change)
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


def test_a_storm_of_nudges_is_one_nudge(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        bought, case = in_review()
        push = partial(nudge, no=case.no, buyer_id=bought.buyer)
        answers = crowd.act(
            *[push] * 20, partial(approve_case, no=case.no, reviewer=a_reviewer(), note="")
        )
        no_accident(answers)
        last = sound(bought, money_fen=MONEY_FEN)
        assert last.nudges == answers[:20].count(None) <= 1


def test_the_buyer_is_a_bystander_where_the_order_is_not_theirs(crowd: Crowd) -> None:
    bought, case = with_merchant()
    stranger = Bought(bought.no, a_buyer(money_fen=0), bought.goods)
    answers = crowd.act(
        partial(withdraw_case, no=case.no, buyer_id=stranger.buyer),
        partial(call_platform_in, no=case.no, buyer_id=stranger.buyer),
        partial(nudge, no=case.no, buyer_id=stranger.buyer),
    )
    assert set(answers) == {NotDecided("not_found")}
    assert sound(bought, money_fen=MONEY_FEN).state == "merchant_turn"
