"""The refund form over HTTP: what it asks, what it tells, and that nothing typed is lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.http import HttpResponseBase
from django.test import Client

from anxin.storage.aftersale.models import Case
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product, a_top_up
from tests.factories.order import Bought, delivered, paid, view

pytestmark = pytest.mark.django_db


def path_of(bought: Bought) -> str:
    return f"/orders/{bought.no}/refund/"


def filled(page: str, **fields: str) -> dict[str, object]:
    """Return what the form sends: what stands hidden in it and what is filled in."""
    key = re.search(r'name="form_key" value="([0-9a-f-]+)"', page)
    assert key, page
    told = re.findall(r'name="told" value="([^"]*)"', page)
    heard = re.findall(r'name="heard" value="([^"]*)"', page)
    return {"form_key": key[1], "told": told, "heard": heard, **fields}


def seen() -> tuple[Bought, Client]:
    """An order whose card the buyer has looked at, and the buyer's browser."""
    bought = delivered()
    view(bought)
    return bought, browser(bought.buyer)


def test_the_form_of_a_card_nobody_looked_at_offers_the_quick_way() -> None:
    bought = delivered()
    page = words(browser(bought.buyer).get(path_of(bought)))
    assert "卡密从未查看" in page
    assert "几秒内退 ¥93.10（已扣手续费 ¥4.90）" in page
    assert 'value="unwanted" data-pick="unwanted"' in page


def test_what_the_page_has_told_is_not_told_again() -> None:
    bought, client = seen()
    page = words(client.get(path_of(bought)))
    answer = client.post(path_of(bought), filled(page, reason="not_received"))
    assert answer.status_code == 302
    assert Case.objects.get(order__no=bought.no).code == "was_viewed"


def test_what_happened_after_the_page_was_made_is_told_before_anything_is_refused() -> None:
    bought = delivered()
    client = browser(bought.buyer)
    sent = filled(words(client.get(path_of(bought))), reason="unwanted", note="先别退")
    view(bought)
    answer = client.post(path_of(bought), sent)
    page = words(answer)
    assert answer.status_code == 422
    assert "还没有提交" in page and "卡密已经被查看" in page and "先别退" in page
    assert not Case.objects.filter(order__no=bought.no).exists()
    again = client.post(path_of(bought), filled(page, reason="unwanted", note="先别退"))
    assert again.status_code == 302


def test_a_vague_note_comes_back_with_what_is_missing_and_nothing_lost() -> None:
    bought, client = seen()
    sent = filled(
        words(client.get(path_of(bought))),
        reason="card_invalid",
        note="商品不行",
        tried_on="不好",
        contact_phone="13800001111",
        destination="wallet",
    )
    answer = client.post(path_of(bought), sent)
    page = words(answer)
    assert answer.status_code == 422
    assert "请补上：在哪里激活、提示的原文或错误码" in page
    for kept in ("商品不行", 'value="不好"', 'value="13800001111"'):
        assert kept in page
    assert re.search(r'value="card_invalid"[^>]* checked', page)
    better = filled(page, reason="card_invalid", note="激活提示1003")
    assert client.post(path_of(bought), better).status_code == 302


def test_insisting_on_a_vague_note_takes_one_more_tap() -> None:
    bought, client = seen()
    page = words(client.get(path_of(bought)))
    for expected in (422, 302):
        answer = client.post(path_of(bought), filled(page, reason="card_invalid", note="用不了"))
        assert answer.status_code == expected
        page = words(answer) if expected == 422 else page


def test_a_form_that_never_tells_anything_is_not_held() -> None:
    bought, client = seen()
    sent = {"form_key": str(uuid4()), "reason": "not_received", "note": "没收到"}
    assert client.post(path_of(bought), sent).status_code == 302


def test_another_reason_is_looked_at_without_losing_a_word() -> None:
    bought = delivered(units=2)
    client = browser(bought.buyer)
    sent = filled(
        words(client.get(path_of(bought))),
        reason="wrong_item",
        note="发来的是台服",
        got="台服 50",
        units="1",
        again="unwanted",
    )
    answer = client.post(path_of(bought), sent)
    page = words(answer)
    assert answer.status_code == 200
    assert re.search(r'value="unwanted"[^>]* checked', page)
    assert "发来的是台服" in page and 'value="台服 50"' in page and str(sent["form_key"]) in page
    assert not Case.objects.filter(order__no=bought.no).exists()


def advice(client: Client, bought: Bought, **fields: object) -> HttpResponseBase:
    """Ask what there is to tell about the form as it stands."""
    return client.post(f"{path_of(bought)}advice/", fields)


def test_advice_comes_while_the_form_is_filled_in() -> None:
    bought, client = seen()
    found = words(advice(client, bought, reason="card_invalid", note="商品不行"))
    assert "请补上" in found and 'name="heard" value="card_invalid.ask.says_nothing"' in found
    assert "notice" not in words(advice(client, bought, reason="card_invalid", note="提示1003"))
    assert not Case.objects.filter(order__no=bought.no).exists()


def test_advice_that_stands_on_the_page_is_not_repeated() -> None:
    bought, client = seen()
    told = filled(words(client.get(path_of(bought))))["told"]
    assert "notice" not in words(advice(client, bought, reason="not_received", told=told))
    assert "卡密已查看" in words(advice(client, bought, reason="not_received"))


@pytest.mark.parametrize(
    "fields",
    [{}, {"reason": "made_up"}, {"reason": "card_invalid", "units": "9" * 5000},
     {"reason": "card_invalid", "note": "\0" * 300, "shown": "长" * 3000, "told": "x" * 9000}],
)  # fmt: skip
def test_strange_questions_get_no_error(fields: dict[str, object]) -> None:
    bought, client = seen()
    assert advice(client, bought, **fields).status_code == 200


def test_nobody_elses_order_is_advised_upon() -> None:
    bought, _client = seen()
    assert advice(browser(a_buyer()), bought, reason="unwanted").status_code == 404
    assert advice(Client(), bought, reason="unwanted").status_code == 404
    assert Client().get(f"{path_of(bought)}advice/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert advice(strict, bought, reason="unwanted").status_code == 403


def test_a_detail_that_is_no_answer_is_pointed_out_at_its_field() -> None:
    bought, client = seen()
    sent = filled(words(client.get(path_of(bought))), reason="wrong_item", got="长" * 81)
    answer = client.post(path_of(bought), sent)
    page = words(answer)
    assert answer.status_code == 422
    assert "太长了" in page and 'aria-describedby="id_got_error"' in page and "长" * 81 in page


def test_what_another_reason_asks_is_neither_checked_nor_kept() -> None:
    bought, client = seen()
    page = words(client.get(path_of(bought)))
    sent = filled(page, reason="card_invalid", shown="1003", got="长" * 81)
    assert client.post(path_of(bought), sent).status_code == 302
    assert Case.objects.get(order__no=bought.no).details == {"shown": "1003"}


def test_what_is_asked_depends_on_the_kind_of_product() -> None:
    card, client = seen()
    page = words(client.get(path_of(card)))
    assert "在哪里激活的" in page and "下单时填的账号对吗" not in page
    top_up = delivered(goods=a_top_up(), inputs={"phone": "13812345678"})
    page = words(browser(top_up.buyer).get(path_of(top_up)))
    assert "下单时填的账号对吗" in page and "在哪里激活的" not in page
    assert "运营商 App 或营业厅的充值记录最有用" in page


def test_not_received_first_shows_where_it_was_delivered() -> None:
    bought, client = seen()
    page = words(client.get(path_of(bought)))
    assert "先看看送到了哪里" in page and "203.0.113.7" in page and "再去看一次" in page
    top_up = delivered(goods=a_top_up(), inputs={"phone": "13812345678"})
    page = words(browser(top_up.buyer).get(path_of(top_up)))
    assert "138****5678" in page and "13812345678" not in page and "SF-1" in page


def test_an_identical_order_is_found_and_the_better_one_offered() -> None:
    buyer, goods = a_buyer(), a_product()
    first, second = (delivered(buyer=buyer, goods=goods) for _ in range(2))
    client = browser(buyer)
    page = words(client.get(path_of(first)))
    assert second.no in page and "建议退这一笔" in page
    assert f"{path_of(second)}?reason=duplicate_order" in page
    page = words(client.get(f"{path_of(second)}?reason=duplicate_order"))
    assert first.no in page and "建议退这一笔" not in page
    assert re.search(rf'name="keep" value="{first.no}" checked', page), "filled in already"
    sent = filled(page, reason="duplicate_order", keep=first.no)
    assert client.post(path_of(second), sent).status_code == 302
    case = Case.objects.get(order__no=second.no)
    assert (case.details, case.fee_fen) == ({"keep": first.no}, 0)


def test_other_buyers_orders_are_no_twins() -> None:
    goods = a_product()
    other, bought = delivered(goods=goods), delivered(goods=goods)
    page = words(browser(bought.buyer).get(path_of(bought)))
    assert other.no not in page and "您没有付过同样商品的其他订单" in page


def test_before_delivery_the_form_stays_one_tap_and_names_the_twin() -> None:
    buyer, goods = a_buyer(), a_product()
    first, second = (paid(buyer=buyer, goods=goods) for _ in range(2))
    page = words(browser(buyer).get(path_of(second)))
    assert first.no in page and "具体情况" not in page


def test_the_form_says_what_comes_next_and_who_decides_until_when() -> None:
    bought = delivered(goods=a_product(cards=20), units=6)
    page = words(browser(bought.buyer).get(path_of(bought)))
    assert "提交后" in page and "由客服决定，最晚 " in page
    assert "上传凭证后几秒内读取" in page
