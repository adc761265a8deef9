"""`anxin ledger check`: proves that the books are whole and prints what is not."""

from __future__ import annotations

import argparse

from anxin.cli.site import open_site


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("check",))


def run(arguments: argparse.Namespace) -> int:
    """Run every proof over the whole books; exit status 1 if one fails."""
    open_site()
    from anxin.storage.ledger.queries import PROOFS, breaches

    found = breaches()
    for breach in found:
        print(f"BROKEN  {breach.sentence}: {breach.count}, e.g. {', '.join(breach.examples)}")
    print(f"{len(PROOFS) - len(found)} of {len(PROOFS)} proofs hold")
    return 1 if found else 0
