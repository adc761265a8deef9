"""What must hold of an order and its cases whoever has met on them, and a buyer at a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.domain.states import CASE, CASE_OPEN, check_path
from anxin.domain.tenders import Choice
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.payment import Begun, Way, pay_order, take_payment
from anxin.storage.aftersale.models import Case, Compensation
from anxin.storage.aftersale.threads import list_proposals
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import OrderEvent
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.catalog import Goods
from tests.factories.order import Bought, placed
from torture.model.rail import Rail

LONG_AGO = "2020-01-01T00:00:00Z"
WAITS_FOR_MONEY = {"refunding"}


def overdue(case: Case) -> None:
    """Have the present deadline of a case be over."""
    Case.objects.filter(id=case.id).update(due_at=LONG_AGO)


def no_accident(answers: Iterable[Any]) -> None:
    """Nothing but answers, and the one refusal of who came too often: nobody's page broke."""
    odd = [a for a in answers if isinstance(a, Exception) and not isinstance(a, GroundKeepsMoving)]
    assert odd == []


def sound(bought: Bought, *, money_fen: int | None) -> Case:
    """Check everything about an order and return its last case.

    `money_fen`: what its buyer had before, if the wallet paid and nothing else moves in it.
    """
    order = bought.row
    cases = list(Case.objects.filter(order=order).order_by("submitted_at", "id"))
    opened = [case for case in cases if case.state in CASE_OPEN]
    assert len(opened) == int(order.case_open), [case.state for case in cases]
    for case in opened:
        assert case.due_at is not None or case.state in WAITS_FOR_MONEY, case.state
        assert case.closed_at is None
    _history(bought, cases)
    refunds = Refund.objects.filter(payment__order=order).exclude(state__in=("failed", "reversed"))
    back_fen = sum(refund.refund_fen for refund in refunds)
    assert order.refunded_fen + order.reserved_fen == back_fen <= order.paid_fen
    by_case = [refund.case_id for refund in refunds if refund.case_id]
    assert len(set(by_case)) == len(by_case), "a case was paid twice"
    for case in cases:
        assert (case.id in by_case) == (case.state in ("refunding", "refunded")), case.state
        offers = [one for one in list_proposals(case_id=case.id) if one.state == "open"]
        assert len(offers) <= 1 and not (offers and case.closed_at)
    if money_fen is not None:
        extra = Compensation.objects.filter(case__order=order, state="paid")
        given = sum(one.fen for one in extra)
        have = balance(account_id=bought.buyer)
        assert have == money_fen - order.paid_fen + back_fen + given
    return cases[-1]


def _history(bought: Bought, cases: list[Case]) -> None:
    """No event is missing, and no case ever made a step that it does not have."""
    events = list(OrderEvent.objects.filter(order__no=bought.no).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, bought.row.version + 1))
    for case in cases:
        path: list[str] = []
        for event in events:
            if event.data.get("case") == case.no and set(event.states) <= set(CASE):
                steps = list(event.states)
                if path and steps and steps[0] == path[-1]:
                    steps = steps[1:]
                path += steps
        check_path(lifecycle=CASE, path=tuple(path))
        assert path[-1] == case.state, (path, case.state)


def channel() -> tuple[Rail, Outside]:
    """A channel in memory, and an outside that knows it."""
    rail = Rail()
    return rail, replace(wiring.outside(), channels={"alipay": rail})


def paid_by_channel(goods: Goods, rail: Rail, outside: Outside) -> Bought:
    """An order that a channel's money has paid."""
    bought = placed(goods=goods, buyer=a_buyer(money_fen=0))
    begun = pay_order(
        no=bought.no,
        buyer_id=bought.buyer,
        choice=Choice("alipay"),
        way=Way(""),
        outside=outside,
    )
    assert isinstance(begun, Begun)
    payment_no = begun.address.partition(":")[2]
    rail.buyer_pays(payment_no)
    found = rail.find_payment(payment_no=payment_no)
    take_payment(method="alipay", paid=found)  # type: ignore[arg-type]
    return bought
