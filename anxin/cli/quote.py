"""`anxin quote FILE`: answers a JSON list of refund scenarios on standard output.

Exit status 0; 1 where a scenario is malformed (its place holds an error, the others are
answered); 2 where the file is no JSON list (message on standard error).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from anxin import wiring
from anxin.domain.policy import STANDARD, compile_policy
from anxin.domain.scenario import answer_scenarios

_LONGEST_NUMBER: Final = 40


class NoList(ValueError):
    """The file does not hold a JSON list."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the file to read."""
    parser.add_argument("file", metavar="FILE", help="a JSON list of scenarios; - reads them in")


def run(arguments: argparse.Namespace) -> int:
    """Answers the scenarios of the file and gives the exit status."""
    try:
        values = _read_list(arguments.file)
    except (OSError, NoList) as wrong:
        print(f"anxin quote: {arguments.file}: {wrong}", file=sys.stderr)
        return 2
    answers = answer_scenarios(
        values=values,
        policies={"standard": compile_policy(STANDARD)},
        is_working_day=wiring.working_calendar(),
    )
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    # A lone surrogate in an id cannot be written as UTF-8; this writes it as JSON's own escape.
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
    return 1 if any("error" in answer for answer in answers) else 0


def _read_list(file: str) -> list[Any]:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        values = json.loads(content.decode("utf-8-sig"), parse_int=_read_integer)
    except UnicodeDecodeError as wrong:
        raise NoList(f"is not UTF-8 text: {wrong.reason}") from None
    except json.JSONDecodeError as wrong:
        raise NoList(f"is no JSON: {wrong}") from None
    except RecursionError:
        raise NoList("is nested too deeply") from None
    if not isinstance(values, list):
        raise NoList("must be a JSON list of scenarios")
    return values


def _read_integer(digits: str) -> int | float:
    """An integer; one too long for any amount becomes infinite, which is no integer of fen."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")
