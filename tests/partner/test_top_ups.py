"""Top-ups by a supplier: delivered once, given back where they fail, never both."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.order.deliver import NotDelivered
from anxin.storage.ledger.queries import breaches
from anxin.storage.refund.models import Refund
from tests.factories.account import a_reviewer
from tests.factories.order import ship
from tests.partner.counter import HELD_S
from tests.partner.shop import Shop, kinds, money, state, top_ups

PRICE = 9_800
SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


def refund_causes(no: str) -> list[str]:
    """Why money of an order went back."""
    return list(Refund.objects.filter(payment__order__no=no).values_list("cause", flat=True))


def deliver_until_quiet(shop: Shop, *, rounds: int = 12, seconds: float = 61) -> None:
    """Let time pass and have the job and the sweep run."""
    for _ in range(rounds):
        shop.deliver()
        shop.sweep()
        shop.pass_time(seconds=seconds)


def test_a_top_up_is_ordered_and_delivered_with_the_suppliers_receipt(shop: Shop) -> None:
    bought = shop.ordered()
    assert bought.row.state == "delivering"
    shop.deliver()
    assert [t.state for t in top_ups(bought)] == ["accepted"]
    shop.pass_time(seconds=3)
    shop.deliver()
    [done] = top_ups(bought)
    assert (bought.row.state, bought.row.receipt) == ("delivered", "confirmed")
    assert done.receipt_no == shop.book("supplier")[done.no]["receipt_no"] != ""
    assert bought.row.delivered_value_fen == PRICE
    assert kinds(bought)[-2:] == ["supplier_asked", "supplier_delivered"]
    assert breaches() == []


@pytest.mark.parametrize("kind", SPOILT)
def test_an_order_whose_answer_is_lost_is_asked_about_and_never_ordered_twice(
    shop: Shop, kind: str
) -> None:
    shop.hasten()
    bought = shop.ordered()
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    shop.sandbox.switch(kind, on="supplier.order", count=1, **held)
    shop.deliver()
    assert [t.state for t in top_ups(bought)] == ["unknown"]
    shop.pass_time(seconds=60)
    shop.deliver()
    [done] = top_ups(bought)
    assert (bought.row.state, done.state) == ("delivered", "succeeded")
    assert shop.calls("supplier.order", done.no) == 1


def test_an_order_that_never_arrived_is_sent_again_under_the_same_number(shop: Shop) -> None:
    shop.hasten()
    bought = shop.ordered()
    shop.sandbox.switch("timeout_before_commit", on="supplier.order", count=1, seconds=HELD_S)
    shop.deliver()
    shop.pass_time(seconds=60)
    shop.deliver()
    shop.pass_time(seconds=60)
    shop.deliver()
    [done] = top_ups(bought)
    assert (bought.row.state, shop.calls("supplier.order", done.no)) == ("delivered", 2)


def test_a_top_up_that_fails_is_given_back_by_itself(shop: Shop) -> None:
    bought = shop.ordered()
    before = money(bought)
    shop.sandbox.switch("order_fails", on="supplier.order", count=1)
    shop.deliver()
    shop.pass_time(seconds=3)
    shop.deliver()
    assert bought.row.state == "delivery_failed"
    shop.sweep()
    assert (bought.row.state, money(bought)) == ("cancelled", before + PRICE)
    assert refund_causes(bought.no) == ["delivery_failed"]
    assert "delivery_failed" in kinds(bought)
    assert breaches() == []


def test_what_is_sold_out_is_tried_for_a_while_and_then_given_back(shop: Shop) -> None:
    bought = shop.ordered()
    before = money(bought)
    shop.sandbox.switch("out_of_stock", on="supplier.order")
    shop.deliver()
    assert [t.state for t in top_ups(bought)] == ["sold_out"]
    deliver_until_quiet(shop, rounds=6, seconds=181)
    [done] = top_ups(bought)
    assert (done.state, shop.calls("supplier.order", done.no)) == ("failed", 4)
    assert (bought.row.state, money(bought)) == ("cancelled", before + PRICE)
    assert refund_causes(bought.no) == ["sold_out"]


def test_what_comes_into_stock_again_is_delivered(shop: Shop) -> None:
    bought = shop.ordered()
    shop.sandbox.switch("out_of_stock", on="supplier.order", count=2)
    deliver_until_quiet(shop, rounds=5)
    assert (bought.row.state, len(top_ups(bought))) == ("delivered", 1)


def test_a_cancellation_before_anything_was_ordered_is_paid_at_once(shop: Shop) -> None:
    bought = shop.ordered()
    before = money(bought)
    case = shop.asked(bought)
    assert (state(case), money(bought)) == ("refunded", before + PRICE)
    shop.deliver()
    assert top_ups(bought) == []


def test_a_cancellation_waits_until_the_supplier_has_called_it_off(shop: Shop) -> None:
    bought = shop.ordered()
    before = money(bought)
    shop.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=3_600)
    shop.deliver()
    case = shop.asked(bought)
    assert (case.state, case.waits_for, money(bought)) == ("submitted", "supplier", before)
    shop.deliver()
    shop.sweep()
    assert (state(case), money(bought)) == ("refunded", before + PRICE)
    assert [t.state for t in top_ups(bought)] == ["cancelled"]
    shop.pass_time(hours=2)
    shop.deliver()
    assert bought.row.state == "cancelled"
    assert breaches() == []


def test_what_arrived_before_it_could_be_called_off_is_not_paid_back(shop: Shop) -> None:
    bought = shop.ordered()
    before = money(bought)
    shop.deliver()
    case = shop.asked(bought)
    shop.pass_time(seconds=3)
    shop.deliver()
    shop.sweep()
    case.refresh_from_db()
    assert (case.state, case.code, money(bought)) == ("rejected", "already_served", before)
    assert (bought.row.state, bought.row.delivered_value_fen) == ("delivered", PRICE)
    assert shop.book("supplier")[top_ups(bought)[0].no]["state"] == "succeeded"


def test_a_supplier_that_says_nothing_brings_the_case_to_a_person(shop: Shop) -> None:
    shop.hasten()
    bought = shop.ordered()
    before = money(bought)
    shop.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=36_000)
    shop.deliver()
    case = shop.asked(bought)
    shop.sandbox.switch("timeout_before_commit", on="supplier.cancel", seconds=HELD_S)
    shop.deliver()
    assert (state(case), money(bought)) == ("submitted", before)
    shop.pass_time(minutes=11)
    shop.sweep()
    assert (state(case), money(bought)) == ("platform_review", before)
    case.refresh_from_db()
    assert case.tier == "first_line"
    assert case.due_at is not None and case.due_at == case.decide_by
    assert case.due_at > case.submitted_at, "a person has all the time that was promised"
    shop.pass_time(days=9)
    shop.sweep()
    case.refresh_from_db()
    assert case.tier == "senior", "nobody waits for ever for a person who does not decide"


def test_a_success_after_the_refund_is_noted_and_delivers_nothing(shop: Shop) -> None:
    """A person paid though the supplier was at it: what arrives all the same is not owed."""
    bought = shop.ordered()
    before = money(bought)
    shop.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=36_000)
    shop.deliver()
    shop.sandbox.switch("no_cancel", on="supplier.cancel")
    case = shop.asked(bought)
    shop.deliver()
    shop.pass_time(minutes=11)
    shop.sweep()
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="等太久") is None
    assert (bought.row.state, money(bought)) == ("cancelled", before + PRICE)
    shop.finish(bought, "succeeded")
    shop.pass_time(minutes=11)
    shop.deliver()
    assert (bought.row.state, bought.row.delivered_value_fen) == ("cancelled", None)
    assert kinds(bought)[-1] == "supplier_too_late"
    assert [t.state for t in top_ups(bought)] == ["succeeded"]
    assert money(bought) == before + PRICE
    assert breaches() == []


def test_a_withdrawn_cancellation_has_it_ordered_under_a_new_number(shop: Shop) -> None:
    """The old number is spent for certain: the supplier called it off."""
    bought = shop.ordered()
    shop.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=3_600)
    shop.deliver()
    shop.sandbox.switch("bad_signature", on="supplier.cancel", count=1)
    case = shop.asked(bought)
    shop.deliver()
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    deliver_until_quiet(shop, rounds=4)
    states = [t.state for t in top_ups(bought)]
    assert (bought.row.state, states) == ("delivered", ["cancelled", "succeeded"])
    first, second = top_ups(bought)
    assert shop.book("supplier")[first.no]["state"] == "cancelled"
    assert shop.book("supplier")[second.no]["state"] == "succeeded"


def test_a_merchant_cannot_deliver_by_hand_what_a_supplier_delivers(shop: Shop) -> None:
    bought = shop.ordered()
    assert ship(bought, value_fen=PRICE) == NotDelivered("not_delivering")


def test_a_worker_that_died_after_its_call_orders_nothing_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = shop.ordered()
    with monkeypatch.context() as dying:
        dying.setattr("anxin.services.supplier.sending.record_outcome", lambda **_: None)
        shop.deliver()
    assert [t.state for t in top_ups(bought)] == ["sending"]
    shop.pass_time(seconds=60)
    shop.deliver()
    [done] = top_ups(bought)
    assert (bought.row.state, shop.calls("supplier.order", done.no)) == ("delivered", 1)
