"""Withdrawals whose money no bank takes: recalled, and by themselves in the wallet again."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.services.payment import Begun, Way
from anxin.services.wallet import begin_top_up
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Finding, Payment, Withdrawal
from anxin.storage.refund.models import Refund
from tests.channel.finance import Books
from tests.channel.till import Till
from tests.factories.account import a_buyer
from tests.sandbox.shop import tap


def topped_up(till: Till, *, fen: int = 5_000) -> UUID:
    """A buyer whose wallet was topped up through WeChat Pay."""
    buyer = a_buyer(money_fen=0)
    way = Way("http://localhost:8000/wallet/", phone=True, payer_ip="203.0.113.7")
    begun = begin_top_up(account_id=buyer, amount_fen=fen, method="wechat", form_key=uuid4(),
                         way=way, outside=till.outside)  # fmt: skip
    assert isinstance(begun, Begun), begun
    tap(till.rail.page(address=begun.address))
    till.believe(Payment.objects.get(top_up__account_id=buyer).no)
    return buyer


def test_it_is_recalled_and_in_the_wallet_again_and_the_bill_agrees(wechat_books: Books) -> None:
    till = wechat_books.till
    buyer = topped_up(till)
    payment = Payment.objects.get(top_up__account_id=buyer)
    till.sandbox.switch("refund_abnormal", on="wechat.refund", count=1)
    no = withdraw(account_id=buyer, amount_fen=3_000, form_key=uuid4(), outside=till.outside)
    wechat_books.send()
    refund = Refund.objects.get(withdrawal__no=no)
    made = till.rail.account(payment_no=payment.no)["refunds"][refund.no]
    assert (refund.state, made["received_account"]) == ("failed", "商户结算银行账户")
    assert balance(account_id=buyer) == 5_000
    assert Purse.objects.get(account_id=buyer, kind="wallet").held_fen == 0
    assert Withdrawal.objects.get(no=no).ended_at is not None
    assert not Finding.objects.filter(subject=refund.no, settled_at=None).exists()
    assert breaches() == []
    wechat_books.reconcile()
    assert wechat_books.found() == set()


def test_what_was_recalled_has_used_its_way_back(wechat_books: Books) -> None:
    till = wechat_books.till
    buyer = topped_up(till)
    till.sandbox.switch("refund_abnormal", on="wechat.refund", count=1)
    withdraw(account_id=buyer, amount_fen=3_000, form_key=uuid4(), outside=till.outside)
    wechat_books.send()
    again = withdraw(account_id=buyer, amount_fen=5_000, form_key=uuid4(), outside=till.outside)
    assert again == NotWithdrawn("no_way_back", 2_000)
    rest = withdraw(account_id=buyer, amount_fen=2_000, form_key=uuid4(), outside=till.outside)
    wechat_books.send()
    assert Refund.objects.get(withdrawal__no=rest).state == "succeeded"
    assert balance(account_id=buyer) == 3_000
    assert breaches() == []
