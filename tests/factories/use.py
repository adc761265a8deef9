"""Memberships, and what their merchant reports about their use."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from anxin.domain.policy.standard import STANDARD
from anxin.domain.use import Use
from anxin.services.catalog import save_policy
from anxin.services.order.use import NotReported, Reported, report_use
from anxin.storage.order.queries import find_order
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_trusting_policy
from tests.factories.merchant import Shop
from tests.factories.order import Bought, delivered

PRICE_FEN = 1_000
"""Of one unit."""


def a_membership(
    *,
    units: int = 3,
    buyer: UUID | None = None,
    policy_id: UUID | None = None,
    credit: int = 90,
    shop: Shop | None = None,
) -> Bought:
    """Deliver a membership of some units, whose faults need no evidence unless a policy is told."""
    goods = a_product(
        kind="membership",
        cards=0,
        price_fen=PRICE_FEN,
        policy_id=policy_id or a_trusting_policy(),
        title="会员 月卡",
        title_en="Membership, one month",
        shop=shop,
    )
    return delivered(goods=goods, buyer=buyer or a_buyer(credit=credit), units=units)


def a_generous_policy() -> UUID:
    """Save a policy under which memberships go back for any reason within 30 days."""
    document = deepcopy(STANDARD)
    clause = {
        "id": "membership_no_reason",
        "title": {"zh": "会员30天无理由退款", "en": "30-day membership return"},
        "when": {
            "kinds": ["membership"],
            "causes": ["buyer"],
            "asked_within": {"since": "delivered_at", "for": "30 days"},
        },
        "amount": "unused_units",
        "fee_rate": 0,
    }
    before = [each["id"] for each in document["clauses"]].index("unused_card")
    document["clauses"].insert(before, clause)
    return save_policy(name=f"generous-{uuid4().hex[:8]}", document=document)


def report(
    bought: Bought,
    *,
    used: int,
    after: timedelta | None = None,
    seen: int | None = None,
    actor: UUID | None = None,
    shop: UUID | None = None,
) -> Reported | NotReported:
    """Have the merchant report use, as of now or of so long after delivery."""
    order = find_order(order_id=bought.row.id)
    assert order is not None
    at = order.now if after is None else (order.delivered_at or order.now) + after
    return report_use(
        no=bought.no,
        merchant_id=shop or bought.goods.shop.id,
        actor=actor or bought.goods.shop.member,
        use=Use(used, at),
        seen_version=seen,
    )


def reported(*, units: int, used: int, buyer: UUID | None = None) -> Bought:
    """A membership of which its merchant has reported so many units as used up."""
    bought = a_membership(units=units, buyer=buyer)
    assert isinstance(report(bought, used=used), Reported)
    return bought


def in_form(at: datetime | None) -> str:
    """A moment as a form has it, by China's clock."""
    assert at is not None
    return at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
