"""`anxin evidence read FILE…`: what stands on pictures, one JSON line for each file.

A file that is refused or cannot be read gives `error` (a sentence) and `code`. The exit status is 0
whatever the files are; 2 is wrong usage. Nothing is kept, and no database is needed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from time import thread_time
from typing import Any

import structlog

from anxin import wiring
from anxin.domain.evidence.believing import findings_of
from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.limits import LIMITS
from anxin.domain.evidence.outside import TookTooLong
from anxin.domain.evidence.pieces import Box, Field, Finding, Unusable
from anxin.domain.wording.evidence import refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("read",))
    parser.add_argument("files", nargs="+", metavar="FILE", help="pictures, videos, PDFs or zips")


def run(arguments: argparse.Namespace) -> int:
    """Answer each file as soon as it is read."""
    # Standard output is for answers alone.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    for file in arguments.files:
        text = json.dumps({"file": file, **_answer(file)}, ensure_ascii=False)
        # A name that is no UTF-8 is written as JSON's own escapes.
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _answer(file: str) -> dict[str, Any]:
    try:
        if not Path(file).is_file():
            return _missing(file)
        with tempfile.TemporaryDirectory(prefix="anxin-evidence-") as folder:
            return _read(file, folder)
    except TookTooLong:
        return _refused(Unusable("took_too_long"))
    except Exception as trouble:  # one file never keeps the others from being answered
        why = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
        return {"error": f"The file cannot be read: {why}.", "code": "unreadable"}


def _missing(file: str) -> dict[str, Any]:
    there = Path(file).exists()
    what = "This is no file." if there else "There is no such file."
    return {"error": what, "code": "no_file" if there else "missing"}


def _read(file: str, folder: str) -> dict[str, Any]:
    """Read the pages of a file one after the other; `folder` holds them meanwhile.

    Found is why a page is unclear and what the file says of itself; no earlier page is known here.
    """
    unpacked = wiring.unpacker().unpack(original=file, folder=folder)
    if isinstance(unpacked, Unusable):
        return _refused(unpacked)
    fields: list[Field] = []
    findings: list[Finding] = []
    any_clear = False
    until = thread_time() + LIMITS.reading_seconds
    for page in unpacked.pages:
        reading = wiring.page_reader().read(png=page.png, cpu_seconds=until - thread_time())
        fields += fields_of(reading=reading, page=page.number)
        hints = unclear_because(reading=reading, page=page.number)
        findings += hints
        findings += findings_of(
            earlier=[],
            traces=page.traces,
            flat_share=wiring.page_comparer().fingerprint(picture=page.png).flat_share,
            clear=not hints,
            page=page.number,
        )
        any_clear = any_clear or not hints
    several = len(unpacked.pages) > 1
    return {
        "verdict_clarity": "clear" if any_clear else "unclear",
        "fields": [_field(each, several) for each in fields],
        "findings": [_finding(each, several) for each in findings],
    }


def _refused(unusable: Unusable) -> dict[str, Any]:
    why = refusal(code=unusable.code, params=unusable.params, language="en")
    return {"error": why, "code": unusable.code}


def _field(field: Field, several: bool) -> dict[str, Any]:
    told = {
        "name": field.name,
        "value": field.value,
        "confidence": field.confidence,
        "box": _box(field.box),
    }
    return {**told, "page": field.page} if several else told


def _finding(finding: Finding, several: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"code": finding.code, "weight": finding.weight, **finding.params}
    if finding.box:
        told["box"] = _box(finding.box)
    return {**told, "page": finding.page} if several else told


def _box(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]
