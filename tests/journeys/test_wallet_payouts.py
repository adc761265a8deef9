"""Wallet money that no channel takes back: asked for to a card, taken back, and paid by two."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, expect

from anxin.storage.ledger.models import Payout
from anxin.storage.ledger.queries import balance
from tests.factories.account import an_account
from tests.factories.payout import CARD, no_way_back, to_bank
from tests.factories.risk import NAME, id_number
from tests.journeys.looking import free
from tests.journeys.steps import button, link, notice, reload_until
from tests.journeys.visitor import DESK, PHONE, Visitors

WRITTEN: Final = {"真实姓名": NAME, "身份证号": id_number(), "开户银行": "招商银行"}


def ask(buyer: Page, *, yuan: str, **fields: str) -> None:
    """Fill in the form that leads from the wallet to a bank card, and send it."""
    buyer.goto("/wallet/")
    buyer.get_by_role("link", name="提到银行卡").click()
    buyer.get_by_label("提现金额（元）").fill(yuan)
    for label, text in {**WRITTEN, "银行卡号": CARD, **fields}.items():
        buyer.get_by_label(label).fill(text)
    button(buyer, "提到这张卡").click()


def pay(visitors: Visitors, *, no: str) -> None:
    """One of finance approves a payout, who pays it reads the card and confirms."""
    one = visitors.come(account=an_account(role="finance").id, size=DESK)
    one.goto("/console/finance/payouts/")
    line = one.locator(f"#p-{no}")
    expect(line).to_contain_text("买家提到银行卡")
    line.get_by_role("button", name="同意").click()
    expect(notice(one, "已同意，等另一位同事打款")).to_be_visible()
    expect(line).to_contain_text("您已签过，等别的同事")

    other = visitors.come(account=an_account(role="finance").id, size=PHONE)
    other.goto("/console/finance/payouts/")
    other.locator(f"#p-{no}").get_by_role("button", name="由我打款").click()
    expect(other.locator("main")).to_contain_text(CARD.replace(" ", ""))
    expect(other.locator("main")).to_contain_text(NAME)
    free(other)
    other.get_by_label("银行流水号").fill(f"B-{no}")
    button(other, "确认打款完成").click()
    expect(notice(other, "已记为打款完成")).to_be_visible()


def test_it_is_asked_for_approved_by_one_paid_by_another_and_read_by_its_owner(
    visitors: Visitors,
) -> None:
    account = no_way_back(fen=5_000)
    buyer = visitors.come(account=account)
    ask(buyer, yuan="50.01", 银行卡号="6222020000000000043")
    expect(buyer.get_by_text("最多 ¥50.00").first).to_be_visible()
    buyer.get_by_label("提现金额（元）").fill("30")
    button(buyer, "提到这张卡").click()
    expect(buyer.get_by_text("这个银行卡号不对，请核对每一位").first).to_be_visible()
    free(buyer)
    buyer.get_by_label("银行卡号").fill(CARD)
    button(buyer, "提到这张卡").click()
    expect(notice(buyer, "已提交，正在核验姓名")).to_be_visible()
    reload_until(buyer, buyer.get_by_text("等财务审批，一般一天内"))
    expect(buyer.locator("#withdrawals")).to_contain_text("测* · 招商银行 尾号 0042")
    free(buyer)

    pay(visitors, no=Payout.objects.get(account_id=account).no)
    buyer.reload()
    expect(buyer.get_by_text("已打到银行卡")).to_be_visible()
    assert balance(account_id=account) == 2_000


def test_its_owner_thinks_better_of_it_and_has_it_in_the_wallet_again(visitors: Visitors) -> None:
    account = no_way_back(fen=5_000)
    buyer = visitors.come(account=account)
    ask(buyer, yuan="50")
    reload_until(buyer, buyer.get_by_text("等财务审批，一般一天内"))
    button(buyer, "取消提现").click()
    expect(notice(buyer, "已取消，钱已回到钱包")).to_be_visible()
    expect(buyer.locator("#withdrawals")).to_contain_text("您已取消，钱已回到钱包")
    assert balance(account_id=account) == 5_000


def test_what_the_bank_sends_back_is_in_the_wallet_again_once_two_have_seen_it(
    visitors: Visitors,
) -> None:
    account = no_way_back(fen=5_000)
    no = to_bank(buyer=account, fen=5_000).no
    pay(visitors, no=no)
    one = visitors.come(account=an_account(role="finance").id, size=DESK)
    one.goto("/console/finance/payouts/")
    for serial in ("B-NOTHING", f"B-{no}"):
        one.get_by_label("打款时的银行流水号").fill(serial)
        one.get_by_label("退回的银行流水号").fill(f"BACK-{no}")
        button(one, "登记退回").click()
        if serial == "B-NOTHING":
            expect(one.get_by_text("没有按这个流水号打过款，请核对").first).to_be_visible()
    expect(notice(one, "已登记，等另一位同事核对")).to_be_visible()
    expect(one.locator(f"#p-{no}")).to_contain_text("您已签过，等别的同事")
    other = visitors.come(account=an_account(role="finance").id, size=PHONE)
    other.goto("/console/finance/payouts/")
    line = other.locator(f"#p-{no}")
    expect(line).to_contain_text(f"BACK-{no}")
    free(other)
    line.get_by_role("button", name="银行已退回，钱回原处").click()
    expect(notice(other, "钱已退回原处，对方能看到")).to_be_visible()
    buyer = visitors.come(account=account)
    buyer.goto("/me/")
    link(buyer, "看原因").click()
    expect(buyer.get_by_text("银行没有收下，钱已回到钱包，请核对卡号后再提")).to_be_visible()
    assert balance(account_id=account) == 5_000
