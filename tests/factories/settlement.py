"""Orders whose money has left escrow, merchants with balances, and resellers with a part."""

from __future__ import annotations

from uuid import UUID, uuid4

from anxin import wiring
from anxin.domain.settlement import MerchantMoney, Share
from anxin.services.commission import place_with_commissions
from anxin.services.deposit import book_deposit, record_deposit
from anxin.services.order.deliver import confirm_receipt
from anxin.services.order.place import OrderForm, Placed
from anxin.services.settlement import release_due
from anxin.services.standing.settle_term import set_settle_days
from anxin.services.standing.walking import NotPenalised
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import DepositEntry, MerchantBalance
from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import Goods, a_product
from tests.factories.clock import let_pass
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import Bought, delivered

AFTER_PROTECTION_DAYS = 8


def a_quick_shop() -> Shop:
    """A merchant whose money is released as soon as an order is completed."""
    shop = a_merchant()
    assert set_days(merchant_id=shop.id, days=0) is None
    return shop


def set_days(*, merchant_id: UUID, days: int) -> NotPenalised | None:
    """Have an operator set how long a merchant's money stays in escrow."""
    operator = an_account(role="operator").id
    return set_settle_days(merchant_id=merchant_id, days=days, why="入驻协议", actor=operator)


def completed(**order: object) -> Bought:
    """An order that the buyer has confirmed; its protection runs."""
    bought = delivered(**order)
    assert confirm_receipt(no=bought.no, buyer_id=bought.buyer)
    return bought


def settled(**order: object) -> Bought:
    """An order whose protection is over and whose money is released."""
    bought = completed(**order)
    let_pass(days=AFTER_PROTECTION_DAYS)
    release_due()
    return bought


def settled_at_once(*, shop: Shop, cards: int = 10, **order: object) -> Bought:
    """The same of a quick shop: no clock is moved, so every window of a policy is still open."""
    goods = order.pop("goods", None) or a_product(shop=shop, cards=cards)
    bought = completed(goods=goods, **order)
    release_due()
    return bought


def money_of(merchant_id: UUID) -> MerchantMoney:
    """What a merchant has and owes."""
    row = MerchantBalance.objects.filter(merchant_id=merchant_id).first()
    return (
        MerchantMoney(row.payable_fen, row.deposit_fen, row.advanced_fen)
        if row
        else (MerchantMoney())
    )


def a_deposit(*, merchant_id: UUID, amount_fen: int) -> None:
    """Have finance record a deposit, and its ten seconds be over."""
    serial = f"BANK-{uuid4().hex}"
    refused = record_deposit(
        merchant_id=merchant_id,
        amount_fen=amount_fen,
        bank_serial=serial,
        actor=an_account(role="finance").id,
    )
    assert refused is None
    assert book_recorded(serial)


def a_deposit_entry() -> DepositEntry:
    """A deposit that somebody of finance has just recorded."""
    serial, finance = f"BANK-{uuid4().hex}", an_account(role="finance").id
    refused = record_deposit(
        merchant_id=a_merchant().id, amount_fen=1_000, bank_serial=serial, actor=finance
    )
    assert refused is None
    return DepositEntry.objects.get(bank_serial=serial)


def book_recorded(serial: str) -> bool:
    """Have the ten seconds of what was recorded be over, and book it; say whether it was there."""
    entries = DepositEntry.objects.filter(bank_serial=serial)
    entries.update(book_at=ClockNow())
    return any([book_deposit(entry_id=entry.id) for entry in entries])


def placed_through(
    *resellers: tuple[UUID, int], goods: Goods | None = None, units: int = 1
) -> Bought:
    """An order placed through resellers, each with its part in fen."""
    buyer, goods = a_buyer(), goods or a_product()
    answer = place_with_commissions(
        buyer_id=buyer,
        product_no=goods.no,
        form=OrderForm(uuid4(), units, {}, acknowledged=True),
        shares=[Share(reseller, fen) for reseller, fen in resellers],
        outside=wiring.outside(),
    )
    assert isinstance(answer, Placed), answer
    return Bought(answer.order_no, buyer, goods)
