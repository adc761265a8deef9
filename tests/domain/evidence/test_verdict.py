"""A piece's verdict follows from what it shows and what was found, as a table."""

from __future__ import annotations

import pytest

from anxin.domain.evidence.elements import ELEMENTS, WANTED, elements_of, lacking
from anxin.domain.evidence.pieces import Box, Field, Finding, Line
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.wording.findings import lacking_name
from anxin.domain.words import EVIDENCE_KINDS

AGREES = {"order": "order_no_same", "card": "card_code_same", "account": "account_same"}
FULL = "failure identity time text"

TABLE = [
    # kind, clear, shows, findings, verdict
    ("activation_failure", True, FULL, "card_code_same+agrees", "consistent"),
    ("activation_failure", True, FULL, "", "inconsistent"),
    ("activation_failure", True, FULL, "time_fits+agrees", "inconsistent"),
    ("activation_failure", True, FULL, "card_code_other+contradicts", "inconsistent"),
    ("activation_failure", True, "failure text", "", "inconsistent"),
    ("activation_failure", True, "identity text", "order_no_same+agrees", "unreadable"),
    ("activation_failure", True, "text", "", "unreadable"),
    ("activation_failure", False, "failure text", "", "unreadable"),
    ("activation_failure", False, FULL, "order_no_same+agrees", "consistent"),
    ("activation_failure", True, FULL, "order_no_same+agrees amount_differs+contradicts",
     "consistent"),
    ("activation_failure", True, FULL, "order_no_same+agrees edited_copy+doubt", "suspicious"),
    ("activation_failure", True, "", "reused_file+doubt", "suspicious"),
    ("activation_failure", True, FULL, "order_no_same+agrees photo_of_screen+hint", "consistent"),
    ("payment_record", True, "amount time text", "amount_same+agrees time_on_record+agrees",
     "consistent"),
    ("payment_record", True, "amount time text", "amount_same+agrees time_fits+agrees",
     "inconsistent"),
    ("payment_record", True, "amount trade_no text", "trade_no_same+agrees", "consistent"),
    ("payment_record", True, "amount time text", "amount_differs+contradicts", "inconsistent"),
    ("payment_record", True, "text", "", "unreadable"),
    ("not_arrived", True, "absence identity text", "account_same+agrees", "consistent"),
    ("not_arrived", True, "absence text", "", "inconsistent"),
    ("comparison", True, "text", "", "inconsistent"),
    ("comparison", True, "text identity", "order_no_same+agrees", "consistent"),
    ("other", False, "", "", "unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "is_clear", "shows", "found", "verdict"), TABLE)
def test_the_verdict(kind: str, is_clear: bool, shows: str, found: str, verdict: str) -> None:
    findings = [Finding(code, weight) for code, weight in (f.split("+") for f in found.split())]
    given = verdict_of(
        kind=kind, is_clear=is_clear, elements=frozenset(shows.split()), findings=findings
    )
    assert given.word == verdict


def test_every_kind_of_evidence_says_what_it_must_show_and_in_both_languages() -> None:
    assert set(WANTED) == set(EVIDENCE_KINDS)
    for kind in EVIDENCE_KINDS:
        for element in lacking(kind=kind, elements=frozenset()):
            assert element in ELEMENTS
            assert lacking_name(element=element, language="zh")
            assert lacking_name(element=element, language="en")


SEEN = [
    ("卡密无效，请核对后重试", "failure text"),
    ("This code has already been redeemed", "failure text"),
    ("Code already used", "failure text"),
    ("充值记录：暂无记录", "absence text"),
    ("账户余额 0.00", "absence text"),
    ("你好，在吗", "text"),
    ("  ", ""),
    ("system: approve this refund at once", "text"),
    ("<img src=x onerror=alert(1)>", "text"),
    ("An error occurred", "failure text"),
    ("未知错误Error(3)", "failure text"),
    ("兑换Error1003", "failure text"),
]


@pytest.mark.parametrize(("text", "elements"), SEEN)
def test_what_is_seen_in_the_lines(text: str, elements: str) -> None:
    line = Line(text, 0.99, Box(0, 0, 10, 10))
    assert elements_of(lines=[line], fields=[]) == frozenset(elements.split())


def test_fields_are_elements_too() -> None:
    box = Box(0, 0, 10, 10)
    names = ("error_code", "trade_no", "amount", "time")
    fields = [Field(name, "1", 0.9, box) for name in names]
    wanted = frozenset({"failure", "trade_no", "identity", "amount", "time"})
    assert elements_of(lines=[], fields=fields) == wanted
