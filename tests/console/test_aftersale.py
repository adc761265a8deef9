"""A merchant answers on its own page, and complaints and compensation have theirs."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.proposals import propose
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.models import Case, Compensation, Complaint
from anxin.storage.ledger.queries import balance, breaches
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.compensation import compensate, pay_signed
from tests.factories.merchant import a_merchant
from tests.factories.order import paid
from tests.factories.turns import in_review, platform, refused_by, with_merchant

pytestmark = pytest.mark.django_db


def state(case: Case) -> str:
    """Where a case stands now."""
    return Case.objects.get(id=case.id).state


def test_a_merchant_finds_what_waits_for_it_and_agrees() -> None:
    bought, case = with_merchant()
    client = browser(bought.goods.shop.member)
    assert "卡密无效" in words(client.get("/console/aftersale/"))
    said = words(client.get(f"/console/aftersale/{case.no}/"))
    assert "同意退款 · ¥98.00" in said and "视为同意" in said
    client.post(f"/console/aftersale/{case.no}/act/agree/")
    assert (state(case), balance(account_id=bought.buyer)) == ("refunded", 200_000)
    assert "情况已经变了" in words(
        client.post(f"/console/aftersale/{case.no}/act/agree/", follow=True)
    )
    assert breaches() == []


def test_what_waits_for_a_merchant_stands_first_however_many_cases_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PAGE_OF_SHOP", 2)
    shop = a_merchant()
    old, *newer = (case_after(paid(goods=a_product(shop=shop))) for _ in range(3))
    assert compensate(no=old.no, reviewer=a_reviewer(role="senior")) is None
    _, turn = with_merchant(shop=shop)
    page = browser(shop.member).get("/console/aftersale/")
    assert [one["c"].no for one in page.context["mine"]] == [old.no, turn.no]
    assert page.context["others"] == []
    rest = browser(shop.member).get("/console/aftersale/", {"page": "2"})
    assert {one["c"].no for one in rest.context["others"]} == {case.no for case in newer}


def test_a_merchant_objects_in_words_or_is_asked_for_them() -> None:
    bought, case = with_merchant()
    client = browser(bought.goods.shop.member)
    empty = client.post(f"/console/aftersale/{case.no}/act/object/", {"said": " "})
    assert (empty.status_code, state(case)) == (422, "merchant_turn")
    client.post(f"/console/aftersale/{case.no}/act/object/", {"said": "已核对，卡密有效"})
    assert state(case) == "platform_review"
    assert "已核对，卡密有效" in words(browser("agent").get(f"/console/cases/{case.no}/"))


def test_a_merchant_never_sees_the_buyers_phone_nor_another_shops_case() -> None:
    bought, case = with_merchant()
    Case.objects.filter(id=case.id).update(contact_phone="13812345678")
    said = words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))
    assert "13812345678" not in said and "138****5678" not in said
    other, _ = with_merchant()
    stranger = browser(other.goods.shop.member)
    assert stranger.get(f"/console/aftersale/{case.no}/").status_code == 404
    for address in ("act/agree/", "deal/say/", "again/"):
        assert stranger.post(f"/console/aftersale/{case.no}/{address}").status_code == 404


def test_an_unknown_act_does_not_exist() -> None:
    bought, case = with_merchant()
    client = browser(bought.goods.shop.member)
    assert client.post(f"/console/aftersale/{case.no}/act/burn/").status_code == 404
    assert client.post(f"/console/aftersale/{case.no}/deal/burn/").status_code == 404


def test_both_sides_talk_and_settle_on_their_pages() -> None:
    bought, case = with_merchant()
    shop, buyer = browser(bought.goods.shop.member), browser(bought.buyer)
    line = {"form_key": str(uuid4()), "audience": "all", "said": "先退一半行吗"}
    shop.post(f"/console/aftersale/{case.no}/deal/say/", line)
    offer = {"kind": "sum", "fen": "49.00", "units": "", "said": ""}
    shop.post(f"/console/aftersale/{case.no}/deal/offer/", offer)
    said = words(buyer.get(f"/refunds/{case.no}/"))
    assert "先退一半行吗" in said and "¥49.00" in said
    proposal = said.split('name="proposal" value="')[1].split('"')[0]
    buyer.post(f"/refunds/{case.no}/deal/accept/", {"proposal": proposal})
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 4_900
    assert breaches() == []


def test_the_buyers_buttons_do_what_they_say() -> None:
    bought, case = with_merchant()
    buyer = browser(bought.buyer)
    buyer.post(f"/refunds/{case.no}/act/platform/")
    assert state(case) == "platform_review"
    buyer.post(f"/refunds/{case.no}/act/nudge/")
    assert Case.objects.get(id=case.id).nudges == 1
    assert buyer.post(f"/refunds/{case.no}/act/win/").status_code == 404
    assert browser("buyer").post(f"/refunds/{case.no}/act/nudge/").status_code == 404
    refused, other = refused_by()
    browser(refused.buyer).post(f"/refunds/{other.no}/act/appeal/", {"said": "应该退"})
    assert state(other) == "appealed"


def test_a_reviewer_takes_asks_and_gives_back() -> None:
    _, case = in_review()
    agent = browser("agent")
    agent.post("/console/next/", {"queue": "first_line"})
    assert Case.objects.get(id=case.id).claimed_by is not None
    other = browser("agent").post(f"/console/cases/{case.no}/approve/", {})
    assert other.status_code == 409 and "处理" in words(other)
    agent.post(f"/console/cases/{case.no}/release/")
    nothing = agent.post(f"/console/cases/{case.no}/ask/", {"said": ""})
    assert nothing.status_code == 422
    agent.post(f"/console/cases/{case.no}/ask/", {"kinds": ["other"], "said": "请拍全图"})
    assert state(case) == "needs_evidence"


def test_an_undone_verdict_changes_nothing() -> None:
    bought, case = in_review()
    agent = browser("agent")
    agent.post(f"/console/cases/{case.no}/approve/", {"kind": "sum", "fen": "100"})
    agent.post(f"/console/cases/{case.no}/undo/")
    sweep_after(seconds=11)
    assert (state(case), balance(account_id=bought.buyer)) == ("platform_review", 140_000)
    agent.post(f"/console/cases/{case.no}/approve/", {"kind": "sum", "fen": "100"})
    sweep_after(seconds=30)
    assert balance(account_id=bought.buyer) == 150_000


def test_a_sum_needs_a_figure() -> None:
    _, case = in_review()
    answer = browser("agent").post(f"/console/cases/{case.no}/approve/", {"kind": "sum"})
    assert answer.status_code == 422 and "请填写金额" in words(answer)


def test_a_complaint_is_joined_and_answered_by_those_who_may() -> None:
    bought = paid()
    form = {"order_no": bought.no, "source": "12315", "outside_no": "X-9", "said": "没退款"}
    finance = browser("finance")
    assert finance.post("/console/complaints/", form).status_code == 302
    again = finance.post("/console/complaints/", form)
    assert again.status_code == 422 and "登记过" in words(again)
    sent = {"source": "12315", "outside_no": "X-9", "answer": "已联系买家"}
    finance.post("/console/complaints/answer/", sent)
    assert Complaint.objects.get().state == "answered"
    for role in ("buyer", "merchant", "agent", "operator", "auditor"):
        assert browser(role).get("/console/complaints/").status_code == 404


def test_compensation_takes_two_on_the_page() -> None:
    bought, case = with_merchant()
    one, two = browser("senior"), browser("senior")
    address = f"/console/cases/{case.no}/compensation"
    one.post(f"{address}/propose/", {"fen": "100", "basis": "售假"})
    assert "自己的决定" in words(one.post(f"{address}/sign/", follow=True))
    assert browser("agent").post(f"{address}/sign/").status_code == 404
    seen = {"seen": Compensation.objects.get(case=case).no}
    stale = two.post(f"{address}/sign/", {"seen": "an earlier one"}, follow=True)
    assert "要复核的内容已经换了" in words(stale)
    assert "没有答复" in words(two.post(f"{address}/sign/", seen, follow=True))
    shop = browser(bought.goods.shop.member)
    asked = words(shop.get(f"/console/aftersale/{case.no}/"))
    assert "售假" in asked and "¥100.00" in asked and "前在协商记录里答复" in asked
    said = {"form_key": str(uuid4()), "audience": "merchant", "said": "货源有发票可查"}
    shop.post(f"/console/aftersale/{case.no}/deal/say/", said)
    assert "您已答复" in words(shop.get(f"/console/aftersale/{case.no}/"))
    assert "商家已答复" in words(two.get(f"/console/cases/{case.no}/"))
    two.post(f"{address}/sign/", seen)
    assert pay_signed(case)
    assert balance(account_id=bought.buyer) == 200_000 - 9_800 + 10_000
    assert "已赔付" in words(one.get(f"/console/cases/{case.no}/"))
    assert breaches() == []


def test_compensation_is_dropped_with_a_reason_that_both_sides_read() -> None:
    bought, case = with_merchant()
    assert compensate(no=case.no, reviewer=a_reviewer(role="senior")) is None
    other = browser("senior")
    address = f"/console/cases/{case.no}/compensation/drop/"
    seen = {"seen": Compensation.objects.get(case=case).no}
    assert "请写明为什么不赔付" in words(other.post(address, seen, follow=True))
    other.post(address, {**seen, "said": "没有损失的证据"})
    assert "没有损失的证据" in words(other.get(f"/console/cases/{case.no}/"))
    shop = browser(bought.goods.shop.member)
    assert "没有损失的证据" in words(shop.get(f"/console/aftersale/{case.no}/"))
    page = browser(bought.buyer).get(f"/refunds/{case.no}/")
    assert "没有损失的证据" not in words(page)


def test_a_merchant_finds_a_case_that_is_over_where_compensation_is_proposed() -> None:
    bought = paid()
    case = case_after(bought)
    shop = browser(bought.goods.shop.member)
    assert "没有等您处理的申请" in words(shop.get("/console/aftersale/"))
    assert compensate(no=case.no, reviewer=a_reviewer(role="senior")) is None
    assert "没有等您处理的申请" not in words(shop.get("/console/aftersale/"))
    assert 'id="say"' in words(shop.get(f"/console/aftersale/{case.no}/"))


def test_an_offer_of_the_platform_is_shown_to_the_buyer() -> None:
    bought, case = in_review()
    agent = a_reviewer()
    made = propose(
        no=case.no, party=platform(agent), remedy=Remedy("sum", gross_fen=100), said="补偿"
    )
    assert made is None
    said = words(browser(bought.buyer).get(f"/refunds/{case.no}/"))
    assert "接受方案" in said and "答复" in said
