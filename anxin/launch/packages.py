"""Programs that pip does not carry, taken from Debian's packages."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from anxin.launch.errors import LaunchError


@dataclass(frozen=True)
class Package:
    """A Debian package, and how to see that what it brings is there whoever brought it."""

    name: str
    present: Callable[[], bool]


def _has_chromium() -> bool:
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))


def _has_chinese_fonts() -> bool:
    folders = (Path("/usr/share/fonts"), Path.home() / ".local/share/fonts")
    return any(next(folder.rglob("*CJK*"), None) for folder in folders)


def _has_gettext() -> bool:
    return shutil.which("msgfmt") is not None


def _has_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


BROWSER = (
    Package("chromium", _has_chromium),
    Package("fonts-noto-cjk", _has_chinese_fonts),
)
GETTEXT = (Package("gettext", _has_gettext),)
VENV = (Package("python3-venv", _has_venv),)


def require(*, wanted: Sequence[Package]) -> None:
    """See that packages are there; install what is missing where this process may.

    Raises LaunchError naming the command for whoever may run it.
    """
    missing = [package.name for package in wanted if not package.present()]
    if not missing:
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise LaunchError(f"{', '.join(missing)} missing; run: sudo {' '.join(install)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], install):
        print(f"anxin: {' '.join(command)}", flush=True)
        done = subprocess.run(command, env=quiet, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise LaunchError(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
