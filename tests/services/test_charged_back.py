"""What a channel took back and what we give back are together never more than what was paid."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from anxin import wiring
from anxin.domain.channel import Closed
from anxin.domain.remedy import Remedy
from anxin.domain.tenders import Choice
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.refund import (
    NotRerouted,
    consent,
    hear_of_refund,
    propose_reroute,
    send_refunds,
    try_again,
)
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.models import Case, Complaint
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from anxin.storage.risk.models import Abuse
from tests.factories.account import a_buyer, a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.complaint import joined
from tests.factories.order import Bought
from tests.races.turns import channel, paid_by_channel
from torture.model.rail import Rail

pytestmark = pytest.mark.django_db
PRICE_FEN = 9_800


class Shop:
    """A shop whose buyers pay through one channel in memory."""

    def __init__(self) -> None:
        self.rail, self.outside = channel()

    def sold(self, *, price_fen: int = PRICE_FEN, **goods: Any) -> Bought:
        """An order that the channel's money paid."""
        made = a_product(price_fen=price_fen, **goods)
        return paid_by_channel(made, self.rail, self.outside)

    def asked(self, bought: Bought) -> Case:
        """Its cancellation, approved by itself and not sent yet."""
        case = case_after(bought, outside=self.outside)
        assert case.state == "refunding"
        return case

    def send(self) -> int:
        """What the job does, at once and not when it is due."""
        Refund.objects.filter(next_try_at__isnull=False).update(next_try_at="2020-01-01T00:00:00Z")
        self.rail.now_s += 60
        Payment.objects.filter(sent_at__isnull=False).update(sent_at="2020-01-01T00:00:00Z")
        return send_refunds(outside=self.outside)


@pytest.fixture
def shop() -> Shop:
    """A new one."""
    return Shop()


def charged(bought: Bought, fen: int) -> Complaint:
    """A chargeback of so much; returns the complaint."""
    assert joined(bought.no, source="chargeback", fen=fen) is None
    return Complaint.objects.filter(order__no=bought.no).latest("id")


def given_at(shop: Shop, bought: Bought) -> int:
    """What the channel's own book says it gave back."""
    no = Payment.objects.get(order__no=bought.no, method="alipay").no
    return int(shop.rail.book()[no]["refunded_fen"])


def whole(bought: Bought) -> None:
    """The books are whole, and of nothing is more given than was paid."""
    row = bought.row
    assert row.refunded_fen + row.reserved_fen <= row.paid_fen
    assert breaches() == []


def states_of(bought: Bought) -> list[tuple[str, str, int]]:
    """The order's transfers: cause, state and sum."""
    rows = Refund.objects.filter(payment__order__no=bought.no).order_by("id")
    return [(row.cause, row.state, row.refund_fen) for row in rows]


def test_of_a_chargeback_as_much_counts_as_is_left_and_the_rest_is_contested(shop: Shop) -> None:
    bought = shop.sold(price_fen=60_000)
    case = case_after(bought, outside=shop.outside)
    some = Remedy("sum", gross_fen=20_000)
    senior = a_reviewer(role="senior")
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=some) is None
    shop.send()
    assert charged(bought, 60_000).taken_fen == 40_000
    assert bought.row.refunded_fen == 60_000
    assert case_after(bought, outside=shop.outside).code == "nothing_left"
    whole(bought)


def test_of_what_was_taken_back_in_part_the_buyer_still_gets_the_goods(shop: Shop) -> None:
    bought = shop.sold()
    charged(bought, PRICE_FEN - 1)
    sweep_after(minutes=11)
    assert bought.row.state == "delivered"
    whole(bought)


def test_a_chargeback_takes_of_the_channels_part_alone(shop: Shop) -> None:
    from anxin.services.payment import Begun, Way, pay_order, take_payment
    from tests.factories.order import placed

    bought = placed(goods=a_product(price_fen=PRICE_FEN), buyer=a_buyer(money_fen=3_000))
    begun = pay_order(
        no=bought.no,
        buyer_id=bought.buyer,
        choice=Choice("alipay", wallet=True),
        way=Way(""),
        outside=shop.outside,
    )
    assert isinstance(begun, Begun)
    no = begun.address.partition(":")[2]
    shop.rail.buyer_pays(no)
    take_payment(method="alipay", paid=shop.rail.find_payment(payment_no=no))  # type: ignore[arg-type]
    assert charged(bought, PRICE_FEN).taken_fen == PRICE_FEN - 3_000
    assert bought.row.refunded_fen == PRICE_FEN - 3_000
    whole(bought)


def test_a_refund_that_was_not_sent_is_stopped_and_its_case_is_over(shop: Shop) -> None:
    bought = shop.sold()
    case = shop.asked(bought)
    assert charged(bought, PRICE_FEN).taken_fen == PRICE_FEN
    assert shop.send() == 0
    case.refresh_from_db()
    assert (case.state, bought.row.case_open) == ("refunded", False)
    assert states_of(bought) == [
        ("case", "failed", PRICE_FEN),
        ("chargeback", "succeeded", PRICE_FEN),
    ]
    assert given_at(shop, bought) == 0
    whole(bought)


def test_a_refund_on_its_way_stays_and_the_chargeback_is_contested(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.rail.troubles = ["slow"]
    shop.send()
    assert charged(bought, PRICE_FEN).taken_fen == 0
    shop.rail.finish()
    shop.send()
    assert states_of(bought) == [("case", "succeeded", PRICE_FEN)]
    assert given_at(shop, bought) == PRICE_FEN
    assert not Abuse.objects.filter(account_id=bought.buyer).exists()
    whole(bought)


def test_a_refund_on_its_way_that_the_channel_closes_goes_to_the_chargeback(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = shop.sold()
    case = shop.asked(bought)
    shop.rail.troubles = ["slow"]
    shop.send()
    one = charged(bought, PRICE_FEN)
    monkeypatch.setattr(Rail, "find_refund", lambda _self, order: Closed("R"))
    shop.send()
    one.refresh_from_db()
    case.refresh_from_db()
    assert (one.taken_fen, case.state, shop.send()) == (PRICE_FEN, "refunded", 0)
    whole(bought)


def test_what_a_chargeback_leaves_of_a_stopped_refund_is_finances(shop: Shop) -> None:
    bought = shop.sold()
    case = shop.asked(bought)
    assert charged(bought, 6_000).taken_fen == 6_000
    assert shop.send() == 0
    rest = Refund.objects.get(payment__order__no=bought.no, state="abnormal")
    assert (rest.refund_fen, rest.trouble) == (PRICE_FEN - 6_000, "charged_back")
    finance = an_account(role="finance").id
    told = NotRerouted("charged_back")
    assert propose_reroute(refund_no=rest.no, by=finance) == told
    assert consent(refund_no=rest.no, buyer_id=bought.buyer) == told
    assert try_again(refund_no=rest.no)
    shop.send()
    case.refresh_from_db()
    assert (case.state, given_at(shop, bought)) == ("refunded", PRICE_FEN - 6_000)
    assert bought.row.refunded_fen == PRICE_FEN
    whole(bought)


def test_a_refund_that_a_worker_holds_is_stopped_before_its_turn(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.rail.troubles = ["poor"]
    shop.send()
    shop.rail.meanwhile = partial(charged, bought, PRICE_FEN)
    shop.send()
    assert given_at(shop, bought) == 0, "it was asked about, and sent although it was stopped"
    assert bought.row.refunded_fen == PRICE_FEN
    whole(bought)


def test_a_refund_that_is_being_sent_is_not_stopped_any_more(shop: Shop) -> None:
    for trouble in ([], ["poor"]):
        bought = shop.sold()
        shop.asked(bought)
        shop.rail.troubles = list(trouble)
        if trouble:
            shop.send()
        asked = shop.rail.refund

        def meanwhile(**order: object) -> object:
            charged(bought, PRICE_FEN)  # noqa: B023
            return asked(**order)  # type: ignore[arg-type]  # noqa: B023

        shop.rail.refund = meanwhile  # type: ignore[method-assign,assignment]
        shop.send()
        shop.rail.refund = asked  # type: ignore[method-assign]
        assert Complaint.objects.get(order__no=bought.no).taken_fen == 0, trouble
        assert given_at(shop, bought) == PRICE_FEN
        whole(bought)


def test_a_little_goodwill_before_an_honest_chargeback_is_no_abuse(shop: Shop) -> None:
    bought = shop.sold(price_fen=60_000)
    case = case_after(bought, outside=shop.outside)
    some = Remedy("sum", gross_fen=100)
    senior = a_reviewer(role="senior")
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=some) is None
    shop.send()
    assert charged(bought, 59_900).taken_fen == 59_900
    assert not Abuse.objects.filter(account_id=bought.buyer).exists()


def test_what_a_buyer_has_twice_is_noted_with_the_complaint_or_not_at_all(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.send()
    take = partial(joined, bought.no, source="chargeback", fen=PRICE_FEN, outside_no="CB-1")

    def dies(**_said: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as patch:
        patch.setattr("anxin.services.aftersale.complaints.record_abuse", dies)
        with pytest.raises(RuntimeError):
            take()
    assert take() is None
    assert take() == NotDecided("joined_before")
    [abuse] = Abuse.objects.filter(account_id=bought.buyer)
    assert abuse.kind == "chargeback_after_refund"


def test_a_notice_about_a_stopped_refund_changes_nothing(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    charged(bought, PRICE_FEN)
    [stopped] = Refund.objects.filter(payment__order__no=bought.no, cause="case")
    hear_of_refund(refund_no=stopped.no)
    assert shop.send() == 0
    sweep_due(outside=wiring.outside())
    whole(bought)
