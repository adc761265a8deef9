"""Refunds that a machine charged to their merchant, and its objections to them."""

from __future__ import annotations

from anxin import wiring
from anxin.services.aftersale import contest
from anxin.services.aftersale.contest import NotContested, Ruling, rule
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.objection import OBJECTION, object_to_refund
from anxin.storage.aftersale.models import Case, Objection
from anxin.storage.columns import ClockNow
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product, a_trusting_policy
from tests.factories.merchant import Shop
from tests.factories.order import Bought, delivered

PRICE_FEN = 500
NOTE = "发卡方当天系统故障，这批卡都是好的"


def trusted_goods(shop: Shop | None = None) -> Goods:
    """Cards whose faults are believed at once of a buyer of good credit."""
    return a_product(shop=shop, policy_id=a_trusting_policy(), price_fen=PRICE_FEN, cards=20)


def charged(bought: Bought | None = None) -> tuple[Bought, Case]:
    """An order that the policy alone gave back, at its merchant's cost."""
    bought = bought or delivered(goods=trusted_goods(), buyer=a_buyer(credit=95))
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.cause, case.decided_by) == ("refunded", "merchant", None), case.state
    return bought, case


def objected(case: Case, bought: Bought, *, note: str = NOTE) -> NotContested | None:
    """Have the merchant object to a refund."""
    return object_to_refund(
        case_no=case.no,
        merchant_id=bought.goods.shop.id,
        actor=bought.goods.shop.member,
        note=note,
        is_working_day=wiring.outside().is_working_day,
    )


def an_objection(charge: tuple[Bought, Case] | None = None) -> Objection:
    """An objection that waits for a senior."""
    bought, case = charge or charged()
    refused = objected(case, bought)
    assert refused is None, refused
    return Objection.objects.get(case_id=case.id)


def carry_out(objection: Objection) -> bool:
    """Have the ten seconds of its verdict be over, and do it; say whether there was one."""
    Objection.objects.filter(id=objection.id, verdict_at__isnull=False).update(
        verdict_at=ClockNow()
    )
    return contest.carry_out(OBJECTION, no=objection.no)


def decide_objection(*, no: str, reviewer: Reviewer, grant: bool, said: str) -> NotContested | None:
    """Have somebody grant an objection whole, or reject it."""
    fen = Objection.objects.get(no=no).fen
    ruling = Ruling("granted", fen, said) if grant else Ruling("rejected", 0, said)
    return rule(OBJECTION, no=no, reviewer=reviewer, ruling=ruling)
