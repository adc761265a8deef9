"""A verdict can be undone for ten seconds, is signed twice where it is large, and is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import appeal, nudge, withdraw_case
from anxin.services.aftersale.turns.undoing import undo
from anxin.services.aftersale.turns.verdicts import (
    decide_to_approve,
    decide_to_reject,
    sign_second,
)
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import paid
from tests.factories.turns import in_review

pytestmark = pytest.mark.django_db
LARGE_FEN = 600_000


def test_nothing_moves_for_ten_seconds_and_then_it_is_done() -> None:
    bought, case = in_review()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="核对无误") is None
    sweep_due(outside=wiring.outside())
    assert balance(account_id=bought.buyer) == 140_000
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("refunded", None)
    sweep_after(seconds=20)
    assert balance(account_id=bought.buyer) == 200_000
    assert Refund.objects.filter(case=case).count() == 1
    assert breaches() == []


def test_a_verdict_is_undone_by_who_gave_it_and_only_in_time() -> None:
    _, case = in_review()
    agent = a_reviewer()
    decide_to_approve(no=case.no, reviewer=agent, note="")
    late = NotDecided("too_late_to_undo")
    assert undo(no=case.no, reviewer=a_reviewer()) == late
    assert undo(no=case.no, reviewer=agent) is None
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("platform_review", None)
    decide_to_approve(no=case.no, reviewer=agent, note="")
    sweep_after(seconds=22)
    assert undo(no=case.no, reviewer=agent) == late


def test_a_second_verdict_waits_for_the_first() -> None:
    _, case = in_review()
    agent = a_reviewer()
    decide_to_approve(no=case.no, reviewer=agent, note="")
    again = decide_to_reject(
        no=case.no, reviewer=agent, code="no_rule", said="不", would_change="", pieces=[]
    )
    assert again == NotDecided("verdict_pending")
    other = decide_to_approve(no=case.no, reviewer=a_reviewer(), note="")
    assert other == NotDecided("claimed")


def test_a_buyer_who_withdraws_in_the_meantime_has_withdrawn() -> None:
    bought, case = in_review()
    decide_to_approve(no=case.no, reviewer=a_reviewer(), note="")
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("withdrawn", None)
    assert breaches() == []


def test_a_nudge_in_the_meantime_changes_nothing_of_the_verdict() -> None:
    bought, case = in_review()
    decide_to_approve(no=case.no, reviewer=a_reviewer(), note="")
    assert nudge(no=case.no, buyer_id=bought.buyer) is None
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert case.state == "refunded"


def test_a_refusal_tells_the_buyer_why_and_what_would_change_it() -> None:
    _, case = in_review()
    decide_to_reject(
        no=case.no,
        reviewer=a_reviewer(),
        code="too_late",
        said="已超过申请时间",
        would_change="提供运营商记录",
        pieces=[],
    )
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.code) == ("rejected", "too_late")
    assert (case.why["review"], case.why["would_change"]) == ("已超过申请时间", "提供运营商记录")


def test_a_large_sum_waits_for_a_second_senior() -> None:
    bought, case = in_review(price_fen=LARGE_FEN)
    senior, other = a_reviewer(role="senior"), a_reviewer(role="senior")
    assert decide_to_approve(no=case.no, reviewer=senior, note="") is None
    sweep_after(hours=1)
    case.refresh_from_db()
    assert (case.state, case.verdict_at) == ("platform_review", None)
    assert sign_second(no=case.no, reviewer=senior) == NotDecided("own_verdict")
    agent = sign_second(no=case.no, reviewer=a_reviewer())
    assert agent == NotDecided("tier_too_high")
    assert sign_second(no=case.no, reviewer=other) is None
    assert sign_second(no=case.no, reviewer=other) == NotDecided("nothing_to_sign")
    sweep_after(hours=1, seconds=11)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN
    assert breaches() == []


def test_a_large_sum_is_not_approved_by_one_whatever_the_way() -> None:
    _, case = in_review(price_fen=LARGE_FEN)
    senior = a_reviewer(role="senior")
    alone = approve_case(no=case.no, reviewer=senior, note="")
    assert alone == NotDecided("needs_second")
    himself = approve_case(no=case.no, reviewer=senior, note="", signed_by=senior.account_id)
    assert himself == NotDecided("needs_second")


def test_a_large_sum_in_small_parts_is_a_large_sum() -> None:
    buyer, senior = a_buyer(money_fen=900_000), a_reviewer(role="senior")
    goods = a_product(price_fen=280_000)
    for outcome in (None, NotDecided("needs_second")):
        case = case_after(paid(goods=goods, buyer=buyer))
        assert approve_case(no=case.no, reviewer=senior, note="") == outcome
    another = a_reviewer(role="senior")
    assert approve_case(no=case.no, reviewer=another, note="") == NotDecided("needs_second")


def test_a_verdict_may_give_another_sum_than_was_quoted() -> None:
    bought, case = in_review()
    half = Remedy("sum", gross_fen=30_000)
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="", remedy=half) is None
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.refund_fen, case.remedy) == ("refunded", 30_000, "sum")
    assert balance(account_id=bought.buyer) == 200_000 - 30_000
    assert bought.row.state == "cooling_off"
    assert breaches() == []


def test_a_verdict_that_gives_more_than_there_is_is_not_taken() -> None:
    bought, case = in_review()
    much = Remedy("sum", gross_fen=60_001)
    refused = approve_case(no=case.no, reviewer=a_reviewer(), note="", remedy=much)
    assert refused == NotDecided("sum_out_of_range")
    told = decide_to_approve(no=case.no, reviewer=a_reviewer(), note="", remedy=much)
    assert told == refused
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("platform_review", None)
    assert balance(account_id=bought.buyer) == 140_000


def test_a_case_is_rejected_by_nobody_whose_case_it_is() -> None:
    bought, case = in_review()
    Case.objects.filter(id=case.id)
    own = reject_case(
        no=case.no,
        reviewer=type(a_reviewer())(bought.buyer, "senior"),
        code="no_rule",
        said="不",
    )
    assert own == NotDecided("own_case")


def at_the_last_moment() -> tuple[Case, Reviewer]:
    """A case that an agent approves five seconds before its time is over."""
    _, case = in_review()
    agent = a_reviewer()
    assert decide_to_approve(no=case.no, reviewer=agent, note="") is None
    soon = Case.objects.get(id=case.id).verdict_at
    assert soon is not None
    Case.objects.filter(id=case.id).update(
        due_at=soon - timedelta(seconds=5), decide_by=soon - timedelta(seconds=5)
    )
    return case, agent


@pytest.mark.parametrize("seconds", [7, 60], ids=["before it is done", "after a dead worker"])
def test_a_deadline_takes_no_verdict_away_that_is_about_to_be_done(seconds: int) -> None:
    case, _ = at_the_last_moment()
    sweep_after(seconds=seconds)
    sweep_after(seconds=max(seconds, 12))
    case.refresh_from_db()
    assert case.state == "refunded"


def test_a_nudge_of_what_is_late_takes_no_verdict_away_either() -> None:
    case, _ = at_the_last_moment()
    let_pass(seconds=7)
    assert nudge(no=case.no, buyer_id=case.buyer_id) is None
    sweep_after(seconds=12)
    case.refresh_from_db()
    assert (case.state, case.nudges) == ("refunded", 1)


def test_what_waits_for_a_second_person_holds_up_nothing_that_needs_none() -> None:
    buyer, senior = a_buyer(money_fen=1_000_000), a_reviewer(role="senior")
    one, two = [case_after(paid(goods=a_product(price_fen=300_000), buyer=buyer)) for _ in range(2)]
    for case in (one, two):
        assert decide_to_approve(no=case.no, reviewer=senior, note="") is None
    two.refresh_from_db()
    assert two.verdict is not None and two.verdict["second"]
    sweep_after(seconds=11)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("refunded", "platform_review")
    assert sign_second(no=two.no, reviewer=a_reviewer(role="senior")) is None
    sweep_after(seconds=25)
    two.refresh_from_db()
    assert two.state == "refunded"


def test_a_verdict_that_waits_for_its_second_signature_outlives_the_deadline() -> None:
    bought, case = in_review(price_fen=LARGE_FEN)
    senior, other = a_reviewer(role="senior"), a_reviewer(role="senior")
    decide_to_approve(no=case.no, reviewer=senior, note="")
    for day in range(1, 6):
        sweep_after(days=day)
    case.refresh_from_db()
    assert (case.state, case.verdict is not None) == ("platform_review", True)
    assert case.tier == "supervisor", "pressed for, and still any senior's to sign"
    assert sign_second(no=case.no, reviewer=other) is None
    sweep_after(days=5, seconds=11)
    assert balance(account_id=bought.buyer) == 2 * LARGE_FEN
    assert breaches() == []


def test_nothing_left_is_no_ground_while_something_is_left() -> None:
    _, case = in_review()
    refused = decide_to_reject(no=case.no, reviewer=a_reviewer(), code="nothing_left",
                               said="没有可退的了", would_change="无", pieces=[])  # fmt: skip
    assert refused == NotDecided("something_left")
    at_once = reject_case(no=case.no, reviewer=a_reviewer(), code="nothing_left", said="没有了")
    assert at_once == NotDecided("something_left")


@pytest.mark.parametrize("code", ["not_shown", "doubted", "returned_otherwise"])
def test_what_only_a_person_can_say_is_appealed_like_any_refusal(code: str) -> None:
    bought, case = in_review()
    assert reject_case(no=case.no, reviewer=a_reviewer(), code=code, said="看不出所述问题") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看一次") is None
