"""The `Unpacker`: opens each file in a fresh process that may neither grow nor stay.

Nothing that process says is taken as it is: pages are looked for where they must lie, words are
taken from known lists, and whatever else happens to it is one of three refusals.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import structlog

from anxin.domain.evidence.limits import LIMITS, MEBIBYTE, Limits
from anxin.domain.evidence.pieces import (
    MEDIA,
    PROVENANCE,
    REFUSALS,
    Page,
    Traces,
    Unpacked,
    Unusable,
)

ROOT: Final = Path(__file__).resolve().parents[3]
OPENER: Final = "anxin.adapters.picture.opener"
ANSWER_BYTES: Final = MEBIBYTE
MOST_CHARACTERS: Final = 80
_OUT_OF_TIME: Final = frozenset({-signal.SIGXCPU, -signal.SIGKILL})

log = structlog.get_logger(__name__)


class JailedUnpacker:
    """Opens files by the opener, under limits."""

    def __init__(self, *, limits: Limits = LIMITS) -> None:
        self._limits = limits

    def unpack(self, *, original: str, folder: str) -> Unpacked | Unusable:
        """Re-encode a file into pages in `folder`, which must be there and empty.

        The ending of `original` is held against its content; what it contains never raises.
        """
        size = Path(original).stat().st_size
        if not size:
            return Unusable("empty")
        if size > self._limits.upload_bytes:
            return Unusable("too_large", {"limit": str(self._limits.upload_bytes // MEBIBYTE)})
        status, answer = self._open(original, folder)
        outcome = _understood(answer, folder=Path(folder), most=self._limits.pages)
        if outcome is None:
            code = "took_too_long" if status in _OUT_OF_TIME else "damaged"
            log.warning("a file ended its opener", status=status, code=code)
            return Unusable(code)
        return outcome

    def _open(self, original: str, folder: str) -> tuple[int, bytes]:
        """Run the opener and return how it ended and what it said, which may be nothing."""
        told = Path(folder, "answer")
        limits = json.dumps(asdict(self._limits))
        # Safe path: else the folder, where strangers' files lie, would come first in `sys.path`.
        command = [sys.executable, "-P", "-s", "-B", "-X", "utf8", "-m", OPENER]
        with told.open("xb") as out:
            process = subprocess.Popen(
                [*command, str(Path(original).resolve()), str(Path(folder).resolve()), limits],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
                close_fds=True,
                start_new_session=True,
            )
        try:
            process.wait(self._limits.wall_seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end(process)
        with told.open("rb") as answer:
            said = answer.read(ANSWER_BYTES)
        told.unlink()
        return process.returncode, said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and whatever it started, unless it has ended by itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _understood(answer: bytes, *, folder: Path, most: int) -> Unpacked | Unusable | None:
    """Return the last whole line of an answer, or nothing where there is none that makes sense."""
    for line in reversed(answer.splitlines()):
        try:
            told = json.loads(line)
            return _refusal(told) if "code" in told else _unpacked(told, folder, most)
        except (ValueError, TypeError, LookupError, AttributeError, OSError, RecursionError):
            continue
    return None


def _refusal(told: Mapping[str, Any]) -> Unusable:
    if told.get("trouble"):
        log.info("a file could not be opened", trouble=str(told["trouble"])[:MOST_CHARACTERS])
    params = {
        name: _text(told["params"][name])
        for name in ("kind", "limit", "member")
        if told.get("params", {}).get(name)
    }
    return Unusable(_one_of(REFUSALS, told["code"]), params)


def _unpacked(told: Mapping[str, Any], folder: Path, most: int) -> Unpacked:
    pages = told["pages"]
    if not 1 <= len(pages) <= most:
        raise ValueError("a number of pages that cannot be")
    return Unpacked(
        _one_of(MEDIA, told["media"]),
        tuple(_page(page, folder, number) for number, page in enumerate(pages, start=1)),
    )


def _page(told: Mapping[str, Any], folder: Path, number: int) -> Page:
    """Return a page whose files lie where they must, whatever paths were told."""
    png, shown = (folder / f"page-{number:03}.{ending}" for ending in ("png", "webp"))
    if not all(stat.S_ISREG(file.lstat().st_mode) for file in (png, shown)):
        raise ValueError("a page that is no file")
    traces = told["traces"]
    return Page(
        number=number,
        width=int(told["width"]),
        height=int(told["height"]),
        png=str(png),
        shown=str(shown),
        traces=Traces(
            software=_text(traces["software"]),
            camera=_text(traces["camera"]),
            provenance=_one_of(PROVENANCE, traces["provenance"]),
            generator=_text(traces["generator"]),
        ),
    )


def _one_of(known: Iterable[str], word: str) -> str:
    if word not in known:
        raise ValueError("a word that nobody knows")
    return word


def _text(value: object) -> str:
    return "".join(one for one in str(value) if one.isprintable())[:MOST_CHARACTERS]
