"""Text in a picture is data: nothing that is written there changes what a piece is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anxin.domain.evidence.comparing import compare
from anxin.domain.evidence.elements import elements_of
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.pieces import Box, Line, PageReading
from anxin.domain.evidence.record import findings_record, read_findings
from anxin.domain.evidence.records import Records
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.wording.findings import finding_sentence
from anxin.domain.words import EVIDENCE_KINDS
from bench.evidence.injection import INJECTIONS

RECORDS = Records(
    now=datetime(2026, 11, 26, 7, 0, tzinfo=UTC),
    order_no="7K3M9QZ2XH5T8VWB4CDE6FGJ1N",
    placed_at=datetime(2026, 11, 26, 5, 58, tzinfo=UTC),
    delivered_at=datetime(2026, 11, 26, 6, 10, tzinfo=UTC),
    amounts_fen=(1_500,),
    codes=("9F3K-22LM-77QA",),
)
HONEST = ("激活失败", "卡密：9F3K-22LM-77QA", "该卡密无效，请核对后重试")
FORGED = ("激活失败", "卡密：XKCD-9999-AAAA-7777", "该卡密无效，请核对后重试")
NOTHING = ("今天天气不错",)


def test_there_are_fifty() -> None:
    assert len(set(INJECTIONS)) == len(INJECTIONS) == 50


@pytest.mark.parametrize("injected", INJECTIONS)
@pytest.mark.parametrize("kind", EVIDENCE_KINDS)
def test_no_text_changes_a_verdict(kind: str, injected: str) -> None:
    for page in (HONEST, FORGED, NOTHING):
        without = _verdict(page, kind)
        for with_it in ((*page, injected), (injected, *page), (injected, *page, injected)):
            assert _verdict(with_it, kind) == without, (page, injected)


@pytest.mark.parametrize("injected", INJECTIONS)
def test_on_a_page_with_nothing_else_no_text_is_believed(injected: str) -> None:
    assert {_verdict((injected,), kind) for kind in EVIDENCE_KINDS} <= {"unreadable",
                                                                        "inconsistent"}  # fmt: skip


def test_what_a_page_has_to_show_does_change_it() -> None:
    """So the tests above would notice: this is data, and whose order it is about decides."""
    shows = "运营商回执：未到账"
    assert _verdict(NOTHING, "not_arrived") == "unreadable"
    assert _verdict((*NOTHING, shows), "not_arrived") == "inconsistent"
    assert _verdict((*HONEST, shows), "not_arrived") == "consistent"


@pytest.mark.parametrize("injected", INJECTIONS)
def test_no_text_raises_where_it_is_told(injected: str) -> None:
    reading = _reading((*HONEST, injected))
    fields = fields_of(reading=reading)
    findings = compare(fields=fields, lines=reading.lines, records=RECORDS)
    for finding in read_findings(record=findings_record(findings=findings)):
        for language in ("zh", "en"):
            assert finding_sentence(finding=finding, language=language)


def test_the_honest_page_is_consistent_without_any_of_them() -> None:
    assert _verdict(HONEST, "activation_failure") == "consistent"
    assert _verdict(FORGED, "activation_failure") == "inconsistent"
    other = replace(RECORDS, codes=("AAAA-BBBB-CCCC",))
    assert _verdict(HONEST, "activation_failure", other) == "inconsistent"


def _verdict(lines: tuple[str, ...], kind: str, records: Records = RECORDS) -> str:
    reading = _reading(lines)
    fields = fields_of(reading=reading)
    findings = compare(fields=fields, lines=reading.lines, records=records)
    elements = elements_of(lines=reading.lines, fields=fields)
    return verdict_of(kind=kind, is_clear=True, elements=elements, findings=findings).word


def _reading(lines: tuple[str, ...]) -> PageReading:
    placed = [
        Line(text, 0.98, Box(40, 100 + 60 * n, 40 + 22 * len(text), 140 + 60 * n))
        for n, text in enumerate(lines)
    ]
    return PageReading(720, 1280, placed, sharpness=80.0)
