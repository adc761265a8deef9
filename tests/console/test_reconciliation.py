"""Finance's pages of bills: days with their sums, differences with both sides and what to do."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.channel import Unknown
from anxin.domain.reconciliation import NoBill, NotReady, Unreachable
from anxin.storage.reconciliation.models import Difference
from anxin.storage.reconciliation.queries import DayRow
from tests.console.pages import browser, words
from tests.factories.channel import Scripted
from tests.factories.clock import let_pass
from tests.factories.reconciliation import (
    Written,
    a_captured_payment,
    a_row,
    reconciled,
)
from tests.services.test_never_answered import billed, unanswered

pytestmark = pytest.mark.django_db

DAYS = "/console/finance/reconciliation/"


def address(day: DayRow, difference: Difference | None = None) -> str:
    """A day's page, or where one of its differences is settled."""
    of_day = f"{DAYS}{day.id}/"
    return f"{of_day}{difference.id}/settle/" if difference else of_day


def with_a_stranger() -> tuple[DayRow, Difference]:
    """A day on whose bill a refund stands that is not ours."""
    day = reconciled(Written([a_row("refund")]))
    return day, Difference.objects.get(day_id=day.id)


@pytest.mark.parametrize("role", ("finance", "supervisor"))
def test_finance_and_supervisors_find_the_way_from_the_overview(role: str) -> None:
    client = browser(role)
    assert f'href="{DAYS}"' in words(client.get("/console/finance/"))
    assert "还没有账单" in words(client.get(DAYS))


@pytest.mark.parametrize("role", ("buyer", "merchant", "agent", "senior", "operator", "auditor"))
def test_for_all_others_it_does_not_exist(role: str) -> None:
    day, difference = with_a_stranger()
    client = browser(role)
    assert client.get(DAYS).status_code == 404
    assert client.get(address(day)).status_code == 404
    assert client.post(address(day, difference), {"note": "x"}).status_code == 404
    difference.refresh_from_db()
    assert difference.settled_at is None


def test_a_day_shows_its_sums_and_what_the_channel_owes() -> None:
    payment = a_captured_payment()
    day = reconciled(Written([a_row(payment_no=payment.no)]))
    client = browser("finance")
    for page in (DAYS, address(day)):
        said = words(client.get(page))
        assert "已对账" in said
        assert all(sum_ in said for sum_ in ("¥98.00", "¥0.59", "¥97.41"))
    assert "账单与本站一致" in words(client.get(address(day)))


def test_each_difference_shows_both_sides_and_what_to_do() -> None:
    payment, refunded = a_captured_payment(), a_captured_payment()
    rows = [
        a_row(payment_no=payment.no, amount_fen=9_799),
        a_row("refund", payment_no=refunded.no),
        a_row(payment_no=refunded.no, fee_fen=90),
        a_row(serial_no="S2"),
    ]
    day = reconciled(Written(rows))
    said = words(browser("finance").get(address(day)))
    assert "账单：¥97.99；本站：¥98.00" in said
    assert "账单收了 ¥0.90，按合同应为 ¥0.59" in said
    assert "账单：¥98.00；本站：没有这一笔" in said
    assert "它的其他退款已暂停发出" in said
    assert "提议补记账 ¥98.00" in said
    assert "请查明来历" in said
    assert payment.order is not None and payment.order.no in said
    said = words(browser("finance").get(DAYS))
    assert "4 处差异" in said
    assert "需要处理的账单" in said


def test_what_only_we_have_waits_at_first_and_then_calls_for_somebody() -> None:
    a_captured_payment()
    day = reconciled(Written([]))
    client = browser("finance")
    assert "等次日账单" in words(client.get(address(day)))
    assert 'count bad">1' not in words(client.get(DAYS))
    let_pass(days=3)
    assert "T+2 仍不在账单中" in words(client.get(address(day)))
    assert 'count bad">1' in words(client.get(DAYS))


def test_settling_needs_a_note_and_keeps_who_when_and_how() -> None:
    day, difference = with_a_stranger()
    client = browser("finance")
    to = address(day, difference)
    for wrong in ({}, {"note": "  "}, {"note": "x" * 201}, {"note": "x", "more": "y"}):
        client.post(to, wrong)
        difference.refresh_from_db()
        assert difference.settled_at is None
    assert "请写明是怎么处理的" in words(client.post(to, {"note": ""}, follow=True))
    assert "已记为处理完成" in words(client.post(to, {"note": "客服小李在后台退的"}, follow=True))
    difference.refresh_from_db()
    first = (difference.settled_at, difference.note)
    assert str(difference.settled_by_id) == client.session["_auth_user_id"]
    again = browser("supervisor").post(to, {"note": "我也看过"}, follow=True)
    assert "已经处理过了" in words(again)
    difference.refresh_from_db()
    assert (difference.settled_at, difference.note) == first
    assert "客服小李在后台退的" in words(client.get(address(day)))


def with_one_by_hand(fen: int = 4_000) -> tuple[DayRow, Difference]:
    """A day on whose bill a refund of an order's payment stands that we did not make."""
    payment = a_captured_payment()
    rows = [a_row(payment_no=payment.no), a_row("refund", payment_no=payment.no, amount_fen=fen)]
    day = reconciled(Written(rows))
    return day, Difference.objects.get(day_id=day.id)


def test_one_proposes_to_book_it_another_confirms_and_it_is_over() -> None:
    day, difference = with_one_by_hand()
    one, other = browser("finance"), browser("supervisor")
    to = f"{DAYS}{day.id}/{difference.id}/book/"
    said = words(one.get(address(day)))
    assert all(part in said for part in ("其他退款已暂停", "付款还剩", "不补记账，结束"))
    for wrong in ({}, {"note": " "}, {"note": "x", "more": "y"}):
        one.post(to, wrong)
    assert "还没有人这样提议" in words(other.post(to, {"confirm": "1"}, follow=True))
    assert "需要另一位财务确认" in words(one.post(to, {"note": "小李退的"}, follow=True))
    said = words(one.get(address(day)))
    assert "提议补记账：小李退的" in said
    assert "确认补记账 ¥40.00" not in said
    assert "不能自己确认" in words(one.post(to, {"confirm": "1"}, follow=True))
    assert "确认补记账 ¥40.00" in words(other.get(address(day)))
    assert "已补记账" in words(other.post(to, {"confirm": "1"}, follow=True))
    difference.refresh_from_db()
    assert difference.settled_at is not None
    assert "已经处理过了" in words(other.post(to, {"confirm": "1"}, follow=True))


def test_one_proposes_to_end_it_without_another_confirms_and_what_it_held_goes_on() -> None:
    day, difference = with_one_by_hand()
    one, other = browser("finance"), browser("supervisor")
    to = f"{DAYS}{day.id}/{difference.id}/book/"
    told = words(one.post(to, {"note": "是另一家店的", "ends": "1"}, follow=True))
    assert "已提议不补记账" in told
    assert "确认结束，不补记账" not in told
    said = words(other.get(address(day)))
    assert "提议不补记账，直接结束：是另一家店的" in said
    assert "提议补记账 ¥40.00" in said, "whoever thinks otherwise"
    assert "没有补记账" in words(other.post(to, {"confirm": "1", "ends": "1"}, follow=True))
    difference.refresh_from_db()
    assert difference.settled_at is not None


def test_one_of_ours_without_an_end_is_offered_with_a_warning_and_holds_nothing() -> None:
    refund = unanswered(Scripted(Unknown("time-out")))
    difference = billed(refund)
    page = f"{DAYS}{difference.day_id}/"
    said = words(browser("finance").get(page))
    assert "提议补记账 ¥98.00" in said
    assert "渠道一直没有可信的答复时才用" in said
    assert "其他退款已暂停" not in said
    browser("finance").post(f"{page}{difference.id}/book/", {"note": "商户号已注销"})
    to = f"{page}{difference.id}/book/"
    assert "已补记账" in words(browser("supervisor").post(to, {"confirm": "1"}, follow=True))
    refund.refresh_from_db()
    assert refund.state == "succeeded"


def test_what_is_more_than_is_left_has_no_button_and_says_why() -> None:
    day, difference = with_one_by_hand()
    Difference.objects.filter(id=difference.id).update(bill_fen=9_801)
    said = words(browser("finance").get(address(day)))
    assert "这笔付款只剩 ¥98.00，不能补记账" in said
    assert "提议补记账 ¥" not in said


def test_what_somebody_settled_stays_so_when_the_day_is_reconciled_again() -> None:
    source = Written([a_row("refund")])
    day = reconciled(source)
    difference = Difference.objects.get(day_id=day.id)
    browser("finance").post(address(day, difference), {"note": "查清"})
    again = reconciled(source)
    assert (again.found, again.open) == (1, 0)
    assert "1 处已查清" in words(browser("finance").get(DAYS))


@pytest.mark.parametrize(
    ("fetched", "said"),
    [
        (NotReady(), "渠道还在生成账单"),
        (Unreachable("TimeoutError"), "渠道没有回应"),
        (NoBill(), "渠道无账单"),
    ],
)
def test_a_bill_that_could_not_be_had_says_why(fetched: object, said: str) -> None:
    day = reconciled(Written([], fetched))
    client = browser("finance")
    assert said in words(client.get(DAYS))
    assert said in words(client.get(address(day)))


def test_looking_changes_nothing_and_nobody_elses_day_is_there() -> None:
    day, difference = with_a_stranger()
    client = browser("finance")
    assert client.get(address(day, difference)).status_code == 405
    assert client.get(f"{DAYS}{uuid4()}/").status_code == 404
    assert "已经处理过了" in words(
        client.post(f"{DAYS}{day.id}/{uuid4()}/settle/", {"note": "x"}, follow=True)
    )


def test_markup_in_a_bill_or_a_note_is_shown_not_obeyed() -> None:
    day = reconciled(Written([a_row("refund", serial_no="<script>alert(1)</script>")]))
    difference = Difference.objects.get(day_id=day.id)
    client = browser("finance")
    client.post(address(day, difference), {"note": "<b>查清</b>"})
    page = client.get(address(day)).content.decode()
    assert "<script>alert" not in page
    assert "<b>查清</b>" not in page
