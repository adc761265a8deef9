"""`anxin risk show ACCOUNT`: what is known of a buyer's conduct, weighed as the site weighs it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import UUID

from anxin.cli.site import open_site

if TYPE_CHECKING:
    from anxin.domain.credit import Credit
    from anxin.domain.risk import Assessment
    from anxin.storage.risk.facts import Standing

CLEAR, FLAGGED, NOT_FOUND = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("what", choices=("show",))
    parser.add_argument("account", help="a username, or the account's key")


def run(arguments: argparse.Namespace) -> int:
    """Print score, credit and links, computed now; nothing is written.

    Exit status 0: nothing flags the account, 1: it is restricted or would be, 2: no such buyer.
    """
    open_site()
    from anxin.domain.credit import credit_of
    from anxin.domain.risk import assess
    from anxin.storage.risk import queries
    from anxin.storage.risk.facts import facts_of

    key = _key(arguments.account)
    found = queries.person(account_id=key) if key else None
    found = found or queries.person_named(username=arguments.account)
    standing = facts_of(account_id=found.id) if found and found.role == "buyer" else None
    if found is None or standing is None:
        print(f"no buyer {arguments.account}", file=sys.stderr)
        return NOT_FOUND
    assessed, credit = assess(facts=standing.risk), credit_of(facts=standing.credit)
    print(f"{found.username} {found.id}")
    print(f"shown: credit {found.credit}, {'restricted' if found.flagged else 'not restricted'}")
    _print(assessed, credit, standing)
    for one in queries.open_restrictions(account_id=found.id):
        print(f"restricted since {one.placed_at:%Y-%m-%d %H:%M} by {one.placed_by or 'the score'}")
    return FLAGGED if found.flagged or assessed.flagged else CLEAR


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _print(assessed: Assessment, credit: Credit, standing: Standing) -> None:
    from anxin.domain.wording.risk import risk_label, risk_sentence

    print(f"risk {assessed.score}{' flags' if assessed.flagged else ''}")
    for reason in assessed.reasons:
        text = risk_sentence(
            to="staff", code=reason.code, language="en", params={"count": reason.count}
        )
        print(f"  {reason.points:+4}  {text}")
    print(f"credit {credit.value}")
    for item in credit.items:
        text = risk_sentence(to="credit", code=item.code, language="en", params=item.params)
        print(f"  {item.points:+4}  {text}")
    for one in standing.linked:
        kinds = ", ".join(risk_label(of="mark", word=kind, language="en") for kind in one.kinds)
        flag = ", restricted" if one.flagged else ""
        print(f"  linked {one.username}: {kinds}, {one.depth} away, credit {one.credit}{flag}")
