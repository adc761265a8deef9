"""A card is replaced only once its issuer has locked the old one: nobody has both."""

from __future__ import annotations

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.renewing import renew_cards
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.aftersale.turns.returning import call_platform_in
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from tests.factories.account import a_reviewer
from tests.factories.order import Bought
from tests.partner.shop import Shop, cards, money, state
from tests.sandbox.partner import use


def to_be_replaced(shop: Shop, *, stock: int = 3) -> tuple[Bought, Case]:
    """A case that came to a senior since its card was not locked in time, who replaces it."""
    bought = shop.sold(units=1, goods=shop.cards_on_sale(count=stock))
    case = shop.asked(bought, reason="unwanted")
    shop.ask_issuers()
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=50)
    shop.lock()
    shop.pass_time(minutes=31)
    shop.sweep()
    assert state(case) == "platform_review"
    senior = a_reviewer(role="senior")
    other = Remedy("replacement")
    assert approve_case(no=case.no, reviewer=senior, note="换卡", remedy=other) is None
    assert state(case) == "replacing"
    return bought, case


def test_the_old_card_is_locked_before_another_is_given(shop: Shop) -> None:
    bought, case = to_be_replaced(shop)
    before = money(bought)
    [old] = shop.secrets_of(bought)
    assert supply_replacements() == 0
    assert cards(bought) == [("locking", "wanted")]
    shop.sandbox.clear()
    shop.pass_time(minutes=45)
    shop.lock()
    assert supply_replacements() in (0, 1)
    assert state(case) == "replaced"
    assert sorted(cards(bought)) == [("quarantined", "locked"), ("sold", "none")]
    assert use(shop.sandbox, old).status == 409
    assert money(bought) == before
    assert breaches() == []


def test_a_card_that_was_used_meanwhile_is_not_replaced(shop: Shop) -> None:
    bought, case = to_be_replaced(shop)
    use(shop.sandbox, shop.secrets_of(bought)[0])
    shop.sandbox.clear()
    shop.pass_time(minutes=45)
    shop.lock()
    supply_replacements()
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert cards(bought) == [("sold", "used")]
    before = money(bought)
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert state(case) == "refunded", "a plain yes gives the money and replaces nothing again"
    assert money(bought) > before
    assert breaches() == []


def test_a_replacement_whose_old_card_is_never_locked_ends_as_money(shop: Shop) -> None:
    _, case = to_be_replaced(shop)
    shop.pass_time(hours=24, minutes=1)
    shop.sweep()
    assert state(case) == "approved"
    shop.pass_time(minutes=31)
    shop.sweep()
    assert state(case) == "platform_review"
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert state(case) == "approved", "it waits for the lock, and not for another card"
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    assert state(case) == "refunded"
    assert breaches() == []


def test_a_replacement_that_failed_is_paid_on_the_last_day(shop: Shop) -> None:
    bought, case = to_be_replaced(shop)
    use(shop.sandbox, shop.secrets_of(bought)[0])
    shop.sandbox.clear()
    shop.pass_time(minutes=45)
    shop.lock()
    supply_replacements()
    assert state(case) == "platform_review"
    shop.pass_time(days=14)
    shop.sweep()
    assert state(case) == "refunded"
    assert breaches() == []


def test_a_buyer_who_waits_no_longer_for_another_card_has_the_old_one_still_locked(
    shop: Shop,
) -> None:
    bought, case = to_be_replaced(shop, stock=1)
    shop.sandbox.clear()
    shop.pass_time(minutes=45)
    shop.lock()
    asked = call_platform_in(no=case.no, buyer_id=bought.buyer, outside=shop.outside)
    assert (asked, state(case)) == (None, "platform_review")
    assert cards(bought) == [("sold", "locked")]
    assert use(shop.sandbox, shop.secrets_of(bought)[0]).status == 409
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    assert (state(case), cards(bought)) == ("refunded", [("quarantined", "locked")])
    assert breaches() == []


def test_where_stock_is_out_the_issuer_makes_a_new_card(shop: Shop) -> None:
    bought, case = to_be_replaced(shop, stock=1)
    [old] = shop.secrets_of(bought)
    shop.sandbox.clear()
    shop.pass_time(minutes=45)
    shop.lock()
    assert supply_replacements() == 0
    known = len(shop.book("issuer"))
    shop.sandbox.switch("error_500_after_commit", on="issuer.replace", count=1)
    assert renew_cards(outside=shop.outside) == 0
    assert renew_cards(outside=shop.outside) == 0, "asked again only after a while"
    shop.pass_time(minutes=2)
    assert renew_cards(outside=shop.outside) == 1
    assert state(case) == "replaced"
    assert sorted(cards(bought)) == [("quarantined", "locked"), ("sold", "none")]
    assert len(shop.book("issuer")) == known + 1, "one new card, however often it was asked for"
    assert use(shop.sandbox, old).status == 409
    assert breaches() == []


def test_a_card_that_its_buyer_used_is_not_called_invalid_since_another_was_given_anew(
    shop: Shop,
) -> None:
    """What was used before it was delivered was used by another: by its own delivery, that is."""
    bought = shop.sold(units=2, goods=shop.cards_on_sale(count=4))
    case = shop.asked(bought, reason="unwanted", units=1)
    shop.ask_issuers()
    shop.sandbox.switch("lock_fails", on="issuer.lock", count=50)
    shop.lock()
    kept = next(s for s, c in zip(shop.secrets_of(bought), cards(bought), strict=True)
                if c[0] == "sold")  # fmt: skip
    shop.pass_time(minutes=31)
    shop.sweep()
    use(shop.sandbox, kept)
    senior, other = a_reviewer(role="senior"), Remedy("replacement")
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=other) is None
    shop.sandbox.clear()
    shop.pass_time(hours=1)
    shop.lock()
    supply_replacements()
    assert state(case) == "replaced"
    before = money(bought)
    again = shop.asked(bought, reason="card_invalid")
    shop.ask_issuers()
    shop.lock()
    assert state(again) not in ("approved", "refunding", "refunded")
    assert money(bought) == before
    assert breaches() == []
