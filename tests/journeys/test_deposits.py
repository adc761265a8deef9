"""A deposit that finance records by hand: taken back at once, or the shop's ten seconds later."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from anxin.storage.ledger.models import DepositEntry
from tests.factories.account import an_account
from tests.factories.merchant import Shop, a_merchant
from tests.factories.settlement import money_of
from tests.journeys.looking import free, whole
from tests.journeys.steps import button, notice, reload_until
from tests.journeys.visitor import DESK, Visitors
from tests.races.turns import LONG_AGO


def record(finance: Page, shop: Shop, *, yuan: str, serial: str) -> None:
    """Write down on finance's page what arrived at the bank."""
    form = finance.locator("#deposit form").last
    form.get_by_label("商家").select_option(value=str(shop.id))
    form.get_by_label("银行流水号").fill(serial)
    form.get_by_label("到账金额（元）").fill(yuan)
    form.get_by_role("button", name="登记").click()
    expect(notice(finance, "已登记，10 秒后计入保证金")).to_be_visible()


def test_a_sum_mistyped_is_taken_back_and_the_right_one_is_the_shops(visitors: Visitors) -> None:
    shop = a_merchant()
    serial = f"B-{shop.id.hex[:12]}"
    finance = visitors.come(account=an_account(role="finance").id, size=DESK)
    finance.goto("/console/finance/payouts/")
    record(finance, shop, yuan="50000", serial=serial)
    other = visitors.come(account=an_account(role="finance").id, size=DESK)
    other.goto("/console/finance/payouts/")
    expect(notice(other, serial)).to_contain_text("¥50,000.00")
    expect(button(other, "收回")).to_have_count(0)
    button(finance, "收回").click()
    expect(notice(finance, "已收回，没有任何变动")).to_be_visible()
    expect(finance.locator("#deposit .notice")).to_have_count(0)
    assert money_of(shop.id).deposit_fen == 0

    record(finance, shop, yuan="500", serial=serial)
    free(finance)
    merchant = visitors.come(account=shop.member)
    merchant.goto("/console/standing/")
    deposit = merchant.locator(".stat", has_text="保证金").first
    expect(deposit).to_contain_text("¥0.00")
    DepositEntry.objects.filter(bank_serial=serial).update(book_at=LONG_AGO)
    reload_until(merchant, deposit.get_by_text("¥500.00"))
    assert money_of(shop.id).deposit_fen == 50_000
    finance.reload()
    expect(finance.locator("#deposit .notice")).to_have_count(0)
    expect(finance.locator("tr", has_text="¥500.00").first).to_be_visible()
    merchant.goto("/console/statement/")
    expect(merchant.locator("main")).to_contain_text("缴存保证金")
    whole(merchant)
