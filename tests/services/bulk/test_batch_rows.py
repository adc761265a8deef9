"""A row of a batch that cannot be had says so: before it is sent, and where it keeps failing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from anxin import wiring
from anxin.services.aftersale import submit
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.bulk import batch as service
from anxin.services.bulk.batch import TRIES, BatchForm, Chosen, finish_batches, submit_batch
from anxin.services.bulk.quoting import Quoted, Wanted, list_choosable, quote_row, quote_rows
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.batches import batch_of_buyer, list_lines
from anxin.storage.bulk.models import Batch
from anxin.storage.ledger.queries import breaches
from anxin.web.aftersale.batch_showing import barred_sentence
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db


def two_orders() -> tuple[UUID, list[Bought]]:
    """A buyer with two orders that can be given back."""
    buyer, goods = a_buyer(), a_product(cards=3)
    return buyer, [delivered(goods=goods, buyer=buyer) for _ in range(2)]


def send(buyer: UUID, orders: list[Bought]) -> str:
    """Send the orders as no longer wanted; return the batch's number."""
    rows = tuple(Chosen(bought.no, "unwanted", 0) for bought in orders)
    no = submit_batch(buyer_id=buyer, form=BatchForm(uuid4(), rows), outside=wiring.outside())
    assert isinstance(no, str), no
    return no


def answers(buyer: UUID, no: str) -> list[tuple[str, str]]:
    """What became of each row: answer and code."""
    found = batch_of_buyer(no=no, buyer_id=buyer)
    assert found is not None
    return [(row.answer, row.code) for row in list_lines(batch_id=found.id)]


def test_an_order_whose_request_was_withdrawn_three_times_is_barred_as_it_is_refused() -> None:
    buyer, [bought, fine] = two_orders()
    for _ in range(submit.WITHDRAWALS):
        case = case_after(bought, reason="card_invalid")
        assert withdraw_case(no=case.no, buyer_id=buyer) is None
    listed, _ = list_choosable(buyer_id=buyer, outside=wiring.outside())
    barred = {one.order.no: one.barred for one in listed}
    assert barred == {bought.no: "too_many_withdrawals", fine.no: ""}
    [quoted] = quote_rows(
        buyer_id=buyer, wanted=[Wanted(bought.no, "unwanted")], outside=wiring.outside()
    )
    assert quoted.barred == "too_many_withdrawals"
    said = words(browser(buyer).get("/refunds/batch/"))
    assert "这笔订单 30 天内已撤销 3 次，请联系客服" in said
    no = send(buyer, [bought])
    assert answers(buyer, no) == [("declined", "too_many_withdrawals")]
    assert "30 天内已撤销 3 次" in words(browser(buyer).get(f"/refunds/batch/{no}/"))


def test_a_row_that_fails_every_time_is_answered_after_so_many_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer, [bad, fine] = two_orders()
    monkeypatch.setattr(service, "quote_row", _failing(bad))
    no = send(buyer, [bad, fine])
    assert answers(buyer, no) == [("", ""), ("submitted", "")]
    for n in range(1, TRIES):
        let_pass(minutes=2 * n)
        assert finish_batches(outside=wiring.outside()) == 1
        assert answers(buyer, no)[0] == ("", "")
    let_pass(minutes=2 * TRIES)
    finish_batches(outside=wiring.outside())
    assert answers(buyer, no) == [("declined", "broken"), ("submitted", "")]
    assert Batch.objects.get(no=no).due_at is None
    let_pass(hours=1)
    assert finish_batches(outside=wiring.outside()) == 0
    said = words(browser(buyer).get(f"/refunds/batch/{no}/"))
    assert barred_sentence(code="broken", language="zh-hans") in said
    assert breaches() == []


def test_a_row_that_was_submitted_is_not_called_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    buyer, [bought, _] = two_orders()

    def saves_and_fails(**named: Any) -> None:
        submit.submit_case(**named)
        raise RuntimeError("the answer was lost")

    monkeypatch.setattr(service, "submit_case", saves_and_fails)
    no = send(buyer, [bought])
    for n in range(1, TRIES + 1):
        let_pass(minutes=2 * n)
        finish_batches(outside=wiring.outside())
    assert answers(buyer, no) == [("submitted", "")]
    assert Case.objects.filter(order__no=bought.no).count() == 1


def test_twenty_taps_that_fail_together_are_no_tries_of_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer, [bought, _] = two_orders()
    rows = (Chosen(bought.no, "unwanted", 0),)
    form = BatchForm(uuid4(), rows)
    with monkeypatch.context() as broken:
        broken.setattr(service, "quote_row", _failing(bought))
        for _ in range(TRIES + 2):
            submit_batch(buyer_id=buyer, form=form, outside=wiring.outside())
    no = submit_batch(buyer_id=buyer, form=form, outside=wiring.outside())
    assert isinstance(no, str)
    assert answers(buyer, no) == [("submitted", "")]


def _failing(bought: Bought) -> Callable[..., Quoted]:
    """A quote that raises for one order."""

    def failing(*, ground: Ground, **named: Any) -> Quoted:
        if ground.order_no == bought.no:
            raise RuntimeError("this row fails every time")
        return quote_row(ground=ground, **named)

    return failing
