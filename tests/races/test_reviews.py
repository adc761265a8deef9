"""Decisions about one case that meet at the same moment: one of them holds."""

from __future__ import annotations

from functools import partial

from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.deadlines import end_waiting
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product
from tests.factories.order import Bought, paid
from tests.races.conftest import Crowd

ROUNDS = 25
MONEY_FEN = 200_000


def in_review(goods: Goods) -> tuple[Bought, str]:
    """A flagged buyer's case, which a senior decides."""
    bought = paid(goods=goods, buyer=a_buyer(flagged=True))
    return bought, case_after(bought).no


def end_of(bought: Bought, no: str) -> str:
    """Return the case's state after checking that the money agrees with it."""
    state = Case.objects.get(no=no).state
    refunds = Refund.objects.filter(case__no=no).count()
    assert refunds == (1 if state == "refunded" else 0)
    assert balance(account_id=bought.buyer) == MONEY_FEN - (0 if refunds else 9_800)
    return state


def test_two_reviewers_approve_and_the_money_moves_once(crowd: Crowd) -> None:
    goods = a_product(cards=ROUNDS)
    for _ in range(ROUNDS):
        bought, no = in_review(goods)
        approvals = [
            partial(approve_case, no=no, reviewer=a_reviewer(role="senior"), note="")
            for _ in range(4)
        ]
        answers = crowd.act(*approvals)
        assert answers.count(None) == 1, answers
        assert answers.count(NotDecided("not_in_review")) == 3
        assert end_of(bought, no) == "refunded"


def test_an_approval_meets_a_withdrawal(crowd: Crowd) -> None:
    goods = a_product(cards=ROUNDS)
    for _ in range(ROUNDS):
        bought, no = in_review(goods)
        answers = crowd.act(
            partial(approve_case, no=no, reviewer=a_reviewer(role="senior"), note=""),
            partial(withdraw_case, no=no, buyer_id=bought.buyer),
        )
        assert answers.count(None) == 1, answers
        assert end_of(bought, no) == ("refunded" if answers[0] is None else "withdrawn")


def test_an_approval_meets_a_rejection_and_a_deadline(crowd: Crowd) -> None:
    goods = a_product(cards=ROUNDS)
    for _ in range(ROUNDS):
        bought, no = in_review(goods)
        senior = a_reviewer(role="senior")
        answers = crowd.act(
            partial(approve_case, no=no, reviewer=senior, note=""),
            partial(reject_case, no=no, reviewer=senior, code="no_rule", said="不符"),
            partial(end_waiting, no=no),
        )
        assert answers[:2].count(None) == 1, answers
        assert end_of(bought, no) == ("refunded" if answers[0] is None else "rejected")
