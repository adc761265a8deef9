"""A channel takes money back while a case waits: the case still ends, and nothing is paid twice."""

from __future__ import annotations

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns.buyer import send_back
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.aftersale.turns.replacing import deliver_again, supply_replacements
from anxin.services.aftersale.turns.returning import confirm_return
from anxin.services.order.deliver import waive_cooling_off
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.threads import list_proposals
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import Order
from tests.channel.till import Till
from tests.factories.aftersale import case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.factories.complaint import joined
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, ship, view
from tests.factories.turns import buyer_of, shop_of

DAY_S = 86_400


def delivered_by_channel(till: Till, **goods: object) -> Bought:
    """Goods that were paid through the channel, and are there."""
    bought = till.paid(goods=a_product(**goods))  # type: ignore[arg-type]
    waive_cooling_off(no=bought.no, buyer_id=bought.buyer)
    if bought.row.state == "delivering":
        assert ship(bought, value_fen=bought.row.paid_fen) is None
    return bought


def taken_back(till: Till, bought: Bought) -> None:
    """All of it is charged back."""
    fen = Order.objects.get(no=bought.no).paid_fen
    assert joined(bought.no, source="chargeback", fen=fen) is None
    assert bought.row.refunded_fen == fen


def not_left_lying(case: Case, bought: Bought) -> None:
    """Somebody has it, with a deadline that is to come; nothing was given back twice."""
    case.refresh_from_db()
    assert case.state == "platform_review" and case.tier in ("senior", "supervisor")
    assert sweep_due(outside=wiring.outside()) == 0, "its deadline is still over"
    assert bought.row.refunded_fen == bought.row.paid_fen
    assert breaches() == []


def test_goods_on_their_way_back_whose_money_is_gone_are_a_seniors(till: Till) -> None:
    bought = delivered_by_channel(till, kind="physical")
    case = case_after(bought, reason="no_reason")
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF123456")
    assert (case.state, sent) == ("awaiting_return", None)
    taken_back(till, bought)
    till.pass_time(seconds=11 * DAY_S)
    sweep_due(outside=wiring.outside())
    not_left_lying(case, bought)


def test_goods_that_are_confirmed_and_whose_money_is_gone_are_a_seniors(till: Till) -> None:
    bought = delivered_by_channel(till, kind="physical")
    case = case_after(bought, reason="no_reason")
    taken_back(till, bought)
    shop = bought.goods.shop
    assert confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")


def replaced_by_agreement(
    till: Till, *, kind: str = "card_secret", cards: int = 1
) -> tuple[Bought, Case]:
    """Goods that do not work, and the yes of both sides to other ones."""
    bought = delivered_by_channel(till, kind=kind, cards=cards)
    view(bought)
    a_piece(bought, kind="comparison", verdict="consistent")
    a_piece(bought, verdict="consistent")
    reason = "card_invalid" if cards else "not_as_described"
    case = case_after(bought, reason=reason)
    other = Remedy("replacement")
    assert propose(no=case.no, party=shop_of(bought), remedy=other, said="") is None
    no = list_proposals(case_id=case.id)[-1].no
    assert accept(no=case.no, proposal_no=no, party=buyer_of(bought)) is None
    case.refresh_from_db()
    assert case.state == "replacing"
    return bought, case


def test_a_replacement_that_did_not_come_and_whose_money_is_gone_is_a_seniors(till: Till) -> None:
    bought, case = replaced_by_agreement(till)
    taken_back(till, bought)
    till.pass_time(seconds=DAY_S + 60)
    sweep_due(outside=wiring.outside())
    not_left_lying(case, bought)


def test_what_a_channel_took_back_is_not_replaced_too(till: Till) -> None:
    bought, case = replaced_by_agreement(till, cards=3)
    taken_back(till, bought)
    supply_replacements()
    assert card_states(bought.goods.id).get("available") == 2, "money and goods for one card"
    not_left_lying(case, bought)


def test_what_a_channel_took_back_is_not_delivered_again_either(till: Till) -> None:
    bought, case = replaced_by_agreement(till, kind="top_up", cards=0)
    taken_back(till, bought)
    shop = bought.goods.shop
    again = deliver_again(no=case.no, merchant_id=shop.id, actor=shop.member, receipt_no="R1")
    assert again == NotDecided("nothing_left")


def test_after_two_weeks_too_a_review_whose_money_is_gone_goes_on(till: Till) -> None:
    bought = till.paid(goods=a_product(price_fen=60_000))
    case = case_after(bought)
    taken_back(till, bought)
    till.pass_time(seconds=15 * DAY_S)
    sweep_due(outside=wiring.outside())
    case.refresh_from_db()
    assert case.due_at is not None and case.state == "platform_review"
    assert sweep_due(outside=wiring.outside()) == 0, "its deadline is still over"
