"""Take the pictures of the README: `make test ARGS=tests/journeys/pictures.py`.

Its name keeps it out of the normal run. They show the demo shop as `make run` loads it.
"""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.demo import load_demo
from anxin.storage.account.models import Account
from anxin.storage.catalog.models import Product
from tests.factories.aftersale import case_after
from tests.factories.catalog import Goods
from tests.factories.evidence import a_piece
from tests.factories.merchant import Shop
from tests.factories.order import delivered, paid
from tests.factories.turns import shop_of
from tests.journeys.palette import with_palette
from tests.journeys.steps import button, choose, notice, order, pay_by_alipay, submit
from tests.journeys.visitor import DESK, Visitors

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 120_000


def demo_account(name: str) -> UUID:
    """The account behind a demo login."""
    return Account.objects.get(username=name).id


def demo_goods(title: str) -> Goods:
    """Something that the demo shop sells."""
    found = Product.objects.get(title=title)
    return Goods(found.id, found.no, Shop(found.merchant_id, demo_account("merchant")))


def take(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    picture = with_palette(page.screenshot())
    assert len(picture) < MOST_BYTES, f"{name} has {len(picture)} bytes"
    (FOLDER / f"{name}.png").write_bytes(picture)


def some_work_for_reviewers() -> None:
    """Cases of both demo buyers that wait for a person."""
    buyer, other = demo_account("buyer"), demo_account("buyer2")
    great, xbox = demo_goods("Steam 充值卡 648 元 国区"), demo_goods("Xbox 礼品卡 200 元 国区")
    case_after(paid(buyer=other, goods=great), note="拍错区服了")
    case_after(delivered(buyer=other, goods=xbox), reason="card_invalid", note="提示兑换码无效")
    case_after(paid(buyer=buyer, goods=great))


def take_negotiation(visitors: Visitors) -> None:
    """A merchant offers half in its turn; the buyer has it on the phone."""
    bought = delivered(buyer=demo_account("buyer2"), goods=demo_goods("Xbox 礼品卡 200 元 国区"))
    a_piece(bought, kind="activation_failure", verdict="consistent")
    case = case_after(bought, reason="card_invalid", note="换了两台设备都提示 1003")
    half = Remedy("sum", gross_fen=9_900)
    propose(no=case.no, party=shop_of(bought), remedy=half, said="先退一半，卡您留着再试试")
    phone = visitors.come(account=bought.buyer, scale=2)
    phone.goto(f"/refunds/{case.no}/")
    button(phone, "接受方案").wait_for()
    phone.locator("#thread").scroll_into_view_if_needed()
    take(phone, "offer")


def test_pictures(visitors: Visitors) -> None:
    load_demo(outside=wiring.outside())
    FOLDER.mkdir(exist_ok=True)
    steam = demo_goods("Steam 充值卡 100 元 国区")
    phone = visitors.come(account=demo_account("buyer"), scale=2)
    phone.goto(f"/product/{steam.no}/")
    take(phone, "product")
    no = order(phone, steam)
    pay_by_alipay(phone)
    notice(phone, "现在取消").wait_for()
    take(phone, "order")
    button(phone, "立即发货").click()
    phone.goto(f"/orders/{no}/refund/")
    choose(phone, "不想要了")
    take(phone, "refund-form")
    submit(phone)
    phone.locator("h1", has_text="已退款").wait_for()
    take(phone, "progress")
    take_negotiation(visitors)
    some_work_for_reviewers()
    desk = visitors.come(account=demo_account("agent"), size=DESK)
    desk.goto("/console/")
    button(desk, "同意退款").wait_for()
    take(desk, "queue")
