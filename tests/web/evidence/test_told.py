"""What a buyer hears of a picture: what was read, why it is unclear, and what a good one shows."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from anxin.domain.evidence.clarity import CODES
from anxin.domain.evidence.elements import WANTED
from anxin.domain.evidence.pieces import Box, Field, Finding
from anxin.domain.wording.findings import finding_sentence, lacking_name
from anxin.domain.words import EVIDENCE_KINDS
from anxin.storage.account.models import Account
from anxin.web.evidence.showing import samples_of
from tests.factories.evidence import a_piece, put_read
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db

SPOT = Box(0, 0, 10, 10)


def told(*findings: Finding, fields: tuple[Field, ...] = ()) -> str:
    """What the page says of a piece on which this was found and read."""
    bought = delivered()
    view(bought)
    piece = a_piece(bought, verdict="unreadable")
    put_read(piece, fields=fields, findings=findings)
    return page(bought.buyer, f"/evidence/{piece.no}/")


def page(buyer: UUID, address: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(id=buyer))
    return client.get(address).content.decode()


@pytest.mark.parametrize("code", [*CODES, "error_unknown"])
def test_why_a_picture_is_unclear_is_told(code: str) -> None:
    finding = Finding(code, "hint", {"measured": "2.1", "value": "E-9"})
    assert finding_sentence(finding=finding, language="zh") in told(finding)


def test_the_same_is_told_once_though_every_page_is_unclear() -> None:
    blurred = [Finding("blurred", "hint", {"measured": "2.1"}, page=n) for n in (1, 2, 3)]
    assert told(*blurred).count("图片模糊") == 1


def test_what_only_orders_the_queue_is_not_told() -> None:
    said = told(
        Finding("photo_of_screen", "hint"),
        Finding("editor_trace", "hint", {"software": "Photoshop"}),
        Finding("trade_no_day_differs", "hint", {"day": "2025-11-01", "value": "1"}),
        Finding("reused_file", "doubt", {"reference": "ABCD1234"}),
    )
    for word in ("翻拍", "Photoshop", "2025-11-01", "ABCD1234"):
        assert word not in said


def test_what_was_read_is_told_with_secrets_by_their_ends() -> None:
    said = told(
        fields=(
            Field("order_no", "7KX0Q1234567890ABCDEFGHJ11", 0.99, SPOT),
            Field("amount", "98.00", 0.99, SPOT),
            Field("card_code", "9F3K-22LM-77QA", 0.99, SPOT),
        )
    )
    line = re.sub(r"<[^>]+>|\s+", " ", said[said.index("读到：") :])
    for text in ("订单号 7KX0Q1234567890ABCDEFGHJ11", "金额 ¥98.00", "卡密内容 ····77QA"):
        assert text in line
    assert "9F3K" not in said


def test_where_nothing_was_read_no_line_says_so() -> None:
    assert "读到：" not in told()


@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_of_a_kind_shows_what_that_kind_must_show(kind: str, language: str) -> None:
    [sample] = (one for one in samples_of(kinds=[kind], language=language))
    assert [spot.element for spot in sample.spots] == [group[0] for group in WANTED[kind]]
    assert [spot.name for spot in sample.spots] == [
        lacking_name(element=group[0], language=language) for group in WANTED[kind]
    ]


def test_the_form_has_a_sample_of_every_kind_and_every_element_is_drawn() -> None:
    bought = bought_card()
    said = page(bought.buyer, f"/orders/{bought.no}/refund/?reason=card_invalid")
    drawn = re.findall(r'<div class="sample" data-kind="(\w+)">(.*?)</div>', said, re.DOTALL)
    assert sorted(kind for kind, _ in drawn) == sorted(EVIDENCE_KINDS)
    assert drawn[0][0] == "activation_failure", "what is asked for comes first"
    for kind, inside in drawn:
        spots = re.findall(r'<g class="spot (\w+)" transform="[^"]+">\s*<(?:rect|path)', inside)
        assert spots == [group[0] for group in WANTED[kind]]


def bought_card() -> Bought:
    bought = delivered()
    view(bought)
    return bought
