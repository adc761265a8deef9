"""Deciding a case on the review console."""

from __future__ import annotations

import re

import pytest

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.turns.undoing import undo
from anxin.services.aftersale.turns.verdicts import decide_to_approve
from anxin.storage.account.models import Account
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance
from anxin.storage.refund.models import Refund
from tests.console.pages import browser, first_line_case, returning_case, senior_case, words
from tests.factories.account import a_buyer, a_reviewer, an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.order import delivered, view
from tests.factories.turns import in_review

pytestmark = pytest.mark.django_db


def test_the_queue_shows_the_case_its_reason_its_amount_and_who_asks() -> None:
    case = first_line_case()
    said = words(browser("agent").get("/console/"))
    buyer = Account.objects.get(id=case.buyer_id)
    for text in ("测试商品", "不想要了", "客服审核", buyer.username, "信用 60", "朋友说不要了"):
        assert text in said


def test_the_detail_shows_what_the_decision_rests_on() -> None:
    bought = delivered()
    view(bought)
    case = case_after(bought, reason="card_invalid", note="提示已被使用")
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    for text in (
        "提示已被使用",
        "1 / 1",
        "203.0.113.7",
        "发卡方记录",
        "第一次申请退款",
        "卡密已查看",
    ):
        assert text in said


def test_what_fits_the_reason_is_the_first_that_can_be_asked_for() -> None:
    case, client = first_line_case(), browser("agent")
    for reason, kind in (("unwanted", "other"), ("quality", "comparison")):
        Case.objects.filter(id=case.id).update(reason=reason)
        said = words(client.get(f"/console/cases/{case.no}/"))
        assert re.findall(r'name="kinds"[^>]*value="(\w+)"', said)[0] == kind


def test_the_buyers_phone_is_masked() -> None:
    case = first_line_case()
    Account.objects.filter(id=case.buyer_id).update(phone="13812345678")
    type(case).objects.filter(id=case.id).update(contact_phone="13812345678")
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "13812345678" not in said
    assert "138****5678" in said


def test_an_approval_pays_back_once_and_not_before_it_could_be_undone() -> None:
    case = first_line_case()
    before = balance(account_id=case.buyer_id)
    answer = browser("agent").post(f"/console/cases/{case.no}/approve/", {"note": ""}, follow=True)
    assert "10 秒后生效" in words(answer)
    assert balance(account_id=case.buyer_id) == before
    sweep_after(seconds=11)
    assert balance(account_id=case.buyer_id) == before + case.refund_fen
    case.refresh_from_db()
    assert case.state == "refunded"


def test_a_second_approval_pays_nothing_and_says_what_became_of_the_case() -> None:
    case = first_line_case()
    browser("agent").post(f"/console/cases/{case.no}/approve/", {"note": ""})
    sweep_after(seconds=11)
    paid = balance(account_id=case.buyer_id)
    answer = browser("senior").post(f"/console/cases/{case.no}/approve/", {"note": ""})
    assert answer.status_code == 409
    assert "已经有结果：已退款" in words(answer)
    assert balance(account_id=case.buyer_id) == paid
    assert Refund.objects.filter(case=case).count() == 1


def test_a_rejection_after_somebody_elses_approval_says_so() -> None:
    case = first_line_case()
    browser("agent").post(f"/console/cases/{case.no}/approve/", {"note": ""})
    sweep_after(seconds=11)
    form = {"code": "was_viewed", "said": "查看过了", "would_change": "不会再改变"}
    answer = browser("senior").post(f"/console/cases/{case.no}/reject/", form)
    assert answer.status_code == 409
    assert "已经有结果" in words(answer)


@pytest.mark.parametrize(
    ("form", "sentence"),
    (
        ({"code": "", "said": "不行"}, "请选一条拒绝依据"),
        ({"code": "made_up", "said": "不行"}, "made_up"),
        ({"code": "was_viewed", "said": "  "}, "请告诉买家为什么不能退"),
        ({"code": "was_viewed", "said": "不行"}, "请告诉买家怎样可以改变结果"),
        ({"code": "was_viewed", "said": "长" * 501}, "500"),
        ({"code": "was_viewed", "said": "不行", "refund_fen": "1"}, "不认识的内容"),
    ),
)
def test_a_rejection_needs_a_ground_and_words(form: dict[str, str], sentence: str) -> None:
    case = first_line_case()
    answer = browser("agent").post(f"/console/cases/{case.no}/reject/", form)
    assert answer.status_code == 422
    assert sentence in words(answer)
    case.refresh_from_db()
    assert case.state == "platform_review"


def test_a_rejection_reaches_the_buyer_in_the_reviewers_words() -> None:
    case = first_line_case()
    form = {
        "code": "was_viewed",
        "said": "卡密在申请前已查看。",
        "would_change": "可提供发卡方截图再申请。",
    }
    answer = browser("agent").post(f"/console/cases/{case.no}/reject/", form, follow=True)
    assert "10 秒后生效" in words(answer)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.code, case.why["review"]) == ("rejected", "was_viewed", form["said"])


def test_an_agent_reads_a_senior_case_but_cannot_decide_it() -> None:
    case = senior_case()
    agent = browser("agent")
    said = words(agent.get(f"/console/cases/{case.no}/"))
    assert "由高级审核员决定" in said
    assert f"/console/cases/{case.no}/approve/" not in said
    answer = agent.post(f"/console/cases/{case.no}/approve/", {"note": ""})
    assert answer.status_code == 409
    assert "高级审核员" in words(answer)
    case.refresh_from_db()
    assert case.state == "platform_review"


def test_no_approval_is_offered_over_a_merchant_that_has_not_been_heard() -> None:
    case = case_after(delivered(), reason="card_invalid")
    assert case.state == "needs_evidence"
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "现在不能同意" in said and f"/console/cases/{case.no}/approve/" not in said
    assert f"/console/cases/{case.no}/reject/" in said


def test_what_evidence_would_bring_to_a_senior_is_a_seniors_before_it_comes() -> None:
    bought = delivered(buyer=a_buyer(money_fen=700_000), goods=a_product(price_fen=600_000))
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.tier) == ("needs_evidence", None)
    path = f"/console/cases/{case.no}/"
    said = words(browser("agent").get(path))
    assert "由高级审核员决定" in said and f"{path}reject/" not in said
    assert f"{path}reject/" in words(browser("senior").get(path))


@pytest.mark.parametrize("role", ("senior", "supervisor"))
def test_seniors_decide_senior_cases(role: str) -> None:
    case = senior_case()
    browser(role).post(f"/console/cases/{case.no}/approve/", {"note": ""})
    assert "第二位审核员" in words(browser(role).get(f"/console/cases/{case.no}/"))
    browser("senior").post(f"/console/cases/{case.no}/sign/", of_verdict(case))
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert case.state == "refunded"


def test_nobody_decides_a_case_of_their_own() -> None:
    case = first_line_case()
    Account.objects.filter(id=case.buyer_id).update(role="senior")
    client = browser(case.buyer_id)
    assert "您自己的申请" in words(client.get(f"/console/cases/{case.no}/"))
    answer = client.post(f"/console/cases/{case.no}/approve/", {"note": ""})
    assert answer.status_code == 409
    assert "您自己的申请" in words(answer)


def test_goods_on_their_way_back_wait_for_the_merchant() -> None:
    case, _ = returning_case()
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "等买家寄回商品" in said


def test_an_unknown_case_is_not_found() -> None:
    agent = browser(an_account(role="agent").id)
    assert agent.get("/console/cases/NOSUCHCASE/").status_code == 404
    assert agent.post("/console/cases/NOSUCHCASE/approve/").status_code == 404


def test_an_empty_queue_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "list_queue", lambda **_: [])
    assert "队列空了" in words(browser("agent").get("/console/"))


def test_earlier_cases_of_the_buyer_are_shown_with_what_became_of_them() -> None:
    case = first_line_case()
    browser("agent").post(f"/console/cases/{case.no}/approve/", {"note": ""})
    sweep_after(seconds=11)
    later = case_after(delivered(buyer=case.buyer_id), reason="card_invalid", note="坏的")
    said = words(browser("agent").get(f"/console/cases/{later.no}/"))
    assert f"/console/cases/{case.no}/" in said
    assert "已退款" in said


def large_case_approved_by(first: Reviewer) -> Case:
    _, case = in_review(price_fen=600_000)
    assert decide_to_approve(no=case.no, reviewer=first, note="") is None
    return case


def test_a_second_person_sees_the_sum_and_may_agree_or_not() -> None:
    case = large_case_approved_by(a_reviewer(role="senior"))
    second = browser("senior")
    shown = words(second.get(f"/console/cases/{case.no}/"))
    for text in ("等第二位审核员复核", "¥6,000.00", "复核同意", "不同意，交给另一位高级审核员"):
        assert text in shown, text
    empty = second.post(f"/console/cases/{case.no}/decline/", {"said": " "})
    assert empty.status_code == 422 and "请写明不同意的理由" in words(empty)
    answer = second.post(
        f"/console/cases/{case.no}/decline/", {"said": "记录不符", **of_verdict(case)}, follow=True
    )
    assert "没有同意，由另一位高级审核员决定" in words(answer)
    assert "记录不符" in words(answer), "a note to the staff"
    case.refresh_from_db()
    assert case.verdict is None


def of_verdict(case: Case) -> dict[str, str]:
    """What the form says of the verdict that its reader saw."""
    verdict = Case.objects.get(id=case.id).verdict
    assert verdict is not None
    return {"seen": verdict["key"]}


def test_what_was_shown_is_signed_and_nothing_that_took_its_place() -> None:
    first = a_reviewer(role="senior")
    case = large_case_approved_by(first)
    seen, second = of_verdict(case), browser("senior")
    assert undo(no=case.no, reviewer=first) is None
    much = Remedy("sum", gross_fen=590_000)
    assert decide_to_approve(no=case.no, reviewer=first, note="", remedy=much) is None
    for act in ("sign", "decline"):
        answer = second.post(f"/console/cases/{case.no}/{act}/", {"said": "不符", **seen})
        assert answer.status_code == 409 and "要复核的内容已经换了" in words(answer)
    case.refresh_from_db()
    assert case.verdict is not None and "signed" not in case.verdict


def test_who_may_not_sign_sees_no_buttons_and_gets_nowhere() -> None:
    first = a_reviewer(role="senior")
    case = large_case_approved_by(first)
    for reader in (browser("agent"), browser(first.account_id)):
        assert "复核同意" not in words(reader.get(f"/console/cases/{case.no}/"))
        for act in ("sign", "decline"):
            answer = reader.post(f"/console/cases/{case.no}/{act}/", {"said": "不"})
            assert answer.status_code == 409
    case.refresh_from_db()
    assert case.verdict is not None and case.verdict_at is None


def test_the_first_queue_is_what_the_reader_may_decide() -> None:
    dear, small = in_review(price_fen=600_000)[1], first_line_case()
    said = words(browser("agent").get("/console/"))
    assert small.no in said and dear.no not in said
    assert dear.no in words(browser("agent").get("/console/?queue=all"))
