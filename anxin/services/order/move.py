"""One step of an order by compare-and-set, with its event, in one statement."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from anxin.domain.states import ORDER, check_path
from anxin.services.failpoint import here
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

CHANGEABLE = {
    "paid_at": "timestamptz",
    "delivered_at": "timestamptz",
    "completed_at": "timestamptz",
    "settle_at": "timestamptz",
    "due_at": "timestamptz",
    "paid_fen": "bigint",
    "viewed_units": "int",
    "used_units": "int",
    "delivered_value_fen": "bigint",
    "receipt": "text",
}
"""What a step may set besides the state, and its type."""


@dataclass(frozen=True, slots=True)
class Step:
    """The event of a step: what it is called, who took it, what is to be remembered."""

    kind: str
    role: str
    actor: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def move_order(
    *,
    order_id: UUID,
    version: int,
    states: tuple[str, ...],
    step: Step,
    due_at: datetime | None,
    **changes: object,
) -> bool:
    """Walk the order along `states` if it still stands at `version`; say whether it did.

    `due_at` is always stated: a new state either has a deadline or has none.
    Raises `IllegalMove` if the lifecycle has no such path.
    """
    check_path(lifecycle=ORDER, path=states)
    values = {**changes, "due_at": due_at}
    sets = ", ".join(f"{name} = %({name})s::{CHANGEABLE[name]}" for name in sorted(values))
    sql = f"""
        WITH moved AS (
          UPDATE anxin_order_order SET version = version + 1, state = %(state)s::text, {sets}
           WHERE id = %(order_id)s::uuid AND version = %(version)s::int
          RETURNING id, version)
        INSERT INTO anxin_order_orderevent (order_id, seq, kind, states, actor, role, data)
        SELECT id, version, %(kind)s::text, %(states)s::text[], %(actor)s::uuid, %(role)s::text,
               %(data)s::jsonb FROM moved RETURNING seq"""
    moved = bool(
        run(
            sql,
            {
                **values,
                "order_id": order_id,
                "version": version,
                "state": states[-1],
                "states": list(states),
                "kind": step.kind,
                "actor": step.actor,
                "role": step.role,
                "data": json.dumps(step.data, default=str, ensure_ascii=False),
            },
        )
    )
    here("order.moved_not_committed")
    return moved


def note_on(order: OrderRow, step: Step, **changes: object) -> bool:
    """Write into the history of an order that stays where it is; say whether it still stood there.

    Its version moves: whoever decides by what was read before finds out.
    """
    stays: dict[str, Any] = {"states": (order.state,), "due_at": order.due_at, **changes}
    return move_order(order_id=order.id, version=order.version, step=step, **stays)


def tell_order(*, order_id: UUID, step: Step) -> None:
    """Write into the history of an order as it stands once it is locked."""
    order = orders.lock_order(order_id=order_id)
    assert order is not None, "orders are never deleted"
    note_on(order, step)
