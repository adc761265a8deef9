"""The verdict on a piece: what its findings come to, once it is known what the piece shall show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from anxin.domain.evidence.elements import lacking
from anxin.domain.evidence.pieces import Finding

_NUMBERS: Final = ("order_no", "trade_no", "merchant_no", "card_code")
TIES: Final = frozenset(
    ["account_same", *(f"{name}_{how}" for name in _NUMBERS for how in ("same", "close"))]
)
"""Findings that tie a piece to this order and no other."""

TIES_TOGETHER: Final = frozenset({"amount_same", "time_on_record"})
"""Findings that do so only together: many orders have the same sum."""

COUNTS_FOR: Final[Mapping[str, frozenset[str]]] = {"amount_differs": frozenset({"payment_record"})}
"""Contradictions that count for some kinds alone: a face value or a balance is not the price."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of `words.VERDICTS`, and which elements the piece lacks to be believed."""

    word: str
    lacks: tuple[str, ...] = ()


def verdict_of(
    *, kind: str, is_clear: bool, elements: frozenset[str], findings: Iterable[Finding]
) -> Verdict:
    """Return what a piece of that kind is worth.

    A doubt is a doubt on any picture. What contradicts the records is inconsistent though little
    else is seen. What is about the right thing, but nobody can tell of whose order: a person has
    to look, as with a contradiction. What cannot be read, or shows nothing of what it should,
    counts as not sent, and the buyer hears what is missing.
    """
    found = list(findings)
    codes = {finding.code for finding in found}
    lacks = lacking(kind=kind, elements=elements)
    if any(finding.weight == "doubt" for finding in found):
        return Verdict("suspicious", lacks)
    if any(_contradicts(finding, kind) for finding in found):
        return Verdict("inconsistent", lacks)
    if lacks and (not is_clear or lacks != ("identity",)):
        return Verdict("unreadable", lacks)
    is_tied = bool(codes & TIES) or codes >= TIES_TOGETHER
    return Verdict("consistent" if is_tied and not lacks else "inconsistent", lacks)


def _contradicts(finding: Finding, kind: str) -> bool:
    return finding.weight == "contradicts" and kind in COUNTS_FOR.get(finding.code, (kind,))
