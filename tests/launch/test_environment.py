"""The environment is built once, rebuilt when its locks change, and replaced when it moved."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.launch import environment, packages
from anxin.launch.errors import LaunchError


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with locks that name nothing, so that building it is quick and offline."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "requirements.txt").write_text("# nothing yet\n")
    (root / "anxin" / "cli").mkdir(parents=True)
    (root / "anxin" / "cli" / "__init__.py").write_text("def main(): print('hello')\n")
    environment.prepare(purpose="run", root=root)
    yield root


def test_the_project_has_its_command_and_can_be_imported_from_anywhere(checkout: Path) -> None:
    said = subprocess.check_output([checkout / ".venv/bin/anxin"], cwd="/", text=True)
    assert said == "hello\n"


def test_a_second_preparation_does_nothing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.prepare(purpose="run", root=checkout)
    assert capsys.readouterr().out == ""


def test_a_changed_lock_is_installed_and_one_that_fails_is_tried_again(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = checkout / "requirements.txt"
    lock.write_text("no-sums==1.0\n")
    for _ in range(2):
        with pytest.raises(LaunchError, match="installing requirements"):
            environment.prepare(purpose="run", root=checkout)
    lock.write_text("# nothing again\n")
    environment.prepare(purpose="run", root=checkout)
    assert capsys.readouterr().out.count("installing requirements.txt") == 3


def test_a_checkout_that_moved_gets_a_new_environment(checkout: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    checkout.rename(moved)
    environment.prepare(purpose="run", root=moved)
    assert str(checkout) not in (moved / ".venv/bin/anxin").read_text()
    assert subprocess.check_output([moved / ".venv/bin/anxin"], text=True) == "hello\n"
    moved.rename(checkout)


def test_what_is_there_is_not_asked_of_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nothing to install"))
    packages.require(wanted=[packages.Package("anything", lambda: True)])


def test_the_launcher_imports_only_what_python_brings() -> None:
    """With -S there is no site-packages: what imports then needs nothing installed."""
    modules = [path.stem for path in Path(environment.__file__).parent.glob("[a-z]*.py")]
    imports = "; ".join(f"import anxin.launch.{name}" for name in sorted(modules))
    subprocess.run([sys.executable, "-S", "-c", imports], cwd=environment.ROOT, check=True)
