"""Every fail-point that the code passes is registered, and every registered one is passed once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from anxin.services.failpoint import POINTS
from tests.house.source import modules


def points_passed(source: str) -> Iterator[str]:
    """The names that a module hands to `here`; what is no literal shows as its source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "here":
            given = node.args[0]
            yield given.value if isinstance(given, ast.Constant) else ast.unparse(given)  # type: ignore[misc]


def test_every_point_is_registered_and_passed_at_exactly_one_line() -> None:
    passed = Counter(
        name for path in modules(under="anxin") for name in points_passed(path.read_text())
    )
    assert passed == Counter(POINTS.keys())


def test_every_point_says_what_stands_on_its_two_sides() -> None:
    assert [name for name in POINTS if name.partition(".")[2].count("_not_") != 1] == []
    assert len(set(POINTS.values())) == len(POINTS)


def test_a_point_under_a_name_of_its_own_making_would_be_found() -> None:
    assert list(points_passed("here('a.b'); failpoint.here(name)")) == ["a.b", "name"]
