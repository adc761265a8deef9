"""What the adapter promises as a `TopUpSupplier`, kept at the sandbox's supplier."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    Accepted,
    Cancelled,
    NotOrdered,
    ToppedUp,
    TopUpFailed,
    TopUpOrder,
)
from tests.partner.counter import HELD_S, PATIENCE_S, Counter, open_counter
from tests.sandbox.partner import new_number
from tests.sandbox.process import Sandbox, ask

SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


def an_order(number: str = "", *, account: str = "13800138000") -> TopUpOrder:
    """An order of a top-up."""
    return TopUpOrder(number or new_number(), "G1", account, 9_950)


def test_an_order_is_accepted_then_topped_up_with_a_receipt(
    counter: Counter, sandbox: Sandbox
) -> None:
    order = an_order()
    assert isinstance(counter.supplier.order(order=order), Accepted)
    sandbox.pass_time(seconds=2)
    found = counter.supplier.find(order_no=order.order_no)
    assert isinstance(found, ToppedUp)
    book = ask(f"{sandbox.origin}/book").json()["supplier"][order.order_no]
    assert (found.receipt_no, found.supplier_no) == (book["receipt_no"], book["supplier_no"])
    assert counter.supplier.order(order=order) == found


def test_an_order_that_nobody_sent_is_not_there(counter: Counter) -> None:
    assert counter.supplier.find(order_no=new_number()) == NotOrdered()


def test_an_order_that_fails_says_why(counter: Counter, sandbox: Sandbox) -> None:
    order = an_order()
    sandbox.switch("order_fails", on="supplier.order", count=1)
    counter.supplier.order(order=order)
    sandbox.pass_time(seconds=2)
    assert counter.supplier.find(order_no=order.order_no) == TopUpFailed("account_refused")


def test_out_of_stock_may_be_tried_again_and_another_content_may_not(
    counter: Counter, sandbox: Sandbox
) -> None:
    order = an_order()
    sandbox.switch("out_of_stock", on="supplier.order", count=1)
    assert counter.supplier.order(order=order) == Refused("out_of_stock", final=False)
    assert isinstance(counter.supplier.order(order=order), Accepted)
    other = an_order(order.order_no, account="13900139000")
    assert counter.supplier.order(order=other) == Refused("number_reused", final=True)


@pytest.mark.parametrize("kind", SPOILT)
def test_an_order_whose_answer_is_lost_is_unknown_and_found_under_its_number(
    sandbox: Sandbox, kind: str
) -> None:
    hasty = open_counter(sandbox, timeout_s=PATIENCE_S)
    order = an_order()
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    sandbox.switch(kind, on="supplier.order", count=1, **held)
    assert isinstance(hasty.supplier.order(order=order), Unknown)
    assert isinstance(hasty.supplier.find(order_no=order.order_no), Accepted | ToppedUp)


def test_an_order_that_never_arrived_is_unknown_and_then_not_there(sandbox: Sandbox) -> None:
    hasty = open_counter(sandbox, timeout_s=PATIENCE_S)
    order = an_order()
    sandbox.switch("timeout_before_commit", on="supplier.order", count=1, seconds=HELD_S)
    assert isinstance(hasty.supplier.order(order=order), Unknown)
    assert hasty.supplier.find(order_no=order.order_no) == NotOrdered()


def test_an_order_is_cancelled_until_it_is_carried_out(counter: Counter, sandbox: Sandbox) -> None:
    under_way, unheard, done = an_order(), an_order(), an_order()
    counter.supplier.order(order=under_way)
    assert counter.supplier.cancel(order_no=under_way.order_no) == Cancelled()
    assert counter.supplier.cancel(order_no=unheard.order_no) == Cancelled()
    assert counter.supplier.order(order=unheard) == Cancelled()
    counter.supplier.order(order=done)
    sandbox.pass_time(seconds=2)
    assert isinstance(counter.supplier.cancel(order_no=done.order_no), ToppedUp)


def test_a_supplier_past_cancelling_says_that_it_is_at_it(
    counter: Counter, sandbox: Sandbox
) -> None:
    order = an_order()
    counter.supplier.order(order=order)
    sandbox.switch("no_cancel", on="supplier.cancel", count=1)
    assert isinstance(counter.supplier.cancel(order_no=order.order_no), Accepted)


def test_the_account_shows_in_nothing_that_is_logged() -> None:
    assert "13800138000" not in repr(an_order())
