"""A page is unclear for a reason, and the reason is told."""

from __future__ import annotations

import pytest

from anxin.domain.evidence.clarity import ClaritySettings, tenth_percentile, unclear_because
from anxin.domain.evidence.pieces import Box, Line, PageReading


def reading(
    *, width: int = 1080, scores: tuple[float, ...] = (0.99,) * 10, sharpness: float = 90.0
) -> PageReading:
    lines = [Line("x", score, Box(0, 0, 9, width // 60)) for score in scores]
    return PageReading(width=width, height=2340, lines=lines, sharpness=sharpness)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (reading(), []),
        (reading(width=240), []),
        (reading(width=239), ["too_small"]),
        (reading(scores=()), ["no_text"]),
        (reading(scores=(0.5, *(0.99,) * 10)), []),
        (reading(scores=(0.5, 0.89, *(0.99,) * 8)), ["low_scores"]),
        (reading(sharpness=4.0), []),
        (reading(sharpness=2.7), ["blurred"]),
        (reading(width=160, scores=(0.6,) * 3, sharpness=1.0),
         ["too_small", "low_scores", "blurred"]),
    ],
)  # fmt: skip
def test_each_rule(given: PageReading, expected: list[str]) -> None:
    found = unclear_because(reading=given, page=3)
    assert [each.code for each in found] == expected
    assert {(each.weight, each.page) for each in found} <= {("hint", 3)}


def test_a_strip_with_big_text_is_not_too_small() -> None:
    strip = PageReading(900, 120, [Line("卡密无效", 0.99, Box(0, 30, 400, 90))], 80.0)
    assert unclear_because(reading=strip) == ()


def test_a_finding_tells_what_was_measured() -> None:
    [finding] = unclear_because(reading=reading(sharpness=2.71))
    assert finding.params == {"measured": "2.7"}


def test_thresholds_are_settings() -> None:
    assert unclear_because(reading=reading(), settings=ClaritySettings(sharpness=100.0))


def test_the_tenth_percentile_leaves_a_tenth_aside() -> None:
    assert tenth_percentile([0.1, *[0.9] * 10]) == 0.9
    assert tenth_percentile([0.1, *[0.9] * 8]) == 0.1
    assert tenth_percentile([]) == 0.0
