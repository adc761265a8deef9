"""An order that was paid twice: a chargeback is of one of its payments, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin import wiring
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.aftersale.moving import NotDecided
from anxin.services.payment import Begun, PaidAtOnce, Way, pay_at_once, pay_order, take_payment
from anxin.services.refund import send_refunds
from anxin.storage.aftersale.models import Complaint
from anxin.storage.ledger.queries import breaches
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.complaint import joined
from tests.factories.order import Bought, placed
from torture.model.rail import Rail

pytestmark = pytest.mark.django_db
PRICE_FEN = 9_800


class Street:
    """Two channels in memory, and a buyer who may pay with both."""

    def __init__(self) -> None:
        self.rails = {"alipay": Rail(), "wechat": Rail()}
        self.outside: Outside = replace(wiring.outside(), channels=dict(self.rails))
        self.bought: Bought = placed(buyer=a_buyer(money_fen=PRICE_FEN))

    def begin(self, method: str) -> str:
        """Open a channel's page; return the payment's number."""
        begun = pay_order(
            no=self.bought.no,
            buyer_id=self.bought.buyer,
            choice=Choice(method),
            way=Way("", phone=True),
            outside=self.outside,
        )
        assert isinstance(begun, Begun), begun
        return begun.address.partition(":")[2]

    def arrive(self, method: str, payment_no: str) -> Payment:
        """The buyer pays on that page after all."""
        rail = self.rails[method]
        rail.buyer_pays(payment_no)
        take_payment(method=method, paid=rail.find_payment(payment_no=payment_no))  # type: ignore[arg-type]
        return Payment.objects.get(no=payment_no)

    def charged_back(self, no: str) -> NotDecided | None:
        """The channel takes the whole price back, under an order's or a payment's number."""
        return joined(no, source="chargeback", fen=PRICE_FEN)

    def given(self) -> list[tuple[str, str, str]]:
        """What was given back or is to be, by the payment's method, cause and state."""
        rows = Refund.objects.filter(payment__order__no=self.bought.no).order_by("id")
        return list(rows.values_list("payment__method", "cause", "state"))


def test_a_payment_that_came_late_and_is_charged_back_is_not_given_back_as_well() -> None:
    street = Street()
    late, here = street.begin("alipay"), Choice(wallet=True)
    buyer = street.bought.buyer
    assert pay_at_once(no=street.bought.no, buyer_id=buyer, choice=here) == PaidAtOnce()
    street.arrive("alipay", late)
    assert street.given() == [("alipay", "duplicate", "reserved")]
    assert street.charged_back(street.bought.no) is None
    send_refunds(outside=street.outside)
    assert street.given() == [
        ("alipay", "duplicate", "failed"),
        ("alipay", "chargeback", "succeeded"),
    ]
    assert street.rails["alipay"].book()[late]["refunded_fen"] == 0
    assert breaches() == []


def test_of_two_payments_it_is_the_one_that_the_channel_names() -> None:
    street = Street()
    late, first = street.begin("alipay"), street.begin("wechat")
    street.arrive("wechat", first)
    street.arrive("alipay", late)
    assert street.charged_back(street.bought.no) == NotDecided("which_payment")
    assert not Complaint.objects.filter(order__no=street.bought.no).exists()
    assert street.charged_back(late) is None
    complaint = Complaint.objects.get(order__no=street.bought.no)
    assert complaint.payment
    assert (complaint.payment.method, complaint.taken_fen) == ("alipay", PRICE_FEN)
    assert Payment.objects.get(no=first).refunded_fen == 0
    assert breaches() == []
