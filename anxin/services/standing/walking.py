"""One step of a penalty with its event, and what it does to the deposit, in one transaction.

The penalty's row is locked before, the merchant's balance after it: merchants come last in the
order of locks (services.balances).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from anxin.domain import postings
from anxin.domain.outside import Outside
from anxin.domain.standing.penalty import APPEAL_DAYS, due_of, ends_at
from anxin.domain.states import PENALTY, PENALTY_ENDED, check_path
from anxin.services.balances import Entry, book, lock_merchants
from anxin.storage.merchant.models import Member
from anxin.storage.standing.models import Penalty, PenaltyEvent
from anxin.storage.statement import run

CHINA = timezone(timedelta(hours=8))
IN_EFFECT = ("in_force", "upheld")


@dataclass(frozen=True, slots=True)
class NotPenalised:
    """Nothing was saved; `code` says why and `fen` how much there is, where it is about money."""

    code: str
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The event of a step: what it is called, who took it and in which role, in which words."""

    kind: str
    role: str
    actor: UUID | None = None
    said: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def present() -> datetime:
    """Return the one time that deadlines are compared with, at China's offset."""
    (row,) = run("SELECT clock_now() AS now", {})
    now: datetime = row.now
    return now.astimezone(CHINA)


def lock_penalty(*, no: str) -> Penalty | None:
    """Return a penalty locked for this transaction."""
    return Penalty.objects.select_for_update(no_key=True).filter(no=no).first()


def is_member(*, merchant_id: UUID, actor: UUID) -> bool:
    """Say whether somebody acts for that merchant."""
    return Member.objects.filter(merchant_id=merchant_id, account_id=actor).exists()


def walk(*, penalty: Penalty, states: tuple[str, ...], said: Said, outside: Outside) -> None:
    """Walk a locked penalty along `states`, with what follows: deadline, effect, or its undoing.

    Raises `IllegalMove` if the lifecycle has no such path.
    """
    check_path(lifecycle=PENALTY, path=states)
    now, data = present(), dict(said.data)
    penalty.state = states[-1]
    penalty.due_at = due_of(state=states[-1], now=now, is_working_day=outside.is_working_day)
    if penalty.due_at and penalty.until:
        penalty.due_at = min(penalty.due_at, penalty.until)
    if "confirmed" in states[1:]:
        penalty.appeal_until = now + timedelta(days=APPEAL_DAYS)
    if states[-1] in IN_EFFECT:
        data |= _take_effect(penalty, now)
    if states[-1] in PENALTY_ENDED:
        data |= _undo(penalty, now)
    tell(penalty=penalty, states=states, said=said, data=data)


def tell(
    *, penalty: Penalty, states: tuple[str, ...] = (), said: Said, data: dict[str, Any] | None
) -> None:
    """Save a locked penalty and add what happened to its history."""
    penalty.version += 1
    penalty.save()
    PenaltyEvent.objects.create(
        penalty_id=penalty.id,
        seq=penalty.version,
        kind=said.kind,
        states=list(states),
        actor=said.actor,
        role=said.role,
        said=said.said.strip(),
        data=data or dict(said.data),
    )


def _take_effect(penalty: Penalty, now: datetime) -> dict[str, Any]:
    """Begin what a penalty does; once, however often it is confirmed by an appeal."""
    data: dict[str, Any] = {}
    if penalty.in_force_at is None:
        penalty.in_force_at = now
        penalty.until = ends_at(kind=penalty.kind, now=now, days=penalty.days)
        if penalty.kind == "deduction":
            data = _take(penalty)
    penalty.due_at = penalty.until
    return data


def _take(penalty: Penalty) -> dict[str, Any]:
    """Take what was decided out of the deposit, or what is there: it never falls below zero."""
    merchant_id = penalty.merchant_id
    money = lock_merchants(ids=[merchant_id])[merchant_id]
    penalty.taken_fen = min(penalty.decided_fen, money.deposit_fen)
    lines = postings.penalty_taken(merchant_id=merchant_id, amount_fen=penalty.taken_fen)
    if lines:
        book(entries=[Entry(penalty.id, "penalty", lines)])
    return {"taken_fen": penalty.taken_fen}


def _undo(penalty: Penalty, now: datetime) -> dict[str, Any]:
    """End a penalty: what it restrained is free by that, what it took comes back."""
    penalty.closed_at, penalty.due_at = now, None
    returned_fen, penalty.taken_fen = penalty.taken_fen, 0
    if not returned_fen:
        return {}
    lock_merchants(ids=[penalty.merchant_id])
    lines = postings.penalty_returned(merchant_id=penalty.merchant_id, amount_fen=returned_fen)
    book(entries=[Entry(penalty.id, "penalty_returned", lines)])
    return {"returned_fen": returned_fen}
