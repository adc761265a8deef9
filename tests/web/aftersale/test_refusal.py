"""What the page of a refused request tells, and what can still be done there."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.turns.buyer import appeal, call_platform_in
from anxin.storage.aftersale.models import Case
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.evidence import a_piece
from tests.factories.order import Bought
from tests.factories.turns import refused_by, with_merchant

pytestmark = pytest.mark.django_db


def page_of(bought: Bought, case: Case) -> str:
    return words(browser(bought.buyer).get(f"/refunds/{case.no}/"))


def test_it_names_what_it_rests_on_what_would_change_it_and_until_when() -> None:
    bought, case = with_merchant()
    call_platform_in(no=case.no, buyer_id=bought.buyer)
    piece = case.piece_set.get()
    refused = reject_case(
        no=case.no,
        reviewer=a_reviewer(role="senior"),
        code="no_rule",
        said="图上的卡不是这一张",
        would_change="拍下这张卡的失败页面",
        pieces=[piece.no],
        records=["viewing_log"],
    )
    assert refused is None
    said = page_of(bought, case)
    assert "图上的卡不是这一张" in said and "拍下这张卡的失败页面" in said
    assert "依据：" in said and f"{piece.filename}、卡密查看记录" in said
    assert "前可以提出，一次" in said


def test_new_evidence_can_be_sent_for_an_appeal_and_is_shown_beside_the_old() -> None:
    bought, case = refused_by()
    assert 'name="evidence"' in page_of(bought, case)
    newer = a_piece(bought, verdict="consistent")
    assert newer.filename in page_of(bought, case)


def test_the_last_word_takes_no_more() -> None:
    bought, case = refused_by()
    appeal(no=case.no, buyer_id=bought.buyer, said="规则写的是可退")
    arbiter = a_reviewer(role="senior")
    assert reject_case(no=case.no, reviewer=arbiter, code="no_rule", said="记录一致") is None
    said = page_of(bought, case)
    assert "仲裁的最后决定" in said
    assert 'name="evidence"' not in said and "前可以提出，一次" not in said
