"""Pages about money: the merchant's statement, finance's payouts and books, contested fees."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from anxin.domain.settlement import MerchantMoney
from anxin.domain.wording.proofs import PROOFS_IN_CHINESE
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.ledger.models import DepositEntry, Payout
from anxin.storage.ledger.queries import PROOFS, balance, breaches
from anxin.storage.order.models import Order
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.fee_claim import FEE_FEN, a_fee_claim, a_kept_fee, carry_out
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import Bought
from tests.factories.payout import asked_payout, paid_out
from tests.factories.settlement import (
    a_deposit,
    a_quick_shop,
    book_recorded,
    money_of,
    settled_at_once,
)

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800


@pytest.fixture
def shop() -> Shop:
    """A merchant with the price of one order."""
    quick = a_quick_shop()
    settled_at_once(shop=quick)
    return quick


MERCHANTS = ("/console/statement/", "/console/statement/export/")
FINANCES = ("/console/finance/payouts/", "/console/finance/ledger/")


@pytest.mark.parametrize("role", ["buyer", "agent", "finance", "operator"])
def test_a_merchants_statement_exists_for_its_members_only(role: str) -> None:
    client = browser(role)
    assert {client.get(address).status_code for address in MERCHANTS} == {404}
    assert client.post("/console/statement/withdraw/").status_code == 404


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "operator"])
def test_finances_pages_exist_for_finance_only(role: str, shop: Shop) -> None:
    payout = asked_payout(shop=shop, amount_fen=2_000)
    client = browser(role)
    assert {client.get(address).status_code for address in FINANCES} == {404}
    for act in ("approve", "confirm", "refuse"):
        answer = client.post(f"/console/finance/payouts/{payout.no}/{act}/", {"why": "x"})
        assert answer.status_code == 404
    for act in ("deposit", "deposit-back"):
        assert client.post(f"/console/finance/payouts/{act}/").status_code == 404
    payout.refresh_from_db()
    assert payout.state == "requested"


@pytest.mark.parametrize("role", ["buyer", "merchant", "finance", "operator"])
def test_contested_fees_are_decided_by_reviewers_only(role: str) -> None:
    claim = a_fee_claim()
    client = browser(role)
    assert client.get("/console/fees/").status_code == 404
    sent = {"granted": "1", "said": "x", "decision": "approve"}
    assert client.post(f"/console/fees/{claim.no}/", sent).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_another_merchants_sums_are_not_shown(shop: Shop) -> None:
    said = words(browser(a_merchant().member).get("/console/statement/"))
    assert "¥98.00" not in said


def test_the_statement_shows_balance_movements_and_what_they_add_up_to(shop: Shop) -> None:
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    asked_payout(shop=shop, amount_fen=4_000)
    said = words(browser(shop.member).get("/console/statement/"))
    for text in ("¥58.00", "+¥98.00", "−¥40.00", "¥50.00", "货款结算", "申请提现", "待审批"):
        assert text in said, text


def test_what_the_platform_advanced_is_shown_to_the_merchant(shop: Shop) -> None:
    paid_out(shop=shop, amount_fen=PRICE_FEN)
    bought = Order.objects.get(merchant_id=shop.id)
    again = Bought(bought.no, bought.buyer_id, None)  # type: ignore[arg-type]
    assert case_after(again, reason="unwanted").state == "refunded"
    said = words(browser(shop.member).get("/console/statement/"))
    assert "平台为您垫付了 ¥98.00" in said
    assert "其中 ¥98.00 由平台垫付" in said


def test_a_withdrawal_is_asked_for_once_per_form(shop: Shop) -> None:
    client, key = browser(shop.member), uuid4()
    for _ in range(2):
        sent = {"form_key": key, "amount": "40.00"}
        assert client.post("/console/statement/withdraw/", sent).status_code == 302
    assert Payout.objects.get(merchant_id=shop.id).amount_fen == 4_000
    assert money_of(shop.id) == MerchantMoney(5_800)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("98.01", "最多 ¥98.00"),
        ("9.99", "最少 ¥10.00"),
        ("", "请填写金额"),
        ("1e3", "金额写成数字"),
        ("999999999", "最多 ¥98.00"),
        ("-20", "金额写成数字"),
    ],
)
def test_a_wrong_amount_is_explained(shop: Shop, amount: str, sentence: str) -> None:
    sent = {"form_key": uuid4(), "amount": amount}
    answer = browser(shop.member).post("/console/statement/withdraw/", sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Payout.objects.exists()


def test_a_merchant_id_that_rides_along_is_refused(shop: Shop) -> None:
    sent = {"form_key": uuid4(), "amount": "20", "merchant": str(a_quick_shop().id)}
    answer = browser(shop.member).post("/console/statement/withdraw/", sent)
    assert answer.status_code == 422
    assert not Payout.objects.exists()


@pytest.mark.parametrize("month", ["", "2026-13", "abc", "0000-00", "2099-12", "2000-01"])
def test_any_month_can_be_asked_for(shop: Shop, month: str) -> None:
    client = browser(shop.member)
    assert client.get("/console/statement/", {"month": month}).status_code == 200
    assert client.get("/console/statement/export/", {"month": month}).status_code == 200


def test_the_export_adds_up_and_holds_no_formula(shop: Shop) -> None:
    goods = a_product(shop=shop, title="=cmd|'/c calc'!A1")
    settled_at_once(shop=shop, goods=goods)
    asked_payout(shop=shop, amount_fen=4_000)
    answer = browser(shop.member).get("/console/statement/export/")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    text = answer.content.decode("utf-8-sig")
    assert "\"'=cmd|'/c calc'!A1\"" in text
    assert '"=cmd' not in text
    lines = [line.split(",") for line in text.strip().splitlines()[1:]]
    amounts = [round(float(line[-2].strip('"')) * 100) for line in lines]
    balances = [round(float(line[-1].strip('"')) * 100) for line in lines]
    assert amounts == [PRICE_FEN, PRICE_FEN, -4_000]
    assert balances == [PRICE_FEN, 2 * PRICE_FEN, 2 * PRICE_FEN - 4_000]
    assert balances[-1] == money_of(shop.id).payable_fen


def test_two_of_finance_pay_what_a_merchant_asked_for(shop: Shop) -> None:
    payout = asked_payout(shop=shop, amount_fen=4_000)
    one, other = browser("finance"), browser("finance")
    page = "/console/finance/payouts/"
    assert "¥40.00" in words(one.get(page))
    one.post(f"{page}{payout.no}/approve/")
    said = words(one.get(page))
    assert "您已签过" in said
    assert one.post(f"{page}{payout.no}/confirm/", {"bank_serial": "B-1"}).status_code == 302
    payout.refresh_from_db()
    assert payout.state == "approved"
    assert other.post(f"{page}{payout.no}/confirm/", {"bank_serial": ""}).status_code == 422
    other.post(f"{page}{payout.no}/confirm/", {"bank_serial": "B-1"})
    payout.refresh_from_db()
    assert payout.state == "paid"
    assert "B-1" in words(other.get(page))
    assert breaches() == []


def test_a_refusal_needs_a_reason_that_the_merchant_reads(shop: Shop) -> None:
    payout = asked_payout(shop=shop, amount_fen=4_000)
    client = browser("finance")
    address = f"/console/finance/payouts/{payout.no}/refuse/"
    answer = client.post(address, {"why": " "})
    assert (answer.status_code, "请写明退回的原因" in words(answer)) == (422, True)
    client.post(address, {"why": "<script>账户名不符</script>"})
    said = browser(shop.member).get("/console/statement/").content.decode()
    assert "&lt;script&gt;账户名不符" in said
    assert money_of(shop.id) == MerchantMoney(PRICE_FEN)


def test_finance_records_a_deposit_and_asks_for_its_return(shop: Shop) -> None:
    client, page = browser("finance"), "/console/finance/payouts/"
    sent = {"merchant": str(shop.id), "amount": "500", "bank_serial": "B-1"}
    assert client.post(f"{page}deposit/", sent).status_code == 302
    assert client.post(f"{page}deposit/", {**sent, "amount": "600"}).status_code == 422
    undo = f"{page}deposit/{DepositEntry.objects.get(bank_serial='B-1').id}/undo/"
    other = browser("finance")
    assert undo in words(client.get(page)) and undo not in words(other.get(page))
    assert "不能收回" in words(other.post(undo, follow=True))
    assert "已收回，没有任何变动" in words(client.post(undo, follow=True))
    assert client.post(f"{page}deposit/", sent).status_code == 302
    assert money_of(shop.id).deposit_fen == 0 and book_recorded("B-1")
    assert money_of(shop.id).deposit_fen == 50_000
    back = {"merchant": str(shop.id), "amount": "600", "form_key": uuid4()}
    answer = client.post(f"{page}deposit-back/", back)
    assert (answer.status_code, "最多 ¥500.00" in words(answer)) == (422, True)
    assert client.post(f"{page}deposit-back/", {**back, "amount": "200"}).status_code == 302
    assert money_of(shop.id).deposit_fen == 30_000
    assert "退还保证金" in words(client.get(page))


def test_unknown_payouts_and_merchants_are_not_there() -> None:
    client, page = browser("finance"), "/console/finance/payouts/"
    assert client.post(f"{page}nothing/approve/").status_code == 404
    sent = {"merchant": str(uuid4()), "amount": "5", "bank_serial": "B"}
    assert client.post(f"{page}deposit/", sent).status_code == 422


def test_the_books_add_to_zero_and_prove_themselves_on_demand(shop: Shop) -> None:
    client = browser("finance")
    said = words(client.get("/console/finance/ledger/"))
    assert "平衡" in said and "全部成立" not in said
    assert "全部成立" in words(client.get("/console/finance/ledger/?prove=1"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE anxin_ledger_merchantbalance SET payable_fen = payable_fen + 1")
    said = words(client.get("/console/finance/ledger/?prove=1"))
    assert "商家余额与记账之和不符" in said
    assert str(shop.id) in said


def test_every_proof_has_its_sentence_in_chinese() -> None:
    assert set(PROOFS) <= set(PROOFS_IN_CHINESE)


def test_a_buyer_contests_a_fee_and_a_reviewer_returns_it() -> None:
    case = a_kept_fee()
    buyer, address = browser(case.buyer_id), f"/refunds/{case.no}/fee/"
    assert "有异议" in words(buyer.get(f"/refunds/{case.no}/"))
    assert "¥4.90" in words(buyer.get(address))
    assert buyer.post(address, {"form_key": uuid4(), "note": ""}).status_code == 422
    sent = {"form_key": uuid4(), "note": "页面没有写<b>手续费</b>"}
    assert buyer.post(address, sent).status_code == 302
    assert buyer.post(address, sent).status_code == 302
    assert buyer.post(address, {**sent, "form_key": uuid4()}).status_code == 422
    claim = FeeClaim.objects.get(case_id=case.id)
    reviewer = browser("agent")
    page = reviewer.get("/console/fees/").content.decode()
    assert "页面没有写&lt;b&gt;手续费" in page
    had_fen = balance(account_id=case.buyer_id)
    decision = {"granted": "4.91", "said": "同意退回", "decision": "approve"}
    answer = reviewer.post(f"/console/fees/{claim.no}/", decision)
    assert (answer.status_code, "不超过所收的 ¥4.90" in words(answer)) == (422, True)
    assert reviewer.post(f"/console/fees/{claim.no}/", {**decision, "granted": "4.90"})
    assert carry_out(claim)
    assert balance(account_id=case.buyer_id) == had_fen + FEE_FEN
    said = words(buyer.get(address))
    assert "¥4.90 已退到您的钱包" in said and "同意退回" in said
    assert "手续费退回" in words(buyer.get("/wallet/"))


def test_a_rejection_is_read_by_the_buyer_and_decided_once() -> None:
    claim = a_fee_claim()
    reviewer = browser("agent")
    decision = {"granted": "4.90", "said": "", "decision": "reject"}
    address = f"/console/fees/{claim.no}/"
    assert reviewer.post(address, decision).status_code == 422
    assert reviewer.post(address, {**decision, "said": "下单页写明了手续费"}).status_code == 302
    reviewer.post(address, {**decision, "said": "改主意了", "decision": "approve"})
    assert carry_out(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.said) == ("rejected", "下单页写明了手续费")


def test_another_buyers_fee_and_one_that_was_never_kept_are_not_there() -> None:
    case = a_kept_fee()
    assert browser(a_buyer()).get(f"/refunds/{case.no}/fee/").status_code == 404
    assert browser(case.buyer_id).get("/refunds/nothing/fee/").status_code == 404
