"""A refund made by hand at a channel's console holds the others, and is booked by two people."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from anxin.services.order.deliver import confirm_receipt, waive_cooling_off
from anxin.services.reconciliation import NotBooked, propose_booking, settle_difference
from anxin.services.refund import consent, send_refunds
from anxin.services.settlement import release_due
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Finding
from anxin.storage.reconciliation.models import Booking, Difference
from anxin.storage.refund.models import Refund
from tests.factories.aftersale import case_after
from tests.factories.by_hand import NOTE, confirm, finance, on_the_bill, proposed
from tests.factories.catalog import a_product
from tests.factories.complaint import joined
from tests.factories.reconciliation import Written, a_captured_payment, a_row, reconciled
from tests.factories.settlement import a_quick_shop, money_of
from tests.races.turns import paid_by_channel
from tests.services.test_charged_back import PRICE_FEN, Shop, given_at, shop, states_of, whole

__all__ = ["shop"]
pytestmark = pytest.mark.django_db

BY_HAND_FEN = 4_000


def ended(difference: Difference) -> bool:
    """Whether a difference is over."""
    difference.refresh_from_db()
    return difference.settled_at is not None


def test_two_people_book_it_and_then_no_more_than_the_rest_is_given(shop: Shop) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) is None
    assert ended(difference) and difference.note == NOTE
    assert states_of(bought) == [("manual", "succeeded", BY_HAND_FEN)]
    assert bought.row.refunded_fen == BY_HAND_FEN
    whole(bought)
    shop.rail.trades[next(iter(shop.rail.trades))].refunds["BY-HAND"] = BY_HAND_FEN
    shop.asked(bought)
    shop.send()
    assert bought.row.refunded_fen == PRICE_FEN
    assert given_at(shop, bought) == PRICE_FEN - BY_HAND_FEN
    whole(bought)


def test_nobody_confirms_what_they_proposed_nor_what_nobody_did(shop: Shop) -> None:
    difference = on_the_bill(shop.sold(), BY_HAND_FEN)
    assert confirm(difference) == NotBooked("not_proposed")
    by = proposed(difference)
    assert confirm(difference, by) == NotBooked("four_eyes")
    again = propose_booking(difference_id=difference.id, by=finance(), note=NOTE)
    assert again == NotBooked("proposed_before")
    assert not ended(difference)
    assert confirm(difference) is None
    assert confirm(difference) == NotBooked("settled")


def test_whoever_proposes_says_who_made_it(shop: Shop) -> None:
    difference = on_the_bill(shop.sold(), BY_HAND_FEN)
    said = propose_booking(difference_id=difference.id, by=finance(), note="  ")
    assert said == NotBooked("note_missing")
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"payment_no": "P-NOBODYS"}, "no_payment"),
        ({"status": "closed"}, "not_done"),
    ],
)
def test_what_is_no_refund_of_an_orders_payment_is_not_booked(
    shop: Shop, row: dict[str, str], code: str
) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    changed = {"bill_status" if key == "status" else key: value for key, value in row.items()}
    Difference.objects.filter(id=difference.id).update(**changed)
    refused = propose_booking(difference_id=difference.id, by=finance(), note=NOTE)
    assert refused == NotBooked(code)


def test_ending_it_without_takes_two_people_as_well(shop: Shop) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    assert not settle_difference(difference_id=difference.id, settled_by=finance(), note=NOTE)
    by = proposed(difference, books=False)
    assert confirm(difference, by, books=False) == NotBooked("four_eyes")
    assert confirm(difference) == NotBooked("not_proposed"), "another thing was read"
    assert not ended(difference)
    assert confirm(difference, books=False) is None
    assert ended(difference)
    assert states_of(bought) == []
    assert breaches() == []


def test_whoever_thinks_otherwise_proposes_that_in_its_place(shop: Shop) -> None:
    difference = on_the_bill(shop.sold(), BY_HAND_FEN)
    first = proposed(difference)
    second = proposed(difference, books=False)
    assert confirm(difference, second, books=False) == NotBooked("four_eyes")
    assert confirm(difference, second) == NotBooked("not_proposed")
    assert confirm(difference, first, books=False) is None
    assert ended(difference)


def test_what_was_under_way_on_the_bill_is_booked_once_the_channel_says_it_is_done(
    shop: Shop,
) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN, status="processing")
    [trade] = shop.rail.trades.values()
    trade.refunds["BY-HAND"] = BY_HAND_FEN
    proposed(difference)
    assert confirm(difference, outside=shop.outside) == NotBooked("not_done_yet")
    assert not ended(difference)
    trade.done.add("BY-HAND")
    assert confirm(difference, outside=shop.outside) is None
    assert states_of(bought) == [("manual", "succeeded", BY_HAND_FEN)]
    whole(bought)


def test_what_is_not_there_is_not_booked() -> None:
    assert propose_booking(difference_id=uuid4(), by=finance(), note=NOTE) == NotBooked("not_found")


def test_a_chargeback_that_the_bill_shows_is_not_booked_a_second_time(shop: Shop) -> None:
    bought = shop.sold()
    assert joined(bought.no, source="chargeback", outside_no="CB-7", fen=BY_HAND_FEN) is None
    difference = on_the_bill(bought, BY_HAND_FEN, serial_no="CB-7")
    refused = propose_booking(difference_id=difference.id, by=finance(), note=NOTE)
    assert refused == NotBooked("booked_before")


def test_more_than_is_left_is_not_booked_at_all(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.send()
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) == NotBooked("more_than_left")
    assert not ended(difference)
    assert states_of(bought) == [("case", "succeeded", PRICE_FEN)]
    whole(bought)


def test_a_refund_on_its_way_is_waited_for(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.rail.troubles = ["slow"]
    shop.send()
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) == NotBooked("more_than_left")
    [refund] = Refund.objects.filter(payment__order__no=bought.no)
    assert refund.state == "processing", "it was stopped although the channel has it"


def test_what_was_approved_and_not_sent_is_met_by_it_and_its_case_is_told(shop: Shop) -> None:
    bought = shop.sold()
    case = shop.asked(bought)
    difference = on_the_bill(bought, PRICE_FEN)
    proposed(difference)
    assert confirm(difference) is None
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("refunded", False)
    assert shop.send() == 0
    assert states_of(bought) == [
        ("case", "failed", PRICE_FEN),
        ("manual", "succeeded", PRICE_FEN),
    ]
    told = OrderEvent.objects.filter(order__no=bought.no, data__case=case.no)
    kinds = list(told.order_by("seq").values_list("kind", flat=True))
    assert kinds[-2:] == ["refund_given_by_hand", "refund_by_hand"]
    whole(bought)


def test_one_that_could_not_be_sent_for_want_of_its_channel_is_met_like_one_not_sent(
    shop: Shop,
) -> None:
    bought = shop.sold()
    shop.asked(bought)
    Refund.objects.update(next_try_at="2020-01-01T00:00:00Z")
    send_refunds(outside=replace(shop.outside, channels={}))
    [refund] = Refund.objects.filter(payment__order__no=bought.no)
    assert (refund.state, refund.sent_at) == ("unknown", None)
    difference = on_the_bill(bought, PRICE_FEN)
    proposed(difference)
    assert confirm(difference) is None
    assert bought.row.refunded_fen == PRICE_FEN
    whole(bought)


def test_what_it_leaves_of_an_approved_refund_is_finances(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) is None
    rest = Refund.objects.get(payment__order__no=bought.no, state="abnormal")
    assert (rest.refund_fen, rest.trouble) == (PRICE_FEN - BY_HAND_FEN, "given_by_hand")
    assert Finding.objects.filter(subject=rest.no, settled_at__isnull=True).exists()
    assert consent(refund_no=rest.no, buyer_id=bought.buyer) is None
    whole(bought)


def test_a_case_that_is_being_decided_is_told_and_keeps_its_turn(shop: Shop) -> None:
    bought = shop.sold(price_fen=60_000)
    case = case_after(bought, outside=shop.outside)
    difference = on_the_bill(bought, 20_000)
    proposed(difference)
    assert confirm(difference) is None
    case.refresh_from_db()
    assert case.state == "platform_review"
    [event] = OrderEvent.objects.filter(order__no=bought.no, kind="refund_by_hand")
    assert (event.role, event.data["case"], event.data["refund_fen"]) == (
        "finance",
        case.no,
        20_000,
    )
    assert bought.row.refunded_fen == 20_000
    whole(bought)


def test_without_a_case_the_orders_history_tells_it(shop: Shop) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) is None
    [event] = OrderEvent.objects.filter(order__no=bought.no, kind="refund_by_hand")
    assert event.data["case"] is None


def test_reconciled_again_the_booked_refund_is_no_new_difference(shop: Shop) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) is None
    assert on_the_bill(bought, BY_HAND_FEN).id == difference.id
    assert not Difference.objects.filter(settled_at__isnull=True, row_kind="refund").exists()


def test_a_refund_that_we_held_for_failed_is_booked_as_the_channel_made_it(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    [refund] = Refund.objects.filter(payment__order__no=bought.no)
    Refund.objects.filter(id=refund.id).update(state="failed", next_try_at=None)
    Refund.objects.create(
        merchant_id=refund.merchant_id, payment_id=refund.payment_id, case_id=refund.case_id,
        successor_of=refund, no="SUCCESSOR", cause="case", destination="original",
        refund_fen=refund.refund_fen, fee_fen=0, state="reserved",
        next_try_at="2020-01-01T00:00:00Z",
    )  # fmt: skip
    difference = on_the_bill(bought, PRICE_FEN, refund_no=refund.no)
    assert (difference.kind, difference.step) == ("status", "freeze")
    assert shop.send() == 0, "its successor was sent although the channel had made the first"
    proposed(difference)
    assert confirm(difference) is None
    assert bought.row.refunded_fen == PRICE_FEN
    whole(bought)


def test_money_that_the_merchant_has_already_is_drawn_back_for_it(shop: Shop) -> None:
    goods = a_product(shop=a_quick_shop(), price_fen=PRICE_FEN)
    bought = paid_by_channel(goods, shop.rail, shop.outside)
    assert waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    release_due()
    assert money_of(bought.goods.shop.id).payable_fen == PRICE_FEN
    difference = on_the_bill(bought, BY_HAND_FEN)
    proposed(difference)
    assert confirm(difference) is None
    assert money_of(bought.goods.shop.id).payable_fen == PRICE_FEN - BY_HAND_FEN
    whole(bought)


def test_of_a_payment_that_came_on_top_it_is_none_of_the_orders_sums() -> None:
    payment = a_captured_payment()
    assert payment.order is not None
    row = a_row("refund", payment_no=payment.no, refund_no="BY-HAND", amount_fen=BY_HAND_FEN)
    day = reconciled(Written([row, a_row(payment_no=payment.no)]))
    difference = Difference.objects.get(day_id=day.id)
    proposed(difference)
    assert confirm(difference) is None
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert (payment.refunded_fen, payment.order.refunded_fen) == (BY_HAND_FEN, 0)
    assert breaches() == []
