"""Orders paid by several tenders at once: held together, captured together, or let go together."""

from __future__ import annotations

import pytest

from anxin.domain.channel import Paid
from anxin.domain.tenders import Choice
from anxin.services.gift import expire_coupons
from anxin.services.order.close import cancel_unpaid
from anxin.services.payment import NotPaid, PaidAtOnce, pay_at_once, take_payment
from anxin.services.sweep import sweep_due
from anxin.storage.ledger.models import Purse
from anxin.storage.ledger.queries import balance, breaches, purse_of
from anxin.storage.payment.models import Coupon, Payment
from tests.channel.till import Till, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.gift import a_coupon, some_points
from tests.factories.order import Bought, placed
from tests.sandbox.process import ask
from tests.sandbox.shop import tap

PRICE_FEN = 9_800


def rich() -> tuple[Bought, Choice]:
    """An unpaid order whose buyer has a coupon of 10, points for 5 and 20 yuan in the wallet."""
    buyer = a_buyer(money_fen=2_000)
    some_points(buyer=buyer, points=500)
    coupon = a_coupon(buyer=buyer, value_fen=1_000, minimum_fen=5_000)
    choice = Choice("alipay", wallet=True, points=True, coupon=coupon)
    return placed(buyer=buyer), choice


def tenders(bought: Bought) -> list[tuple[str, int, str]]:
    """What each tender of the order is asked for, and how it stands."""
    rows = Payment.objects.filter(order__no=bought.no).order_by("position")
    return list(rows.values_list("method", "amount_fen", "state"))


def held(bought: Bought) -> dict[str, int]:
    """What is held of each purse of the buyer."""
    rows = Purse.objects.filter(account_id=bought.buyer)
    return dict(rows.values_list("kind", "held_fen"))


def test_what_the_buyer_has_here_is_held_while_the_channel_is_waited_for(till: Till) -> None:
    bought, choice = rich()
    till.begin(bought, choice)
    assert tenders(bought) == [
        ("coupon", 1_000, "held"),
        ("points", 500, "held"),
        ("wallet", 2_000, "held"),
        ("alipay", 6_300, "waiting"),
    ]
    assert held(bought) == {"wallet": 2_000, "points": 500}
    assert balance(account_id=bought.buyer) == 0
    assert Coupon.objects.get(no=choice.coupon).state == "held"
    assert breaches() == []


def paid_by_all(till: Till) -> tuple[Bought, Choice]:
    """An order paid by coupon, points, wallet and Alipay."""
    bought, choice = rich()
    tap(ask(till.begin(bought, choice)).headers["Location"])
    till.believe(Payment.objects.get(order__no=bought.no, method="alipay").no)
    return bought, choice


def test_the_channels_word_captures_all_of_them_together(till: Till) -> None:
    bought, choice = paid_by_all(till)
    assert {state for _, _, state in tenders(bought)} == {"captured"}
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", PRICE_FEN)
    assert held(bought) == {"wallet": 0, "points": 0}
    assert Coupon.objects.get(no=choice.coupon).state == "spent"
    assert breaches() == []


def test_a_refund_goes_back_to_every_tender_and_the_case_waits_for_the_channels(
    till: Till,
) -> None:
    bought, choice = paid_by_all(till)
    case = case_after(bought)
    assert case.state == "refunding"
    assert balance(account_id=bought.buyer) == 2_000
    assert purse_of(account_id=bought.buyer, kind="points") == 500
    returned = Coupon.objects.get(returned_from__no=choice.coupon)
    assert (returned.value_fen, returned.minimum_fen, returned.state) == (1_000, 5_000, "available")
    till.send()
    case.refresh_from_db()
    assert case.state == "refunded"
    assert sum(refund.refund_fen for refund in refunds_of(bought)) == PRICE_FEN
    assert (bought.row.refunded_fen, bought.row.reserved_fen) == (PRICE_FEN, 0)
    assert breaches() == []


def test_a_part_of_a_coupon_comes_back_with_a_minimum_that_shrank_with_it(till: Till) -> None:
    buyer = a_buyer(money_fen=20_000)
    coupon = a_coupon(buyer=buyer, value_fen=1_000, minimum_fen=15_000)
    bought = placed(buyer=buyer, units=2)
    choice = Choice(wallet=True, coupon=coupon)
    assert pay_at_once(no=bought.no, buyer_id=buyer, choice=choice) == PaidAtOnce()
    case_after(bought, units=1)
    returned = Coupon.objects.get(returned_from__no=coupon)
    assert (returned.value_fen, returned.minimum_fen) == (500, 7_500)
    assert balance(account_id=buyer) == 20_000 - 18_600 + 9_300
    assert breaches() == []


def test_a_case_may_ask_for_the_wallet_and_has_all_of_it_at_once(till: Till) -> None:
    bought, _ = paid_by_all(till)
    case = case_after(bought, destination="wallet")
    assert case.state == "refunded"
    assert balance(account_id=bought.buyer) == 2_000 + 6_300
    assert till.send() == 0
    payment = Payment.objects.get(order__no=bought.no, method="alipay")
    assert (payment.refunded_fen, payment.sent_fen) == (6_300, 0)
    assert breaches() == []


def test_an_order_that_expires_lets_go_of_everything(till: Till) -> None:
    bought, choice = rich()
    till.begin(bought, choice)
    till.pass_time(minutes=16)
    sweep_due(outside=till.outside)
    assert bought.row.state == "cancelled"
    assert [state for _, _, state in tenders(bought)] == ["released"] * 3 + ["waiting"]
    assert balance(account_id=bought.buyer) == 2_000
    assert Coupon.objects.get(no=choice.coupon).state == "available"
    assert breaches() == []


def test_a_channel_that_closes_its_payment_lets_the_others_go_and_the_order_waits(
    till: Till,
) -> None:
    bought, choice = rich()
    ask(ask(till.begin(bought, choice)).headers["Location"])
    no = Payment.objects.get(order__no=bought.no, method="alipay").no
    till.channel._client.ask("alipay.trade.close", {"out_trade_no": no})
    till.pass_time(seconds=16)
    till.ask()
    assert bought.row.state == "awaiting_payment"
    assert [state for _, _, state in tenders(bought)] == ["released"] * 3 + ["closed"]
    assert balance(account_id=bought.buyer) == 2_000
    assert breaches() == []


def test_a_payment_that_is_found_closed_lets_go_of_nothing_that_a_later_round_holds(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought, choice = rich()
    ask(ask(till.begin(bought, choice)).headers["Location"])
    no = Payment.objects.get(order__no=bought.no, method="alipay").no
    till.channel._client.ask("alipay.trade.close", {"out_trade_no": no})
    find = till.channel.find_payment

    def meanwhile_another_is_chosen(*, payment_no: str) -> object:
        found = find(payment_no=payment_no)
        till.begin(bought, Choice("alipay", points=True))
        return found

    monkeypatch.setattr(till.channel, "find_payment", meanwhile_another_is_chosen)
    till.pass_time(seconds=16)
    till.ask()
    assert [state for _, _, state in tenders(bought)[3:]] == ["closed", "held", "waiting"]
    assert held(bought) == {"wallet": 0, "points": 500}
    assert breaches() == []


def test_a_second_tap_leads_to_the_same_payment_and_holds_nothing_twice(till: Till) -> None:
    bought, choice = rich()
    first, second = till.begin(bought, choice), till.begin(bought, choice)
    assert ask(first).headers["Location"] == ask(second).headers["Location"]
    assert len(tenders(bought)) == 4
    assert held(bought) == {"wallet": 2_000, "points": 500}


def test_another_choice_takes_the_place_of_the_first_and_frees_what_it_held(till: Till) -> None:
    bought, choice = rich()
    till.begin(bought, choice)
    till.begin(bought, Choice("alipay", points=True))
    assert tenders(bought)[4:] == [("points", 500, "held"), ("alipay", 9_300, "waiting")]
    assert held(bought) == {"wallet": 0, "points": 500}
    assert Coupon.objects.get(no=choice.coupon).state == "available"
    assert breaches() == []


def test_a_payment_whose_partners_were_let_go_goes_back_and_the_order_waits(till: Till) -> None:
    bought, choice = rich()
    page = ask(till.begin(bought, choice)).headers["Location"]
    till.begin(bought, Choice("alipay", points=True))
    tap(page)
    first = Payment.objects.filter(order__no=bought.no, method="alipay").earliest("position")
    till.believe(first.no)
    assert bought.row.state == "awaiting_payment"
    till.send()
    (refund,) = refunds_of(bought)
    assert (refund.cause, refund.refund_fen, refund.state) == ("late", 6_300, "succeeded")
    assert breaches() == []


def test_a_superseded_payment_that_pays_alone_still_pays(till: Till) -> None:
    bought, choice = rich()
    page = ask(till.begin(bought, Choice("alipay"))).headers["Location"]
    till.begin(bought, choice)
    tap(page)
    first = Payment.objects.filter(order__no=bought.no, method="alipay").earliest("position")
    till.believe(first.no)
    assert (bought.row.state, bought.row.paid_fen) == ("cooling_off", PRICE_FEN)
    assert held(bought) == {"wallet": 0, "points": 0}
    assert balance(account_id=bought.buyer) == 2_000
    assert breaches() == []


def test_paying_all_of_it_here_while_the_channel_is_open_sends_the_channels_back(
    till: Till,
) -> None:
    buyer = a_buyer(money_fen=20_000)
    bought = placed(buyer=buyer)
    page = ask(till.begin(bought, Choice("alipay"))).headers["Location"]
    assert pay_at_once(no=bought.no, buyer_id=buyer, choice=Choice(wallet=True)) == PaidAtOnce()
    tap(page)
    till.believe(Payment.objects.get(order__no=bought.no, method="alipay").no)
    till.send()
    refunds = refunds_of(bought)
    assert [(r.cause, r.state) for r in refunds] == [("duplicate", "succeeded")]
    assert breaches() == []


@pytest.mark.parametrize(
    ("minimum_fen", "valid_days", "usable"), [(9_800, 30, True), (9_801, 30, False), (0, 0, False)]
)
def test_a_coupon_pays_only_what_is_large_enough_and_in_time(
    committed: None, minimum_fen: int, valid_days: int, usable: bool
) -> None:
    buyer = a_buyer(money_fen=20_000)
    coupon = a_coupon(buyer=buyer, minimum_fen=minimum_fen, valid_days=valid_days)
    bought = placed(buyer=buyer)
    choice = Choice(wallet=True, coupon=coupon)
    answer = pay_at_once(no=bought.no, buyer_id=buyer, choice=choice)
    assert answer == (PaidAtOnce() if usable else NotPaid("coupon_unusable"))


def test_nobody_elses_coupon_pays(committed: None) -> None:
    coupon = a_coupon(buyer=a_buyer())
    bought = placed()
    choice = Choice(wallet=True, coupon=coupon)
    answer = pay_at_once(no=bought.no, buyer_id=bought.buyer, choice=choice)
    assert answer == NotPaid("coupon_unusable")


def test_a_coupon_worth_more_than_the_order_loses_its_rest_in_the_books_too(
    committed: None,
) -> None:
    buyer = a_buyer(money_fen=0)
    coupon = a_coupon(buyer=buyer, value_fen=20_000)
    bought = placed(buyer=buyer)
    assert pay_at_once(no=bought.no, buyer_id=buyer, choice=Choice(coupon=coupon)) == PaidAtOnce()
    assert breaches() == []
    case_after(bought)
    assert Coupon.objects.get(returned_from__no=coupon).value_fen == PRICE_FEN
    assert breaches() == []


def test_expired_coupons_are_booked_off_once(committed: None) -> None:
    buyer = a_buyer(money_fen=0)
    coupon = a_coupon(buyer=buyer, valid_days=0)
    assert expire_coupons() >= 1
    assert expire_coupons() == 0
    assert Coupon.objects.get(no=coupon).state == "expired"
    assert breaches() == []


def test_cancelling_while_the_channel_pays_ends_in_one_of_the_two(till: Till) -> None:
    bought, choice = rich()
    till.begin(bought, choice)
    payment = Payment.objects.get(order__no=bought.no, method="alipay")
    assert cancel_unpaid(no=bought.no, buyer_id=bought.buyer)
    paid = Paid(payment.no, f"S{payment.no}", payment.amount_fen, "2088")
    assert take_payment(method="alipay", paid=paid)
    assert bought.row.state == "cancelled"
    assert [refund.cause for refund in refunds_of(bought)] == ["late"]
    assert balance(account_id=bought.buyer) == 2_000
    assert breaches() == []
