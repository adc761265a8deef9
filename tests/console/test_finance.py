"""Finance's page: what went astray, who dealt with it, and refunds that have not arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from django.test import Client

from anxin import wiring
from anxin.domain.channel import Abnormal, Channel, Limits, Paid, Refused, Unknown
from anxin.domain.outside import Outside
from anxin.domain.tenders import Choice
from anxin.services.demo import PASSWORD, load_demo
from anxin.services.payment import Way, pay_order, settle_finding, take_payment
from anxin.services.refund import note_late_refunds, send_refunds
from anxin.storage.payment.models import Finding, Payment
from anxin.storage.payment.queries import count_overdue
from anxin.storage.refund.models import Refund
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, take_out, topped_up
from tests.factories.clock import let_pass
from tests.factories.order import Bought, placed

pytestmark = pytest.mark.django_db

PAGE = "/console/finance/"


class Answering:
    """A channel that answers every refund with the same words."""

    identity = "app"
    limits = Limits(spacing_s=0, most_refunds=50, window=timedelta(days=365))

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def pay_address(self, **_: Any) -> str:
        """Somewhere."""
        return "http://localhost/"

    def refund(self, **_: Any) -> Any:
        """The one answer."""
        return self.answer

    find_refund = refund


def outside(answer: Any) -> Outside:
    """A world with that channel."""
    return replace(wiring.outside(), channels={"alipay": cast(Channel, Answering(answer))})


def begun() -> tuple[Bought, Payment]:
    """An order whose payment at the channel was begun."""
    bought = placed(buyer=a_buyer(money_fen=0))
    pay_order(
        no=bought.no,
        buyer_id=bought.buyer,
        choice=Choice("alipay"),
        way=Way("", phone=True),
        outside=outside(None),
    )
    return bought, Payment.objects.get(order__no=bought.no)


def pay(payment_no: str, *, fen: int = 9_800) -> None:
    """Have the channel say that it was paid."""
    take_payment(method="alipay", paid=Paid(payment_no, f"S{payment_no}", fen, "2088"))


def answered_refund(answer: Any) -> Refund:
    """A refund of a paid order, sent once and answered so."""
    bought, payment = begun()
    pay(payment.no)
    case_after(bought)
    send_refunds(outside=outside(answer))
    return Refund.objects.get(payment=payment)


@pytest.mark.parametrize("role", ("finance", "supervisor"))
def test_finance_and_supervisors_see_the_page(role: str) -> None:
    said = words(browser(role).get(PAGE))
    assert "没有异常款项" in said
    assert "退款都到账了" in said


@pytest.mark.parametrize("role", ("buyer", "merchant", "agent", "senior", "operator", "auditor"))
def test_for_all_others_it_does_not_exist(role: str) -> None:
    refund = answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True))
    finding = Finding.objects.get(subject=refund.no)
    client = browser(role)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}findings/{finding.id}/settle/").status_code == 404
    assert client.post(f"{PAGE}refunds/{refund.no}/again/").status_code == 404
    finding.refresh_from_db()
    refund.refresh_from_db()
    assert (finding.settled_at, refund.next_try_at) == (None, None)


def test_a_finance_login_of_the_demo_lands_there() -> None:
    load_demo(outside=wiring.outside())
    form = {"login": "finance", "password": PASSWORD}
    answer = Client().post("/account/login/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_finance_sees_no_case() -> None:
    client = browser("finance")
    assert client.get("/console/").status_code == 404
    assert "待审核" not in words(client.get(PAGE))
    assert "财务台" in words(client.get(PAGE))


def test_a_supervisor_finds_the_way_from_queue_to_finance_and_back() -> None:
    client = browser("supervisor")
    assert f'href="{PAGE}"' in words(client.get("/console/"))
    assert 'href="/console/"' in words(client.get(PAGE))
    assert f'href="{PAGE}"' not in words(browser("agent").get("/console/"))


def test_a_wrong_sum_says_what_was_expected_what_came_and_for_which_order() -> None:
    bought, payment = begun()
    pay(payment.no, fen=9_700)
    said = words(browser("finance").get(PAGE))
    assert "金额不符" in said
    assert "应收 ¥98.00，实收 ¥97.00" in said
    assert bought.no in said


def test_a_payment_from_nowhere_is_listed_with_the_channels_number() -> None:
    pay("NOBODYS", fen=123)
    said = words(browser("finance").get(PAGE))
    assert "收到 ¥1.23，没有对应的付款单" in said
    assert "SNOBODYS" in said


def test_settling_notes_who_and_when_and_takes_it_off_the_list() -> None:
    pay("NOBODYS")
    finding = Finding.objects.get(subject="SNOBODYS")
    client = browser("finance")
    address = f"{PAGE}findings/{finding.id}/settle/"
    assert "已记为处理完成" in words(client.post(address, follow=True))
    finding.refresh_from_db()
    assert finding.settled_at is not None
    assert str(finding.settled_by_id) == client.session["_auth_user_id"]
    first = finding.settled_at
    assert "已经处理过了" in words(browser("supervisor").post(address, follow=True))
    finding.refresh_from_db()
    assert finding.settled_at == first
    said = words(client.get(PAGE))
    assert "没有异常款项" in said
    assert "最近处理过的" in said


def test_a_refused_refund_can_be_tried_again_under_its_number() -> None:
    refund = answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True))
    client = browser("finance")
    said = words(client.get(PAGE))
    assert "交易已过退款期限" in said
    assert "不再自动重试" in said
    address = f"{PAGE}refunds/{refund.no}/again/"
    assert "单号不变" in words(client.post(address, follow=True))
    assert "已经在处理中" in words(client.post(address, follow=True))
    assert "再试一次</button>" not in words(client.get(PAGE))
    before = refund.no
    refund.refresh_from_db()
    assert (refund.no, refund.next_try_at is not None) == (before, True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Unknown("TimeoutError: timed out"), "支付宝没有回应"),
        (Unknown("the reply's signature is not Alipay's"), "签名不对"),
        (Refused("ACQ.SELLER_BALANCE_NOT_ENOUGH", final=False), "商户的支付宝余额不足"),
        (Unknown("isv.something-new"), "isv.something-new"),
    ],
)
def test_refunds_under_way_say_their_trouble_and_are_left_alone(answer: Any, said: str) -> None:
    refund = answered_refund(answer)
    page = words(browser("finance").get(PAGE))
    assert said in page
    assert refund.no in page
    assert "1 次 · 下次" in page
    assert "再试一次</button>" not in page


def test_looking_changes_nothing() -> None:
    refund = answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True))
    client = browser("finance")
    assert client.get(f"{PAGE}refunds/{refund.no}/again/").status_code == 405
    finding = Finding.objects.get(subject=refund.no)
    assert client.get(f"{PAGE}findings/{finding.id}/settle/").status_code == 405


def test_the_page_is_there_in_english_too() -> None:
    bought, payment = begun()
    pay(payment.no, fen=9_700)
    let_pass(seconds=1)
    client = browser("finance")
    said = words(client.get(PAGE, headers={"accept-language": "en"}))
    assert "Expected ¥98.00, received ¥97.00" in said
    assert "Settled" in said
    assert "异常款项" not in said
    assert bought.no in said


def test_a_withdrawal_whose_money_the_channel_keeps_is_tried_again_and_needs_nobodys_word() -> None:
    world = Scripted(Abnormal("S-1")).world()
    refund = take_out(world=world, buyer=topped_up(world=world))
    send_refunds(outside=world)
    said = words(browser("finance").get(PAGE))
    assert "¥30.00 改退钱包，渠道还没有交还：这个渠道不支持取回" in said
    assert f'action="{PAGE}refunds/{refund.no}/again/"' in said
    assert "提议改退钱包" not in said


def test_a_row_is_one_persons_until_it_is_given_back() -> None:
    refund = answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True))
    one, two = browser("finance"), browser("supervisor")
    take = f"{PAGE}rows/refund/{refund.no}/take/"
    assert "在您手上" in words(one.post(take, follow=True))
    assert "正由另一位财务处理" in words(two.post(take, follow=True))
    finding = Finding.objects.get(subject=refund.no)
    for address in (f"refunds/{refund.no}/again/", f"findings/{finding.id}/settle/"):
        assert "正由另一位财务处理" in words(two.post(f"{PAGE}{address}", follow=True))
    assert "再试一次</button>" not in words(two.get(PAGE))
    refund.refresh_from_db()
    finding.refresh_from_db()
    assert (refund.next_try_at, finding.settled_at) == (None, None)
    one.post(f"{PAGE}rows/refund/{refund.no}/release/")
    assert "单号不变" in words(two.post(f"{PAGE}refunds/{refund.no}/again/", follow=True))


def test_whoever_goes_home_keeps_no_row_from_the_others() -> None:
    pay("NOBODYS")
    finding = Finding.objects.get(subject="SNOBODYS")
    one, two = browser("finance"), browser("supervisor")
    take = f"{PAGE}rows/finding/{finding.id}/take/"
    one.post(take)
    let_pass(minutes=31)
    assert "在您手上" in words(two.post(take, follow=True))


def test_the_next_row_is_the_one_that_breaches_first_and_nobody_holds_all_of_them() -> None:
    refund = answered_refund(Refused("ACQ.TRADE_HAS_FINISHED", final=True))
    Refund.objects.filter(id=refund.id).update(reserved_at="2020-01-01T00:00:00Z")
    for number in range(6):
        pay(f"NOBODYS{number}")
    client = browser("finance")
    answer = client.post(f"{PAGE}next/")
    assert answer.headers["Location"].endswith(f"#r-{refund.no}")
    for _ in range(4):
        assert "#f-" in client.post(f"{PAGE}next/").headers["Location"]
    assert "手上已有 5 条" in words(client.post(f"{PAGE}next/", follow=True))
    first = words(client.get(PAGE)).index(refund.no)
    assert first < words(client.get(PAGE)).index("SNOBODYS0"), "what breaches first is on top"


def test_a_refund_of_ten_days_stands_first_and_a_supervisor_reads_of_it_wherever_he_sits() -> None:
    pay("NOBODYS")
    Finding.objects.filter(subject="SNOBODYS").update(at="2020-01-01T00:00:00Z")
    refund = answered_refund(Unknown("TimeoutError: timed out"))
    let_pass(days=9, hours=23)
    note_late_refunds()
    said = words(browser("finance").get(PAGE))
    assert "超过 10 天" not in said and said.index("SNOBODYS") < said.index(refund.no)
    assert count_overdue() == 0
    let_pass(days=10, minutes=1)
    said = words(browser("finance").get(PAGE))
    assert "超过 10 天，主管过问" in said
    assert said.index(refund.no) < said.index("SNOBODYS")
    for role, told in (("supervisor", 1), ("senior", 0)):
        page = words(browser(role).get("/console/fees/"))
        assert page.count('财务<span class="count bad">1</span>') == told, role
    assert settle_finding(
        finding_id=Finding.objects.get(subject=refund.no).id,
        settled_by=an_account(role="finance").id,
    )
    assert count_overdue() == 1, "noting that it was looked at does not hide it"


def test_there_is_no_row_of_another_kind() -> None:
    client = browser("finance")
    assert client.post(f"{PAGE}rows/case/1/take/").status_code == 404
    assert "不在您手上" in words(client.post(f"{PAGE}rows/refund/1/release/", follow=True))
    assert "没有等人处理的款项" in words(client.post(f"{PAGE}next/", follow=True))
