"""The recall's pages: who sees them, what they say, and that each step needs the right person."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from anxin import wiring
from anxin.services.bulk.recall import run_recalls
from anxin.services.demo import PASSWORD, load_demo
from anxin.storage.bulk.models import Recall
from anxin.storage.card.models import Batch
from anxin.storage.catalog.models import Product
from tests.console.pages import browser, words
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods, a_product
from tests.factories.order import delivered, paid
from tests.factories.recall import (
    REASON,
    line_of,
    of_cards,
    of_product,
    proposed,
    recalled,
    released,
    two_batches,
)

pytestmark = pytest.mark.django_db

PAGE = "/console/recalls/"


def sent(goods: Goods, *, step: str = "preview", **form: str) -> dict[str, str]:
    """The form of an operator, about all of a product."""
    return {"scope": "product", "reason": REASON, "step": step, "form_key": str(uuid4()), **form}


def new(goods: Goods) -> str:
    """Where a recall of a product is proposed."""
    return f"{PAGE}new/{goods.no}/"


@pytest.mark.parametrize("role", ["operator", "supervisor", "finance"])
def test_whoever_takes_part_sees_the_list(role: str) -> None:
    assert browser(role).get(PAGE).status_code == 200


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "senior", "auditor"])
def test_for_all_others_recalls_do_not_exist(role: str) -> None:
    goods = a_product(cards=2)
    delivered(goods=goods)
    row, client = proposed(of_product(goods)), browser(role)
    other = a_product(cards=1)
    assert {client.get(p).status_code for p in (PAGE, new(other), f"{PAGE}{row.no}/")} == {404}
    assert client.get(f"{PAGE}{row.no}/csv/").status_code == 404
    for act in ("release", "refuse", "retry"):
        assert client.post(f"{PAGE}{row.no}/{act}/").status_code == 404
    assert client.post(new(other), sent(other, step="freeze")).status_code == 404
    row.refresh_from_db()
    assert (row.state, Recall.objects.count()) == ("frozen", 1)


def test_finance_releases_and_does_not_propose() -> None:
    goods = a_product(cards=1)
    client = browser("finance")
    assert client.get(new(goods)).status_code == 404
    assert client.post(new(goods), sent(goods, step="freeze")).status_code == 404
    assert 'id="new"' not in words(client.get(PAGE))


def test_looking_changes_nothing_and_changes_are_made_by_post_only() -> None:
    goods = a_product(cards=1)
    row, client = proposed(of_product(goods)), browser("supervisor")
    for act in ("release", "refuse", "retry"):
        assert client.get(f"{PAGE}{row.no}/{act}/").status_code == 405


def test_the_preview_shows_count_sum_and_who_is_left_out_and_changes_nothing() -> None:
    goods = a_product(cards=5)
    delivered(goods=goods, units=2), delivered(goods=goods)
    case_after(delivered(goods=goods), reason="unwanted")
    said = words(browser("operator").post(new(goods), sent(goods)))
    assert "冻结名单 · 2 单 ¥294.00" in said
    assert "钱包余额" in said and "已经退完" in said
    assert (Recall.objects.count(), Product.objects.get(id=goods.id).on_sale) == (0, True)


def test_from_proposal_to_money_by_two_people() -> None:
    goods = a_product(cards=5)
    bought, other = delivered(goods=goods), paid(goods=goods)
    operator, finance = browser("operator"), browser("finance")
    answer = operator.post(new(goods), sent(goods, step="freeze"), follow=True)
    said = words(answer)
    assert "名单已冻结" in said and "等另一位主管或财务放行" in said
    assert "放行 · 退" not in said
    row = Recall.objects.get()
    address = f"{PAGE}{row.no}/"
    assert "要由别的岗位" in words(operator.post(f"{address}release/", follow=True))
    assert "放行 · 退 ¥196.00" in words(finance.get(address))
    assert "已放行" in words(finance.post(f"{address}release/", follow=True))
    run_recalls()
    assert (bought.row.refunded_fen, other.row.refunded_fen) == (9_800, 9_800)
    said = words(operator.get(address))
    assert "已完成" in said and "2/2" in said
    assert "刚刚有人处理过" in words(finance.post(f"{address}refuse/", follow=True))


def test_a_supervisor_does_not_release_what_the_same_person_proposed() -> None:
    goods = a_product(cards=1)
    delivered(goods=goods)
    who = an_account(role="supervisor")
    row = proposed(of_product(goods), actor=who.id)
    client = browser(who.id)
    assert "放行 · 退" not in words(client.get(f"{PAGE}{row.no}/"))
    said = words(client.post(f"{PAGE}{row.no}/release/", follow=True))
    assert "不能自己放行" in said


def test_an_operator_takes_an_own_recall_back_and_not_anothers() -> None:
    goods = a_product(cards=1)
    delivered(goods=goods)
    who = an_account(role="operator")
    row = proposed(of_product(goods), actor=who.id)
    assert "别的岗位" in words(browser("operator").post(f"{PAGE}{row.no}/refuse/", follow=True))
    assert "已驳回" in words(browser(who.id).post(f"{PAGE}{row.no}/refuse/", follow=True))
    row.refresh_from_db()
    assert row.state == "refused"


def test_a_batch_of_cards_is_chosen_by_its_name() -> None:
    goods = a_product(cards=3)
    lot = Batch.objects.get(product_id=goods.id)
    said = words(browser("operator").get(new(goods)))
    assert lot.name in said and "已售 0，在售 3" in said
    form = sent(goods, scope="cards", card_batch=str(lot.id), step="freeze")
    assert browser("operator").post(new(goods), form).status_code == 302
    assert Recall.objects.get().card_batch_id == lot.id


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": " "}, "请写明原因"),
        ({"scope": "cards"}, "请选一批卡密"),
        ({"scope": "deliveries"}, "请填写开始和结束的时间"),
        (
            {"scope": "deliveries", "since": "2026-11-02T00:00", "until": "2026-11-01T00:00"},
            "结束时间要在开始之后",
        ),
        ({"scope": "all"}, "all"),
        ({"amount": "1"}, "不认识的内容"),
        ({"card_batch": str(uuid4()), "scope": "cards"}, "请先改好"),
    ],
)
def test_what_is_not_a_recall_is_said_to_be_none(form: dict[str, str], said: str) -> None:
    goods = a_product(cards=1)
    answer = browser("operator").post(new(goods), {**sent(goods, step="freeze"), **form})
    assert answer.status_code == 422
    assert said in words(answer)
    assert Recall.objects.count() == 0


def test_another_products_batch_cannot_be_named() -> None:
    goods, other = a_product(cards=1), a_product(cards=1)
    lot = str(Batch.objects.get(product_id=other.id).id)
    form = sent(goods, scope="cards", card_batch=lot, step="freeze")
    assert browser("operator").post(new(goods), form).status_code == 422
    assert Recall.objects.count() == 0


def test_the_failed_are_named_and_tried_again() -> None:
    goods = two_batches(first=1)
    bought = delivered(goods=goods, units=2)
    row = released(of_cards(goods))
    case_after(bought, reason="card_invalid")
    run_recalls()
    client = browser("operator")
    said = words(client.get(f"{PAGE}{row.no}/"))
    assert "买家的售后单还在处理" in said and "重试没有退成的 1 单" in said
    assert "正在重试" in words(client.post(f"{PAGE}{row.no}/retry/", follow=True))
    assert line_of(bought).state == "pending"


def test_the_result_file_has_every_row_with_its_numbers() -> None:
    goods = a_product(cards=3)
    bought = delivered(goods=goods)
    row = recalled(of_product(goods))
    answer = browser("finance").get(f"{PAGE}{row.no}/csv/")
    text = answer.content.decode()
    case = line_of(bought).case
    assert case is not None
    refund = case.refund_set.get()
    assert f'"{bought.no}","{case.no}","{refund.no}","1","98.00","已退","已退款"' in text
    assert answer["Content-Type"].startswith("text/csv")


def test_a_reason_cannot_be_markup() -> None:
    goods = a_product(cards=1)
    delivered(goods=goods)
    row = proposed(of_product(goods), reason="<script>alert(1)</script>")
    assert "<script>alert" not in browser("operator").get(f"{PAGE}{row.no}/").content.decode()


def test_an_operator_of_the_demo_lands_there() -> None:
    load_demo(outside=wiring.outside())
    answer = Client().post("/account/login/", {"login": "operator", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
