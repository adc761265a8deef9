"""Build `.venv` from the hash-locked files: `python3 -m anxin.launch.environment PURPOSE`."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from anxin.launch import packages
from anxin.launch.errors import LaunchError, plainly
from anxin.launch.lock import waiting

ROOT = Path(__file__).resolve().parents[2]
RUN = ("requirements.txt",)
DEV = (*RUN, "requirements-dev.txt")
PURPOSES = {
    "run": (RUN, ()),
    "dev": (DEV, ()),
    "test": (DEV, packages.BROWSER),
    "messages": (DEV, packages.GETTEXT),
}
COMMAND = """\
#!{python}
import sys

from anxin.cli import main

sys.exit(main())
"""


def prepare(*, purpose: str, root: Path = ROOT) -> None:
    """Make `.venv` and the machine fit for one of PURPOSES; free where they already are.

    A stamp per lock file holds the sum of what was installed; a checkout that was moved gets a
    new environment instead of one that half works. Raises LaunchError in words for the reader.
    """
    locks, programs = PURPOSES[purpose]
    venv = root / ".venv"
    with waiting(path=root / ".data" / "environment.lock"):
        if not _belongs_here(venv):
            packages.require(wanted=packages.VENV)
            if venv.is_symlink():
                venv.unlink()  # `--clear` would empty the one that it leads to
            _run("building .venv", [sys.executable, "-m", "venv", "--clear", str(venv)])
        for lock in locks:
            _install(venv, root / lock)
        _link_project(venv, root)
        packages.require(wanted=programs)


def _belongs_here(venv: Path) -> bool:
    """Whether this environment was finished, made for this folder, and its Python still starts."""
    activate = venv / "bin" / "activate"  # the last file that `venv` writes; names its folder
    if not activate.exists() or str(venv) not in activate.read_text():
        return False
    python = venv / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def _install(venv: Path, lock: Path) -> None:
    stamp = venv / f"{lock.stem}.stamp"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "-qq"]
    # The lock names everything that is wanted, and leaves out what requirements-override.txt does.
    options = ["--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", str(lock)]
    _run(f"installing {lock.name}", [*pip, *options])
    stamp.write_text(wanted)


def _link_project(venv: Path, root: Path) -> None:
    """Make the project importable and give it its command: two files, nothing to build."""
    [site_packages] = (venv / "lib").glob("python3*/site-packages")
    _write(site_packages / "anxin.pth", f"{root}\n")
    command = venv / "bin" / "anxin"
    _write(command, COMMAND.format(python=venv / "bin" / "python"))
    command.chmod(0o755)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _run(what: str, command: list[str]) -> None:
    print(f"anxin: {what}", flush=True)
    if subprocess.run(command, check=False).returncode != 0:
        raise LaunchError(f"{what} failed; the lines above say why")


if __name__ == "__main__":
    with plainly():
        prepare(purpose=sys.argv[1])
