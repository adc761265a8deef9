"""A refund that its channel cannot make: the buyer is asked, two agree, the wallet has it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from anxin.services.refund import note_late_refunds
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.payment.queries import count_overdue
from anxin.storage.refund.models import Refund
from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import a_product
from tests.journeys.looking import whole
from tests.journeys.servers import Site
from tests.journeys.steps import ask_back, button, notice, order, reload_until
from tests.journeys.test_alipay import break_things
from tests.journeys.test_wechat import scan_and_pay
from tests.journeys.visitor import DESK, PHONE, Visitors

ASKED = "改退到安心钱包"
OVERDUE = "超过 10 天，主管过问"


def refused_by_the_bank(visitors: Visitors, site: Site) -> tuple[Page, Refund]:
    """Paid by WeChat and asked back, which the buyer's bank does not take."""
    buyer = a_buyer(money_fen=0)
    desk = visitors.come(account=buyer, size=DESK)
    no = order(desk, a_product())
    desk.get_by_label("微信支付").check()
    button(desk, "付款").click()
    expect(desk.get_by_alt_text("支付二维码")).to_have_js_property("complete", True)
    scan_and_pay(site, no)
    expect(notice(desk, "现在取消，立即全额退款")).to_be_visible()
    break_things(site, {"kind": "refund_abnormal", "on": "wechat.refund", "count": 1})
    ask_back(desk, no)
    page = visitors.come(account=buyer, size=PHONE)
    page.goto(desk.url)
    return page, Refund.objects.get(payment__order__no=no)


def at_finance(visitors: Visitors, role: str = "finance") -> Page:
    """Somebody before the money that went astray."""
    page = visitors.come(account=an_account(role=role).id, size=DESK)
    page.goto("/console/finance/")
    return page


def ten_days_old(refund: Refund) -> None:
    """It was asked back eleven days ago, and finance is told of it as every day."""
    Refund.objects.filter(id=refund.id).update(reserved_at="2020-01-01T00:00:00Z")
    note_late_refunds()


def agreed_on(buyer: Page, finance: Page, supervisor: Page, refund: Refund) -> None:
    """The buyer says yes, finance proposes the wallet and the supervisor confirms it."""
    button(buyer, ASKED).click()
    expect(buyer.locator("main")).to_contain_text("您已选择改退到钱包")
    finance.reload()
    expect(finance.locator(f"#r-{refund.no}")).to_contain_text("买家已选择改退钱包")
    button(finance, "提议改退钱包").click()
    expect(notice(finance, "需要另一位财务确认")).to_be_visible()
    supervisor.goto("/console/finance/")
    button(supervisor, "确认改退钱包").click()
    expect(notice(supervisor, "已确认")).to_be_visible()


def test_a_stuck_refund_is_asked_about_unasked_and_a_supervisor_sees_it_after_ten_days(
    visitors: Visitors, site: Site
) -> None:
    buyer, refund = refused_by_the_bank(visitors, site)
    reload_until(buyer, button(buyer, ASKED))
    expect(notice(buyer, "银行没有收下这笔钱")).to_be_visible()
    whole(buyer)
    finance = at_finance(visitors)
    expect(finance.locator(f"#r-{refund.no}")).to_contain_text("银行没有收下")
    expect(finance.get_by_text(OVERDUE)).to_have_count(0)
    ten_days_old(refund)

    supervisor = at_finance(visitors, "supervisor")
    first = supervisor.locator("article").first
    expect(first).to_contain_text(OVERDUE)
    expect(first).to_contain_text(refund.no[:12])
    supervisor.goto("/console/")
    expect(supervisor.get_by_role("link", name="财务").locator(".count.bad")).to_have_text(
        str(count_overdue())
    )
    agreed_on(buyer, finance, supervisor, refund)

    reload_until(buyer, buyer.get_by_role("heading", name="已退款", level=1))
    expect(button(buyer, ASKED)).to_have_count(0)
    buyer.goto("/wallet/")
    expect(buyer.locator(".price.xl")).to_have_text("¥98.00")
    supervisor.reload()
    expect(supervisor.locator(f"#r-{refund.no}")).to_have_count(0)
    order_of = refund.payment.order
    assert order_of and balance(account_id=order_of.buyer_id) == 9_800
    assert breaches() == []
