"""What the system proposes by itself."""

from __future__ import annotations

import pytest

from anxin.domain.standing.proposing import RULES, Day, failing, proposals_of
from anxin.domain.standing.score import LEVELS, REASONS
from anxin.domain.wording import standing

WELL, POOR, NEW, SHORT = Day(80, 0), Day(39, 0), Day(None, 0), Day(80, 5)


@pytest.mark.parametrize(
    ("days", "rules"),
    [
        ([], []),
        ([POOR] * 6, []),
        ([POOR] * 7, ["score_low"]),
        ([POOR] * 6 + [WELL] * 8, []),
        ([WELL] + [POOR] * 13, []),
        ([Day(40, 0)] * 14, []),
        ([NEW] * 14, []),
        ([POOR] * 3 + [NEW] + [POOR] * 10, []),
        ([SHORT] * 13, []),
        ([SHORT] * 14, ["deposit_short"]),
        ([Day(None, 5)] * 14, ["deposit_short"]),
        ([SHORT] * 13 + [WELL], []),
        ([Day(10, 5)] * 14, ["score_low", "deposit_short"]),
    ],
)
def test_a_rule_needs_every_one_of_its_nights(days: list[Day], rules: list[str]) -> None:
    assert [proposal.rule for proposal in proposals_of(days=days)] == rules


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_found_is_said_with_its_figures(language: str) -> None:
    found = [*proposals_of(days=[Day(10, 50_000)] * 14), failing(cases=5, orders=20)]
    assert {proposal.rule for proposal in found} == set(RULES)
    for proposal in found:
        said = standing.found_text(rule=proposal.rule, figures=proposal.figures, language=language)
        assert "{" not in said
    assert "¥500.00" in standing.found_text(
        rule="deposit_short", figures=found[1].figures, language=language
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_says_what_it_is_and_how_to_raise_the_score(language: str) -> None:
    for code in REASONS:
        assert "{" not in standing.reason_text(code=code, bad=3, of=90, language=language)
        assert standing.advice_text(code=code, language=language)
    for level in LEVELS:
        assert standing.level_text(level=level, language=language)
