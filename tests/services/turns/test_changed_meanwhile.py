"""A decision is about the request that was read; one that its buyer has changed is read again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services.aftersale import moving
from anxin.services.aftersale.four_eyes import wants_second
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.record import record
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns import carrying, verdicts
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.merchant import agree
from anxin.storage.aftersale.models import Case
from anxin.storage.order.models import OrderEvent
from anxin.storage.refund.models import Refund
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, paid

pytestmark = pytest.mark.django_db
CHANGED = NotDecided("changed")


def small_request() -> tuple[Bought, Case]:
    """One of four dear units is asked back, which a person looks at."""
    goods = a_product(price_fen=60_000)
    bought = paid(goods=goods, buyer=a_buyer(money_fen=300_000), units=4)
    case = case_after(bought, units=1)
    assert (case.state, case.gross_fen) == ("platform_review", 60_000)
    return bought, case


def ask_for_all(bought: Bought, case: Case) -> None:
    """The buyer asks for all of it instead."""
    assert (
        edit_case(
            no=case.no,
            buyer_id=bought.buyer,
            form=CaseForm(uuid4(), case.reason, bought.row.units),
            outside=wiring.outside(),
        )
        is None
    )


def test_a_verdict_is_not_carried_out_on_what_was_asked_for_since(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bought, case = small_request()
    assert verdicts.decide_to_approve(no=case.no, reviewer=a_reviewer(), note="") is None
    let_pass(seconds=11)
    carry_out: Callable[..., Any] = carrying._carry_out

    def after_an_edit(*given: Any) -> Any:
        ask_for_all(bought, case)
        return carry_out(*given)

    monkeypatch.setattr(carrying, "_carry_out", after_an_edit)
    assert carrying.carry_out_verdicts() == 0
    case.refresh_from_db()
    assert (case.state, case.edits, case.verdict) == ("platform_review", 1, None)
    assert not Refund.objects.filter(case=case).exists()


@pytest.mark.parametrize("what", ["approve", "reject"])
def test_a_reviewer_who_read_another_request_reads_it_again(what: str) -> None:
    bought, case = small_request()
    ask_for_all(bought, case)
    agent = a_reviewer()
    if what == "approve":
        refused = verdicts.decide_to_approve(no=case.no, reviewer=agent, note="", seen=0)
    else:
        refused = verdicts.decide_to_reject(
            no=case.no, reviewer=agent, code="no_rule", said="不符", would_change="", pieces=[],
            seen=0,
        )  # fmt: skip
    assert refused == CHANGED
    assert verdicts.decide_to_approve(no=case.no, reviewer=agent, note="", seen=1) is None


def test_a_verdict_that_meets_a_change_is_not_put_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bought, case = small_request()
    changes = [lambda: ask_for_all(bought, case)]

    def while_reading(**given: Any) -> bool:
        if changes:
            changes.pop()()
        return bool(wants_second(**given))

    monkeypatch.setattr(verdicts, "wants_second", while_reading)
    refused = verdicts.decide_to_approve(no=case.no, reviewer=a_reviewer(), note="", seen=0)
    assert refused == CHANGED
    case.refresh_from_db()
    assert case.verdict is None


def test_a_verdict_put_while_its_buyer_withdraws_is_told_to_have_fallen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bought, case = small_request()
    agent = a_reviewer()
    verdicts_to_put = [partial(verdicts.decide_to_approve, no=case.no, reviewer=agent, note="")]

    def after_a_verdict(**given: Any) -> bool:
        if verdicts_to_put:
            assert verdicts_to_put.pop()() is None
        return record(**given)

    monkeypatch.setattr(moving, "record", after_a_verdict)
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("withdrawn", None)
    [fell] = OrderEvent.objects.filter(order=case.order, kind="verdict_dropped")
    assert fell.data["by"] == str(agent.account_id)


def test_a_merchant_agrees_to_what_it_has_read() -> None:
    goods = a_product(price_fen=9_800)
    bought = delivered(goods=goods, units=3)
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid", units=1)
    assert case.state == "merchant_turn"
    ask_for_all(bought, case)
    shop = bought.goods.shop
    refused = agree(no=case.no, merchant_id=shop.id, actor=shop.member, seen=0)
    assert refused == CHANGED
    assert not Refund.objects.filter(case=case).exists()
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member, seen=1) is None


def test_the_pages_say_which_request_they_showed() -> None:
    bought, case = small_request()
    reviewer = browser("senior")
    assert 'name="seen" value="0"' in words(reviewer.get(f"/console/cases/{case.no}/"))
    ask_for_all(bought, case)
    answer = reviewer.post(f"/console/cases/{case.no}/approve/", {"seen": "0", "note": ""})
    assert answer.status_code == 409
    assert "买家刚改了申请" in words(answer)
    case.refresh_from_db()
    assert case.verdict is None
