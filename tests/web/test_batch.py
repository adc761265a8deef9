"""The pages of a buyer's batch: list, confirm, result; and what strangers send to them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from anxin import wiring
from anxin.services.bulk.batch import BatchForm, Chosen, submit_batch
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import Batch
from anxin.storage.order.models import Order
from tests.console.pages import words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.batch import a_batch
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


def test_a_batch_is_found_again_in_the_records_with_what_was_not_taken(
    orders: list[Bought],
) -> None:
    buyer = orders[0].buyer
    no = a_batch(buyer)
    client = log_in(buyer)
    said = words(client.get("/refunds/"))
    assert f'href="{PAGE}{no}/"' in said and "3 笔" in said
    for _ in range(21):
        a_batch_of_one(buyer)
    said = words(client.get("/refunds/"))
    assert said.count(f'href="{PAGE}') <= 21, "the latest twenty, and the way to a new one"
    assert f'href="{PAGE}{no}/"' not in said
    assert PAGE + no not in words(log_in(a_buyer()).get("/refunds/"))


def a_batch_of_one(buyer: UUID) -> None:
    """A batch whose only order cannot be given back any more."""
    bought = Order.objects.filter(buyer_id=buyer).order_by("placed_at").first()
    assert bought is not None
    rows = (Chosen(bought.no, "unwanted", 1_000_000),)
    form = BatchForm(uuid4(), rows)
    assert isinstance(submit_batch(buyer_id=buyer, form=form, outside=wiring.outside()), str)


def test_a_batch_that_nobody_was_shown_says_why_rows_were_not_taken(orders: list[Bought]) -> None:
    """The request dies after the form was written down; the job goes on with it."""
    buyer = orders[0].buyer
    a_batch_of_one(buyer)
    batch = Batch.objects.get(buyer_id=buyer)
    client = log_in(buyer)
    said = words(client.get("/refunds/"))
    assert f'href="{PAGE}{batch.no}/"' in said and "1 笔没有提交，看原因" in said


def test_one_note_is_on_every_case_of_a_batch(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    said = words(client.post(PAGE, chosen(orders)))
    assert 'name="note"' in said
    client.post(PAGE, {**confirmed(said), "note": " 比价后拍错了 "})
    notes = set(Case.objects.filter(buyer_id=orders[0].buyer).values_list("note", flat=True))
    assert notes == {"比价后拍错了"}


def test_another_note_under_the_same_key_is_another_form(orders: list[Bought]) -> None:
    client = log_in(orders[0].buyer)
    form = confirmed(words(client.post(PAGE, chosen(orders))))
    assert client.post(PAGE, {**form, "note": "误拍"}).status_code == 302
    assert client.post(PAGE, {**form, "note": "误拍"}).status_code == 302
    assert client.post(PAGE, {**form, "note": "别的"}).status_code == 422


def test_the_records_are_paged(orders: list[Bought]) -> None:
    buyer = orders[0].buyer
    bought = orders[1]
    for n in range(23):
        case = case_after(bought, reason="card_invalid")
        Case.objects.filter(id=case.id).update(
            state="withdrawn", closed_at=case.submitted_at, submitted_at=case.submitted_at
            - timedelta(days=40 + n),
        )  # fmt: skip
        Order.objects.filter(no=bought.no).update(case_open=False)
    client = log_in(buyer)
    first, second = words(client.get("/refunds/")), words(client.get("/refunds/?page=2"))
    assert first.count('class="order-head"') == 20 and 'href="?page=2"' in first
    assert second.count('class="order-head"') == 3 and 'href="?page=1"' in second
    for odd in ("0", "-1", "x", "99999"):
        assert client.get(f"/refunds/?page={odd}").status_code == 200
