"""`anxin policy check FILE` and `anxin policy save FILE`: a policy looked at, or put in force.

A saved policy is the next version of its name. Products and orders keep the versions they have.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from anxin.domain.policy import PolicyRefused, compile_policy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("check", "save"))
    parser.add_argument("file", type=Path, help="the policy document, JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check the document, and save it if asked to; 1 where it is refused, 2 where it is no JSON."""
    try:
        document = json.loads(arguments.file.read_text())
    except (OSError, ValueError) as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    try:
        policy = compile_policy(document)
    except PolicyRefused as refused:
        for problem in refused.problems:
            print(f"{problem.place or 'policy'}: {problem.message} ({problem.message_zh})")
        return 1
    if arguments.what == "save":
        print(f"{policy.name}: saved as version {_save(document)}")
    else:
        print(f"{policy.name}: in order")
    return 0


def _save(document: dict[str, Any]) -> int:
    from anxin.cli.site import open_site

    open_site()
    from anxin.services.catalog import save_policy
    from anxin.storage.catalog.queries import latest_policy

    name = str(document["name"])
    save_policy(name=name, document=document)
    saved = latest_policy(name=name)
    assert saved is not None
    return saved.version
