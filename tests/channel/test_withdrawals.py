"""Money out of the wallet: back through the channels it came by, never more, never to others."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin.domain.channel import Paid
from anxin.services.payment import Begun, Way, take_payment
from anxin.services.wallet import begin_top_up
from anxin.services.withdrawal import NotWithdrawn, withdraw
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.models import Payment, TopUp, Withdrawal
from anxin.storage.refund.models import Refund
from tests.channel.till import Till
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.sandbox.process import ask
from tests.sandbox.shop import tap


def topped_up(till: Till, buyer: UUID, *, fen: int = 5_000) -> Payment:
    """Top a wallet up through the channel; return the payment."""
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=fen,
        method="alipay",
        form_key=uuid4(),
        way=Way("http://localhost:8000/wallet/", phone=True),
        outside=till.outside,
    )
    assert isinstance(begun, Begun), begun
    tap(ask(begun.address).headers["Location"])
    payment = Payment.objects.filter(top_up__account_id=buyer).latest("at")
    till.believe(payment.no)
    payment.refresh_from_db()
    return payment


def take_out(till: Till, buyer: UUID, fen: int, *, form_key: UUID | None = None) -> object:
    """Ask for money out of the wallet."""
    return withdraw(
        account_id=buyer, amount_fen=fen, form_key=form_key or uuid4(), outside=till.outside
    )


def test_a_top_up_through_the_channel_is_in_the_wallet_once(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    payment = topped_up(till, buyer)
    till.believe(payment.no)
    assert balance(account_id=buyer) == 5_000
    assert TopUp.objects.get(account_id=buyer).credited_at is not None
    assert breaches() == []


def test_a_top_up_is_found_by_asking_when_its_notice_is_lost(till: Till) -> None:
    till.sandbox.switch("lost", times=8, count=1)
    buyer = a_buyer(money_fen=0)
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=700,
        method="alipay",
        form_key=uuid4(),
        way=Way("http://localhost:8000/wallet/", phone=True),
        outside=till.outside,
    )
    assert isinstance(begun, Begun)
    tap(ask(begun.address).headers["Location"])
    till.pass_time(seconds=16)
    assert till.ask() == 1
    assert balance(account_id=buyer) == 700


def test_withdrawn_money_goes_back_the_way_it_came(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    payment = topped_up(till, buyer)
    no = take_out(till, buyer, 3_000)
    assert isinstance(no, str)
    assert balance(account_id=buyer) == 2_000
    assert Purse.objects.get(account_id=buyer, kind="wallet").held_fen == 3_000
    assert till.send() == 1
    assert till.sandbox.account(payment.no)["refunded_fen"] == 3_000
    assert Purse.objects.get(account_id=buyer, kind="wallet").held_fen == 0
    assert Withdrawal.objects.get(no=no).ended_at is not None
    assert breaches() == []


def test_the_same_form_withdraws_once(till: Till) -> None:
    buyer, key = a_buyer(money_fen=0), uuid4()
    topped_up(till, buyer)
    first = take_out(till, buyer, 1_000, form_key=key)
    assert take_out(till, buyer, 1_000, form_key=key) == first
    assert take_out(till, buyer, 2_000, form_key=key) == NotWithdrawn("form_reused")
    assert balance(account_id=buyer) == 4_000


def test_several_payments_give_it_back_together_the_latest_first(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    earlier, later = topped_up(till, buyer, fen=2_000), topped_up(till, buyer, fen=1_500)
    assert isinstance(take_out(till, buyer, 3_000), str)
    assert till.send() == 2
    assert till.sandbox.account(later.no)["refunded_fen"] == 1_500
    assert till.sandbox.account(earlier.no)["refunded_fen"] == 1_500
    assert balance(account_id=buyer) == 500
    assert breaches() == []


def test_what_a_refund_brought_to_the_wallet_can_go_on_to_the_channel(till: Till) -> None:
    bought = till.paid()
    case_after(bought, destination="wallet")
    payment = Payment.objects.get(order__no=bought.no)
    assert isinstance(take_out(till, bought.buyer, 9_800), str)
    assert till.send() == 1
    assert till.sandbox.account(payment.no)["refunded_fen"] == 9_800
    payment.refresh_from_db()
    assert (payment.refunded_fen, payment.sent_fen) == (9_800, 9_800)
    assert breaches() == []


def test_an_orders_payment_is_no_way_back_for_other_money(till: Till) -> None:
    buyer = a_buyer(money_fen=5_000)
    till.paid(buyer=buyer)
    assert take_out(till, buyer, 1_000) == NotWithdrawn("no_way_back", 0)
    assert balance(account_id=buyer) == 5_000
    assert breaches() == []


def test_no_more_than_the_wallet_has_free_goes_out(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    topped_up(till, buyer)
    assert take_out(till, buyer, 5_001) == NotWithdrawn("no_way_back", 5_000)
    assert isinstance(take_out(till, buyer, 4_000), str)
    assert take_out(till, buyer, 2_000) == NotWithdrawn("no_way_back", 1_000)
    assert take_out(till, buyer, 0) == NotWithdrawn("amount_out_of_range")
    assert not Withdrawal.objects.filter(account_id=buyer, amount_fen=2_000).exists()


def test_what_the_channel_will_not_give_is_free_in_the_wallet_again(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    payment = topped_up(till, buyer)
    assert isinstance(take_out(till, buyer, 3_000), str)
    till.pass_time(days=366)
    till.send()
    (refund,) = Refund.objects.filter(payment=payment)
    assert refund.state == "failed"
    assert balance(account_id=buyer) == 5_000
    assert Purse.objects.get(account_id=buyer, kind="wallet").held_fen == 0
    payment.refresh_from_db()
    assert payment.sent_fen == 0
    assert breaches() == []


def test_a_lost_answer_withdraws_once(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    payment = topped_up(till, buyer)
    till.sandbox.switch("error_500_after_commit", on="alipay.trade.refund", count=1)
    take_out(till, buyer, 3_000)
    till.send_until_done()
    account = till.sandbox.account(payment.no)
    assert (account["refunded_fen"], account["successful_refunds"]) == (3_000, 1)
    assert balance(account_id=buyer) == 2_000
    assert breaches() == []


def test_a_top_up_of_another_sum_credits_what_came(till: Till) -> None:
    buyer = a_buyer(money_fen=0)
    begun = begin_top_up(
        account_id=buyer,
        amount_fen=700,
        method="alipay",
        form_key=uuid4(),
        way=Way("", phone=True),
        outside=till.outside,
    )
    assert isinstance(begun, Begun)
    payment = Payment.objects.get(top_up__account_id=buyer)
    assert take_payment(method="alipay", paid=Paid(payment.no, f"S{payment.no}", 650, "2088"))
    assert balance(account_id=buyer) == 650
    assert breaches() == []
