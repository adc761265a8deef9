"""The pages of paying: what they offer, what they give away, and what proves nothing."""

from __future__ import annotations

from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from anxin.storage.account.models import Account
from anxin.storage.payment.models import Payment
from tests.channel.till import Till, payment_of
from tests.factories.account import a_buyer
from tests.factories.order import Bought, placed
from tests.sandbox.process import ask
from tests.sandbox.shop import tap

PHONE = "Mozilla/5.0 (iPhone) Mobile/15E148"


def at_the_till(agent: str = PHONE) -> tuple[Client, Bought]:
    """A buyer whose order waits for payment, at a browser."""
    bought = placed(buyer=a_buyer(money_fen=0))
    client = Client(headers={"accept-language": "zh-hans", "user-agent": agent})
    client.force_login(Account.objects.get(id=bought.buyer))
    return client, bought


def leave(client: Client, bought: Bought) -> tuple[str, str]:
    """Choose Alipay; return the page that leads there and the address on it."""
    page = client.post(f"/orders/{bought.no}/pay/", {"method": "alipay"})
    assert page.status_code == 200
    said = unescape(page.content.decode())
    return said, said.partition('content="0;url=')[2].partition('"')[0]


def test_alipay_is_offered_where_there_is_one(till: Till) -> None:
    client, bought = at_the_till()
    assert 'value="alipay"' in client.get(f"/orders/{bought.no}/pay/").content.decode()


def test_alipay_is_not_offered_where_there_is_none(committed: None) -> None:
    client, bought = at_the_till()
    address = f"/orders/{bought.no}/pay/"
    assert 'value="alipay"' not in client.get(address).content.decode()
    refused = client.post(address, {"method": "alipay"})
    assert refused.status_code == 422
    assert "这种支付方式暂时不能用" in refused.content.decode()
    assert not Payment.objects.filter(order__no=bought.no).exists()


def test_the_way_out_is_signed_and_tells_no_secret(till: Till) -> None:
    client, bought = at_the_till()
    said, address = leave(client, bought)
    assert address.startswith(f"{till.sandbox.origin}/gateway.do?")
    assert parse_qs(urlsplit(address).query)["method"] == ["alipay.trade.wap.pay"]
    assert ask(address).status == 303
    for line in till.merchant.app_private_key.splitlines():
        assert line not in said


def test_a_desk_is_led_to_the_page_for_desks(till: Till) -> None:
    _, address = leave(*at_the_till("Mozilla/5.0 (X11; Linux x86_64)"))
    assert parse_qs(urlsplit(address).query)["method"] == ["alipay.trade.page.pay"]


def test_tapping_twice_leads_to_the_same_payment(till: Till) -> None:
    client, bought = at_the_till()
    first, second = leave(client, bought)[1], leave(client, bought)[1]
    assert ask(first).headers["Location"] == ask(second).headers["Location"]
    assert Payment.objects.filter(order__no=bought.no).count() == 1


def test_the_code_to_scan_is_a_picture_of_the_way_to_pay(till: Till) -> None:
    client, bought = at_the_till()
    assert client.get(f"/orders/{bought.no}/pay/code/").status_code == 200
    picture = client.get(f"/orders/{bought.no}/pay/code.svg")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    assert picture.content.startswith((b"<?xml", b"<svg"))
    assert payment_of(bought).state == "waiting"


def test_a_channel_that_does_not_answer_shows_no_wrong_code(till: Till) -> None:
    client, bought = at_the_till()
    till.sandbox.switch("no_signature", on="alipay.trade.precreate", count=1)
    assert client.get(f"/orders/{bought.no}/pay/code.svg").status_code == 503


def test_coming_back_proves_nothing(till: Till) -> None:
    client, bought = at_the_till()
    leave(client, bought)
    lie = {"trade_status": "TRADE_SUCCESS", "total_amount": "98.00", "sign": "x"}
    back = client.get(f"/orders/{bought.no}/returned/", lie)
    assert (back.status_code, back.headers["Location"]) == (302, f"/orders/{bought.no}/")
    till.ask()
    assert bought.row.state == "awaiting_payment"


def test_coming_back_has_the_channel_asked_at_once(till: Till) -> None:
    client, bought = at_the_till()
    _, address = leave(client, bought)
    tap(ask(address).headers["Location"])
    assert till.ask() == 0
    client.get(f"/orders/{bought.no}/returned/")
    assert bought.row.state == "awaiting_payment"
    assert till.ask() == 1
    assert bought.row.state == "cooling_off"


def test_somebody_elses_order_is_not_there(till: Till) -> None:
    _, bought = at_the_till()
    stranger, _ = at_the_till()
    for address in ("pay/", "pay/code/", "pay/code.svg", "returned/"):
        assert stranger.get(f"/orders/{bought.no}/{address}").status_code == 404
    assert stranger.post(f"/orders/{bought.no}/pay/", {"method": "alipay"}).status_code == 404
    assert not Payment.objects.filter(order__no=bought.no).exists()


def test_a_paid_order_is_not_paid_again(till: Till) -> None:
    client, bought = at_the_till()
    till.believe(till.pay_at_channel(bought).no)
    assert client.get(f"/orders/{bought.no}/pay/").status_code == 302
    again = client.post(f"/orders/{bought.no}/pay/", {"method": "alipay"})
    assert (again.status_code, again.headers["Location"]) == (302, f"/orders/{bought.no}/")


def test_another_way_to_pay_than_those_offered_is_refused(till: Till) -> None:
    client, bought = at_the_till()
    answer = client.post(f"/orders/{bought.no}/pay/", {"method": "bitcoin"})
    assert answer.status_code == 422
