"""A shop says where goods are to be sent back to, and its buyers are shown it."""

from __future__ import annotations

import pytest

from anxin.storage.aftersale.models import Case
from anxin.storage.merchant.models import ReturnAddress
from tests.console.pages import browser, words
from tests.factories.clock import let_pass
from tests.services.turns.test_replacing import agreed
from tests.services.turns.test_returning import again, dispute, faulty, on_their_way, returning

pytestmark = pytest.mark.django_db
ADDRESS = "/console/aftersale/address/"
SENT = {"receiver": "退货组", "phone": "021-55550001", "address": "上海市示范路 9 号 2 号仓"}


def page(case: Case) -> str:
    """A case on its merchant's page."""
    return f"/console/aftersale/{case.no}/"


def test_a_shop_keeps_its_address_and_waiting_buyers_are_told() -> None:
    bought, case = returning(returns_to="")
    buyer, shop = browser(bought.buyer), browser(bought.goods.shop.member)
    before = words(buyer.get(f"/refunds/{case.no}/"))
    assert "等商家给出退货地址" in before and "请先不要寄" in before and "我已寄出" not in before
    assert "还没有退货地址" in words(shop.get(ADDRESS))
    assert "1 位等地址的买家马上收到" in words(shop.post(ADDRESS, SENT, follow=True))
    after = words(buyer.get(f"/refunds/{case.no}/"))
    assert "上海市示范路 9 号 2 号仓" in after and "021-55550001" in after and "我已寄出" in after
    assert "前</b> 寄回" in after


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("receiver", "", "请填写收件人"),
        ("phone", "打给我", "电话是 7 到 20 位数字"),
        ("address", "家", "写到门牌号"),
    ],
)
def test_half_an_address_is_not_kept(field: str, value: str, says: str) -> None:
    bought, _ = returning(returns_to="")
    shop = browser(bought.goods.shop.member)
    answer = shop.post(ADDRESS, {**SENT, field: value})
    assert (answer.status_code, says in words(answer)) == (422, True)
    assert not ReturnAddress.objects.filter(merchant_id=bought.goods.shop.id).exists()


def test_agreeing_to_a_return_takes_the_address_with_it() -> None:
    bought, case = faulty()
    shop = browser(bought.goods.shop.member)
    assert "请先填退货地址" in words(shop.get(page(case)))
    without = shop.post(f"{page(case)}act/agree/", {"seen": "0"})
    assert (without.status_code, again(case).state) == (422, "merchant_turn")
    shop.post(f"{page(case)}act/agree/", {**SENT, "seen": "0"})
    assert again(case).state == "awaiting_return"
    assert "上海市示范路 9 号" in words(browser(bought.buyer).get(f"/refunds/{case.no}/"))


def test_the_address_is_given_on_the_request_too() -> None:
    bought, case = returning(returns_to="")
    shop = browser(bought.goods.shop.member)
    assert "买家等您的退货地址" in words(shop.get(page(case)))
    shop.post(f"{page(case)}act/address/", SENT)
    assert again(case).return_to_id is not None
    assert "等买家寄回商品" in words(shop.get(page(case)))


def test_sent_goods_are_not_asked_for_again_and_can_be_taken_to_the_platform() -> None:
    bought, case = on_their_way()
    buyer = browser(bought.buyer)
    let_pass(days=3)
    said = words(buyer.get(f"/refunds/{case.no}/"))
    assert "前</b> 寄回" not in said and "前</b> 有结果" in said
    assert "催一下" in said and "请平台介入" in said
    buyer.post(f"/refunds/{case.no}/act/nudge/")
    assert "买家已催" in words(browser(bought.goods.shop.member).get("/console/aftersale/"))
    buyer.post(f"/refunds/{case.no}/act/platform/")
    assert again(case).state == "platform_review"


def test_over_goods_that_were_sent_a_yes_is_called_what_it_is() -> None:
    bought, case = on_their_way()
    assert dispute(bought, case) is None
    said = words(browser("senior").get(f"/console/cases/{case.no}/"))
    button = said.partition('id="approve"')[2].partition("</form>")[0]
    assert "同意退款" in button and "同意退货退款" not in button, "the money moves at once"


def test_a_buyer_calls_the_platform_in_while_an_address_is_waited_for() -> None:
    bought, case = returning(returns_to="")
    buyer = browser(bought.buyer)
    assert "请平台介入" in words(buyer.get(f"/refunds/{case.no}/"))
    parcel = {"carrier": "顺丰", "parcel": "SF1234567"}
    early = buyer.post(f"/refunds/{case.no}/act/parcel/", parcel, follow=True)
    assert "商家还没有给出退货地址" in words(early)
    buyer.post(f"/refunds/{case.no}/act/platform/")
    assert (again(case).state, again(case).tier) == ("platform_review", "senior")


def test_whoever_cannot_send_goods_back_calls_the_platform_in() -> None:
    bought, case = returning()
    buyer = browser(bought.buyer)
    assert "寄不回去，请平台介入" in words(buyer.get(f"/refunds/{case.no}/"))
    buyer.post(f"/refunds/{case.no}/act/platform/")
    assert again(case).state == "platform_review"


def test_a_buyer_calls_the_platform_in_while_a_replacement_is_awaited() -> None:
    bought, case = agreed(cards=1)
    buyer = browser(bought.buyer)
    assert "请平台介入" in words(buyer.get(f"/refunds/{case.no}/"))
    buyer.post(f"/refunds/{case.no}/act/platform/")
    assert again(case).state == "platform_review"
