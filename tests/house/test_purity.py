"""The domain's answers depend on its arguments alone: no clock, no files, no chance."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import imported_modules, modules, shown

OUTSIDE_WORLD = {
    "asyncio", "ctypes", "glob", "http", "io", "logging", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
# Not the type UUID, which is a value like any other.
CHANCE = {"uuid1", "uuid4", "uuid6", "uuid7"}
CLOCK_READINGS = {"now", "today", "utcnow"}
BUILT_IN_READINGS = {"input", "open", "print"}


def impurities(source: str) -> list[str]:
    """What a module takes from the outside world."""
    tree = ast.parse(source)
    imports = [
        name
        for name in imported_modules(tree=tree)
        if name.partition(".")[0] in OUTSIDE_WORLD or name.rpartition(".")[2] in CHANCE
    ]
    attributes = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (node.attr in CHANCE or _reads_the_clock(node))
    ]
    calls = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in BUILT_IN_READINGS
    ]
    return imports + attributes + calls


def _reads_the_clock(node: ast.Attribute) -> bool:
    """Whether this is `now` and its like of date or datetime, not of a value of ours."""
    return node.attr in CLOCK_READINGS and ast.unparse(node.value).rpartition(".")[2] in {
        "date",
        "datetime",
    }


def test_the_domain_knows_no_clock_no_files_and_no_chance() -> None:
    found = {
        shown(path=path): impurities(path.read_text()) for path in modules(under="anxin/domain")
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "from datetime import datetime\ndef f(): return datetime.now()",
        "import datetime as dt\ndef f(): return dt.datetime.utcnow()",
        "from datetime import date\nread = date.today",
        "import time",
        "from time import monotonic",
        "def f():\n    import os.path",
        "from pathlib import Path",
        "def f(): return open('rules.txt')",
        "import random",
        "from secrets import token_hex",
        "from uuid import uuid4",
        "import uuid\ndef f(): return uuid.uuid4()",
    ],
)
def test_a_way_out_of_the_domain_would_be_found(planted: str) -> None:
    assert impurities(planted)


@pytest.mark.parametrize(
    "innocent",
    [
        "from datetime import datetime, timedelta\ndef f(at: datetime): return at + timedelta(1)",
        "def f(facts): return facts.now",
        "from uuid import UUID",
        "import timeit_of_ours",
        "def f(case): return case.open()",
    ],
)
def test_reckoning_with_a_time_that_was_handed_in_is_fine(innocent: str) -> None:
    assert impurities(innocent) == []
