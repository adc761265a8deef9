"""Whatever is booked has a name that a reader of an account understands."""

from __future__ import annotations

import ast

from anxin.domain.wording import LABELS
from tests.house.source import ROOT


def booked_kinds(source: str) -> set[str]:
    """The kinds that a module books by name."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        str(given.value.value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "post"
        for given in call.keywords
        if given.arg == "kind" and isinstance(given.value, ast.Constant)
    }


def test_every_kind_that_is_booked_has_a_name_in_both_languages() -> None:
    modules = (ROOT / "anxin" / "services").rglob("*.py")
    kinds = {kind for path in modules for kind in booked_kinds(path.read_text())}
    assert {"payment", "withdrawal", "reversal"} <= kinds
    assert kinds - LABELS["posting_kind"].keys() == set()


def test_a_kind_without_a_name_would_be_found() -> None:
    assert booked_kinds('post(cause=1, kind="magic", lines=[])') == {"magic"}
