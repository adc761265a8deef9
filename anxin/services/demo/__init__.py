"""The demo shop: goods, stock, and one login per role. Loaded once, however often asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.db import transaction

from anxin.domain.outside import Outside
from anxin.services.aftersale.turns.returning import Address, set_return_address
from anxin.services.cards import import_cards
from anxin.services.catalog import put_on_sale
from anxin.services.clock import NotADemo
from anxin.services.demo.goods import GOODS
from anxin.services.deposit import record_deposit
from anxin.services.gift import give_coupon, give_points
from anxin.services.standing.deposit import set_deposit_term
from anxin.services.wallet import top_up_demo
from anxin.storage.account.models import Account
from anxin.storage.catalog.models import Product
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.merchant.models import Member, Merchant
from anxin.storage.payment.models import Coupon

PASSWORD = "anxin-demo"
SHOP = "星河数卡"
FIRST_MONEY_FEN = 500_000
DEPOSIT_FEN = 1_000_000
COUPON_FEN, COUPON_FROM_FEN, COUPON_DAYS = 1_000, 5_000, 90
POINTS = 800
RETURNS_TO = Address("星河数卡退货组", "021-00000000", "上海市浦东新区示范路 1 号 2 号仓")


@dataclass(frozen=True, slots=True)
class Login:
    """One demo login: who it is and what it is for."""

    username: str
    role: str
    purpose: str


LOGINS = (
    Login("buyer", "buyer", "买家：下单、退款"),
    Login("buyer2", "buyer", "另一位买家"),
    Login("merchant", "merchant", "商家：发货"),
    Login("agent", "agent", "审核员：审核队列"),
    Login("senior", "senior", "高级审核员"),
    Login("supervisor", "supervisor", "主管：超时与处罚"),
    Login("operator", "operator", "运营：召回、风险与商家信誉"),
    Login("finance", "finance", "财务：对账与异常款项"),
    Login("finance2", "finance", "另一位财务：四眼复核"),
)


def load_demo(*, outside: Outside, issued: Sequence[str] = ()) -> None:
    """Put the demo shop into the database; `issued` are cards that its issuer knows.

    Goods whose issuer or supplier the site does not have are left out. Raises `NotADemo` on a site
    that is none.
    """
    if not outside.demo:
        raise NotADemo
    with transaction.atomic():
        accounts = {login.username: _account(login) for login in LOGINS}
        merchant, _ = Merchant.objects.get_or_create(name=SHOP)
        Member.objects.get_or_create(merchant=merchant, account_id=accounts["merchant"])
        _goods(merchant.id, outside, issued)
    set_return_address(merchant_id=merchant.id, actor=accounts["merchant"], sent=RETURNS_TO)
    _deposit(merchant.id, by=accounts["finance"])
    set_deposit_term(
        merchant_id=merchant.id,
        required_fen=DEPOSIT_FEN,
        why="入驻协议",
        actor=accounts["operator"],
    )
    for name in ("buyer", "buyer2"):
        top_up_demo(
            account_id=accounts[name],
            amount_fen=FIRST_MONEY_FEN,
            form_key=uuid5(NAMESPACE_URL, f"first-money:{name}"),
            outside=outside,
        )
        _gifts(accounts[name])


def _gifts(account_id: UUID) -> None:
    """A coupon and points, once."""
    if Coupon.objects.filter(account_id=account_id).exists():
        return
    give_coupon(
        account_id=account_id,
        title="新人券",
        title_en="Welcome coupon",
        value_fen=COUPON_FEN,
        minimum_fen=COUPON_FROM_FEN,
        valid_days=COUPON_DAYS,
    )
    give_points(account_id=account_id, points=POINTS)


def _deposit(merchant_id: UUID, *, by: UUID) -> None:
    refused = record_deposit(
        merchant_id=merchant_id, amount_fen=DEPOSIT_FEN, bank_serial="DEMO-DEPOSIT-1", actor=by
    )
    assert refused is None, refused


def _account(login: Login) -> UUID:
    account, _ = Account.objects.get_or_create(
        username=login.username,
        defaults={
            "role": login.role,
            "password": make_password(PASSWORD),
            "phone": "13800000000" if login.role == "buyer" else "",
        },
    )
    return account.id


def _goods(merchant_id: UUID, outside: Outside, issued: Sequence[str]) -> None:
    policy = latest_policy(name="standard")
    assert policy is not None, "the standard policy comes with the migrations"
    known = set(Product.objects.filter(merchant_id=merchant_id).values_list("title", flat=True))
    for goods in GOODS:
        if goods["title"] in known or not _is_served(goods, outside):
            continue
        page = {name: value for name, value in goods.items() if name != "stock"}
        product_id = put_on_sale(merchant_id=merchant_id, policy_id=policy.id, **page)
        cards = issued if "issuer" in goods else _new_cards(goods.get("stock", 0))
        if cards:
            import_cards(
                product_id=product_id,
                merchant_id=merchant_id,
                name="演示批次 1",
                secrets=cards,
                outside=outside,
            )


def _is_served(goods: Mapping[str, Any], outside: Outside) -> bool:
    """Whether the site has whom these goods depend on."""
    issuer, supplier = goods.get("issuer"), goods.get("supplier")
    return (not issuer or issuer in outside.issuers) and (
        not supplier or supplier in outside.suppliers
    )


def _new_cards(count: int) -> list[str]:
    return [_card_secret() for _ in range(count)]


def _card_secret() -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
