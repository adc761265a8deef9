"""The merchant is heard first: a case whose cause may be it goes through its turn before a person.

Source: MISSION.md E4. Whichever way a case comes to the platform (the buyer asks for a person,
evidence does not come), its merchant pays in the end and has its say in half of the time there is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anxin.domain.case import heard_until
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.moving import NotDecided, keep
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.past import past_of
from anxin.storage.aftersale.queries import CaseRow


def is_unheard(case: CaseRow) -> bool:
    """Say whether it may be the merchant's fault and it had no turn on the request as it is."""
    return case.cause == "merchant" and not past_of(order_id=case.order_id, case_no=case.no).heard


def to_merchant_or_person(
    case: CaseRow, ground: Ground, event: Event, *, decide_by: datetime, **columns: Any
) -> NotDecided | None:
    """Save a step that brings a case to a person, through its merchant where that is unheard.

    `event`: its states are filled in. When a person is to decide by does not move for it.
    """
    heard = not is_unheard(case)
    state = "platform_review" if heard else "merchant_turn"
    due_at = decide_by if heard else heard_until(now=case.now, decide_by=decide_by)
    told = Event(event.kind, (case.state, state), event.role, event.actor, event.data)
    return keep(case, ground, told, due_at=due_at, decide_by=decide_by, **columns)
