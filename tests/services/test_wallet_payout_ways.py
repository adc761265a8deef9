"""What of a wallet may go to a bank: what no channel takes back, and is the account's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from anxin.domain.channel import Abnormal, Closed, NotRefunded, Processing, Refunded, Refused
from anxin.domain.outside import Outside
from anxin.services.payout import NotMoved, approve_payout, refuse_payout
from anxin.services.refund import send_refunds
from anxin.services.wallet_payout import bankable_fen
from anxin.services.withdrawal import withdrawable_fen
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Payment
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, take_out, topped_up
from tests.factories.clock import let_pass
from tests.factories.payout import to_bank
from tests.factories.reconciliation import Written, a_row, reconciled
from tests.factories.risk import outside_with
from tests.services.test_charged_back import PRICE_FEN, Shop, charged, shop

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
DEAD = Refused("ACQ.TRADE_NOT_ALLOW_REFUND", final=True, way_closed=True)


def named(world: Outside) -> Outside:
    """The same world, in which names can be asked about."""
    return replace(world, identity=outside_with()[0].identity)


def ways_of(buyer: UUID, world: Outside) -> tuple[int, int]:
    """How much may go to a bank, and how much back through channels."""
    return (
        bankable_fen(account_id=buyer, outside=named(world)),
        withdrawable_fen(account_id=buyer, outside=world),
    )


def long_ago(buyer: UUID) -> None:
    """Every payment of the buyer's is older than its channel's window."""
    mine = Payment.objects.filter(top_up__account_id=buyer)
    mine |= Payment.objects.filter(order__buyer_id=buyer)
    assert mine.exists()
    for payment in mine:
        Payment.objects.filter(id=payment.id).update(captured_at=ClockNow() - timedelta(days=366))


def test_what_came_through_a_channel_goes_back_through_it_until_its_window_is_over() -> None:
    world = Scripted().world()
    buyer = topped_up(world=world)
    assert ways_of(buyer, world) == (0, 5_000)
    long_ago(buyer)
    assert ways_of(buyer, world) == (5_000, 0)


DEAD_ENDS = {
    "the channel says that no way leads back": (Scripted(DEAD, NotRefunded()), (5_000, 0)),
    "the channel closed it twice": (Scripted(Closed("S-1")), (5_000, 0)),
    "no bank took it": (Scripted(Abnormal("S-1")), (3_000, 2_000)),
    "it was only refused": (
        Scripted(Refused("ACQ.TRADE_STATUS_ERROR", final=True), NotRefunded()),
        (0, 5_000),
    ),
}


@pytest.mark.parametrize("why", DEAD_ENDS)
def test_what_came_back_into_the_wallet_has_the_way_that_is_left(why: str) -> None:
    channel, expected = DEAD_ENDS[why]
    channel.recalled = Processing("S-1")
    world = channel.world()
    buyer = topped_up(world=world)
    take_out(world=world, buyer=buyer)
    send_refunds(outside=world)
    let_pass(minutes=2)
    send_refunds(outside=world)
    assert balance(account_id=buyer) == 5_000
    assert ways_of(buyer, world) == expected
    assert breaches() == []


def test_many_small_withdrawals_make_no_way_to_the_bank() -> None:
    channel = Scripted(Refunded("S-1"))
    channel.limits = replace(channel.limits, most_refunds=2)
    world = channel.world()
    buyer = topped_up(world=world)
    for _ in range(2):
        take_out(world=world, buyer=buyer, fen=1)
        send_refunds(outside=world)
    assert ways_of(buyer, world) == (0, 0)
    long_ago(buyer)
    assert ways_of(buyer, world) == (4_998, 0)


def test_nor_do_more_of_them_at_once_than_the_channel_takes() -> None:
    channel = Scripted(Refunded("S-1"))
    channel.limits = replace(channel.limits, most_refunds=2)
    world = channel.world()
    buyer = topped_up(world=world)
    for _ in range(3):
        take_out(world=world, buyer=buyer, fen=1)
    send_refunds(outside=world)
    assert balance(account_id=buyer) == 4_998
    assert ways_of(buyer, world) == (0, 0)


def test_what_a_bank_took_back_and_the_wallet_has_too_does_not_leave(shop: Shop) -> None:
    bought = shop.sold()
    case_after(bought, outside=shop.outside, destination="wallet")
    shop.send()
    assert balance(account_id=bought.buyer) == PRICE_FEN
    long_ago(bought.buyer)
    assert ways_of(bought.buyer, shop.outside) == (PRICE_FEN, 0)
    payout = to_bank(buyer=bought.buyer, fen=9_000, world=named(shop.outside))
    assert charged(bought, PRICE_FEN).taken_fen == 0
    assert ways_of(bought.buyer, shop.outside) == (0, 0)
    one = an_account(role="finance").id
    assert approve_payout(no=payout.no, actor=one) == NotMoved("disputed", PRICE_FEN)
    assert refuse_payout(no=payout.no, actor=one, why="拒付正在核对") is None
    assert balance(account_id=bought.buyer) == PRICE_FEN


def test_what_a_bill_shows_to_have_gone_back_waits_until_finance_knows() -> None:
    world = Scripted().world()
    buyer = topped_up(world=world)
    long_ago(buyer)
    no = Payment.objects.get(top_up__account_id=buyer).no
    reconciled(Written([a_row("refund", payment_no=no, amount_fen=4_000)]))
    assert ways_of(buyer, world) == (1_000, 0)
