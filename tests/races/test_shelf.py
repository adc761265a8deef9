"""What recalls took off the shelf, put back and taken again at the same moment."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import connection

from anxin.services.bulk.recall import ask_to_relist, refuse, relist, run_recalls, tend_recalls
from anxin.services.order.deliver import waive_cooling_off
from anxin.storage.bulk.models import PulledCard, Recall
from anxin.storage.card.models import Card
from anxin.storage.catalog.models import Product
from anxin.storage.order.models import OrderCard
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import ask
from tests.factories.catalog import Goods, a_product
from tests.factories.order import delivered, paid
from tests.factories.recall import of_cards, of_product, proposed, recalled
from tests.races.conftest import Act, Crowd

ROUNDS = 8


def standing(goods: Goods) -> list[Recall]:
    """The recalls of a product that keep something off the shelf."""
    return list(
        Recall.objects.filter(product_id=goods.id, relisted_at=None)
        .exclude(state="refused")
        .order_by("proposed_at")
    )


def as_it_should_be(goods: Goods) -> None:
    """All is away while a recall of it stands, and all is back when none does; nothing is lost."""
    keeps = standing(goods)
    unsold = Card.objects.filter(product_id=goods.id, sold_at=None)
    states = set(unsold.values_list("state", flat=True))
    on_sale = Product.objects.get(id=goods.id).on_sale
    pulled = PulledCard.objects.filter(card__product_id=goods.id)
    if keeps:
        assert states <= {"quarantined"}, states
        assert set(pulled.values_list("recall_id", flat=True)) <= {row.id for row in keeps}
        assert pulled.count() == unsold.count(), "a card is away and nobody answers for it"
        assert on_sale == all(row.scope != "product" for row in keeps)
    else:
        assert states <= {"available", "held"}, states
        assert (pulled.count(), on_sale) == (0, True)
    nobodys = OrderCard.objects.filter(card__product_id=goods.id, card__state="held").exclude(
        order__state__in=("awaiting_payment", "cooling_off")
    )
    assert not nobodys.exists(), "a card is held for an order that has set out"


def wished(goods: Goods, who: UUID) -> Recall:
    """A recall of the product that is over, which somebody wants undone."""
    row = recalled(of_product(goods))
    assert ask_to_relist(no=row.no, actor=who, role="operator") is None
    return row


def test_selling_again_a_second_recall_and_a_refusal_leave_nothing_between(crowd: Crowd) -> None:
    operator, finance, boss = (an_account(role=r).id for r in ("operator", "finance", "supervisor"))
    for _ in range(ROUNDS):
        goods = a_product(cards=6)
        delivered(goods=goods)
        over, frozen = wished(goods, operator), proposed_beside(goods)
        answers = crowd.act(
            partial(relist, no=over.no, actor=finance, role="finance"),
            partial(refuse, no=frozen.no, actor=boss, role="supervisor"),
            partial(proposed, of_product(goods)),
            partial(relist, no=over.no, actor=boss, role="supervisor"),
            tend_recalls,
        )
        odd = [a for a in answers if isinstance(a, Exception) and not isinstance(a, AssertionError)]
        assert odd == []
        as_it_should_be(goods)
        for row in standing(goods):
            if row.state == "frozen":
                assert refuse(no=row.no, actor=boss, role="supervisor") is None
        as_it_should_be(goods)


def proposed_beside(goods: Goods) -> Recall:
    """A second recall of the product; its page is on the shelf for a moment, as by mistake."""
    Product.objects.filter(id=goods.id).update(on_sale=True)
    return proposed(of_product(goods))


def test_cards_come_back_while_their_orders_set_out_or_are_cancelled(crowd: Crowd) -> None:
    boss = an_account(role="supervisor").id
    for _ in range(ROUNDS):
        goods = a_product(cards=8)
        orders = [paid(goods=goods, buyer=a_buyer(credit=90)) for _ in range(4)]
        frozen = proposed(of_cards(goods))
        acts: list[Act] = [
            partial(waive_cooling_off, no=b.no, buyer_id=b.buyer) for b in orders[:2]
        ]
        acts += [partial(ask, bought, reason=None) for bought in orders[2:]]
        answers = crowd.act(
            partial(refuse, no=frozen.no, actor=boss, role="supervisor"), *acts, run_recalls
        )
        assert not [a for a in answers if isinstance(a, Exception)], answers
        as_it_should_be(goods)
        assert {bought.row.state for bought in orders[2:]} == {"cancelled"}
        for bought in orders[:2]:
            linked = OrderCard.objects.filter(order__no=bought.no)
            states = list(linked.values_list("card__state", flat=True))
            assert states == ["sold"] or bought.row.state == "delivering", states
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*) FROM anxin_order_ordercard k
                     JOIN anxin_card_card c ON c.id = k.card_id
                    WHERE c.product_id = %s AND c.state = 'available'""",
                [goods.id],
            )
            assert cursor.fetchone() == (0,), "a card is for sale and still somebody's"
