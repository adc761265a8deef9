"""The house's own source files, read but never imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("anxin", "bench", "config", "sandbox", "tests", "torture")


def modules(*, under: str = "") -> list[Path]:
    """Every Python file of ours below a folder, what Django wrote as migrations left out."""
    folders = [ROOT / under] if under else [ROOT / folder for folder in FOLDERS]
    found = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def imported_modules(*, tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it; relative ones left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def shown(*, path: Path) -> str:
    """A path as a reader of a failure wants it."""
    return str(path.relative_to(ROOT))
