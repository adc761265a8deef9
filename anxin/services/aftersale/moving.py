"""Steps of a case: read it with its ground, decide, save; each is one guarded statement.

Every party's acts (services.aftersale.turns) are built of these; whatever moved in between makes
the whole step be taken again on what stands now.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.case import (
    Course,
)
from anxin.domain.states import CASE, check_path
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.record import record
from anxin.services.aftersale.submit import TRIES, GroundKeepsMoving
from anxin.services.settlement import NotCovered
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import Ground, ground_by_case
from anxin.storage.aftersale.queries import CaseRow

NOTE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides, and as what."""

    account_id: UUID
    role: str


Step = Callable[[CaseRow, Ground], NotDecided | None]


def on_firm_ground(no: str, step: Step) -> NotDecided | None:
    """Read case and ground, take the step, and again if something moved before it was saved."""
    for _ in range(TRIES):
        ground = ground_by_case(case_no=no)
        case = queries.case(no=no) if ground else None
        if case is None or ground is None:
            return NotDecided("not_found")
        taken = step(case, ground)
        if taken is None or taken.code != "moved":
            return taken
    raise GroundKeepsMoving(no)


def keep(
    case: CaseRow,
    ground: Ground,
    event: Event,
    *,
    due_at: datetime | None,
    buyer_asked: bool = False,
    **columns: Any,
) -> NotDecided | None:
    """Save a step after which the case stays open and no money moves.

    `due_at` is always stated: what waits has a deadline. `columns`: see `saved`.
    """
    check_path(lifecycle=CASE, path=event.states)
    order = (ground.order_state,)
    course = Course(
        event.states,
        order,
        pays=False,
        due_at=due_at,
        buyer_asked=buyer_asked,
        others_turn=_waits_for_merchant(case, event, columns),
    )
    return saved(case, ground, course, event, Settlement(), **columns)


def _waits_for_merchant(case: CaseRow, event: Event, columns: dict[str, Any]) -> bool:
    """Whether goods are on their way back, or it has not been said where to."""
    sent = case.return_sent_at or columns.get("parcel")
    told = case.return_to or columns.get("return_to")
    return event.states[-1] == "awaiting_return" and bool(sent or not told)


def without_verdict(case: CaseRow) -> CaseRow:
    """Return the case for a step that is its verdict itself, or that tells of its end."""
    return replace(case, verdict=None)


def is_asked(case: CaseRow) -> bool:
    """Whether a reviewer, or an arbiter, waits for what the buyer was asked for."""
    return bool(case.wants) and case.stopped_at is not None


def after_stop(case: CaseRow) -> datetime | None:
    """Return when a decision is due once the buyer's own time is over: later by what that took."""
    if case.stopped_at is None or case.decide_by is None:
        return case.decide_by
    return case.decide_by + (case.now - case.stopped_at)


def limit_of(case: CaseRow) -> datetime | None:
    """Return `limit_at` as it is once the buyer's own time is over: later by what that took."""
    if case.stopped_at is None or case.limit_at is None:
        return case.limit_at
    return case.limit_at + (case.now - case.stopped_at)


def close(case: CaseRow, ground: Ground, event: Event, **columns: Any) -> NotDecided | None:
    """Save a step that ends the case without money; its cards are the buyer's again."""
    check_path(lifecycle=CASE, path=event.states)
    course = Course(event.states, (ground.order_state,), pays=False)
    return saved(case, ground, course, event, Settlement(), **columns)


def saved(
    case: CaseRow,
    ground: Ground,
    course: Course,
    event: Event,
    settlement: Settlement,
    *,
    again: bool = False,
    **columns: Any,
) -> NotDecided | None:
    """Save a step of a case with its event.

    `columns` by name: `tier`, `code`, `decide_by`, `decider`, `wants` (stay as they are if not
    told), `why` (added to what there is), `proposal_state` (what becomes of the open proposal),
    `stays` (a mere notice: the open proposal and a pending verdict stay as they are), `nudged`,
    `carrier` and `parcel`, `return_to` (the address that was told), `takes_ready` (what the buyer
    sent since the case was closed joins it), `own_money` (the merchant gives it beyond the rules:
    what it has not is `not_covered`; kept with the case until it is paid).
    """
    told: dict[str, Any] = {"tier": None, "code": None, "decide_by": None, "why": {}, **columns}
    if again:
        told["why"] = {**case.why, **told["why"]}
    for name in ("why", "wants"):
        if told.get(name) is not None:
            told[name] = json.dumps(told[name], ensure_ascii=False, default=str)
    try:
        done = record(
            ground=ground,
            course=course,
            case={**told, "case_id": case.id},
            events=(event,),
            settlement=settlement,
            before=case,
            again=again,
        )
    except NotCovered:
        return NotDecided("not_covered")
    return None if done else NotDecided("moved")
