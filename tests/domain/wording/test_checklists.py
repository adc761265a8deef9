"""Every reason has a checklist, in both languages."""

from __future__ import annotations

import pytest

from anxin.domain.wording.checklists import checklist
from anxin.domain.words import REASONS


@pytest.mark.parametrize("reason", [*REASONS, None])
def test_every_reason_has_a_checklist_in_both_languages(reason: str | None) -> None:
    chinese = checklist(reason=reason, language="zh")
    english = checklist(reason=reason, language="en")
    assert len(chinese) == len(english) >= 3
    assert len(set(chinese)) == len(chinese)
    assert not any("一" <= letter <= "鿿" for line in english for letter in line)


def test_reasons_that_are_judged_alike_are_looked_at_alike() -> None:
    same = checklist(reason="not_received", language="zh")
    assert checklist(reason="top_up_failed", language="zh") == same
