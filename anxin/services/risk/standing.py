"""How an account stands: what restricts it, what requests read of it, when it is looked at next.

Whoever calls these has locked the account's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.storage.columns import ClockNow
from anxin.storage.risk.models import Restriction
from anxin.storage.statement import run

SOON: Final = "1 day"
LATER: Final = "7 days"
"""Time alone changes an account: every day while something weighs on it, else every week."""

SHOW = """
UPDATE anxin_account_account a
   SET credit = s.credit, flagged = s.flagged, case_count = a.case_count + 1
  FROM (SELECT coalesce(%(credit)s::int, credit)::smallint AS credit,
               EXISTS (SELECT 1 FROM anxin_risk_restriction
                        WHERE account_id = %(id)s::uuid AND lifted_at IS NULL) AS flagged
          FROM anxin_account_account WHERE id = %(id)s::uuid) s
 WHERE a.id = %(id)s::uuid AND (a.credit, a.flagged) IS DISTINCT FROM (s.credit, s.flagged)
"""

COME_AGAIN = """
INSERT INTO anxin_risk_standing (account_id, due_at, cause)
VALUES (%(id)s::uuid, clock_now() + %(after)s::interval, %(cause)s::text)
ON CONFLICT (account_id) DO UPDATE SET due_at = excluded.due_at, cause = excluded.cause
"""


def restrict(*, account_id: UUID, codes: Sequence[str], own: bool) -> None:
    """Restrict an account for what its score says, or bring the reasons up to date."""
    known = Restriction.objects.filter(account_id=account_id, source="system", lifted_at=None)
    if not known.update(codes=list(codes), own=own):
        Restriction.objects.create(
            account_id=account_id, source="system", codes=list(codes), own=own
        )


def lift(
    *,
    account_id: UUID,
    how: str,
    source: str = "",
    placed_until: datetime | None = None,
    by: UUID | None = None,
    why: str = "",
) -> int:
    """Lift what restricts an account: all, that of one source, or what was placed until then.

    Returns how many restrictions it were.
    """
    standing = Restriction.objects.filter(account_id=account_id, lifted_at=None)
    if source:
        standing = standing.filter(source=source)
    if placed_until:
        standing = standing.filter(placed_at__lte=placed_until)
    return standing.update(lifted_how=how, lifted_by=by, lifted_why=why, lifted_at=ClockNow())


def show_on_account(*, account_id: UUID, credit: int | None = None) -> None:
    """Put what requests read onto the account's row, where it is something else than before."""
    run(SHOW, {"id": account_id, "credit": credit})


def come_again(*, account_id: UUID, soon: bool, cause: str = "time") -> None:
    """Have the account assessed again when time alone may have changed it."""
    run(COME_AGAIN, {"id": account_id, "after": SOON if soon else LATER, "cause": cause})


def come_now(*, account_id: UUID, cause: str) -> None:
    """Have the account assessed by the next job."""
    run(COME_AGAIN, {"id": account_id, "after": "0 seconds", "cause": cause})
