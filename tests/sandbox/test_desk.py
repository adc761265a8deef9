"""The desk: who gets in, what is taken for a switch, and what is shown."""

from __future__ import annotations

import http.client

import pytest

from tests.sandbox.process import Sandbox, ask
from tests.sandbox.shop import LocalAliPay, Shop
from tests.sandbox.wechat_shop import WeChatShop


@pytest.mark.parametrize(
    "given",
    [
        {},
        [],
        {"kind": "explode"},
        {"kind": ["late"]},
        {"kind": "late", "seconds": 1e12},
        {"kind": "forged", "how": [{}]},
        {"kind": "late", "commit": True},
        {"kind": "late", "seconds": -1},
        {"kind": "timeout_after_commit", "seconds": 61},
        {"kind": "duplicate", "copies": 0},
        {"kind": "lost", "times": "many"},
        {"kind": "forged", "how": "badly"},
        {"kind": "system_error", "rate": 2},
        {"kind": "system_error", "count": 0},
        {"kind": "system_error", "on": 7},
        {"kind": "system_error", "commit": "yes"},
    ],
)
def test_what_is_no_switch_is_refused_with_a_reason(sandbox: Sandbox, given: object) -> None:
    answer = ask(f"{sandbox.origin}/switches", data=given)
    assert answer.status == 422
    assert answer.json()["error"]


def test_a_switch_is_listed_until_it_is_taken_away(sandbox: Sandbox) -> None:
    number = sandbox.switch("late", on="alipay.notice.paid", seconds=9, count=3)
    [listed] = ask(f"{sandbox.origin}/switches").json()["switches"]
    assert listed == {
        "id": number,
        "kind": "late",
        "on": "alipay.notice.paid",
        "out_trade_no": None,
        "count": 3,
        "rate": 1.0,
        "seed": 0,
        "seconds": 9,
    }
    sandbox.remove(number)
    assert ask(f"{sandbox.origin}/switches").json()["switches"] == []


@pytest.mark.parametrize("path", ["/", "/book", "/calls", "/switches"])
def test_a_name_that_is_not_this_machines_gets_in_nowhere(sandbox: Sandbox, path: str) -> None:
    """A page elsewhere can point its own name here, but then it comes with that name."""
    assert ask(f"{sandbox.origin}{path}", headers={"Host": "evil.example"}).status == 403


def test_a_page_elsewhere_cannot_set_a_switch_with_a_form(sandbox: Sandbox) -> None:
    assert ask(f"{sandbox.origin}/switches", form={"kind": "late"}).status == 415


@pytest.mark.parametrize("offset_s", ["soon", None, 1e12, float("nan")])
def test_the_clock_takes_numbers_within_reason(sandbox: Sandbox, offset_s: object) -> None:
    answer = ask(f"{sandbox.origin}/switches/clock", data={"offset_s": offset_s})
    assert answer.status == 422


def test_the_desk_shows_switches_trades_and_calls(
    shop: Shop, client: LocalAliPay, sandbox: Sandbox
) -> None:
    number = shop.paid_order()
    client.refund(number, "10.00", "R1")
    sandbox.switch("late", on="alipay.notice.paid")
    page = ask(f"{sandbox.origin}/")
    assert all(text in page.text for text in (number, "alipay.notice.paid", "alipay.trade.refund"))
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_desk_and_the_book_have_both_rails(
    shop: Shop, wechat_shop: WeChatShop, sandbox: Sandbox
) -> None:
    by_alipay, by_wechat = shop.paid_order(), wechat_shop.paid_order()
    wechat_shop.refund(by_wechat, f"A{by_wechat}", 1000)
    page = ask(f"{sandbox.origin}/").text
    assert all(text in page for text in (by_alipay, by_wechat, "wechat.refund"))
    book = ask(f"{sandbox.origin}/book").json()
    assert by_alipay in book["alipay"] and by_wechat in book["wechat"]
    assert book["wechat"][by_wechat]["total_fen"] == 3000


def test_the_desk_leads_to_the_pay_page_of_a_code_that_no_phone_here_can_scan(
    wechat_shop: WeChatShop, sandbox: Sandbox
) -> None:
    number, page = wechat_shop.order()
    path = page.removeprefix(sandbox.origin)
    link = f'<a href="{path}">{number}</a>'
    assert link in ask(f"{sandbox.origin}/").text
    assert sandbox.account(number, rail="wechat")["pay_page"] == path
    ask(page, form={"do": "pay"})
    assert link not in ask(f"{sandbox.origin}/").text


def test_the_style_is_served(sandbox: Sandbox) -> None:
    assert ask(f"{sandbox.origin}/static/sandbox.css").status == 200


def test_nonsense_does_not_end_the_server(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    connection.request("POST", "/gateway.do?%ff=%fe&a", b"\xff\xfe=%zz", {})
    assert connection.getresponse().status == 200
    connection.close()
    assert ask(f"{sandbox.origin}/switches", method="DELETE").status == 204
