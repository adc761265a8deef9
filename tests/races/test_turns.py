"""All parties' turns in one case meet at the same moment: there is one outcome, and one payment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale import record
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import appeal, call_platform_in, nudge, withdraw_case
from anxin.services.aftersale.turns.deadlines import end_waiting
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
from tests.factories.aftersale import ask
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.order import Bought, ship, started
from tests.factories.turns import buyer_of, in_review, refused_by, shop_of, with_merchant
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
        mine: dict[str, Any] = {"no": case.no, "merchant_id": shop.id, "actor": shop.member}
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
        mine: dict[str, Any] = {"no": case.no, "party": me}
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


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A case is saved on whatever its order has become meanwhile, as code without a guard does."""
    guard = " AND o.version = %(order_version)s::int"
    assert guard in record._HEAD
    monkeypatch.setattr(record, "_HEAD", record._HEAD.replace(guard, ""))
    record._statement.cache_clear()
    yield
    record._statement.cache_clear()


def test_without_the_orders_version_the_same_crowd_has_accidents(
    unguarded: None, crowd: Crowd
) -> None:
    """Without this the tests above would prove nothing. The tables' own bounds hold all the same:
    the second to save is thrown out by them, in the buyer's face.
    """
    accidents = 0
    for _ in range(ROUNDS):
        bought, case = in_review()
        answers = crowd.act(
            *[partial(approve_case, no=case.no, reviewer=a_reviewer(), note="")] * 5,
            *[partial(withdraw_case, no=case.no, buyer_id=bought.buyer)] * 5,
        )
        accidents += sum(isinstance(answer, IntegrityError) for answer in answers)
        sound(bought, money_fen=MONEY_FEN)
    assert accidents > 0
