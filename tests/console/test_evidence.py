"""What reviewers see of evidence, and that nobody else does."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from anxin.services.evidence import change_piece
from anxin.storage.aftersale.models import Case
from anxin.storage.catalog.models import Product
from anxin.storage.evidence.models import Piece
from tests.console.pages import browser, first_line_case, words
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_failure, a_page, code_of, read, sent
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db


def seen_order() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def case_of(bought: Bought) -> Case:
    return case_after(bought, reason="card_invalid", note="见截图")


def address_of(case: Case, piece: Piece) -> str:
    return f"/console/cases/{case.no}/evidence/{piece.no}/"


def picture_in(said: str) -> str:
    """The address of the first picture on a page."""
    found = re.search(r'<image href="([^"]+)"', said)
    assert found, "the page shows no picture"
    return unescape(found[1])


def test_a_piece_is_shown_with_its_marks_beside_the_records_and_no_secret() -> None:
    bought = seen_order()
    piece = read(bought, a_failure(bought))
    assert change_piece(no=piece.no, buyer_id=bought.buyer, caption="看第二行") is None
    case = case_of(bought)
    agent = browser("agent")
    page = piece.page_set.get()
    for address in (f"/console/cases/{case.no}/", address_of(case, piece)):
        said = words(agent.get(address))
        for text in (
            "激活失败的截图或录屏",
            "看第二行",
            "与记录一致",
            bytes(piece.sha256).hex(),
            f'viewBox="0 0 {page.width} {page.height}"',
            'class="mark agrees"',
            "已与发出的卡密比对",
            "····",
        ):
            assert text in said, (address, text)
        assert code_of(bought) not in said


def test_a_pages_address_is_good_for_the_reviewer_that_it_was_made_for_alone() -> None:
    bought = seen_order()
    piece = read(bought, a_page("激活失败", f"订单号：{bought.no}"))
    case = case_of(bought)
    agent = browser("agent")
    address = picture_in(words(agent.get(address_of(case, piece))))
    answer = agent.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert browser("agent").get(address).status_code == 404
    assert browser(bought.buyer).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_picture_of_another_account_is_shown_beside_it_once_that_has_a_case() -> None:
    first, second = seen_order(), seen_order()
    picture = a_failure(first)
    earlier, own = read(first, picture), read(second, picture)
    case = case_of(second)
    agent = browser("agent")
    said = words(agent.get(address_of(case, own)))
    for text in ("疑似篡改或重复使用", "以前出现过", "同一张图", "另一个账号"):
        assert text in said
    assert "没有随退款申请提交" in said
    assert said.count("<image ") == 2, "the piece, and again as the later of the two"
    earlier_case = case_of(first)
    said = words(agent.get(address_of(case, own)))
    assert address_of(earlier_case, earlier) in said
    assert said.count("<image ") == 3
    assert "相似的图片 1 张" in words(agent.get(f"/console/cases/{case.no}/"))


def test_what_came_later_is_shown_beside_the_earlier_picture_too() -> None:
    first, second = seen_order(), seen_order()
    picture = a_failure(first)
    earlier = read(first, picture)
    earlier_case = case_of(first)
    agent = browser("agent")
    assert "以后又出现" not in words(agent.get(address_of(earlier_case, earlier)))
    later = read(second, picture)
    later_case = case_of(second)
    said = words(agent.get(address_of(earlier_case, earlier)))
    for text in ("以后又出现", "后来的图", "同一张图", "另一个账号"):
        assert text in said
    assert "以前出现过" not in said
    assert address_of(later_case, later) in said
    assert said.count("<image ") == 3
    assert "相似的图片 1 张" in words(agent.get(f"/console/cases/{earlier_case.no}/"))


def test_where_a_later_copy_differs_is_marked_on_the_later_page() -> None:
    first, second = seen_order(), seen_order()
    earlier, later = read(first, a_failure(first)), read(second, a_failure(first))
    case_of(second)
    case = case_of(first)
    match = later.match_set.get()
    match.spots = [[10, 10, 60, 40]]
    match.save()
    said = words(browser("agent").get(address_of(case, earlier)))
    own, other = said.index("<figcaption>这一份"), said.index("<figcaption>后来的图")
    assert own < other, "the earlier one stands first"
    assert "与早先的图不同" not in said[own:other]
    assert "与早先的图不同" in said[other:]


def test_a_finding_that_names_another_piece_leads_to_it_once_that_has_a_case() -> None:
    first, second = seen_order(), seen_order()
    code = code_of(first)
    earlier = read(first, a_failure(first))
    own = read(second, a_page("兑换失败", "请联系客服处理", f"卡密：{code}", "该卡密已被使用",
                              "如有疑问请致电", mark="另一个页面"))  # fmt: skip
    assert "reused_token" in [finding["code"] for finding in own.findings]
    case = case_of(second)
    agent = browser("agent")
    link = f"看凭证 {earlier.no[:8]}"
    assert link not in words(agent.get(address_of(case, own)))
    address = address_of(case_of(first), earlier)
    for page in (address_of(case, own), f"/console/cases/{case.no}/"):
        said = words(agent.get(page))
        assert link in said and f'href="{address}"' in said, page


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    (("suspicious", "凭证存疑"), ("inconsistent", "凭证不一致"), ("consistent", ""), ("", "")),
)
def test_the_queue_says_in_words_where_evidence_stands_out(verdict: str, sentence: str) -> None:
    case = first_line_case()
    bought_piece = _piece_of(case, verdict)
    assert bought_piece.case_id == case.id
    said = words(browser("agent").get("/console/"))
    assert ("凭证存疑" in said, "凭证不一致" in said) == (
        sentence == "凭证存疑",
        sentence == "凭证不一致",
    )


def _piece_of(case: Case, verdict: str) -> Piece:
    """A piece of that case as a worker leaves it, or one that still waits."""
    state = (
        {"state": "read", "verdict": verdict} if verdict else {"next_read_at": datetime.now(UTC)}
    )
    return Piece.objects.create(
        order_id=case.order_id,
        buyer_id=case.buyer_id,
        case_id=case.id,
        no=f"PIECE{case.no[:20]}",
        position=1,
        kind="activation_failure",
        filename="截图.png",
        size_bytes=2_048,
        sha256=bytes(32),
        original_key=f"evidence/{case.no[:8]}",
        **state,
    )


def test_a_piece_that_waits_and_one_that_cannot_be_opened_say_so() -> None:
    case = first_line_case()
    piece = _piece_of(case, "")
    agent = browser("agent")
    assert "正在读取" in words(agent.get(f"/console/cases/{case.no}/"))
    assert "还没有读完" in words(agent.get(address_of(case, piece)))
    Piece.objects.filter(id=piece.id).update(state="refused", refusal="locked", next_read_at=None)
    said = words(agent.get(address_of(case, piece)))
    assert "打不开" in said
    assert "密码" in said


def test_the_pieces_before_and_after_are_one_step_away_in_the_buyers_sequence() -> None:
    bought = seen_order()
    first, second, third = (sent(bought, a_page(f"第 {n} 张")) for n in (1, 2, 3))
    assert change_piece(no=third.no, buyer_id=bought.buyer, position=1) is None
    case = case_of(bought)
    said = words(browser("agent").get(address_of(case, first)))
    before = re.search(r'href="([^"]+)" data-go="before"', said)
    after = re.search(r'href="([^"]+)" data-go="after"', said)
    assert before and before[1] == address_of(case, third)
    assert after and after[1] == address_of(case, second)
    assert "凭证 2 / 3" in said


def test_a_case_without_evidence_says_so() -> None:
    case = first_line_case()
    assert "买家没有提供凭证" in words(browser("agent").get(f"/console/cases/{case.no}/"))


@pytest.mark.parametrize("role", ("buyer", "merchant", "finance", "operator", "auditor"))
def test_for_all_others_the_page_of_a_piece_does_not_exist(role: str) -> None:
    bought = seen_order()
    piece = sent(bought, a_page("一张图"))
    case = case_of(bought)
    assert browser(role).get(address_of(case, piece)).status_code == 404
    assert browser("agent").get(address_of(case, piece)).status_code == 200


def test_not_even_the_buyer_and_the_merchant_of_the_order_have_the_reviewers_page() -> None:
    bought = seen_order()
    piece = sent(bought, a_page("一张图"))
    case = case_of(bought)
    for who in (bought.buyer, bought.goods.shop.member):
        assert browser(who).get(address_of(case, piece)).status_code == 404


def test_a_piece_is_found_under_its_own_case_only() -> None:
    bought, other = seen_order(), first_line_case()
    piece = sent(bought, a_page("一张图"))
    assert case_of(bought).no != other.no
    assert browser("agent").get(address_of(other, piece)).status_code == 404


def test_the_product_page_stands_beside_it_as_it_was_bought() -> None:
    goods = a_product(title="星辰点券 100", region="国服", details="全区全服可用")
    bought = delivered(goods=goods)
    view(bought)
    piece = read(bought, a_failure(bought))
    case = case_of(bought)
    Product.objects.filter(id=goods.id).update(details="仅限亚服", region="亚服")
    for address in (f"/console/cases/{case.no}/", address_of(case, piece)):
        said = words(browser("agent").get(address))
        assert "商品页（下单时）" in said, address
        assert "全区全服可用" in said and "国服" in said and "仅限亚服" not in said, address
