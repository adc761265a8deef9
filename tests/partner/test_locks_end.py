"""A lock ends with what it was for, and an issuer that never answers keeps no money back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import F

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.carrying import carry_out_verdicts
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.aftersale.turns.verdicts import decide_to_approve, sign_second
from anxin.storage.aftersale.models import Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import Order
from anxin.storage.payment.models import Payment
from tests.factories.account import a_reviewer
from tests.factories.order import Bought
from tests.partner.shop import Shop, cards, kinds, money, state
from tests.partner.test_locks import PRICE, approved
from tests.partner.test_replacing import to_be_replaced
from tests.sandbox.partner import use

A_SUM = Remedy("sum", gross_fen=1_000)
AT_RISK = Remedy(unlocked=True)


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def half_locked(shop: Shop) -> tuple[Bought, Case]:
    """Two cards approved, one of them locked; the other was used, so a person decides."""
    bought, case = approved(shop, units=2)
    use(shop.sandbox, shop.secrets_of(bought)[1])
    shop.lock()
    assert state(case) == "platform_review"
    assert sorted(cards(bought)) == [("sold", "locked"), ("sold", "used")]
    return bought, case


def unanswered(shop: Shop) -> tuple[Bought, Case]:
    """A card whose issuer does not answer, which brings the case to a senior."""
    bought, case = approved(shop)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=5_000)
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sweep()
    assert state(case) == "platform_review"
    return bought, case


def test_a_card_that_its_buyer_keeps_with_a_sum_is_unlocked(shop: Shop) -> None:
    bought, case = half_locked(shop)
    first, _ = shop.secrets_of(bought)
    before = money(bought)
    assert approve_case(no=case.no, reviewer=senior(), note="", remedy=A_SUM) is None
    assert (state(case), money(bought)) == ("refunded", before + 1_000)
    assert ("sold", "ending") in cards(bought)
    shop.lock()
    assert sorted(cards(bought)) == [("sold", "none"), ("sold", "used")]
    assert use(shop.sandbox, first).status == 200
    assert breaches() == []


def test_of_fewer_cards_the_rest_is_unlocked(shop: Shop) -> None:
    bought, case = half_locked(shop)
    one = Remedy("units", units=1)
    assert approve_case(no=case.no, reviewer=senior(), note="", remedy=one) is None
    shop.lock()
    kept = [card for card in cards(bought) if card[0] == "sold"]
    assert len(kept) == 1 and kept[0][1] in ("none", "used")
    assert breaches() == []


def test_a_lock_that_was_late_is_not_made_any_more_once_its_buyer_keeps_the_card(
    shop: Shop,
) -> None:
    bought, case = unanswered(shop)
    assert approve_case(no=case.no, reviewer=senior(), note="", remedy=A_SUM) is None
    assert state(case) == "refunded"
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    assert cards(bought) == [("sold", "none")]
    assert use(shop.sandbox, shop.secrets_of(bought)[0]).status == 200
    assert breaches() == []


def test_a_smaller_remedy_waits_only_for_its_own_locks(shop: Shop) -> None:
    bought, case = approved(shop, units=3)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=5_000)
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sweep()
    one = Remedy("units", units=1)
    assert approve_case(no=case.no, reviewer=senior(), note="", remedy=one) is None
    assert sorted(cards(bought)) == [("locking", "wanted"), ("sold", "ending"), ("sold", "ending")]
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    assert state(case) == "refunded"
    assert sorted(cards(bought)) == [("quarantined", "locked"), ("sold", "none"), ("sold", "none")]
    assert breaches() == []


def test_an_issuer_that_never_answers_holds_nobodys_money_longer_than_a_fortnight(
    shop: Shop,
) -> None:
    bought, case = unanswered(shop)
    before = money(bought)
    for _ in range(15):
        shop.pass_time(days=1)
        shop.sweep()
        if Case.objects.get(id=case.id).state == "platform_review":
            approve_case(no=case.no, reviewer=a_reviewer(role="supervisor"), note="")
        shop.pass_time(minutes=31)
        shop.sweep()
    case.refresh_from_db()
    assert (case.state, money(bought)) == ("refunded", before + PRICE * 95 // 100)
    assert case.closed_at and case.limit_at
    assert (case.closed_at - case.limit_at).total_seconds() < 26 * 3_600
    assert "paid_unlocked" in kinds(bought)
    card = Card.objects.get(ordercard__order__no=bought.no)
    assert (card.state, card.lock) == ("burned", "wanted"), "nobody is ever sold it again"
    assert card.paid_unlocked_at is not None
    assert breaches() == []
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    assert cards(bought) == [("burned", "locked")], "its issuer locks it whenever it answers"
    assert breaches() == []


def test_two_seniors_may_pay_without_waiting_for_the_lock(shop: Shop) -> None:
    bought, case = unanswered(shop)
    before, first = money(bought), senior()
    alone = approve_case(no=case.no, reviewer=first, note="", remedy=AT_RISK)
    assert alone == NotDecided("needs_second")
    agent = decide_to_approve(no=case.no, reviewer=a_reviewer(), note="", remedy=AT_RISK)
    assert agent == NotDecided("tier_too_high")
    assert decide_to_approve(no=case.no, reviewer=first, note="不再等", remedy=AT_RISK) is None
    shop.pass_time(seconds=11)
    assert carry_out_verdicts() == 0
    assert sign_second(no=case.no, reviewer=first) == NotDecided("own_verdict")
    assert sign_second(no=case.no, reviewer=senior()) is None
    shop.pass_time(seconds=11)
    assert carry_out_verdicts() == 1
    assert (state(case), money(bought)) == ("refunded", before + PRICE * 95 // 100)
    assert cards(bought) == [("burned", "wanted")]
    assert breaches() == []


def test_nobody_skips_a_lock_that_was_never_asked_for(shop: Shop) -> None:
    bought = shop.sold(goods=shop.cards_on_sale(count=1, price_fen=60_000))
    case = shop.asked(bought, reason="unwanted")
    shop.ask_issuers()
    assert state(case) == "platform_review"
    refused = approve_case(
        no=case.no, reviewer=senior(), note="", remedy=AT_RISK, signed_by=senior().account_id
    )
    assert refused == NotDecided("no_lock_waited_for")


def test_a_replacement_whose_old_card_is_never_locked_ends_in_a_refund(shop: Shop) -> None:
    bought, case = to_be_replaced(shop)
    before = money(bought)
    shop.pass_time(hours=24, minutes=1)
    shop.sweep()
    assert (state(case), supply_replacements()) == ("approved", 0)
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    assert state(case) == "refunded"
    assert money(bought) > before
    assert breaches() == []


def test_money_that_a_channel_took_back_while_a_card_was_locked_is_a_seniors(shop: Shop) -> None:
    bought, case = approved(shop)
    before = money(bought)
    with taken_back(bought):
        shop.lock()
    case.refresh_from_db()
    assert (case.state, case.tier, money(bought)) == ("platform_review", "senior", before)


def test_after_a_fortnight_too_nothing_is_paid_that_a_channel_took_back(shop: Shop) -> None:
    bought, case = approved(shop)
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=5_000)
    Case.objects.filter(id=case.id).update(limit_at=case.submitted_at)
    before = money(bought)
    shop.lock()
    shop.pass_time(minutes=31)
    with taken_back(bought):
        shop.sweep()
    case.refresh_from_db()
    assert (case.state, case.tier, money(bought)) == ("platform_review", "senior", before)
    assert case.due_at is not None and case.due_at == case.decide_by


@contextmanager
def taken_back(bought: Bought) -> Iterator[None]:
    """Nothing of its payment is left meanwhile, as after a chargeback."""
    row = bought.row
    paid = Payment.objects.filter(order=row)
    paid.update(refunded_fen=F("captured_fen"))
    Order.objects.filter(id=row.id).update(refunded_fen=row.paid_fen)
    yield
    paid.update(refunded_fen=0)
    Order.objects.filter(id=row.id).update(refunded_fen=0)
