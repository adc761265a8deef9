"""A channel that says what it is told to say, and money that has to go back through it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.channel import Channel, Limits, Paid, Refunded, Refused
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.order.close import cancel_unpaid
from anxin.services.payment import Way, pay_order, take_payment
from anxin.services.wallet import begin_top_up
from anxin.services.withdrawal import withdraw
from anxin.storage.payment.models import Payment
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed

PRICE_FEN = 9_800
WAY = Way("", phone=True)


class Scripted:
    """Answers a refund with `sent`, a question about it with `found`, a recall with `recalled`."""

    identity = "app"
    limits = Limits(spacing_s=0, most_refunds=50, window=timedelta(days=365))

    def __init__(self, sent: Any = None, found: Any = None) -> None:
        self.sent: Any = sent or Refunded("S-1")
        self.found: Any = found or self.sent
        self.recalled: Any = Refused("not_supported", final=True)
        self.asked = 0

    def pay_address(self, **_: Any) -> str:
        """Somewhere."""
        return "http://localhost/"

    def refund(self, **_: Any) -> Any:
        """What it says to a refund."""
        return self.sent

    def find_refund(self, **_: Any) -> Any:
        """What it says became of it, counted."""
        self.asked += 1
        return self.found

    def recall_refund(self, **_: Any) -> Any:
        """What it says to a recall; from then on the money is the merchant's."""
        self.found = Refunded("S-2", to_merchant=True)
        return self.recalled

    def world(self) -> Outside:
        """A world with this channel only."""
        return replace(wiring.outside(), channels={"alipay": cast(Channel, self)})


def topped_up(*, world: Outside, fen: int = 5_000) -> UUID:
    """A buyer whose wallet was topped up through the channel."""
    buyer = a_buyer(money_fen=0)
    begin_top_up(account_id=buyer, amount_fen=fen, method="alipay", form_key=uuid4(), way=WAY,
                 outside=world)  # fmt: skip
    payment = Payment.objects.get(top_up__account_id=buyer)
    told(payment, fen=fen)
    return buyer


def take_out(*, world: Outside, buyer: UUID, fen: int = 3_000) -> Refund:
    """A withdrawal that was asked for; return its transfer."""
    no = withdraw(account_id=buyer, amount_fen=fen, form_key=uuid4(), outside=world)
    assert isinstance(no, str), no
    return Refund.objects.get(withdrawal__no=no)


def paid_by_channel(*, world: Outside) -> Bought:
    """An order paid through the channel."""
    bought = begun(world)
    told(Payment.objects.get(order__no=bought.no), fen=PRICE_FEN)
    return bought


def paid_too_late(*, world: Outside) -> tuple[Bought, Refund]:
    """An order that was cancelled before its payment came; return what goes back of it."""
    bought = begun(world)
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    told(Payment.objects.get(order__no=bought.no), fen=PRICE_FEN)
    return bought, Refund.objects.get(payment__order__no=bought.no)


def begun(world: Outside) -> Bought:
    """An order whose payment at the channel was begun."""
    bought = placed(buyer=a_buyer(money_fen=0))
    pay_order(no=bought.no, buyer_id=bought.buyer, choice=Choice("alipay"), way=WAY, outside=world)
    return bought


def told(payment: Payment, *, fen: int) -> None:
    """Have the channel say what was paid."""
    assert take_payment(method="alipay", paid=Paid(payment.no, f"P-{payment.no}", fen, "2088"))
