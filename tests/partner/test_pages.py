"""What buyers and reviewers read while the issuer and the supplier are asked."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from anxin import wiring
from anxin.storage.aftersale.models import Case
from tests.console.pages import browser, words
from tests.factories.order import Bought, view
from tests.partner.shop import Shop, top_ups
from tests.sandbox.partner import use


@pytest.fixture
def site(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The pages with the issuer and the supplier of the sandbox."""
    monkeypatch.setattr(wiring, "outside", lambda: shop.outside)
    return shop


def seen(site: Shop) -> tuple[Bought, Client]:
    """An order whose card the buyer has looked at, and the buyer's browser."""
    bought = site.sold()
    view(bought)
    return bought, browser(bought.buyer)


def submit(client: Client, bought: Bought, *, reason: str) -> Case:
    """Send the refund form as the page has it."""
    form = words(client.get(f"/orders/{bought.no}/refund/"))
    key = re.search(r'name="form_key" value="([0-9a-f-]+)"', form)
    assert key, form
    sent = {"form_key": UUID(key[1]), "reason": reason, "units": 1, "contact_phone": "13812345678"}
    answer = client.post(f"/orders/{bought.no}/refund/", sent)
    assert answer.status_code == 302, words(answer)
    return Case.objects.get(order__no=bought.no)


def test_the_form_says_that_the_issuer_is_asked_where_its_word_decides(site: Shop) -> None:
    bought, client = seen(site)
    said = words(client.get(f"/orders/{bought.no}/refund/"))
    assert "先向发卡方核实卡密" in said
    assert "以答复为准" in said


def test_the_page_says_whose_word_is_waited_for_and_then_how_it_ended(site: Shop) -> None:
    bought, client = seen(site)
    case = submit(client, bought, reason="unwanted")
    progress = f"/refunds/{case.no}/"
    assert "正在向发卡方核实卡密有没有被使用" in words(client.get(progress))
    site.sandbox.switch("lock_fails", on="issuer.lock", count=1)
    site.ask_issuers()
    site.lock()
    waiting = words(client.get(progress))
    assert "正在请发卡方锁定卡密" in waiting
    assert "未使用" in waiting
    site.pass_time(seconds=13)
    site.lock()
    done = words(client.get(progress))
    assert "发卡方已锁定卡密" in done
    assert "已退回钱包" in done
    assert "sse-connect" not in done


def test_a_senior_reads_when_the_card_was_used(site: Shop) -> None:
    bought, client = seen(site)
    case = submit(client, bought, reason="unwanted")
    site.ask_issuers()
    use(site.sandbox, site.secrets_of(bought)[0])
    site.lock()
    said = words(browser("senior").get(f"/console/cases/{case.no}/"))
    assert "发卡方确认卡密在通过后被使用" in said
    used_at = site.book("issuer")[site.issuer.name_of(site.secrets_of(bought)[0])]["used_at"]
    assert used_at[:16] in said


def test_a_top_up_shows_its_receipt(site: Shop) -> None:
    bought = site.ordered()
    client = browser(bought.buyer)
    site.deliver()
    site.pass_time(seconds=3)
    site.deliver()
    said = words(client.get(f"/orders/{bought.no}/"))
    assert "供应商已充值到账" in said
    assert top_ups(bought)[0].receipt_no in said


def test_a_cancellation_under_way_says_that_the_supplier_is_told_to_stop(site: Shop) -> None:
    bought = site.ordered()
    site.sandbox.switch("finishes_late", on="supplier.order", count=1, seconds=600)
    site.deliver()
    buyer = browser(bought.buyer)
    assert "先请供应商停止充值" in words(buyer.get(f"/orders/{bought.no}/refund/"))
    case = site.asked(bought)
    said = words(buyer.get(f"/refunds/{case.no}/"))
    assert "正在请供应商停止充值" in said


def test_a_supplied_order_is_not_on_the_merchants_list(site: Shop) -> None:
    bought = site.ordered()
    said = words(browser(bought.goods.shop.member).get("/console/deliveries/"))
    assert bought.no not in said
