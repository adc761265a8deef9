"""What a channel's bill shows and our books lack holds every other refund of that payment."""

from __future__ import annotations

from functools import partial

import pytest

from anxin.services.refund import hear_of_refund
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.payment import queries
from anxin.storage.refund.models import Refund
from anxin.storage.refund.queries import list_refunds
from tests.console.pages import browser, words
from tests.factories.aftersale import ask
from tests.factories.by_hand import ended_unbooked, on_the_bill
from tests.services.test_charged_back import PRICE_FEN, Shop, given_at, shop, states_of, whole

__all__ = ["shop"]
pytestmark = pytest.mark.django_db

BY_HAND_FEN = 4_000


def test_nothing_is_sent_of_a_payment_of_which_the_bill_shows_a_refund_of_nobodys(
    shop: Shop,
) -> None:
    bought, other = shop.sold(), shop.sold()
    shop.asked(bought)
    shop.asked(other)
    difference = on_the_bill(bought, BY_HAND_FEN)
    assert shop.send() == 1, "the other order's refund is held too, or this one is not"
    assert (given_at(shop, bought), given_at(shop, other)) == (0, PRICE_FEN)
    ended_unbooked(difference)
    assert shop.send() == 1
    assert given_at(shop, bought) == PRICE_FEN
    whole(bought)


def test_a_refund_is_asked_about_and_not_sent_again_while_it_is_held(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.rail.troubles = ["lost_before"]
    shop.send()
    on_the_bill(bought, BY_HAND_FEN)
    assert shop.send() == 1, "it was not asked about"
    assert given_at(shop, bought) == 0, "the channel knew nothing of it, and it was sent"
    [refund] = Refund.objects.filter(payment__order__no=bought.no)
    assert refund.next_try_at is not None


def test_one_that_was_claimed_before_the_bill_came_has_no_turn(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    shop.rail.troubles = ["poor"]
    shop.send()
    shop.rail.meanwhile = partial(on_the_bill, bought, BY_HAND_FEN)
    shop.send()
    assert given_at(shop, bought) == 0
    assert bought.row.reserved_fen == PRICE_FEN


def test_what_goes_to_the_wallet_instead_is_held_as_well(shop: Shop) -> None:
    bought = shop.sold()
    difference = on_the_bill(bought, BY_HAND_FEN)
    ask(bought, destination="wallet", outside=shop.outside)
    shop.send()
    assert balance(account_id=bought.buyer) == 0
    assert states_of(bought) == [("case", "reserved", PRICE_FEN)]
    ended_unbooked(difference)
    shop.send()
    assert (balance(account_id=bought.buyer), given_at(shop, bought)) == (PRICE_FEN, 0)
    assert Case.objects.get(order__no=bought.no).state == "refunded"
    whole(bought)


def test_the_buyer_and_finance_read_why_it_waits(shop: Shop) -> None:
    bought = shop.sold()
    case = shop.asked(bought)
    page = f"/refunds/{case.no}/"
    assert "另有一笔退款" not in words(browser(bought.buyer).get(page))
    on_the_bill(bought, BY_HAND_FEN)
    said = words(browser(bought.buyer).get(page))
    assert "支付渠道的账单上，这笔付款另有一笔退款" in said
    assert "通常几分钟到账" not in said
    assert "查清前暂停发出" in words(browser("finance").get("/console/finance/"))
    assert [row.held for row in list_refunds(case_id=case.id)] == [True]
    assert [row.held for row in queries.list_unfinished_refunds()] == [True]


def test_hearing_of_a_held_refund_does_not_send_it(shop: Shop) -> None:
    bought = shop.sold()
    shop.asked(bought)
    on_the_bill(bought, BY_HAND_FEN)
    [refund] = Refund.objects.filter(payment__order__no=bought.no)
    hear_of_refund(refund_no=refund.no)
    assert shop.send() == 0
    assert given_at(shop, bought) == 0
