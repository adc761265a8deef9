"""我的信用: the buyer's own figure, its account, and why it is restricted in fair words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from anxin.services.risk.appealing import decide_appeal
from anxin.services.risk.restricting import record_abuse
from anxin.storage.account.models import Account
from anxin.storage.risk.models import Appeal, Mark
from tests.factories.account import a_buyer, an_account
from tests.factories.catalog import a_product
from tests.factories.risk import (
    NAME,
    SAID,
    an_officer,
    appealed,
    assessed,
    id_number,
    paid_by,
    restricted,
    seen_with,
)

pytestmark = pytest.mark.django_db

PAGE, APPEAL = "/me/credit/", "/me/credit/appeal/"


def client_of(account: UUID, *, language: str = "zh-hans") -> Client:
    """Log somebody in."""
    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(id=account))
    return client


def page(account: UUID, *, path: str = PAGE, language: str = "zh-hans") -> str:
    """Return what a page says to somebody."""
    answer = client_of(account, language=language).get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def form(**sent: Any) -> dict[str, Any]:
    """An appeal as it is filled in."""
    filled = {"form_key": str(uuid4()), "note": "说明", "name": NAME, "number": id_number(201)}
    return {**filled, **sent}


def test_a_new_buyer_sees_the_start_and_what_raises_it() -> None:
    said = page(a_buyer())
    for text in ("新买家起始分", "完成一次实名核验", "到 80 分", "有理由的退款不扣分"):
        assert text in said
    assert "申诉" not in said


def test_good_credit_shows_what_is_left_of_the_instant_limit() -> None:
    said = page(a_buyer(credit=85))
    assert "现在还能用" in said and "¥200.00" in said


def test_a_restricted_buyer_reads_the_persons_words_and_the_way_to_appeal() -> None:
    said = page(restricted())
    assert SAID in said and f'href="{APPEAL}"' in said
    assert "三笔订单核对过" not in said


def test_an_unrestricted_buyer_reads_what_was_noticed_and_what_lowers_it_without_numbers() -> None:
    buyer = a_buyer()
    for payer in ("a", "b", "c"):
        paid_by(payer, buyer)
    assessed(buyer)
    [told] = [one for one in page(buyer).split("<section") if "系统注意到的" in one]
    assert "付款情况需要核实" in told and "会随时间淡去" in told and "实名核验" in told
    assert not any(given_away.isdigit() for given_away in re.sub("<[^>]*>", "", told))
    english = page(buyer, language="en")
    assert "How orders were paid for needs to be checked" in english and "fades" in english


def test_nothing_was_noticed_of_a_buyer_who_only_ever_eased() -> None:
    buyer = a_buyer()
    paid_by("a", buyer)
    assessed(buyer)
    assert "系统注意到的" not in page(buyer)


def test_what_the_score_says_is_told_without_how_it_was_found() -> None:
    buyer, other = a_buyer(money_fen=0), a_buyer(money_fen=0)
    seen_with("d1", buyer, other)
    record_abuse(
        account_id=buyer, kind="forged_evidence", basis="两图同源", form_key=uuid4(),
        officer=an_officer(),
    )  # fmt: skip
    said = page(buyer)
    assert "有经核实的违规记录" in said
    for secret in ("两图同源", "forged", Account.objects.get(id=other).username, "风险分"):
        assert secret not in said


def test_the_changes_are_listed() -> None:
    buyer = a_buyer(money_fen=0)
    assessed(buyer)
    record_abuse(account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=an_officer())
    said = page(buyer)
    assert "信用分 60 → 20" in said and "账号受到限制" in said


def test_the_page_speaks_english() -> None:
    buyer = a_buyer()
    assert "Every buyer's start" in page(buyer, language="en")


def test_an_appeal_is_sent_once_however_often_the_button_is_tapped() -> None:
    buyer = restricted()
    client, sent = client_of(buyer), form()
    answers = [client.post(APPEAL, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Appeal.objects.filter(account_id=buyer).count() == 1
    assert "实名核验中" in page(buyer, path=APPEAL)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"number": "110105194912310021"}, "有一位输错了"),
        ({"number": "12"}, "身份证号是 18 位"),
        ({"number": ""}, "请填写身份证号"),
        ({"name": "x"}, "请填写身份证上的姓名"),
        ({"note": ""}, "请写一句说明"),
        ({"account": "someone"}, "不认识的内容"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(sent: dict[str, str], told: str) -> None:
    buyer = restricted()
    answer = client_of(buyer).post(APPEAL, form(**sent))
    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())
    assert not Appeal.objects.filter(account_id=buyer).exists()


def test_who_was_never_restricted_has_no_appeal_page() -> None:
    assert client_of(a_buyer()).get(APPEAL).status_code == 404


def test_an_answered_appeal_shows_its_answer() -> None:
    appeal = appealed()
    assert "前答复；没有按时答复，限制就解除" in page(appeal.account_id, path=APPEAL)
    decide_appeal(no=appeal.no, officer=an_officer("senior"), accept=False, said="请看第二条记录")
    assert "请看第二条记录" in page(appeal.account_id, path=APPEAL)


@pytest.mark.parametrize("path", [PAGE, APPEAL, "/me/credit/identity/"])
@pytest.mark.parametrize("role", ["merchant", "agent", "senior", "operator", "finance"])
def test_only_buyers_have_these_pages(path: str, role: str) -> None:
    assert client_of(an_account(role=role).id).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_changes_need_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(id=restricted()))
    assert client.post(APPEAL, form()).status_code == 403


def test_a_browser_is_noted_when_a_buyer_orders_and_keeps_its_number() -> None:
    goods, buyers = a_product(cards=4), [a_buyer() for _ in range(2)]
    browser = Client()
    for buyer in buyers:
        browser.force_login(Account.objects.get(id=buyer))
        sent = {"form_key": str(uuid4()), "units": "1", "acknowledged": "on"}
        assert browser.post(f"/product/{goods.no}/checkout/", sent).status_code == 302
    cookie = browser.cookies["anxin_device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    marks = Mark.objects.filter(account_id__in=buyers, kind="device")
    assert len({bytes(mark.digest) for mark in marks}) == 1 and len(marks) == 2
    assert cookie.value.encode() not in b"".join(bytes(mark.digest) for mark in marks)


def test_a_cookie_of_somebodys_own_making_is_replaced() -> None:
    goods, buyer = a_product(cards=1), a_buyer()
    browser = client_of(buyer)
    browser.cookies["anxin_device"] = "'; DROP TABLE"
    sent = {"form_key": str(uuid4()), "units": "1", "acknowledged": "on"}
    browser.post(f"/product/{goods.no}/checkout/", sent)
    assert len(browser.cookies["anxin_device"].value) == 32


def test_a_buyer_has_his_name_confirmed_from_the_credit_page() -> None:
    buyer = a_buyer(money_fen=0)
    assert 'href="/me/credit/identity/"' in page(buyer)
    client = client_of(buyer)
    sent = {name: text for name, text in form().items() if name != "note"}
    wrong = client.post("/me/credit/identity/", {**sent, "number": "12"})
    assert wrong.status_code == 422
    assert "身份证号是 18 位" in unescape(wrong.content.decode())
    assert [client.post("/me/credit/identity/", sent).status_code for _ in range(2)] == [302, 302]
    said = page(buyer, path="/me/credit/identity/")
    assert "核验中" in said and "测*" in said and sent["number"] not in said
