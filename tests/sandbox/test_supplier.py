"""The supplier of the sandbox: orders taken once, finished, failed or cancelled."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.partner import Counter, new_number
from tests.sandbox.process import Sandbox, ask

ORDER, QUERY, CANCEL = "/supplier/orders", "/supplier/orders/query", "/supplier/orders/cancel"


@pytest.fixture
def supplier(sandbox: Sandbox) -> Counter:
    """The supplier's counter."""
    return Counter(sandbox=sandbox, kind="supplier")


def order(supplier: Counter, number: str, **fields: object) -> dict[str, Any]:
    """Order a top-up."""
    asked = {"goods": "G1", "account": "13800138000", "value_fen": 9_950, **fields}
    return supplier.said(ORDER, {"order_no": number, **asked})


def state(supplier: Counter, number: str, *, path: str = QUERY) -> str:
    """Where an order stands."""
    found = supplier.said(path, {"order_no": number})
    return str(found["order"]["state"] if found["code"] == "ok" else found["code"])


def finish(sandbox: Sandbox, number: str, outcome: str) -> int:
    """Have the desk bring an order to its end."""
    url = f"{sandbox.origin}/supplier/desk/orders/{number}"
    return ask(url, data={"state": outcome}).status


def test_an_order_is_accepted_and_then_succeeds_with_a_receipt(
    supplier: Counter, sandbox: Sandbox
) -> None:
    number = new_number()
    assert order(supplier, number)["order"]["state"] == "accepted"
    sandbox.pass_time(seconds=2)
    found = supplier.said(QUERY, {"order_no": number})["order"]
    assert found["state"] == "succeeded"
    assert found["receipt_no"]
    assert found["finished_at"].endswith("+08:00")


def test_a_number_orders_once(supplier: Counter, sandbox: Sandbox) -> None:
    number = new_number()
    first = order(supplier, number)
    assert order(supplier, number) == first
    assert order(supplier, number, account="13900139000") == {"code": "number_reused"}
    assert [n for n in ask(f"{sandbox.origin}/book").json()["supplier"] if n == number] == [number]


def test_an_order_out_of_stock_was_never_taken_and_may_be_sent_again(
    supplier: Counter, sandbox: Sandbox
) -> None:
    number = new_number()
    sandbox.switch("out_of_stock", on="supplier.order", count=1)
    assert order(supplier, number) == {"code": "out_of_stock"}
    assert state(supplier, number) == "order_not_found"
    assert order(supplier, number)["code"] == "ok"


def test_an_order_can_fail(supplier: Counter, sandbox: Sandbox) -> None:
    number = new_number()
    sandbox.switch("order_fails", on="supplier.order", count=1)
    order(supplier, number)
    sandbox.pass_time(seconds=2)
    found = supplier.said(QUERY, {"order_no": number})["order"]
    assert (found["state"], found["reason"]) == ("failed", "account_refused")
    assert "receipt_no" not in found


def test_an_order_can_take_long_and_be_finished_at_the_desk(
    supplier: Counter, sandbox: Sandbox
) -> None:
    number = new_number()
    sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=3_600)
    order(supplier, number)
    sandbox.pass_time(seconds=2)
    assert state(supplier, number) == "accepted"
    assert finish(sandbox, number, "succeeded") == 204
    assert state(supplier, number) == "succeeded"
    assert finish(sandbox, number, "failed") == 404
    assert finish(sandbox, number, "perhaps") == 422


def test_a_cancelled_order_is_not_carried_out_also_if_it_comes_late(
    supplier: Counter, sandbox: Sandbox
) -> None:
    under_way, unknown = new_number(), new_number()
    order(supplier, under_way)
    assert [state(supplier, n, path=CANCEL) for n in (under_way, unknown)] == ["cancelled"] * 2
    sandbox.pass_time(seconds=5)
    assert state(supplier, under_way) == "cancelled"
    assert order(supplier, unknown)["order"]["state"] == "cancelled"


def test_what_is_finished_is_not_cancelled(supplier: Counter, sandbox: Sandbox) -> None:
    number = new_number()
    order(supplier, number)
    sandbox.pass_time(seconds=2)
    assert state(supplier, number, path=CANCEL) == "succeeded"


def test_a_supplier_may_be_past_cancelling(supplier: Counter, sandbox: Sandbox) -> None:
    number = new_number()
    order(supplier, number)
    sandbox.switch("no_cancel", on="supplier.cancel", count=1)
    assert state(supplier, number, path=CANCEL) == "accepted"


def test_the_page_shows_orders_and_no_account(supplier: Counter, sandbox: Sandbox) -> None:
    number = new_number()
    order(supplier, number, account="13812345678")
    page = ask(f"{sandbox.origin}/supplier/").text
    assert number in page
    assert "13812345678" not in page
