"""One reviewer per case, the load shared, and nobody keeps a case for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import claiming
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.claiming import (
    AT_ONCE,
    claim_case,
    release_case,
    take_next,
)
from anxin.services.aftersale.turns.deadlines import end_waiting
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decline_second
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import Reader, list_queue, queue_sizes
from anxin.storage.columns import ClockNow
from anxin.storage.evidence.models import Piece
from anxin.storage.merchant.models import Member
from tests.console.pages import browser
from tests.factories.account import a_reviewer
from tests.factories.clock import let_pass
from tests.factories.evidence import a_piece
from tests.factories.turns import by_law, in_review, refused_by
from tests.services.turns.stories import without_evidence

pytestmark = pytest.mark.django_db


def test_a_case_that_somebody_has_is_decided_by_nobody_else() -> None:
    _, case = in_review()
    mine, other = a_reviewer(), a_reviewer()
    assert claim_case(no=case.no, reviewer=mine) is None
    assert claim_case(no=case.no, reviewer=other) == NotDecided("claimed")
    assert approve_case(no=case.no, reviewer=other, note="") == NotDecided("claimed")
    assert approve_case(no=case.no, reviewer=mine, note="") is None


def test_a_case_that_was_given_back_or_forgotten_is_anybodys() -> None:
    _, case = in_review()
    mine, other = a_reviewer(), a_reviewer()
    claim_case(no=case.no, reviewer=mine)
    assert release_case(no=case.no, reviewer=other) == NotDecided("not_held")
    assert release_case(no=case.no, reviewer=mine) is None
    assert claim_case(no=case.no, reviewer=other) is None
    let_pass(minutes=31)
    assert claim_case(no=case.no, reviewer=mine) is None


@pytest.mark.parametrize("takes", [True, False], ids=["taken", "decided at once"])
def test_whoever_held_a_case_and_refused_it_does_not_hold_its_appeal(takes: bool) -> None:
    bought, case = in_review()
    first, arbiter = a_reviewer(), a_reviewer(role="senior")
    assert claim_case(no=case.no, reviewer=first) is None
    assert reject_case(no=case.no, reviewer=first, code="no_rule", said="不符") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没有发货") is None
    assert case.no in [row.no for row in list_queue(queue="arbitration")]
    if takes:
        assert claim_case(no=case.no, reviewer=arbiter) is None
    assert decide_to_approve(no=case.no, reviewer=arbiter, note="") is None


def test_the_next_case_is_the_one_that_is_due_first_and_free() -> None:
    cases = [in_review()[1] for _ in range(3)]
    order = [row.no for row in list_queue(queue="first_line")]
    assert sorted(order) == sorted(case.no for case in cases)
    first, second = a_reviewer(), a_reviewer()
    assert take_next(queue="first_line", reviewer=first) == order[0]
    assert take_next(queue="first_line", reviewer=second) == order[1]
    assert take_next(queue="expedited", reviewer=second) == NotDecided("queue_empty")


@pytest.mark.parametrize(
    ("later_by_minutes", "weights", "is_first"),
    [(15, [], False), (15, [1], False), (15, [2], True), (15, [2, 0], True), (25, [2, 1], False),
     (89, [100], True), (95, [100], False)],
)  # fmt: skip
def test_signs_on_the_evidence_bring_a_case_forward_by_ten_minutes_each_nine_at_most(
    later_by_minutes: int, weights: list[int], is_first: bool
) -> None:
    (_, plain), (bought, signed) = in_review(), in_review()
    assert plain.decide_by is not None
    later = plain.decide_by + timedelta(minutes=later_by_minutes)
    Case.objects.filter(id=signed.id).update(decide_by=later)
    for weight in weights:
        piece = a_piece(bought, verdict="consistent")
        Piece.objects.filter(id=piece.id).update(case=signed, weight=weight)
    order = [row.no for row in list_queue(queue="first_line")]
    assert order == ([signed.no, plain.no] if is_first else [plain.no, signed.no])


def test_nothing_is_brought_past_a_case_that_may_be_late_meanwhile() -> None:
    (_, urgent), (_, nudged) = in_review(), in_review()
    for case, hours, nudges in ((urgent, 2, 0), (nudged, 3, 3)):
        by = ClockNow() + timedelta(hours=hours)
        Case.objects.filter(id=case.id).update(decide_by=by, nudges=nudges)
    assert [row.no for row in list_queue(queue="first_line")] == [urgent.no, nudged.no]


def test_what_is_late_is_with_the_supervisors_at_once_and_a_senior_can_still_take_it() -> None:
    _, case = in_review()
    assert list_queue(queue="supervisor") == []
    late = ClockNow() - timedelta(seconds=1)
    Case.objects.filter(id=case.id).update(decide_by=late)
    assert [row.no for row in list_queue(queue="supervisor")] == [case.no]
    let_pass(days=4)
    assert end_waiting(no=case.no) is None
    case.refresh_from_db()
    assert case.tier == "senior"
    assert [row.no for row in list_queue(queue="supervisor")] == [case.no]
    assert take_next(queue="supervisor", reviewer=a_reviewer(role="senior")) == case.no


def test_nobody_takes_more_than_a_handful() -> None:
    agent = a_reviewer()
    for _ in range(AT_ONCE):
        assert claim_case(no=in_review()[1].no, reviewer=agent) is None
    many = claim_case(no=in_review()[1].no, reviewer=agent)
    assert many == NotDecided("too_many_held")


def test_nobody_takes_a_case_of_their_own_or_without_being_a_reviewer() -> None:
    bought, case = in_review()
    own = claim_case(no=case.no, reviewer=Reviewer(bought.buyer, "agent"))
    assert own == NotDecided("own_case")
    finance = claim_case(no=case.no, reviewer=a_reviewer(role="finance"))
    assert finance == NotDecided("tier_too_high")


def test_an_appeal_is_opened_by_the_senior_who_takes_it() -> None:
    first = a_reviewer(role="senior")
    bought, case = refused_by(first)
    appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert take_next(queue="arbitration", reviewer=first) == NotDecided("queue_empty")
    arbiter = a_reviewer(role="senior")
    assert take_next(queue="arbitration", reviewer=arbiter) == case.no
    case.refresh_from_db()
    assert case.claimed_by is not None
    assert (case.state, case.claimed_by.pk) == ("arbitration", arbiter.account_id)


def test_the_next_case_is_one_that_this_person_may_decide() -> None:
    dear, mine, shops = in_review(price_fen=600_000), in_review(), in_review()
    agent = Reviewer(mine[0].buyer, "agent")
    Member.objects.create(merchant_id=shops[0].goods.shop.id, account_id=agent.account_id)
    for queue in ("mine", "all", "senior", "first_line"):
        assert take_next(queue=queue, reviewer=agent) == NotDecided("queue_empty"), queue
    assert claim_case(no=dear[1].no, reviewer=agent) == NotDecided("tier_too_high")
    assert claim_case(no=mine[1].no, reviewer=agent) == NotDecided("own_case")
    assert claim_case(no=shops[1].no, reviewer=agent) == NotDecided("own_merchant")
    assert list_queue(queue="mine", reader=Reader(agent.account_id, "agent")) == []


def test_the_next_case_is_neither_ones_own_already_nor_decided() -> None:
    one, two = in_review()[1], in_review()[1]
    agent = a_reviewer()
    reader = Reader(agent.account_id, "agent")
    first = take_next(queue="mine", reviewer=agent)
    second = take_next(queue="mine", reviewer=agent)
    assert {first, second} == {one.no, two.no}
    assert take_next(queue="mine", reviewer=agent) == NotDecided("queue_empty")
    assert {row.no for row in list_queue(queue="mine", reader=reader)} == {one.no, two.no}
    assert decide_to_approve(no=one.no, reviewer=agent, note="") is None
    assert [row.no for row in list_queue(queue="mine", reader=reader)] == [two.no]
    assert claim_case(no=one.no, reviewer=agent) == NotDecided("verdict_pending")


def test_who_refused_takes_no_arbitration_that_its_arbiter_gave_back() -> None:
    first, arbiter = a_reviewer(role="senior"), a_reviewer(role="senior")
    bought, case = refused_by(first)
    appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    assert claim_case(no=case.no, reviewer=arbiter) is None
    assert release_case(no=case.no, reviewer=arbiter) is None
    assert claim_case(no=case.no, reviewer=first) == NotDecided("own_decision")
    for queue in ("arbitration", "mine"):
        assert take_next(queue=queue, reviewer=first) == NotDecided("queue_empty")
    assert take_next(queue="mine", reviewer=arbiter) == case.no


def mine(reviewer: Reviewer) -> list[str]:
    """What the reviewer's first queue lists."""
    reader = Reader(reviewer.account_id, reviewer.role)
    cases = [row.no for row in list_queue(queue="mine", reader=reader)]
    assert queue_sizes(reader=reader)["mine"] == len(cases)
    return cases


def test_ones_own_queue_lists_nothing_that_one_may_not_decide() -> None:
    dear = in_review(price_fen=600_000)[1]
    first, second = a_reviewer(role="senior"), a_reviewer(role="senior")
    assert decide_to_approve(no=dear.no, reviewer=first, note="") is None
    assert decline_second(no=dear.no, reviewer=second, said="不符") is None
    assert (mine(first), mine(second)) == ([], [dear.no])
    by_law()
    assert mine(second) == [dear.no], "a guardian's claim decides it"
    awaited = without_evidence()[1]
    assert mine(a_reviewer()) == [], "whose it becomes is known with the evidence"
    assert mine(second) == [dear.no, awaited.no]


def test_a_case_that_never_stands_still_is_left_for_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    restless, calm = in_review()[1], in_review()[1]

    def claim(*, no: str, reviewer: Reviewer) -> NotDecided | None:
        if no == restless.no:
            raise GroundKeepsMoving(no)
        return claim_case(no=no, reviewer=reviewer)

    monkeypatch.setattr(claiming, "claim_case", claim)
    agent = a_reviewer()
    assert take_next(queue="mine", reviewer=agent) == calm.no
    assert take_next(queue="mine", reviewer=agent) == NotDecided("queue_empty")
    assert browser("agent").post("/console/next/", {"queue": "mine"}).status_code == 302
