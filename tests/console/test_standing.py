"""Pages about how merchants stand: who sees what, what is said, what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from anxin import wiring
from anxin.services.standing.measuring import measure_standing
from anxin.storage.standing.models import Penalty
from tests.console.pages import browser, words
from tests.factories.catalog import a_product
from tests.factories.merchant import a_merchant
from tests.factories.order import delivered
from tests.factories.settlement import a_deposit
from tests.factories.standing import ANSWER, WHY, appeal, confirmed, heard, proposed

pytestmark = pytest.mark.django_db

ACTS = ("confirm", "drop", "protect", "lift", "wanting", "uphold", "overturn")
SAID = "商家的陈述已看过，依据成立"


def decide(client: Client, penalty: Penalty, act: str, **changed: Any) -> Any:
    """Send the decision form."""
    penalty.refresh_from_db()
    form = {"said": SAID, "version": penalty.version, **changed}
    return client.post(f"/console/penalties/{penalty.no}/{act}/", form)


def state_of(penalty: Penalty) -> str:
    """The state as the database has it now."""
    penalty.refresh_from_db()
    return penalty.state


@pytest.mark.parametrize("role", ["buyer", "agent", "finance", "operator", "supervisor", "auditor"])
def test_a_merchants_standing_exists_for_its_members_only(role: str) -> None:
    shop = a_merchant()
    penalty = proposed(shop=shop)
    client = browser(role)
    assert client.get("/console/standing/").status_code == 404
    assert client.get(f"/console/standing/{penalty.no}/").status_code == 404
    for act in ("answer", "appeal", "rectified"):
        sent = client.post(f"/console/standing/{penalty.no}/{act}/", {"said": ANSWER})
        assert sent.status_code == 404
    assert client.post("/console/standing/deposit/", {"amount": "1"}).status_code == 404
    assert state_of(penalty) == "proposed"


def test_another_shops_penalty_does_not_exist_for_a_merchant() -> None:
    penalty = proposed(shop=a_merchant())
    client = browser(a_merchant().member)
    assert client.get(f"/console/standing/{penalty.no}/").status_code == 404
    for act in ("answer", "appeal", "rectified"):
        sent = client.post(f"/console/standing/{penalty.no}/{act}/", {"said": ANSWER})
        assert sent.status_code == 404
    assert penalty.no not in words(client.get("/console/standing/"))


@pytest.mark.parametrize("role", ["buyer", "merchant", "agent", "finance"])
def test_the_operators_desk_does_not_exist_for_others(role: str) -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    client = browser(shop.member) if role == "merchant" else browser(role)
    for address in ("shops/", f"shops/{shop.id}/", f"penalties/{penalty.no}/"):
        assert client.get(f"/console/{address}").status_code == 404
    for act in ACTS:
        assert decide(client, penalty, act).status_code == 404
    for act in ("propose", "deposit"):
        assert client.post(f"/console/shops/{shop.id}/{act}/").status_code == 404
    assert state_of(penalty) == "heard"


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("operator", {"confirm", "drop", "protect", "lift"}),
        ("supervisor", {"confirm", "drop", "protect", "lift"}),
        ("senior", set()),
    ],
)
def test_each_role_does_its_own_part(role: str, may: set[str]) -> None:
    client = browser(role)
    for act in ACTS[:4]:
        goods = a_product()
        make = confirmed if act == "lift" else heard
        penalty = make(shop=goods.shop, goods=goods)
        before = penalty.version
        answer = decide(client, penalty, act)
        penalty.refresh_from_db()
        assert (penalty.version > before) == (act in may), act
        assert answer.status_code == (302 if act in may else 404), act


def test_the_auditor_reads_and_changes_nothing() -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    client = browser("auditor")
    assert WHY in words(client.get(f"/console/penalties/{penalty.no}/"))
    assert "提出处罚" not in words(client.get(f"/console/shops/{shop.id}/"))
    assert decide(client, penalty, "drop").status_code == 404
    assert state_of(penalty) == "heard"


def test_a_made_up_act_does_not_exist() -> None:
    penalty = heard(shop=a_merchant())
    assert decide(browser("operator"), penalty, "burn").status_code == 404
    client = browser("operator")
    assert client.get(f"/console/penalties/{penalty.no}/confirm/").status_code == 405


def test_a_merchant_sees_its_score_why_and_how_to_raise_it() -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=5_000)
    delivered(goods=a_product(shop=shop))
    measure_standing(outside=wiring.outside())
    said = words(browser(shop.member).get("/console/standing/"))
    for text in ("新店", "满 20 笔订单开始评分", "¥50.00", "先听您陈述", "没有处罚"):
        assert text in said, text


def test_a_merchant_is_told_on_every_page_that_it_has_to_answer() -> None:
    shop = a_merchant()
    client = browser(shop.member)
    mark = '<span class="count bad">1</span>'
    assert mark not in words(client.get("/console/deliveries/"))
    penalty = proposed(shop=shop)
    proposed(shop=a_merchant())
    assert mark in words(client.get("/console/deliveries/"))
    assert client.post(f"/console/standing/{penalty.no}/answer/", {"said": ANSWER})
    assert mark not in words(client.get("/console/statement/"))


def test_a_merchant_answers_and_then_appeals() -> None:
    shop = a_merchant()
    penalty = proposed(shop=shop)
    client, page = browser(shop.member), f"/console/standing/{penalty.no}/"
    said = words(client.get(page))
    for text in (WHY, "依据：卡密大量失效", "前陈述", "提交陈述"):
        assert text in said, text
    assert client.post(f"{page}answer/", {"said": "太短"}).status_code == 422
    assert client.post(f"{page}answer/", {"said": ANSWER}).status_code == 302
    assert state_of(penalty) == "heard"
    assert decide(browser("supervisor"), penalty, "confirm").status_code == 302
    said = words(client.get(page))
    assert "提交申诉" in said and SAID in said and ANSWER in said
    assert client.post(f"{page}appeal/", {"said": "我们不认可这个处罚决定"}).status_code == 302
    assert state_of(penalty) == "appealed"
    assert "提交申诉" not in words(client.get(page))


def test_a_merchant_reports_what_it_put_right_and_another_looks_at_it() -> None:
    goods = a_product()
    penalty = confirmed(shop=goods.shop, goods=goods)
    client, page = browser(goods.shop.member), f"/console/standing/{penalty.no}/"
    assert "整改完毕，请求解除" in words(client.get(page))
    assert client.post(f"{page}rectified/", {"said": "换了"}).status_code == 422
    sent = client.post(f"{page}rectified/", {"said": "旧批次已全部下架销毁"})
    assert sent.status_code == 302
    assert state_of(penalty) == "rectified"
    operator = browser("operator")
    assert "整改不到位" in words(operator.get(f"/console/penalties/{penalty.no}/"))
    decide(operator, penalty, "wanting")
    assert state_of(penalty) == "in_force"
    decide(browser("senior"), penalty, "wanting")
    assert state_of(penalty) == "in_force"


def test_a_merchant_does_not_read_which_colleague_decided() -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    supervisor = browser("supervisor")
    decide(supervisor, penalty, "confirm")
    penalty.refresh_from_db()
    assert penalty.confirmed_by is not None
    name = penalty.confirmed_by.username
    assert name not in words(browser(shop.member).get(f"/console/standing/{penalty.no}/"))
    assert name in words(supervisor.get(f"/console/penalties/{penalty.no}/"))


def test_a_deduction_shows_how_it_is_reckoned() -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = proposed(shop=shop, kind="deduction")
    said = words(browser(shop.member).get(f"/console/standing/{penalty.no}/"))
    for text in ("扣款怎么算", "2 × ¥15.00", "¥30.00", "应扣合计", "¥40.00"):
        assert text in said, text


def test_an_operator_proposes_and_the_form_counts_once() -> None:
    shop, client = a_merchant(), browser("operator")
    sent = {"form_key": uuid4(), "kind": "warning", "basis": "silent", "why": WHY}
    for _ in range(2):
        assert client.post(f"/console/shops/{shop.id}/propose/", sent).status_code == 302
    penalty = Penalty.objects.get(merchant_id=shop.id)
    assert "等商家陈述，或陈述期结束" in words(client.get(f"/console/penalties/{penalty.no}/"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": ""}, "请选择处罚"),
        ({"basis": ""}, "请选择依据"),
        ({"why": "不好"}, "至少 10 个字"),
        ({"kind": "delist"}, "下架要选一件商品"),
        ({"kind": "suspend"}, "暂停接单要填天数"),
        ({"kind": "suspend", "days": "91"}, "90"),
        ({"kind": "deduction"}, "扣款要写明计算"),
        ({"kind": "deduction", "what_1": "卡密无效"}, "项目、数量和单价要一起填"),
        (
            {"kind": "deduction", "what_1": "卡密无效", "count_1": "1", "each_1": "0.01"},
            "不能超过保证金，最多 ¥0.00",
        ),
        ({"protective": "on"}, "这个依据不能先行停售"),
        ({"kind": "expel"}, "按「多次不答复售后」只能处以：警告、扣除保证金、暂停接单"),
        ({"kind": "suspend", "days": "8", "basis": "score_low"}, "最多暂停接单 7 天"),
        ({"state": "in_force"}, "不认识的内容"),
        ({"product": "SOMETHING-ELSE", "kind": "delist"}, ""),
    ],
)
def test_a_proposal_that_lacks_something_is_explained(
    changed: dict[str, str], sentence: str
) -> None:
    shop = a_merchant()
    sent = {"form_key": uuid4(), "kind": "warning", "basis": "silent", "why": WHY, **changed}
    answer = browser("operator").post(f"/console/shops/{shop.id}/propose/", sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Penalty.objects.filter(merchant_id=shop.id).exists()


def test_a_decision_on_an_old_page_is_not_taken() -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    client = browser("operator")
    answer = decide(client, penalty, "confirm", version=1)
    assert "刚刚有变化" in words(client.get(answer["Location"]))
    assert state_of(penalty) == "heard"
    assert decide(client, penalty, "confirm", said="").status_code == 422


def test_an_appeal_is_offered_to_a_judge_who_had_no_part() -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    supervisor, senior = browser("supervisor"), browser("senior")
    decide(supervisor, penalty, "confirm")
    assert appeal(penalty, shop) is None
    page = f"/console/penalties/{penalty.no}/"
    assert "维持处罚" not in words(supervisor.get(page))
    assert "维持处罚" in words(senior.get(page))
    decide(senior, penalty, "overturn")
    assert state_of(penalty) == "overturned"
