"""What a closed case took of somebody and is contested (异议): one person decides, once.

A buyer claims a kept fee back, a merchant objects to what a machine charged to it. Whoever decides
can take that back for ten seconds (docs/decisions/0020). What is late comes to somebody higher,
again and again, and after fourteen days it is granted: nothing waits more than fifteen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from anxin.domain.people import may_review, tier_raised
from anxin.services.aftersale.giving import stood_on
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.services.aftersale.turns.deadlines import HIGHER
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.order.move import Step, tell_order
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.contests import ContestRow, Contests
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders

GRANTED_AFTER: Final = timedelta(days=14)

Row = TypeVar("Row", bound=ContestRow)


@dataclass(frozen=True, slots=True)
class NotContested:
    """Nothing was saved; `code` says why and `fen` how much it could be."""

    code: str
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Contest(Generic[Row]):
    """A kind of contest, by what is particular to it.

    `name` begins its events and `grants` is its word for yes. `barred` says why somebody may not
    decide one, `give` gives a granted sum and returns what is kept of that in the row. `again`:
    after how long it is brought higher once more. `held`: silence does not grant it on that ground.
    """

    model: type[Model]
    reads: Contests[Row]
    name: str
    grants: str
    barred: Callable[[Row, Reviewer], str | None]
    give: Callable[[Row, int], dict[str, Any]]
    again: timedelta
    held: Callable[[Ground], bool]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decides: a state, how much of what is at stake, and words for who contested."""

    state: str
    fen: int
    said: str


@transaction.atomic
def rule(kind: Contest[Row], *, no: str, reviewer: Reviewer, ruling: Ruling) -> NotContested | None:
    """Decide: carried out after ten seconds, by the sweep."""
    row = _locked(kind, no)
    refused = _refused(kind, row, reviewer, ruling)
    if refused or row is None:
        return refused
    by = {"by": str(reviewer.account_id), "role": reviewer.role}
    kind.model._default_manager.filter(id=row.id, state="submitted").update(
        verdict=_verdict(row, _ground(row), ruling) | by, verdict_at=ClockNow() + UNDO_WITHIN
    )
    return None


def barred_from(kind: Contest[Row], *, row: Row, reviewer: Reviewer) -> str | None:
    """Return why somebody may not decide: it is somebody's higher up, or too near to him."""
    if not may_review(role=reviewer.role, tier=row.tier):
        return "tier_too_high"
    return kind.barred(row, reviewer)


@transaction.atomic
def take_back(kind: Contest[Row], *, no: str, reviewer: Reviewer) -> NotContested | None:
    """Take one's own ruling back before it is carried out."""
    row = _locked(kind, no)
    if row is None:
        return NotContested("not_found")
    mine = row.verdict is not None and row.verdict["by"] == str(reviewer.account_id)
    if not mine or row.verdict_at is None or row.verdict_at <= row.now:
        return NotContested("too_late_to_undo")
    kind.model._default_manager.filter(id=row.id).update(verdict=None, verdict_at=None)
    return None


@transaction.atomic
def carry_out(kind: Contest[Row], *, no: str) -> bool:
    """Do what was decided ten seconds ago; say whether anything was to be done.

    Who may decide, and how much, was asked when it was decided; nothing has changed either since.
    """
    row = _locked(kind, no)
    if row is None or row.verdict is None or row.verdict_at is None or row.verdict_at > row.now:
        return False
    _close(kind, row, row.verdict)
    return True


@transaction.atomic
def end_wait(kind: Contest[Row], *, no: str) -> bool:
    """Bring what nobody decided in time to somebody higher; say whether it was due.

    At its limit it is granted whole, unless its kind is held on that ground. One that is about to
    be carried out was decided in time.
    """
    row = _locked(kind, no)
    if row is None or row.due_at is None or row.due_at > row.now or row.verdict:
        return False
    ground = _ground(row)
    if row.limit_at <= row.now and not kind.held(ground):
        ruling = Ruling(kind.grants, row.fen, "")
        _close(kind, row, _verdict(row, ground, ruling) | {"by": None, "role": "system"})
        return True
    again = row.now + kind.again
    kind.model._default_manager.filter(id=row.id).update(
        tier=tier_raised(tier=row.tier, to=HIGHER.get(row.tier, "senior")),
        due_at=min(again, row.limit_at) if row.limit_at > row.now else again,
    )
    tell_order(
        order_id=row.order_id,
        step=Step(f"{kind.name}_escalated", "system", data={"case": row.case_no}),
    )
    return True


def _locked(kind: Contest[Row], no: str) -> Row | None:
    """Return one as it stands once its order is locked, which lines up all who decide it."""
    found = kind.reads.by_no(no=no)
    if found is None:
        return None
    orders.lock_order(order_id=found.order_id)
    return kind.reads.by_no(no=no)


def _refused(
    kind: Contest[Row], row: Row | None, reviewer: Reviewer, ruling: Ruling
) -> NotContested | None:
    if row is None:
        return NotContested("not_found")
    if row.state != "submitted":
        return NotContested("decided")
    if row.verdict:
        return NotContested("verdict_pending")
    barred = barred_from(kind, row=row, reviewer=reviewer)
    if barred:
        return NotContested(barred)
    if not ruling.said.strip():
        return NotContested("said_missing")
    grants = ruling.state == kind.grants
    fits = 0 < ruling.fen <= row.fen if grants else ruling.fen == 0
    return None if fits else NotContested("amount_out_of_range", row.fen)


def _verdict(row: ContestRow, ground: Ground, ruling: Ruling) -> dict[str, Any]:
    """What is decided and in sight of what, like a verdict on the case itself."""
    case = queries.case(no=row.case_no)
    assert case is not None, "what is contested has a case"
    said = ruling.said.strip()[:NOTE_CHARACTERS]
    stood = stood_on(case, ground)
    return {"do": ruling.state, "fen": ruling.fen, "said": said, "stood_on": stood}


def _ground(row: ContestRow) -> Ground:
    ground = ground_by_case(case_no=row.case_no)
    assert ground is not None, "what is contested has a case"
    return ground


def _close(kind: Contest[Row], row: Row, verdict: dict[str, Any]) -> None:
    """Do what was decided: what is granted has its owner in the same moment."""
    by = UUID(verdict["by"]) if verdict["by"] else None
    given = kind.give(row, verdict["fen"]) if verdict["fen"] else {}
    kind.model._default_manager.filter(id=row.id, state="submitted").update(
        state=verdict["do"],
        said=verdict["said"],
        decided_by_id=by,
        closed_at=ClockNow(),
        due_at=None,
        verdict=None,
        verdict_at=None,
        **given,
    )
    event = f"{kind.name}_{verdict['do'] if by else 'limit_reached'}"
    sums = {"fen": row.fen, "granted_fen": verdict["fen"]}
    data = {**verdict["stood_on"], "case": row.case_no, "said": verdict["said"], **sums}
    tell_order(order_id=row.order_id, step=Step(event, verdict["role"], by, data))
