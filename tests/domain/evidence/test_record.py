"""What is written down of a piece can be read back, and secrets stand there by their ends alone."""

from __future__ import annotations

import json

from anxin.domain.evidence.pieces import Box, Field, Finding
from anxin.domain.evidence.record import (
    fields_record,
    findings_record,
    read_fields,
    read_findings,
)


def test_what_was_written_down_is_read_back() -> None:
    fields = [Field("amount", "98.00", 0.987, Box(1, 2, 3, 4), page=2)]
    findings = [
        Finding("amount_same", "agrees", {"value": "98.00"}, Box(1, 2, 3, 4), page=2),
        Finding("photo_of_screen", "hint"),
    ]
    assert read_fields(record=_through_json(fields_record(fields=fields))) == fields
    assert read_findings(record=_through_json(findings_record(findings=findings))) == findings


def test_a_card_secret_and_an_account_are_never_written_whole() -> None:
    box = Box(1, 2, 3, 4)
    fields = fields_record(fields=[Field("card_code", "9F3K-22LM-77QA", 0.9, box)])
    secret = {"field": "card_code", "value": "9F3K-22LM-77QA"}
    edited = {"field": "card_code", "was": "9F3K-22LM-77QA", "now": "9F3K-22LM-77QB"}
    findings = findings_record(
        findings=[
            Finding("card_code_other", "contradicts", {"value": "9F3K-22LM-77QA"}, box),
            Finding("account_same", "agrees", {"value": "13812345678"}, box),
            Finding("reused_token", "doubt", secret, box),
            Finding("edited_copy", "doubt", edited, box),
        ]
    )
    text = json.dumps([fields, findings])
    assert "9F3K" not in text and "1381234" not in text
    assert "77QA" in text


def _through_json(record: list[dict[str, object]]) -> list[dict[str, object]]:
    read: list[dict[str, object]] = json.loads(json.dumps(record))
    return read
