"""The sandbox plays the outside world, so it knows the product only over the wire."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import imported_modules, modules, shown


def imports_of(source: str, package: str) -> list[str]:
    """The names of a package that a module imports."""
    names = imported_modules(tree=ast.parse(source))
    return [name for name in names if name.partition(".")[0] == package]


@pytest.mark.parametrize(("folder", "stranger"), [("sandbox", "anxin"), ("anxin", "sandbox")])
def test_product_and_sandbox_do_not_import_each_other(folder: str, stranger: str) -> None:
    found = {
        shown(path=path): imports_of(path.read_text(), stranger) for path in modules(under=folder)
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_an_import_across_would_be_found() -> None:
    assert imports_of("def f():\n    from anxin.domain import quote", "anxin")
    assert imports_of("import anxinity", "anxin") == []
