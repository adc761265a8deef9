"""The pages of a buyer's batch: list, confirm, result; and what strangers send to them."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import Batch
from tests.console.pages import words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought, delivered, paid, view

pytestmark = pytest.mark.django_db

PAGE = "/refunds/batch/"


def log_in(buyer: UUID) -> Client:
    """The buyer's browser."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(id=buyer))
    return client


@pytest.fixture
def orders() -> list[Bought]:
    """One that cools off, one delivered, one whose card was seen: of one buyer."""
    buyer, goods = a_buyer(money_fen=500_000), a_product(cards=9, title="Steam 充值卡")
    bought = [paid(goods=goods, buyer=buyer)]
    bought += [delivered(goods=goods, buyer=buyer) for _ in range(2)]
    view(bought[2])
    return bought


def chosen(orders: list[Bought], **more: str) -> dict[str, object]:
    """What the list sends."""
    return {"order": [b.no for b in orders], "reason_all": "unwanted", "step": "check", **more}


def confirmed(said: str) -> dict[str, object]:
    """What the confirming page sends, read off it."""
    fields = re.findall(
        r'<input type="hidden" name="(order|form_key|[a-z]+-[^"]+)" value="([^"]*)"', said
    )
    form: dict[str, object] = {name: value for name, value in fields if name != "order"}
    form["order"] = [value for name, value in fields if name == "order"]
    return {**form, "step": "submit"}


def test_the_way_there_stands_on_top_of_the_orders(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    assert f'href="{PAGE}"' in words(client.get("/orders/"))
    assert f'href="{PAGE}"' in words(client.get("/guide/"))


def test_the_list_has_each_orders_quote_and_why_some_cannot_be_chosen(orders: list[Bought]) -> None:
    asked = delivered(buyer=orders[0].buyer)
    case = case_after(asked, reason="card_invalid")
    said = words(log_in(orders[0].buyer).get(PAGE))
    assert f'value="{orders[0].no}"' in said and f'value="{orders[1].no}"' in said
    assert f'name="order" value="{asked.no}"' not in said
    assert f"/refunds/{case.no}/" in said
    assert "退 ¥98.00" in said and "退 ¥93.10，手续费 ¥4.90" in said
    assert "一次最多 50 笔" in said


def test_the_confirming_page_has_each_sum_its_fee_its_way_and_the_total(
    orders: list[Bought],
) -> None:
    said = words(log_in(orders[0].buyer).post(PAGE, chosen(orders)))
    assert "提交 2 笔 · 退 ¥191.10" in said
    assert "安心钱包" in said and "¥4.90" in said
    assert "这几笔没有算进去" in said and "已经被查看" in said
    assert Batch.objects.count() == 0


def test_one_confirmation_refunds_them_and_says_so_row_by_row(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    form = confirmed(words(client.post(PAGE, chosen(orders))))
    answer = client.post(PAGE, form)
    assert answer.status_code == 302
    again = client.post(PAGE, form)
    assert again["Location"] == answer["Location"]
    said = words(client.get(answer["Location"]))
    assert said.count("已退款") >= 2 and "¥191.10" in said
    assert Case.objects.filter(buyer_id=orders[0].buyer).count() == 2
    assert orders[2].row.refunded_fen == 0


def test_the_result_is_a_file_too_and_no_title_is_a_formula(orders: list[Bought]) -> None:
    buyer = orders[0].buyer
    odd = paid(buyer=buyer, goods=a_product(title="=HYPERLINK(1)"))
    client = log_in(buyer)
    form = confirmed(words(client.post(PAGE, chosen([*orders[:2], odd]))))
    address = client.post(PAGE, form)["Location"]
    text = client.get(f"{address}csv/").content.decode()
    case = Case.objects.get(order__no=orders[1].no)
    assert f'"{orders[1].no}","Steam 充值卡","已退款","{case.no}","93.10","4.90"' in text
    assert '"\'=HYPERLINK(1)"' in text


def test_nothing_chosen_and_too_many_are_said(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    assert "请至少选一笔" in words(client.post(PAGE, chosen([])))
    many = {"order": [f"N{n}" for n in range(51)], "step": "check"}
    answer = client.post(PAGE, many)
    assert answer.status_code == 422
    assert "一次最多退 50 笔" in words(answer)


def test_somebody_elses_orders_and_batches_do_not_exist(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    form = confirmed(words(client.post(PAGE, chosen(orders))))
    address = client.post(PAGE, form)["Location"]
    other = log_in(a_buyer())
    assert other.post(PAGE, chosen(orders)).status_code == 404
    stolen = {**form, "form_key": str(uuid4())}
    assert other.post(PAGE, stolen).status_code == 404
    assert other.get(address).status_code == 404
    assert other.get(f"{address}csv/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"order": ["../x"], "step": "check"},
        {"order": ["A"], "reason_all": "because", "step": "check"},
        {"order": ["A"], "amount": "1", "step": "check"},
        {"order": ["A"], "step": "submit", "form_key": "no", "shown-A": "1"},
        {"order": ["A"], "step": "submit", "form_key": str(uuid4()), "shown-A": "-1"},
        {"order": ["A"], "step": "submit", "form_key": str(uuid4())},
        {"order": ["A"], "step": "submit", "form_key": str(uuid4()), "shown-A": "1",
         "destination": "elsewhere"},
    ],
)  # fmt: skip
def test_a_form_that_our_page_did_not_make_is_refused(sent: dict[str, object]) -> None:
    assert log_in(a_buyer()).post(PAGE, sent).status_code == 422
    assert Batch.objects.count() == 0


def test_a_row_may_have_a_reason_of_its_own(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    own = {f"reason-{orders[1].no}": "mistake"}
    client.post(PAGE, confirmed(words(client.post(PAGE, chosen(orders[:2], **own)))))
    assert Case.objects.get(order__no=orders[1].no).reason == "mistake"
    assert Case.objects.get(order__no=orders[0].no).reason is None


def test_without_a_reason_what_needs_one_is_left_out(orders: list[Bought]) -> None:
    said = words(log_in(orders[0].buyer).post(PAGE, chosen(orders[:2], reason_all="")))
    assert "提交 1 笔 · 退 ¥98.00" in said
    assert "请先选一个退款原因" in said


def test_it_is_there_for_buyers_only() -> None:
    assert Client().get(PAGE).status_code == 302


def test_it_speaks_english_too(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    answer = client.post(PAGE, chosen(orders), headers={"accept-language": "en"})
    assert answer.status_code == 200


def test_all_that_can_be_chosen_are_chosen_at_one_tap(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    assert words(client.get(PAGE)).count(" checked") == 0
    assert words(client.get(f"{PAGE}?all=1")).count(" checked") == 2
