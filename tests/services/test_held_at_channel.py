"""Money that a channel holds under a number leaves once: recalled first, asked where it is."""

from __future__ import annotations

from typing import Any

import pytest

from anxin.domain.channel import (
    Abnormal,
    Closed,
    NotRefunded,
    Processing,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
)
from anxin.services.refund import (
    confirm_refunds,
    confirm_reroute,
    consent,
    hear_of_refund,
    propose_reroute,
    send_refunds,
    try_again,
)
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from anxin.storage.payment.models import Finding
from anxin.storage.refund.models import Refund
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.channel import PRICE_FEN, Scripted, paid_by_channel, paid_too_late
from tests.factories.clock import let_pass
from tests.factories.order import Bought

pytestmark = pytest.mark.django_db
CARD, OURS = "工商银行借记卡0403", "商户结算银行账户"
TO_BUYER = Refunded("S-1", CARD)
TO_MERCHANT = Refunded("S-1", OURS, to_merchant=True)
HELD = Abnormal("S-1")


class ByNumber(Scripted):
    """Says of each number what it is told to; notes which it was told to send or to recall."""

    def __init__(self) -> None:
        super().__init__(TO_BUYER)
        self.says: dict[str, Any] = {}
        self.told: list[tuple[str, str]] = []
        self.recalled = Processing("S-1")
        self.minutes = 0

    def refund(self, **told: Any) -> Any:
        """Done at once."""
        order: RefundOrder = told["order"]
        self.told.append(("send", order.refund_no))
        self.says[order.refund_no] = TO_BUYER
        return TO_BUYER

    def find_refund(self, **asked: Any) -> Any:
        """What it says of that number."""
        order: RefundOrder = asked["order"]
        assert order.amount_fen == PRICE_FEN
        return self.says.get(order.refund_no, NotRefunded())

    def recall_refund(self, **told: Any) -> Any:
        """What it says to a recall."""
        assert told["serial_no"] == "S-1"
        self.told.append(("recall", told["order"].refund_no))
        return self.recalled


@pytest.fixture
def channel() -> ByNumber:
    """The channel of the test."""
    return ByNumber()


def sent_back(channel: ByNumber, found: Any = HELD) -> tuple[Bought, Refund, Refund]:
    """An order whose refund had arrived and came back; the refund and its successor."""
    bought = paid_by_channel(world=channel.world())
    case_after(bought)
    send_refunds(outside=channel.world())
    first = Refund.objects.get(payment__order__no=bought.no)
    channel.says[first.no] = found
    let_pass(days=1, seconds=1)
    assert confirm_refunds(outside=channel.world()) == 1
    channel.told.clear()
    return bought, first, Refund.objects.get(successor_of=first)


def agreed(refund: Refund, *, buyer: Any) -> None:
    """The buyer and two people of finance want it in the wallet."""
    by, other = an_account(role="finance").id, an_account(role="finance").id
    assert propose_reroute(refund_no=refund.no, by=by) is None
    assert confirm_reroute(refund_no=refund.no, by=other) is None
    assert consent(refund_no=refund.no, buyer_id=buyer) is None


def sent(channel: ByNumber, refund: Refund) -> Refund:
    """Let the queue do what is due, later each time."""
    channel.minutes += 2
    let_pass(days=1, minutes=channel.minutes)
    send_refunds(outside=channel.world())
    refund.refresh_from_db()
    assert breaches() == []
    return refund


def test_what_came_back_is_recalled_under_its_own_number_before_the_wallet_is_paid(
    channel: ByNumber,
) -> None:
    bought, first, second = sent_back(channel)
    agreed(second, buyer=bought.buyer)
    assert sent(channel, second).state == "processing"
    assert channel.told == [("recall", first.no)]
    assert balance(account_id=bought.buyer) == 0
    first.refresh_from_db()
    assert first.recalled_at is not None
    channel.says[first.no] = TO_MERCHANT
    assert (sent(channel, second).state, second.destination) == ("succeeded", "wallet")
    assert balance(account_id=bought.buyer) == PRICE_FEN
    assert channel.told == [("recall", first.no)]


@pytest.mark.parametrize("wallet", [False, True], ids=["tried again", "to the wallet"])
@pytest.mark.parametrize(
    ("says", "state"),
    [
        (TO_BUYER, "succeeded"),
        (Processing("S-1"), "processing"),
        (Unknown("time-out"), "unknown"),
        (NotRefunded(), "unknown"),
    ],
    ids=["reached the buyer", "under way", "no answer", "forgotten"],
)
def test_as_long_as_the_first_number_may_pay_the_buyer_the_second_pays_nothing(
    channel: ByNumber, wallet: bool, says: Any, state: str
) -> None:
    bought, first, second = sent_back(channel)
    if wallet:
        agreed(second, buyer=bought.buyer)
    else:
        assert try_again(refund_no=second.no)
    channel.says[first.no] = says
    assert sent(channel, second).state == state
    assert (channel.told, balance(account_id=bought.buyer)) == ([], 0)
    if says == TO_BUYER:
        assert (second.destination, second.account, second.serial_no) == ("original", CARD, "S-1")
        told = OrderEvent.objects.filter(order__no=bought.no).latest("seq")
        assert (told.kind, told.data["refund"]) == ("refund_succeeded", second.no)


@pytest.mark.parametrize("says", [HELD, TO_MERCHANT], ids=["held", "the merchant's"])
def test_tried_again_it_gets_no_second_number_while_the_first_has_used_the_sum(
    channel: ByNumber, says: Any
) -> None:
    bought, first, second = sent_back(channel)
    channel.says[first.no] = says
    assert try_again(refund_no=second.no)
    assert (sent(channel, second).state, second.next_try_at) == ("abnormal", None)
    assert channel.told == []
    assert Finding.objects.filter(subject=second.no, settled_at=None).exists()
    agreed(second, buyer=bought.buyer)
    channel.says[first.no] = TO_MERCHANT
    sent(channel, second)
    assert balance(account_id=bought.buyer) == PRICE_FEN


def test_what_the_channel_closed_is_sent_under_the_second_number(channel: ByNumber) -> None:
    _, _, second = sent_back(channel, Closed("S-1"))
    assert try_again(refund_no=second.no)
    assert sent(channel, second).state == "succeeded"
    assert channel.told == [("send", second.no)]


def test_a_recall_that_is_refused_leaves_it_with_finance(channel: ByNumber) -> None:
    bought, _, second = sent_back(channel)
    agreed(second, buyer=bought.buyer)
    channel.recalled = Refused("NO_AUTH", final=True)
    assert (sent(channel, second).state, second.next_try_at) == ("abnormal", None)
    assert balance(account_id=bought.buyer) == 0


def test_a_notice_about_the_first_number_has_the_second_asked_about(channel: ByNumber) -> None:
    bought, first, second = sent_back(channel)
    channel.says[first.no] = TO_BUYER
    hear_of_refund(refund_no=first.no)
    assert sent(channel, second).state == "succeeded"
    assert (channel.told, balance(account_id=bought.buyer)) == ([], 0)


def recalled(channel: ByNumber) -> tuple[Bought, Refund]:
    """A refund that no bank took, on its way to the wallet, its money asked for from the channel.

    The channel refused to let it go.
    """
    bought, refund = paid_too_late(world=channel.world())
    channel.refund = lambda **_: HELD  # type: ignore[method-assign]
    channel.says[refund.no] = HELD
    send_refunds(outside=channel.world())
    agreed(refund, buyer=bought.buyer)
    channel.recalled = Refused("NO_AUTH", final=True)
    assert (sent(channel, refund).state, refund.next_try_at) == ("abnormal", None)
    assert refund.recalled_at is not None
    return bought, refund


def test_a_recalled_refund_that_somebody_sent_to_the_buyers_card_is_not_paid_again(
    channel: ByNumber,
) -> None:
    bought, refund = recalled(channel)
    channel.says[refund.no] = TO_BUYER
    hear_of_refund(refund_no=refund.no)
    assert (sent(channel, refund).state, refund.destination) == ("succeeded", "original")
    assert (refund.account, refund.recalled_at) == (CARD, None)
    assert balance(account_id=bought.buyer) == 0


def test_where_the_channel_does_not_say_who_has_it_it_is_asked_again(channel: ByNumber) -> None:
    bought, refund = recalled(channel)
    channel.says[refund.no] = Refunded("S-1")
    hear_of_refund(refund_no=refund.no)
    assert sent(channel, refund).state == "unknown"
    assert balance(account_id=bought.buyer) == 0


def test_what_somebody_sent_to_the_merchant_unasked_has_not_reached_the_buyer(
    channel: ByNumber,
) -> None:
    bought, refund = paid_too_late(world=channel.world())
    channel.refund = lambda **_: Processing("S-1")  # type: ignore[method-assign]
    send_refunds(outside=channel.world())
    channel.says[refund.no] = TO_MERCHANT
    assert (sent(channel, refund).state, refund.next_try_at) == ("abnormal", None)
    agreed(refund, buyer=bought.buyer)
    assert (sent(channel, refund).state, refund.destination) == ("succeeded", "wallet")
    assert balance(account_id=bought.buyer) == PRICE_FEN
    assert refund.recalled_at is not None, "a bill has it as made, and so have our books"
