"""A membership's use, reported by its merchant: a fact of the order, or a claim that came too late.

What is refunded of a membership is what is left unused. So a report counts only for what is asked
after it: one that comes while a request is open is written down for who decides, and changes
nothing of the order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.quote import Facts
from anxin.domain.use import Use, counted_at, why_no_use, why_not_reported
from anxin.services.order.move import Step, move_order
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground, grounds_by_orders
from anxin.storage.order import queries as orders
from anxin.storage.order.held import held_among, is_held
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.uses import UseRow, list_memberships, list_uses, uses_among


@dataclass(frozen=True, slots=True)
class Reported:
    """The report is on record; `claimed`: it counts for nothing that was asked before it."""

    claimed: bool


@dataclass(frozen=True, slots=True)
class NotReported:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Membership:
    """An order whose use can be reported, with what was. `frozen`: a report would be a claim."""

    order: OrderRow
    uses: list[UseRow]
    frozen: bool


@transaction.atomic
def report_use(
    *,
    no: str,
    merchant_id: UUID,
    actor: UUID,
    use: Use,
    seen_version: int | None = None,
) -> Reported | NotReported:
    """Record how far a membership has been used, at its merchant's word.

    A report of no units says that it was activated. `seen_version` is the order's as the member
    saw it: a report made on an older sight of it (a second tap, a colleague) is refused.
    """
    order = orders.order_of_merchant(no=no, merchant_id=merchant_id)
    order = orders.lock_order(order_id=order.id) if order else None
    if order is None:
        return NotReported("not_found")
    if seen_version not in (None, order.version):
        return NotReported("moved")
    [ground] = grounds_by_orders(order_ids=(order.id,))
    frozen = _is_frozen(order, ground, held=is_held(order_id=order.id))
    said = replace(use, claimed=frozen)
    refused = _refused(order, ground, said)
    if refused:
        return NotReported(refused)
    _write_down(order, ground, said, actor)
    return Reported(frozen)


def list_reportable(*, merchant_id: UUID, text: str = "") -> list[Membership]:
    """Return a merchant's orders of which use can be reported, the newest first.

    `text` finds by number or title.
    """
    rows = list_memberships(merchant_id=merchant_id, text=text)
    ids = [row.id for row in rows]
    grounds = {ground.order_id: ground for ground in grounds_by_orders(order_ids=ids)}
    held, uses = held_among(ids=ids), uses_among(ids=ids)
    found = []
    for row in rows:
        ground = grounds[row.id]
        frozen = _is_frozen(row, ground, held=row.id in held)
        if not _no_use(ground, frozen=frozen):
            found.append(Membership(row, uses.get(row.id, []), frozen))
    return found


def _is_frozen(order: OrderRow, ground: Ground, *, held: bool) -> bool:
    """Whether something was asked about the order that a report would come too late for."""
    return order.case_open or ground.complained or held


def _refused(order: OrderRow, ground: Ground, said: Use) -> str:
    return _no_use(ground, frozen=said.claimed) or why_not_reported(
        use=said, before=_before(order), facts=_facts(ground)
    )


def _before(order: OrderRow) -> Use | None:
    """The latest report about what was delivered last; a replacement leaves what is used of it."""
    since = order.delivered_at or order.now
    for told in reversed(list_uses(order_id=order.id)):
        if told.at >= since:
            return Use(told.units, told.used_at, told.claimed)
    return Use(order.used_units, since) if order.used_units else None


def _no_use(ground: Ground, *, frozen: bool) -> str:
    policy = policy_of(ground.policy_id)
    return why_no_use(facts=_facts(ground), policy=policy, frozen=frozen)


def _facts(ground: Ground) -> Facts:
    return Facts(now=ground.now, order=ground.facts, kind=ground.kind, special=ground.special)


def _write_down(order: OrderRow, ground: Ground, said: Use, actor: UUID) -> None:
    """Save the event; what is no claim changes the order's facts with it."""
    at = counted_at(use=said, order=ground.facts)
    data: dict[str, Any] = {"used_units": said.units, "of": order.units, "used_at": at.isoformat()}
    states: tuple[str, ...] = (order.state,)
    changes: dict[str, int] = {}
    if said.claimed:
        kind = "use_claimed"
        data |= {"case": ground.open_no} if ground.open_no else {}
    else:
        kind = "use_reported" if said.units else "activation_reported"
        states = (order.state, "activated") if order.state == "delivered" else states
        changes = {"used_units": said.units}
    moved = move_order(
        order_id=order.id,
        version=order.version,
        states=states,
        step=Step(kind, "merchant", actor, data),
        due_at=order.due_at,
        **changes,
    )
    assert moved, "a locked order stands at the version that was read with its lock"
