"""The guardian's way, step by step, without login; nobody gets in by guessing or by address."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from anxin.domain.identity import NotConfirmed
from anxin.services.minors.entering import Begun
from anxin.services.minors.recovering import renew_code
from anxin.services.numbers import new_no
from anxin.storage.account.models import Session
from anxin.storage.minors.models import Claim, Freeze
from tests.factories.account import a_buyer
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_page
from tests.factories.minors import (
    GUARDIAN,
    MINOR,
    STATEMENT,
    answered,
    approved,
    drafted,
    id_of,
    row,
    submitted,
    taken,
    vault,
)
from tests.factories.order import Bought, delivered, view
from tests.factories.recall import of_product, recalled

pytestmark = pytest.mark.django_db

ENTRY = "/minors/"
PAGE = "/minors/claim/"
PEOPLE = {
    "relation": "mother",
    "guardian_name": GUARDIAN,
    "guardian_number": id_of("19840101"),
    "phone": "13711112222",
    "minor_name": MINOR,
    "minor_number": id_of("20140502"),
}
CODE = re.compile(r'<code class="no" translate="no">([0-9A-Z]{26})</code>')


def guest(language: str = "zh-hans") -> Client:
    """A browser that nobody logged in with, from a place of its own."""
    place = f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}"
    return Client(headers={"accept-language": language}, REMOTE_ADDR=place)


def words(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return unescape(response.content.decode())


def entered(no: str, code: str, **kind: str) -> Client:
    """A browser in which that claim is opened."""
    client = guest(**kind)
    answer = client.post(ENTRY + "enter/", {"no": no, "code": code})
    assert (answer.status_code, answer["Location"]) == (302, PAGE), words(answer)
    return client


def filled(client: Client, *orders: Bought) -> None:
    """Fill in every step but the last."""
    assert client.post(PAGE + "people/", PEOPLE).status_code == 302
    answered()
    said = {"orders": "\n".join(o.no for o in orders), "description": "充值", "consent": "none"}
    sent = client.post(PAGE + "purchases/", {**said, "statement": STATEMENT})
    assert sent.status_code == 302
    data = a_page("户口本", mark=uuid4().hex[:6])
    paper = SimpleUploadedFile("a.png", data, "image/png")
    sent = client.post(PAGE + "papers/", {"kind": "relation", "paper": paper})
    assert sent.status_code == 302


def test_from_the_first_page_to_the_receipt_without_login() -> None:
    bought, client = delivered(), guest()
    assert "不用登录" in words(client.get(ENTRY))
    no, code = CODE.findall(words(client.post(ENTRY + "begin/")))
    filled(client, bought)
    assert "再看一遍" in words(client.get(PAGE + "submit/"))
    assert client.post(PAGE + "submit/", {"true": "on"})["Location"] == PAGE
    said = words(client.get(PAGE))
    assert "审核中" in said and "前书面答复" in said and no in said and code not in said
    assert Freeze.objects.filter(account_id=bought.buyer, lifted_at=None).exists()
    assert client.post(PAGE + "submit/", {"true": "on"}).status_code == 302, "a second tap"
    assert Claim.objects.filter(no=no).count() == 1


def test_it_is_gone_on_with_on_another_device() -> None:
    made = drafted()
    client = entered(made.no, made.code)
    assert client.get(PAGE)["Location"] == PAGE + "submit/"
    again = words(client.get(PAGE + "people/"))
    assert GUARDIAN in again and id_of("19840101", 7) not in again
    client.post(ENTRY + "leave/")
    assert client.get(PAGE)["Location"] == ENTRY


def test_what_was_only_begun_can_be_given_up() -> None:
    made = drafted()
    client = entered(made.no, made.code)
    assert "不申请了" in words(client.get(PAGE + "submit/"))
    answer = client.post(PAGE + "withdraw/", follow=True)
    said = words(answer)
    assert "写过的内容不再保留" in said and "账号恢复正常" not in said
    assert "<h2>材料</h2>" not in said and "重新申请" in said


def test_no_page_of_a_claim_opens_without_its_code() -> None:
    submitted()
    client = guest()
    for step in ("", "people/", "purchases/", "papers/", "submit/"):
        assert client.get(PAGE + step)["Location"] == ENTRY
    for step in ("answer/", "withdraw/", "papers/remove/", "submit/"):
        assert client.post(PAGE + step)["Location"] == ENTRY


def test_unknown_numbers_and_wrong_codes_look_alike() -> None:
    made = submitted()
    tries = [(made.no, new_no()), (new_no(), made.code)]
    pages = [guest().post(ENTRY + "enter/", {"no": no, "code": code}) for no, code in tries]
    assert [page.status_code for page in pages] == [422, 422]
    told = [
        re.sub(r'(value|name="csrfmiddlewaretoken" value)="[^"]*"', "", words(page))
        for page in pages
    ]
    assert told[0] == told[1] and "申请号或查询码不对" in told[0]


def test_guessing_is_slowed_down() -> None:
    made, client = submitted(), guest()
    wrong = {"no": made.no, "code": new_no()}
    said = [client.post(ENTRY + "enter/", wrong).status_code for _ in range(6)]
    assert said == [422] * 5 + [429]
    assert guest().post(ENTRY + "enter/", {**wrong, "code": made.code}).status_code == 429


def test_beginning_without_end_is_slowed_down() -> None:
    client = guest()
    said = [client.post(ENTRY + "begin/").status_code for _ in range(11)]
    assert said == [200] * 10 + [429]


def test_what_is_wrong_stands_at_its_field() -> None:
    made = drafted()
    client = entered(made.no, made.code)
    answer = client.post(PAGE + "people/", {**PEOPLE, "minor_number": "110105201405020120"})
    assert answer.status_code == 422
    assert "身份证号有一位输错了" in words(answer)
    assert 'aria-invalid="true"' in words(answer)


def test_names_that_do_not_match_stop_the_last_step() -> None:
    made = drafted()
    client = entered(made.no, made.code)
    client.post(PAGE + "people/", {**PEOPLE, "minor_number": id_of("20150101")})
    answered(NotConfirmed("mismatch"))
    answer = client.post(PAGE + "submit/", {"true": "on"})
    assert answer.status_code == 422 and "姓名与身份证号不一致" in words(answer)


def test_unknown_fields_and_files_that_are_none_are_refused() -> None:
    made = drafted()
    client = entered(made.no, made.code)
    assert client.post(PAGE + "people/", {**PEOPLE, "state": "decided"}).status_code == 422
    assert client.post(PAGE + "papers/", {"kind": "relation"}).status_code == 422
    empty = SimpleUploadedFile("a.png", b"", "image/png")
    assert client.post(PAGE + "papers/", {"kind": "chat", "paper": empty}).status_code == 422


def test_the_session_holds_the_number_and_nothing_of_anybody() -> None:
    client = guest()
    _no, code = CODE.findall(words(client.post(ENTRY + "begin/")))
    filled(client)
    kept = Session.objects.get(session_key=client.cookies["sessionid"].value).get_decoded()
    assert code not in str(kept) and GUARDIAN not in str(kept) and "1371" not in str(kept)


def test_papers_asked_for_are_sent_and_the_review_goes_on() -> None:
    from anxin.services.minors.deciding import ask_for_papers

    made, officer = taken()
    ask_for_papers(no=made.no, kinds=["chat"], said="请补充聊天截图", officer=officer)
    client = entered(made.no, made.code)
    said = words(client.get(PAGE))
    assert "请补充聊天截图" in said and "停止计时" in said
    paper = SimpleUploadedFile("c.png", a_page("聊天", mark="1"), "image/png")
    assert client.post(PAGE + "papers/", {"kind": "chat", "paper": paper})["Location"] == PAGE
    client.post(PAGE + "answer/")
    assert row(made).state == "submitted"


def test_the_outcome_stands_with_its_reasons_and_sums() -> None:
    bought = delivered(buyer=a_buyer(money_fen=100_000))
    view(bought)
    made, _ = approved(bought, share=50)
    sweep_after(seconds=11)
    said = words(entered(made.no, made.code).get(PAGE))
    assert "已同意退款" in said and "按双方过错分担" in said
    assert "¥49.00" in said and "50%" in said


def test_before_the_decision_nothing_of_the_orders_is_told() -> None:
    made, _ = taken(delivered())
    assert "测试商品" not in words(entered(made.no, made.code).get(PAGE))


def test_in_english_there_is_no_chinese_code_left() -> None:
    made = submitted()
    said = words(entered(made.no, made.code, language="en").get(PAGE))
    assert "In review" in said and "Submitted, the clock began" in said


def test_the_guide_and_the_foot_lead_here() -> None:
    client = guest()
    assert 'href="/minors/"' in words(client.get("/guide/"))
    assert 'href="/minors/"' in words(client.get("/"))


def test_whom_the_old_code_let_in_is_out_once_there_is_a_new_one() -> None:
    made, officer = taken()
    client = entered(made.no, made.code)
    again = renew_code(
        no=made.no, phone="13711112222", reason="回拨核对", officer=officer, vault=vault()
    )
    assert isinstance(again, Begun)
    assert client.get(PAGE)["Location"] == ENTRY
    assert entered(made.no, again.code).get(PAGE).status_code == 200


def test_what_was_refunded_otherwise_is_told_with_the_real_sum() -> None:
    bought = delivered(buyer=a_buyer(money_fen=100_000))
    view(bought)
    made, _ = approved(bought, share=50)
    recalled(of_product(bought.goods))
    sweep_after(seconds=11)
    said = words(entered(made.no, made.code).get(PAGE))
    assert "¥0.00" in said and "应退 ¥49.00，其余已另行退回" in said


def test_the_systems_answer_is_in_the_readers_language() -> None:
    made = submitted()
    sweep_after(days=14, hours=20)
    said = words(entered(made.no, made.code, language="en").get(PAGE))
    assert "No orders were found by what you wrote" in said


def test_the_order_number_field_promises_the_pause_for_submitting_only() -> None:
    made = drafted()
    said = words(entered(made.no, made.code).get(PAGE + "purchases/"))
    assert "提交后账号立即暂停" in said and "填了就立即" not in said
