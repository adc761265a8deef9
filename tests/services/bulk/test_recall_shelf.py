"""What a recall took off the shelf: how long it stays there, and who brings it back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from anxin.services.bulk.recall import ask_to_relist, keep_off, refuse, relist, run_recalls
from anxin.services.bulk.recall import release as release_recall
from anxin.storage.bulk.models import Recall
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Product
from anxin.storage.ledger.queries import breaches
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.card import card_states
from tests.factories.catalog import Goods, a_product
from tests.factories.clock import sweep_after
from tests.factories.order import delivered
from tests.factories.recall import (
    not_recalled,
    of_cards,
    of_product,
    proposed,
    recalled,
    two_batches,
)

pytestmark = pytest.mark.django_db


def on_sale(goods: Goods) -> bool:
    """Whether a product is on the shelf."""
    return Product.objects.get(id=goods.id).on_sale


def refused(row: Recall) -> None:
    """Somebody of finance refuses it."""
    assert refuse(no=row.no, actor=an_account(role="finance").id, role="finance") is None


def test_refusing_one_of_two_recalls_puts_nothing_back_that_the_other_keeps() -> None:
    goods = a_product(cards=3)
    first = proposed(of_product(goods))
    second = Recall.objects.get(no=proposed_anyway(goods))
    refused(first)
    assert (on_sale(goods), card_states(goods.id)) == (False, {"quarantined": 3})
    refused(second)
    assert (on_sale(goods), card_states(goods.id)) == (True, {"available": 3})
    assert breaches() == []


def proposed_anyway(goods: Goods) -> str:
    """A second recall of the same product, which finds a card to take and nothing on the shelf."""
    card = Card.objects.filter(product_id=goods.id).first()
    assert card is not None
    Card.objects.filter(id=card.id).update(state="available")
    return proposed(of_product(goods)).no


def test_a_batch_that_is_recalled_stays_away_when_the_recall_of_its_product_is_refused() -> None:
    goods = two_batches(first=2, second=3)
    whole = proposed(of_product(goods))
    batch = proposed_with_an_order(goods)
    refused(whole)
    assert (on_sale(goods), card_states(goods.id)) == (True, {"quarantined": 2, "available": 3})
    refused(batch)
    assert card_states(goods.id) == {"available": 5}


def proposed_with_an_order(goods: Goods) -> Recall:
    """A recall of the first batch, of which a card lies about that nobody pulled yet."""
    first = Card.objects.filter(product_id=goods.id).order_by("id").first()
    assert first is not None
    Card.objects.filter(id=first.id).update(state="available")
    return proposed(of_cards(goods))


def test_a_frozen_recall_that_nobody_decides_is_brought_up_and_keeps_its_cards() -> None:
    goods = a_product(cards=2)
    bought = delivered(goods=a_product())
    row = proposed(of_product(goods))
    assert row.presses == 0
    sweep_after(hours=3)
    row.refresh_from_db()
    assert row.presses == 0
    sweep_after(hours=4, minutes=1)
    row.refresh_from_db()
    assert (row.presses, row.state) == (1, "frozen")
    sweep_after(hours=30)
    row.refresh_from_db()
    assert (row.presses, row.state, card_states(goods.id)) == (2, "frozen", {"quarantined": 2})
    for role in ("supervisor", "finance"):
        page = browser(role).get(f"/console/recalls/{row.no}/")
        assert "超时没有人放行：名单仍然有效" in words(page)
        assert "已催主管和财务 2 次" in words(page)
        assert '<span class="count bad">1</span>' in page.content.decode()
    assert bought.row.refunded_fen == 0
    supervisor = an_account(role="supervisor").id
    assert release_recall(no=row.no, actor=supervisor, role="supervisor") is None


def ended(*, cards: int = 3) -> tuple[Goods, Recall]:
    """A recall that is over: one sold, the others pulled."""
    goods = a_product(cards=cards)
    delivered(goods=goods)
    return goods, recalled(of_product(goods))


def test_two_people_put_the_unsold_back_on_sale_after_a_recall() -> None:
    goods, row = ended()
    operator, finance = an_account(role="operator").id, an_account(role="finance").id
    assert ask_to_relist(no=row.no, actor=operator, role="operator") is None
    assert not on_sale(goods)
    answer = relist(no=row.no, actor=operator, role="operator")
    assert not_recalled(answer) == "not_allowed"
    assert relist(no=row.no, actor=finance, role="finance") is None
    assert on_sale(goods)
    assert card_states(goods.id) == {"available": 2, "quarantined": 1}, "the refunded one stays"
    again = relist(no=row.no, actor=finance, role="finance")
    assert not_recalled(again) == "moved"
    assert breaches() == []


def test_nobody_agrees_to_an_own_wish() -> None:
    goods, row = ended()
    supervisor = an_account(role="supervisor").id
    assert ask_to_relist(no=row.no, actor=supervisor, role="supervisor") is None
    answer = relist(no=row.no, actor=supervisor, role="supervisor")
    assert not_recalled(answer) == "own_wish"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE anxin_bulk_recall SET relisted_by_id = relist_by_id")
    assert not on_sale(goods)


def test_a_wish_that_is_turned_down_or_not_answered_leaves_all_off_the_shelf() -> None:
    goods, row = ended()
    operator, finance = an_account(role="operator").id, an_account(role="finance").id
    ask_to_relist(no=row.no, actor=operator, role="operator")
    assert keep_off(no=row.no, actor=finance, role="finance") is None
    ask_to_relist(no=row.no, actor=operator, role="operator")
    sweep_after(hours=25)
    row.refresh_from_db()
    assert (row.relist_by_id, on_sale(goods)) == (None, False)
    late = relist(no=row.no, actor=finance, role="finance")
    assert not_recalled(late) == "moved"


def test_what_another_recall_keeps_does_not_come_back_by_the_first_ones_end() -> None:
    goods, row = ended()
    Product.objects.filter(id=goods.id).update(on_sale=True)
    second = proposed(of_product(goods))
    ask_to_relist(no=row.no, actor=an_account(role="operator").id, role="operator")
    assert relist(no=row.no, actor=an_account(role="finance").id, role="finance") is None
    assert (on_sale(goods), card_states(goods.id)) == (False, {"quarantined": 3})
    refused(second)
    assert (on_sale(goods), card_states(goods.id)["available"]) == (True, 2)


def test_who_has_nothing_to_do_with_it_puts_nothing_back() -> None:
    goods, row = ended()
    for role in ("agent", "senior", "merchant", "buyer", "auditor"):
        who = an_account(role=role).id
        assert not_recalled(ask_to_relist(no=row.no, actor=who, role=role)) == "not_allowed"
    ask_to_relist(no=row.no, actor=an_account(role="operator").id, role="operator")
    for role in ("operator", "agent", "senior", "merchant", "buyer", "auditor"):
        who = an_account(role=role).id
        assert not_recalled(relist(no=row.no, actor=who, role=role)) == "not_allowed"
        assert not_recalled(keep_off(no=row.no, actor=who, role=role)) == "not_allowed"
    assert not on_sale(goods)


def test_the_page_asks_and_agrees_and_says_what_refusing_did() -> None:
    goods, row = ended()
    operator, finance = browser("operator"), browser("finance")
    page = f"/console/recalls/{row.no}/"
    assert "提出重新上架" in words(operator.get(page))
    assert "等另一位主管或财务同意" in words(operator.post(f"{page}shelf/ask/", follow=True))
    assert "同意重新上架" not in words(operator.get(page))
    assert "同意重新上架" in words(finance.get(page))
    assert "已重新上架" in words(finance.post(f"{page}shelf/relist/", follow=True))
    assert on_sale(goods)
    assert finance.post(f"{page}shelf/sell/").status_code == 404
    other = proposed(of_product(a_product(cards=1)))
    refused(other)
    assert "驳回时下架的已恢复销售" in words(finance.get(f"/console/recalls/{other.no}/"))


def test_the_page_renews_itself_while_rows_are_worked_off_and_no_longer() -> None:
    goods = a_product(cards=1)
    delivered(goods=goods)
    row = proposed(of_product(goods))
    supervisor = an_account(role="supervisor")
    client = browser(supervisor.id)
    page = f"/console/recalls/{row.no}/"
    assert "hx-trigger" not in client.get(page).content.decode()
    release_recall(no=row.no, actor=supervisor.id, role="supervisor")
    assert 'hx-trigger="every 3s"' in client.get(page).content.decode()
    run_recalls()
    assert "hx-trigger" not in client.get(page).content.decode()
