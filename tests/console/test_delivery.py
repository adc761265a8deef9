"""Delivering by hand and taking goods back, on the merchant's console."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase

from anxin.services.aftersale.turns.buyer import send_back
from anxin.storage.ledger.queries import balance
from anxin.storage.order.models import Order, Shipment
from tests.console.pages import browser, returning_case, top_up_to_deliver, words
from tests.factories.aftersale import case_after
from tests.factories.order import Bought

pytestmark = pytest.mark.django_db


def report(
    bought: Bought, *, value: str, receipt_no: str = "YD-1", version: int | None = None
) -> HttpResponseBase:
    """Send the form as the page has it."""
    client = browser(bought.goods.shop.member)
    form = {
        "version": bought.row.version if version is None else version,
        "receipt_no": receipt_no,
        "value": value,
    }
    return client.post(f"/console/deliveries/{bought.no}/", form, follow=True)


def test_all_that_is_owed_stands_in_the_form() -> None:
    bought = top_up_to_deliver()
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert 'value="50.00"' in said


def test_a_full_report_delivers_the_order() -> None:
    bought = top_up_to_deliver()
    assert "已全部发货" in words(report(bought, value="50"))
    assert bought.row.state == "delivered"


def test_a_part_is_recorded_and_the_rest_stays_owed() -> None:
    bought = top_up_to_deliver()
    said = words(report(bought, value="30.5"))
    assert "已登记 ¥30.50，还欠 ¥19.50" in said
    assert 'value="19.50"' in said
    assert bought.row.state == "delivering"
    assert "已全部发货" in words(report(bought, value="19.50", receipt_no="YD-2"))
    assert bought.row.state == "delivered"


def test_the_same_report_sent_twice_counts_once() -> None:
    bought = top_up_to_deliver()
    seen = bought.row.version
    report(bought, value="20", version=seen)
    answer = report(bought, value="20", version=seen)
    assert answer.status_code == 422
    assert "刚刚有变化" in words(answer)
    assert Shipment.objects.filter(order__no=bought.no).count() == 1


def test_what_was_typed_can_be_sent_again_after_a_look_at_what_changed() -> None:
    bought = top_up_to_deliver()
    seen = bought.row.version
    report(bought, value="20", version=seen)
    said = words(report(bought, value="30", receipt_no="YD-2", version=seen))
    now = bought.row.version
    assert f'name="version" value="{now}"' in said and 'value="YD-2"' in said and now != seen
    assert "已全部发货" in words(report(bought, value="30", receipt_no="YD-2", version=now))


@pytest.mark.parametrize("value", ("50.01", "0", "999999999"))
def test_a_report_outside_what_is_owed_is_refused_in_words(value: str) -> None:
    bought = top_up_to_deliver()
    answer = report(bought, value=value)
    assert answer.status_code == 422
    assert "不超过还欠的 ¥50.00" in words(answer)
    assert bought.row.delivered_value_fen is None


@pytest.mark.parametrize(
    "value", ("-1", "1e2", "12.345", "五十", "１２", "1,000", "nan", ".5", "5.", "0x10", "9" * 30)
)
def test_an_amount_that_is_none_is_refused_in_words(value: str) -> None:
    bought = top_up_to_deliver()
    answer = report(bought, value=value)
    assert answer.status_code == 422
    assert "金额写成数字" in words(answer)


@pytest.mark.parametrize("receipt_no", ("", "   "))
def test_a_report_needs_a_receipt_number(receipt_no: str) -> None:
    bought = top_up_to_deliver()
    answer = report(bought, value="50", receipt_no=receipt_no)
    assert answer.status_code == 422
    assert "请填写单号" in words(answer)


def test_an_order_with_an_open_case_is_shown_but_locked_and_nothing_personal_with_it() -> None:
    bought = top_up_to_deliver()
    Order.objects.filter(no=bought.no).update(case_open=True)
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert "买家正在申请退款" in said
    assert "13812345678" not in said
    assert f"/console/deliveries/{bought.no}/" not in said
    assert "处理完之前不能发货" in words(report(bought, value="50"))
    assert bought.row.state == "delivering"


def test_an_order_that_left_delivery_says_so() -> None:
    bought = top_up_to_deliver()
    case_after(bought)
    said = words(report(bought, value="50"))
    assert "已经不在待发货" in said


def test_inputs_that_cannot_be_opened_stop_the_merchant_not_the_page() -> None:
    bought = top_up_to_deliver()
    Order.objects.filter(no=bought.no).update(inputs_sealed=b"x" * 40)
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert "充值信息打不开" in said


def test_goods_that_are_back_are_paid_back_once() -> None:
    case, bought = returning_case()
    client = browser(bought.goods.shop.member)
    before = balance(account_id=bought.buyer)
    send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert "测试商品" in words(client.get("/console/aftersale/"))
    page = f"/console/aftersale/{case.no}/"
    assert "SF1234567" in words(client.get(page))
    assert "已确认收货" in words(client.post(f"{page}act/received/", follow=True))
    assert "情况已经变了" in words(client.post(f"{page}act/received/", follow=True))
    assert balance(account_id=bought.buyer) == before + case.refund_fen
    case.refresh_from_db()
    assert case.state == "refunded"


def test_nothing_to_do_says_so() -> None:
    bought = top_up_to_deliver()
    report(bought, value="50")
    client = browser(bought.goods.shop.member)
    assert "都发完了" in words(client.get("/console/deliveries/"))
    assert "没有等您处理的申请" in words(client.get("/console/aftersale/"))
