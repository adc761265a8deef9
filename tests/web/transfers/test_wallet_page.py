"""Withdrawals in the wallet: in full numbers, and what became of their money."""

from __future__ import annotations

from uuid import UUID

import pytest

from anxin.domain.channel import Abnormal, NotRefunded, Processing, Refused
from anxin.domain.outside import Outside
from anxin.services.refund import confirm_refunds, send_refunds
from tests.console.pages import browser, words
from tests.factories.channel import Scripted, take_out, topped_up
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db

STUCK = Refused("ACQ.TRADE_HAS_FINISHED", final=True)


def wallet_page(buyer: UUID) -> str:
    """What the wallet says."""
    return words(browser(buyer).get("/wallet/"))


def test_the_wallet_shows_a_withdrawal_in_full_numbers(channel: Scripted, world: Outside) -> None:
    channel.sent = channel.found = Processing("S-1")
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    assert refund.withdrawal is not None
    said = wallet_page(refund.withdrawal.account_id)
    for text in (refund.withdrawal.no, refund.no, "S-1", "提现中", "几分钟内，银行卡最迟"):
        assert text in said


def test_a_withdrawal_that_failed_says_that_its_money_is_back(
    channel: Scripted, world: Outside
) -> None:
    channel.sent, channel.found = STUCK, NotRefunded()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    assert refund.withdrawal is not None
    buyer = refund.withdrawal.account_id
    said = wallet_page(buyer)
    assert "没有退成，已回到钱包" in said
    assert "支付渠道退不了这一笔" in said
    assert "已原路退回" not in said
    assert "¥30.00 已回到钱包" in words(browser(buyer).get("/me/"))


def test_one_that_is_being_put_back_says_so(channel: Scripted, world: Outside) -> None:
    channel.sent = channel.found = Abnormal("S-1")
    channel.recalled = Processing("S-1")
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    assert refund.withdrawal is not None
    said = wallet_page(refund.withdrawal.account_id)
    assert "正在把钱放进您的安心钱包" in said
    assert "预计到账" not in said


def bounced(channel: Scripted, world: Outside) -> UUID:
    """A buyer whose withdrawal was paid out and sent back by the bank a day later."""
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    channel.found, channel.recalled = Abnormal("S-1"), Processing("S-1")
    let_pass(days=1, seconds=1)
    assert confirm_refunds(outside=world) == 0
    let_pass(days=1, minutes=11)
    assert confirm_refunds(outside=world) == 1
    assert refund.withdrawal is not None
    return refund.withdrawal.account_id


def test_a_withdrawal_that_the_bank_sent_back_does_not_count_as_paid_out(
    channel: Scripted, world: Outside
) -> None:
    buyer = bounced(channel, world)
    said = wallet_page(buyer)
    assert "已原路退回" not in said
    assert "没有退成，已回到钱包" in said
    assert "又被银行退了回来" in said
    assert "渠道已退出" not in said


def test_its_owner_is_told_on_the_own_page_for_a_week(channel: Scripted, world: Outside) -> None:
    buyer = bounced(channel, world)
    assert "提现没有退成，¥30.00 已回到钱包" in words(browser(buyer).get("/me/"))
    let_pass(days=9)
    assert "提现没有退成" not in words(browser(buyer).get("/me/"))


def test_each_movement_of_a_wallet_bears_its_own_name(channel: Scripted, world: Outside) -> None:
    said = wallet_page(bounced(channel, world))
    lines = said[said.index("收支记录") :]
    assert lines.index("被银行退回") < lines.index("提现") < lines.index("充值")
    assert "付款" not in lines[: lines.index("可用余额")]
