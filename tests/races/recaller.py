"""One process that works on recalls in small sets: `python -m tests.races.recaller`.

What ANXIN_FAILPOINTS says happens to it; it ends as the jobs' process would.
"""

from __future__ import annotations

import sys

SET = 5


def main() -> int:
    """Work until nothing is left; return how many orders were dealt with."""
    import django

    django.setup()
    from django.db import connection

    from anxin.services.bulk.recall import run_recalls, running

    running.AT_ONCE = SET
    dealt = 0
    while some := run_recalls():
        dealt += some
    connection.close()
    return dealt


if __name__ == "__main__":
    print(main(), file=sys.stderr)
