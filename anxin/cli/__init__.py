"""The command `anxin`: each subcommand is one file here with `HELP`, `add_arguments` and `run`.

Only the file of the subcommand asked for is imported, so that a quote needs no Django.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

COMMANDS: Final = {
    "quote": "answer a file of refund scenarios",
    "policy": "check a refund policy, or save it as the next version",
    "demo": "load the demo shop or list its logins",
    "ledger": "prove that the books are whole",
    "evidence": "read what stands on pictures, videos and PDFs",
    "replay": "hold a changed policy against past decisions: what differs, what it costs",
    "risk": "show how a buyer is assessed, and why",
    "reconcile": "hold a day's bills of the channels against our books",
}
"""Subcommand to its help; the file has the same name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand and gives its exit status; wrong usage is 2."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="anxin", description="Anxin: after-sales first.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=text, description=text)
        if name in arguments[:1]:
            command = import_module(f"anxin.cli.{name}")
            command.add_arguments(subparser)
            subparser.set_defaults(run=command.run)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status
