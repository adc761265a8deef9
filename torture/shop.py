"""A shop to torture: a merchant, its goods and stock, and people, made by the site's use cases."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from anxin import wiring
from anxin.services.aftersale.moving import Reviewer
from anxin.services.cards import import_cards
from anxin.services.catalog import put_on_sale
from anxin.services.wallet import top_up_demo
from anxin.storage.account.models import Account
from anxin.storage.account.sessions import SessionStore
from anxin.storage.catalog.models import Product
from anxin.storage.catalog.queries import latest_policy
from anxin.storage.merchant.models import Member, Merchant

CANARY = "TORTURE-CARD-"
"""How every card secret begins: it must never be seen in a log."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product on sale."""

    no: str
    price_fen: int
    cooling_minutes: int
    cards: bool
    merchant_id: UUID
    member_id: UUID


def open_shop() -> tuple[UUID, UUID]:
    """Make a merchant and its one member."""
    merchant = Merchant.objects.create(name=f"shop-{uuid4().hex[:12]}")
    member = an_account(role="merchant")
    Member.objects.create(merchant=merchant, account_id=member)
    return merchant.id, member


def put_on_shelf(
    *,
    shop: tuple[UUID, UUID],
    kind: str,
    price_fen: int,
    cooling_minutes: int,
    stock: int,
    **page: object,
) -> Goods:
    """Put a product on sale under the standard policy, with so many cards where it is of cards.

    `page`: other columns of the product, as who has issued its cards.
    """
    policy = latest_policy(name="standard")
    assert policy is not None
    merchant_id, member_id = shop
    product_id = put_on_sale(
        merchant_id=merchant_id,
        policy_id=policy.id,
        kind=kind,
        title="折腾用",
        brand="TORTURE",
        price_fen=price_fen,
        cooling_off_minutes=cooling_minutes,
        **page,
    )
    if stock:
        import_cards(
            product_id=product_id,
            merchant_id=merchant_id,
            name="batch",
            secrets=[CANARY + uuid4().hex for _ in range(stock)],
            outside=wiring.outside(),
        )
    no = Product.objects.get(id=product_id).no
    return Goods(no, price_fen, cooling_minutes, kind == "card_secret", merchant_id, member_id)


def an_account(*, role: str, **columns: object) -> UUID:
    """Make an account that nobody can log in to."""
    name = f"{role}-{uuid4().hex[:12]}"
    return Account.objects.create(username=name, role=role, password="!", **columns).id


def a_buyer(*, money_fen: int) -> UUID:
    """Make a buyer with so much in the wallet, put there by a top-up."""
    buyer_id = an_account(role="buyer")
    if money_fen:
        refused = top_up_demo(
            account_id=buyer_id, amount_fen=money_fen, form_key=uuid4(), outside=wiring.outside()
        )
        assert refused is None
    return buyer_id


def log_in(*, account_id: UUID) -> str:
    """Log an account in without its password; return the session's key."""
    account = Account.objects.get(id=account_id)
    session = SessionStore()
    session[SESSION_KEY] = str(account.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def a_senior() -> Reviewer:
    """Make somebody who may decide every case."""
    return Reviewer(an_account(role="senior"), "senior")
