"""A real site for half a minute: all programs killed, calls lost, the clock moved, lines cut."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.house.source import ROOT
from torture.proxy import Proxy

SHORT = ("--only", "kills", "--minutes", "0.5", "--every", "2", "--clients", "3", "--seed", "5")
WAYS = (
    "kill a web worker",
    "kill jobs",
    "kill the gateway",
    "move the clock",
    "kill the database",
    "kill all of web",
    "cut all connections",
)
FULL = "fill the disk"
"""Needs a small disk in memory, which root alone can make."""
LIMIT_S = 600


def test_after_half_a_minute_of_kills_both_books_agree_and_nothing_is_lost(tmp_path: Path) -> None:
    ways = (FULL, *WAYS) if os.geteuid() == 0 else WAYS
    command = [sys.executable, "-m", "torture", *SHORT, "--ways", *ways, "--data"]
    done = subprocess.run(
        [*command, str(tmp_path / "torture")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    assert "kills: nothing is wrong" in done.stdout
    assert "alipay original case succeeded" in done.stdout
    assert [way for way in ways if f"    {way}: " not in done.stdout] == []


def test_the_proxy_leads_there_until_it_is_told_to_cut() -> None:
    with socket.create_server(("127.0.0.1", 0)) as far:
        proxy = Proxy(target=lambda: far.getsockname()[1])
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as near:
            near.sendall(b"there")
            served, _ = far.accept()
            served.settimeout(5)
            assert served.recv(5) == b"there"
            served.sendall(b"back")
            assert near.recv(4) == b"back"
            proxy.cut_all()
            with suppress(ConnectionResetError):
                assert near.recv(1) == b""
            served.close()
        proxy.close()
