from uuid import uuid4
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.aftersale.turns.thread import say
from tests.factories.account import a_reviewer, an_account, a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import delivered
from tests.factories.merchant import a_merchant
from tests.factories.turns import *
from tests.factories.evidence import a_piece
from tests.journeys.visitor import DESK, PHONE
from anxin.services.aftersale.review import reject_case

def test_shots(visitors):
    bought, offered = with_merchant()
    propose(no=offered.no, party=shop_of(bought), remedy=Remedy("sum", gross_fen=5000), said="先退一半，卡您留着")
    pad = delivered(goods=a_product(kind="physical", cards=0, title="无线游戏手柄", title_en="Controller", shop=a_merchant(returns_to="上海市")))
    back = case_after(pad, reason="no_reason")
    gone, refused = refused_by(a_reviewer(role="senior"))
    _, review = in_review()
    senior = a_reviewer(role="senior")
    pages = [
        ("offered", f"/refunds/{offered.no}/", bought.buyer),
        ("returning", f"/refunds/{back.no}/", pad.buyer),
        ("refused", f"/refunds/{refused.no}/", gone.buyer),
        ("again", f"/orders/{gone.no}/refund/?from={refused.no}", gone.buyer),
        ("guide", "/guide/", None),
        ("shop-offered", f"/console/aftersale/{offered.no}/", bought.goods.shop.member),
        ("case", f"/console/cases/{review.no}/", senior.account_id),
    ]
    for language in ("zh-CN", "en-US"):
        for size, word in ((PHONE, "phone"), (DESK, "desk")):
            for name, path, who in pages:
                page = visitors.come(account=who, size=size, language=language)
                page.goto(path)
                if name == "case":
                    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                page.screenshot(path=f"/tmp/shots/{name}-{word}-{language[:2]}.png", full_page=True)
