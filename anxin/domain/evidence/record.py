"""What was read and found, as it is written down and read back; secrets only by their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from anxin.domain.evidence.pieces import Box, Field, Finding

SHOWN = 4
SECRET_FIELDS = frozenset({"card_code"})
SECRET_FINDINGS = frozenset({"card_code_same", "card_code_close", "card_code_other"})
VALUES = frozenset({"value", "was", "now"})
"""Parameters of findings that hold what stands on a picture."""
PERSONAL_FINDINGS = frozenset({"account_same"})


def masked(*, value: str) -> str:
    """Return a secret by its last characters, enough to recognise it and no more.

    >>> masked(value="9F3K-22LM-77QA")
    '····77QA'
    >>> masked(value="77QA")
    '····'
    """
    return "····" + (value[-SHOWN:] if len(value) >= 3 * SHOWN else "")


def fields_record(*, fields: Iterable[Field]) -> list[dict[str, Any]]:
    """Return fields as plain values, a card's secret masked."""
    return [
        {
            "name": field.name,
            "value": masked(value=field.value) if field.name in SECRET_FIELDS else field.value,
            "confidence": round(field.confidence, 3),
            "box": _sides(field.box),
            "page": field.page,
        }
        for field in fields
    ]


def findings_record(*, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain values, secrets and accounts masked."""
    return [
        {
            "code": finding.code,
            "weight": finding.weight,
            "params": dict(_told(finding)),
            "box": _sides(finding.box) if finding.box else None,
            "page": finding.page,
        }
        for finding in findings
    ]


def secrets_record(*, fields: Iterable[Field]) -> list[str]:
    """Return the secrets among fields in their sequence, to be sealed."""
    return [field.value for field in fields if field.name in SECRET_FIELDS]


def with_secrets(*, fields: Iterable[Field], secrets: Iterable[str]) -> list[Field]:
    """Return fields that were written down with their secrets put back.

    >>> box = Box(0, 0, 1, 1)
    >>> kept = [Field("amount", "1", 1, box), Field("card_code", "····77QA", 1, box)]
    >>> [field.value for field in with_secrets(fields=kept, secrets=["9F3K22LM77QA"])]
    ['1', '9F3K22LM77QA']
    """
    left = iter(secrets)
    return [
        replace(field, value=next(left, field.value)) if field.name in SECRET_FIELDS else field
        for field in fields
    ]


def _told(finding: Finding) -> Mapping[str, str]:
    told = finding.params
    is_secret = finding.code in SECRET_FINDINGS | PERSONAL_FINDINGS
    if not is_secret and told.get("field") not in SECRET_FIELDS:
        return told
    return {name: masked(value=value) if name in VALUES else value for name, value in told.items()}


def read_fields(*, record: Iterable[Mapping[str, Any]]) -> list[Field]:
    """Return fields that were written down."""
    return [Field(**{**row, "box": Box(*row["box"])}) for row in record]


def read_findings(*, record: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return findings that were written down."""
    plain = [Finding(**row) for row in record]
    return [replace(one, box=Box(*row["box"]) if row["box"] else None)
            for one, row in zip(plain, record, strict=True)]  # fmt: skip


def _sides(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
