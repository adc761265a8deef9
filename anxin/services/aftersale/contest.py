"""What a closed case took of somebody and is contested (异议): one person decides, once.

A buyer claims a kept fee back, a merchant objects to what a machine charged to it. Whoever decides
can take that back for ten seconds (docs/decisions/0020); a large sum takes two (`countersigning`).
What is late comes to somebody higher, again and again, and after fourteen days it is granted:
nothing waits more than fifteen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from anxin.domain.people import SENIOR_REVIEWERS, may_review, needs_second, tier_raised
from anxin.services.aftersale.four_eyes import SPLIT_WITHIN, limit_fen
from anxin.services.aftersale.giving import stood_on
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.services.aftersale.turns.deadlines import HIGHER
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.numbers import new_key
from anxin.services.order.move import Step, tell_order
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.contests import ContestRow, Contests
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders

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
    """Decide: carried out after ten seconds, by the sweep.

    What is granted above the policy's limit waits for a second person first (`countersigning`).
    """
    row = locked(kind, no)
    refused = _refused(kind, row, reviewer, ruling)
    if refused or row is None:
        return refused
    ground = ground_of(row)
    if ruling.fen > limit_fen(ground=ground) and reviewer.role not in SENIOR_REVIEWERS:
        return NotContested("sum_too_high")
    second = _wants_second(kind, row, ground, reviewer.account_id, ruling.fen)
    by = {"by": str(reviewer.account_id), "role": reviewer.role, "key": new_key().hex}
    kind.model._default_manager.filter(id=row.id, state="submitted").update(
        verdict=_verdict(row, ground, ruling) | by | {"second": second},
        verdict_at=None if second else ClockNow() + UNDO_WITHIN,
    )
    return None


def _wants_second(kind: Contest[Row], row: Row, ground: Ground, reviewer: UUID, fen: int) -> bool:
    """Say whether a sum is too much for one person to give, also in parts within a day."""
    lately_fen = kind.reads.given_lately(no=row.no, reviewer=reviewer, within=SPLIT_WITHIN)
    limit = limit_fen(ground=ground)
    return fen > 0 and needs_second(gross_fen=fen, lately_fen=lately_fen, limit_fen=limit)


def barred_from(kind: Contest[Row], *, row: Row, reviewer: Reviewer) -> str | None:
    """Return why somebody may not decide: it is somebody's higher up, or too near to him.

    Nor does he again whose ruling a second person did not agree with.
    """
    if not may_review(role=reviewer.role, tier=row.tier):
        return "tier_too_high"
    if kind.reads.has_fallen(no=row.no, reviewer=reviewer.account_id):
        return "own_fallen"
    return kind.barred(row, reviewer)


@transaction.atomic
def take_back(kind: Contest[Row], *, no: str, reviewer: Reviewer) -> NotContested | None:
    """Take one's own ruling back before it is carried out, or one's signature on another's.

    Without the signature the ruling waits for one again.
    """
    row = locked(kind, no)
    if row is None:
        return NotContested("not_found")
    me, verdict = str(reviewer.account_id), row.verdict or {}
    late = row.verdict_at is not None and row.verdict_at <= row.now
    if late or me not in (verdict.get("by"), verdict.get("signed")):
        return NotContested("too_late_to_undo")
    left = None
    if verdict["by"] != me:
        left = {word: said for word, said in verdict.items() if word != "signed"}
    kind.model._default_manager.filter(id=row.id).update(verdict=left, verdict_at=None)
    return None


@transaction.atomic
def carry_out(kind: Contest[Row], *, no: str) -> bool:
    """Do what was decided ten seconds ago; say whether anything was to be done.

    Who may decide, and how much, was asked when it was decided; nothing has changed either since
    but for what the same person let the same one have meanwhile, which may want a second now.
    """
    row = locked(kind, no)
    if row is None or row.verdict is None or row.verdict_at is None or row.verdict_at > row.now:
        return False
    verdict = row.verdict
    if not verdict.get("second") and _wants_second(
        kind, row, ground_of(row), UUID(verdict["by"]), verdict["fen"]
    ):
        waits = kind.model._default_manager.filter(id=row.id)
        waits.update(verdict=verdict | {"second": True}, verdict_at=None)
        return False
    _close(kind, row, verdict)
    return True


@transaction.atomic
def end_wait(kind: Contest[Row], *, no: str) -> bool:
    """Bring what nobody decided in time to somebody higher; say whether it was due.

    At its limit it is granted whole, unless its kind is held on that ground. One that is about to
    be carried out was decided in time; one that nobody has signed is not decided.
    """
    row = locked(kind, no)
    if row is None or row.due_at is None or row.due_at > row.now or row.verdict_at:
        return False
    ground = ground_of(row)
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


def locked(kind: Contest[Row], no: str) -> Row | None:
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


def ground_of(row: ContestRow) -> Ground:
    """Return what is known of the case that it is about."""
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
    signed = {"signed_by": verdict["signed"]} if verdict.get("signed") else {}
    data = {**verdict["stood_on"], "case": row.case_no, "said": verdict["said"], **sums, **signed}
    tell_order(order_id=row.order_id, step=Step(event, verdict["role"], by, data))
