"""The examples of the specification, one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.domain.asking import answer

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "scenarios" / "examples.json").read_text("utf-8")
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["scenario"]["id"])
def test_the_example_is_answered_as_expected(example: dict[str, Any]) -> None:
    found = answer(example["scenario"])
    assert found.pop("why")
    assert found == example["expected"]
