"""Lock before refund: no money moves before the issuer has locked the cards it is paid for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.storage.aftersale.models import CardFact, Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import breaches
from tests.factories.account import a_reviewer
from tests.factories.order import Bought, view
from tests.factories.order import paid as paid_order
from tests.partner.counter import HELD_S
from tests.partner.shop import Shop, cards, kinds, money, state
from tests.sandbox.partner import new_number, use

PRICE = 9_800
SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


def approved(shop: Shop, *, units: int = 1, asked: int | None = None) -> tuple[Bought, Case]:
    """A refund that is approved and waits for its cards: nobody has seen them."""
    bought = shop.sold(units=units)
    case = shop.asked(bought, reason="unwanted", units=asked)
    assert shop.ask_issuers() in (0, 1)
    return bought, Case.objects.get(id=case.id)


def test_a_refund_waits_until_its_card_is_locked_and_is_then_paid_at_once(shop: Shop) -> None:
    bought, case = approved(shop)
    before = money(bought)
    assert (case.state, cards(bought)) == ("approved", [("locking", "wanted")])
    assert bought.row.case_open
    shop.lock()
    assert (state(case), cards(bought)) == ("refunded", [("quarantined", "locked")])
    assert money(bought) == before + PRICE * 95 // 100
    [secret] = shop.secrets_of(bought)
    assert use(shop.sandbox, secret).status == 409
    assert breaches() == []


def test_the_money_moves_after_the_lock_and_not_before(shop: Shop) -> None:
    bought, case = approved(shop)
    before = money(bought)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=2)
    for _ in range(2):
        shop.lock()
        assert (money(bought), state(case)) == (before, "approved")
        shop.pass_time(seconds=13)
    shop.lock()
    assert (money(bought), state(case)) == (before + PRICE * 95 // 100, "refunded")


@pytest.mark.parametrize("kind", SPOILT)
def test_a_lock_whose_answer_is_lost_is_asked_for_again_under_the_same_number(
    shop: Shop, kind: str
) -> None:
    shop.hasten()
    bought, case = approved(shop)
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    shop.sandbox.switch(kind, on="issuer.lock", count=1, **held)
    shop.lock()
    assert (state(case), cards(bought)) == ("approved", [("locking", "wanted")])
    number = Card.objects.get(ordercard__order__no=bought.no).lock_no
    shop.pass_time(seconds=13)
    shop.lock()
    assert state(case) == "refunded"
    assert shop.calls("issuer.lock", str(number)) == 2
    assert Card.objects.get(ordercard__order__no=bought.no).lock_no == number


def test_a_card_used_after_the_approval_brings_the_case_to_a_senior_with_the_fact(
    shop: Shop,
) -> None:
    bought, case = approved(shop)
    before = money(bought)
    [secret] = shop.secrets_of(bought)
    use(shop.sandbox, secret)
    shop.lock()
    case.refresh_from_db()
    assert (case.state, case.tier, money(bought)) == ("platform_review", "senior", before)
    assert cards(bought) == [("sold", "used")]
    fact = CardFact.objects.filter(case=case, status="used").get()
    assert fact.used_at is not None
    assert "card_found_used" in kinds(bought)
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") == NotDecided("tier_too_high")
    refused = reject_case(
        no=case.no, reviewer=a_reviewer(role="senior"), code="already_used", said="卡已被使用"
    )
    assert refused is None
    assert (state(case), money(bought)) == ("rejected", before)


def test_a_senior_may_pay_for_a_used_card_all_the_same(shop: Shop) -> None:
    bought, case = approved(shop)
    before = money(bought)
    use(shop.sandbox, shop.secrets_of(bought)[0])
    shop.lock()
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="商家原因") is None
    assert (state(case), money(bought)) == ("refunded", before + PRICE * 95 // 100)
    assert cards(bought) == [("quarantined", "used")]
    assert breaches() == []


def test_cards_of_a_rejected_case_are_unlocked_and_can_be_used(shop: Shop) -> None:
    bought, case = approved(shop, units=2)
    first, second = shop.secrets_of(bought)
    use(shop.sandbox, second)
    shop.lock()
    assert sorted(cards(bought)) == [("sold", "locked"), ("sold", "used")]
    assert use(shop.sandbox, first).status == 409
    senior = a_reviewer(role="senior")
    reject_case(no=case.no, reviewer=senior, code="already_used", said="其中一张已使用")
    assert ("sold", "ending") in cards(bought)
    shop.lock()
    assert sorted(cards(bought)) == [("sold", "none"), ("sold", "used")]
    assert use(shop.sandbox, first).status == 200


def test_a_lock_that_nobody_knows_of_is_ended_too_and_does_nothing_when_it_comes(
    shop: Shop,
) -> None:
    bought, case = approved(shop)
    shop.sandbox.switch("timeout_before_commit", on="issuer.lock", count=1, seconds=HELD_S)
    shop.hasten()
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sandbox.switch("timeout_before_commit", on="issuer.lock", seconds=0)
    shop.sweep()
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")
    number = str(Card.objects.get(ordercard__order__no=bought.no).lock_no)
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    shop.sandbox.clear()
    shop.lock()
    assert (state(case), cards(bought)) == ("withdrawn", [("sold", "none")])
    assert shop.calls("issuer.unlock", number) == 1
    assert use(shop.sandbox, shop.secrets_of(bought)[0]).status == 200


def test_a_card_is_locked_anew_under_a_new_number_for_another_case(shop: Shop) -> None:
    bought, first = approved(shop)
    use_none = Card.objects.get(ordercard__order__no=bought.no)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=1)
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sweep()
    withdraw_case(no=first.no, buyer_id=bought.buyer)
    shop.lock()
    second = shop.asked(bought, reason="unwanted")
    shop.ask_issuers()
    shop.lock()
    assert state(second) == "refunded"
    card = Card.objects.get(ordercard__order__no=bought.no)
    assert card.lock == "locked"
    assert card.lock_no != use_none.lock_no


def test_only_the_cards_that_are_refunded_are_locked(shop: Shop) -> None:
    bought, case = approved(shop, units=3, asked=1)
    shop.lock()
    assert state(case) == "refunded"
    assert cards(bought) == [("sold", "none"), ("sold", "none"), ("quarantined", "locked")]
    assert bought.row.refunded_units == 1


def test_a_card_that_its_issuer_does_not_know_needs_no_lock(shop: Shop) -> None:
    """It cannot be used, which is what a lock is for: an invalid card is refunded."""
    goods = shop.cards_on_sale(known=[f"NOT-{new_number()}"], price_fen=1_900)
    bought = shop.sold(goods=goods)
    view(bought)
    case = shop.asked(bought, reason="card_invalid")
    shop.ask_issuers()
    shop.lock()
    assert (state(case), cards(bought)) == ("refunded", [("burned", "gone")])


def test_an_undelivered_card_is_put_back_without_asking_anybody(shop: Shop) -> None:
    goods = shop.cards_on_sale(count=1)
    bought = paid_order(goods=goods)
    case = shop.asked(bought)
    assert case.state == "refunded"
    assert Card.objects.filter(product_id=goods.id, state="available", lock="none").count() == 1


def test_a_card_whose_secret_cannot_be_read_holds_up_no_other(shop: Shop) -> None:
    (broken, waits), (_, paid) = approved(shop), approved(shop)
    Card.objects.filter(ordercard__order__no=broken.no).update(key_no=99)
    shop.lock()
    assert [state(case) for case in (waits, paid)] == ["approved", "refunded"]


def test_a_site_that_lost_its_issuer_holds_the_refund(shop: Shop) -> None:
    bought, case = approved(shop)
    before = money(bought)
    shop.outside = replace(shop.outside, issuers={})
    shop.lock()
    assert (state(case), money(bought)) == ("approved", before)
