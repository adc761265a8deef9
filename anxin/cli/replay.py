"""`anxin replay FILE`: what a changed policy would have decided otherwise, and what that costs."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anxin.domain.policy import PolicyRefused, compile_policy
from anxin.domain.replay import Difference, Made, Tally, decide_anew


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, help="the changed policy document, JSON")
    parser.add_argument("--days", type=int, default=90, help="decisions of so many days (90)")
    parser.add_argument("--quiet", action="store_true", help="only the sums, no line per decision")


def run(arguments: argparse.Namespace) -> int:
    """Print a JSON line for each decision that differs, then the sums; nothing is changed.

    1 where the policy is refused, 2 where the file is no JSON.
    """
    try:
        policy = compile_policy(json.loads(arguments.file.read_text()))
    except PolicyRefused as refused:
        for problem in refused.problems:
            print(f"{problem.place or 'policy'}: {problem.message} ({problem.message_zh})")
        return 1
    except (OSError, ValueError) as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    from anxin.cli.site import open_site

    open_site()
    from anxin import wiring
    from anxin.storage.aftersale.decisions import each_decision

    tally, working = Tally(), wiring.outside().is_working_day
    since = datetime.now(UTC) - timedelta(days=arguments.days)
    for row in each_decision(since=since):
        made = Made(
            row.case_no,
            row.facts,
            row.outcome,
            row.clause,
            row.refund_fen,
            row.paid_fen,
            row.by_system,
        )
        answer = decide_anew(made=made, policy=policy, is_working_day=working)
        difference = tally.add(made=made, answer=answer)
        if difference and not arguments.quiet:
            print(json.dumps(_told(difference), ensure_ascii=False))
    print(json.dumps(_sums(tally), ensure_ascii=False))
    return 0


def _told(difference: Difference) -> dict[str, object]:
    made, answer = difference.made, difference.answer
    return {
        "case": made.case_no,
        "before": {
            "outcome": made.outcome,
            "clause": made.clause,
            "refund_fen": made.refund_fen,
            "paid_fen": made.paid_fen,
        },
        "after": {
            "outcome": answer.outcome,
            "clause": answer.clause,
            "code": answer.code,
            "tier": answer.tier,
            "refund_fen": answer.refund_fen,
        },
        "cost_fen": difference.cost_fen,
    }


def _sums(tally: Tally) -> dict[str, object]:
    return {
        "decisions": tally.decisions,
        "differing": tally.differing,
        "not_replayed": tally.unreadable,
        "before": dict(sorted(tally.before.items())),
        "after": dict(sorted(tally.after.items())),
        "cost_fen": tally.cost_fen,
    }
