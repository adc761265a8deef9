"""Withdrawals that no channel makes: the wallet is their owner's own, nobody has to agree."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Abnormal, Closed, NotRefunded, Processing, Refunded, Refused
from anxin.services.refund import note_late_refunds, propose_reroute, send_refunds
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Finding, Withdrawal
from anxin.storage.refund.models import Refund
from tests.factories.account import an_account
from tests.factories.channel import Scripted, take_out, topped_up
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db


def is_back(refund: Refund) -> None:
    """Check that all of it is free in the wallet again, and nothing is under way."""
    last = Refund.objects.filter(withdrawal=refund.withdrawal).latest("reserved_at")
    assert refund.withdrawal is not None
    buyer = refund.withdrawal.account_id
    assert (last.state, last.next_try_at) == ("failed", None)
    assert balance(account_id=buyer) == 5_000
    assert Purse.objects.get(account_id=buyer, kind="wallet").held_fen == 0
    assert Withdrawal.objects.get(account_id=buyer).ended_at is not None
    assert not Finding.objects.filter(subject=last.no, settled_at=None).exists()
    assert breaches() == []


def test_one_that_the_channel_refuses_for_good_is_in_the_wallet_again() -> None:
    channel = Scripted(Refused("ACQ.TRADE_NOT_ALLOW_REFUND", final=True), NotRefunded())
    refund = take_out(world=channel.world(), buyer=topped_up(world=channel.world()))
    send_refunds(outside=channel.world())
    is_back(refund)


def test_it_is_asked_about_before_it_is_put_back_and_stays_out_where_it_was_made() -> None:
    channel = Scripted(Refused("ACQ.TRADE_STATUS_ERROR", final=True), Refunded("S-9"))
    world = channel.world()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.state, channel.asked) == ("succeeded", 1)
    assert refund.withdrawal is not None
    assert balance(account_id=refund.withdrawal.account_id) == 2_000
    assert breaches() == []


def test_one_that_no_bank_takes_is_recalled_first_and_then_in_the_wallet_again() -> None:
    channel = Scripted(Abnormal("S-1"))
    channel.recalled = Processing("S-1")
    world = channel.world()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.state, refund.route) == ("processing", "wallet")
    assert refund.recalled_at is not None
    let_pass(minutes=2)
    send_refunds(outside=world)
    is_back(refund)


def test_one_that_the_channel_closed_twice_is_in_the_wallet_again() -> None:
    channel = Scripted(Closed("S-1"))
    refund = take_out(world=channel.world(), buyer=topped_up(world=channel.world()))
    send_refunds(outside=channel.world())
    assert Refund.objects.filter(withdrawal=refund.withdrawal).count() == 3
    is_back(refund)


def test_only_one_whose_money_the_channel_does_not_let_go_is_finances() -> None:
    channel = Scripted(Abnormal("S-1"))
    world = channel.world()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert (refund.state, refund.next_try_at) == ("abnormal", None)
    assert Finding.objects.filter(subject=refund.no, settled_at=None).exists()
    refused = propose_reroute(refund_no=refund.no, by=an_account(role="finance").id)
    assert refused and refused.code == "not_stuck", "it is on its way to the wallet already"
    assert breaches() == []


@pytest.mark.parametrize("found", [Refunded("S-1"), NotRefunded()])
def test_a_finding_about_a_late_one_settles_itself_once_it_is_over(found: object) -> None:
    channel = Scripted(Processing("")) if isinstance(found, Refunded) else Scripted(
        Refused("ACQ.SELLER_BALANCE_NOT_ENOUGH", final=False), NotRefunded()
    )  # fmt: skip
    world = channel.world()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    let_pass(hours=25)
    assert note_late_refunds() == 1
    channel.sent = Refused("ACQ.TRADE_NOT_ALLOW_REFUND", final=True)
    channel.found = found
    send_refunds(outside=world)
    refund.refresh_from_db()
    assert refund.state in ("succeeded", "failed")
    assert not Finding.objects.filter(subject=refund.no, settled_at=None).exists()
