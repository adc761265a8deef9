"""Files and functions stay small enough to be read at one go, and are named for what they hold."""

from __future__ import annotations

import ast

from tests.house.source import ROOT, modules, shown

MOST_FILE_LINES = 300
MOST_FUNCTION_LINES = 50
NAMES_THAT_SAY_NOTHING = {"base", "common", "helpers", "manager", "misc", "utils"}


def long_functions(source: str) -> list[str]:
    """Functions of a module with more than the allowed lines."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]


def names_that_say_nothing(path: str) -> set[str]:
    """The parts of a module's path that could hold anything."""
    return NAMES_THAT_SAY_NOTHING & set(path.removesuffix(".py").split("/"))


def test_no_file_is_longer_than_300_lines() -> None:
    sizes = {shown(path=path): len(path.read_text().splitlines()) for path in modules()}
    assert {path: size for path, size in sizes.items() if size > MOST_FILE_LINES} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    found = {shown(path=path): long_functions(path.read_text()) for path in modules()}
    assert {path: names for path, names in found.items() if names} == {}


def test_every_module_is_named_for_what_it_holds() -> None:
    found = [shown(path=path) for path in modules()]
    assert [path for path in found if names_that_say_nothing(path)] == []


def test_a_function_of_51_lines_would_be_found() -> None:
    body = "    x = 1\n"
    assert long_functions("def fits():\n" + body * 49) == []
    assert long_functions("class A:\n def late(self):\n" + body * 50) == ["late"]


def test_a_module_called_utils_would_be_found() -> None:
    assert names_that_say_nothing("anxin/domain/utils.py") == {"utils"}
    assert names_that_say_nothing("anxin/common/money.py") == {"common"}
    assert names_that_say_nothing("anxin/domain/money.py") == set()


def test_there_is_source_to_look_at() -> None:
    assert ROOT / "anxin" / "launch" / "postgres.py" in modules()
