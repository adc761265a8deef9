"""The test database is a copy of one that was migrated before, as long as no migration changes.

Migrating takes half a minute, copying a moment. The template stays in the cluster of `make test`;
it is made by the first worker that wants it, under an unfinished name until it is whole.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.house.source import ROOT

PREFIX = "anxin_migrated_"
UNFINISHED = f"{PREFIX}unfinished"
LOCK = 20_261_127
"""Whoever makes the template holds this advisory lock."""


def template() -> str:
    """Return the name of a database to copy, made if there is none for these migrations."""
    url, name = os.environ["DATABASE_URL"], PREFIX + _digest()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if name not in _templates(connection):
            for old in _templates(connection):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            connection.execute(f"CREATE DATABASE {UNFINISHED}")
            _migrate(urlsplit(url)._replace(path=f"/{UNFINISHED}").geturl())
            renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(renamed.format(sql.Identifier(UNFINISHED), sql.Identifier(name)))
    return name


def _templates(connection: psycopg.Connection) -> list[str]:
    found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    return [row[0] for row in connection.execute(found, [PREFIX])]


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "config.manage", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "DATABASE_URL": url})


def _digest() -> str:
    """What the tables come from: our migrations, and the versions of what brings its own."""
    ours = sorted((ROOT / "anxin").glob("storage/*/migrations/*.py"))
    paths = [*ours, ROOT / "anxin/storage/kept.py", ROOT / "requirements.txt"]
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return whole.hexdigest()[:16]
