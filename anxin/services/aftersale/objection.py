"""Objections of merchants (商家异议): what a machine charged to a shop, a person looks at.

A refund on record is paid at once and nobody asks the merchant. It may say once, within seven days,
why it was charged wrongly; a senior who is not of its shop decides and can take that back for ten
seconds (docs/decisions/0020). Granted, the platform bears what was taken of the merchant and the
case is no fault of it any more. The buyer keeps what was refunded, whatever is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from anxin.domain.calendar import WorkingDay, due_after_working_days
from anxin.domain.people import may_review
from anxin.domain.settlement import borne_by_platform, own_part
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.numbers import new_no
from anxin.services.order.deliver import DELIVER_WITHIN
from anxin.services.order.move import Step, move_order
from anxin.services.settlement import held_of
from anxin.storage.aftersale import objections
from anxin.storage.aftersale.models import Objection
from anxin.storage.aftersale.objections import Charge, ObjectionRow
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.settling import list_settling
from anxin.storage.merchant.models import Member
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow

OBJECT_DAYS = 7
DECIDE_WORKING_DAYS = 3
GRANTED_AFTER = timedelta(days=14)
"""What nobody decides is granted: the platform does not keep a merchant's money by its silence."""
NOTE_CHARACTERS = 500
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class NotObjected:
    """Nothing was saved; `code` says why."""

    code: str


@transaction.atomic
def object_to_refund(
    *, case_no: str, merchant_id: UUID, actor: UUID, note: str, is_working_day: WorkingDay
) -> NotObjected | None:
    """Object to a refund that was charged to the merchant without a person, with words, once."""
    found = contestable(case_no=case_no, merchant_id=merchant_id)
    order = orders.lock_order(order_id=found.order_id) if found else None
    if found is None or order is None:
        return NotObjected("not_charged")
    if not note.strip():
        return NotObjected("note_missing")
    if Objection.objects.filter(case_id=found.case_id).exists():
        return NotObjected("objected_before")
    if found.over:
        return NotObjected("too_late")
    fen = _own_fen(found, order)
    if fen <= 0:
        return NotObjected("not_charged")
    _open(found, order, actor, fen, note.strip()[:NOTE_CHARACTERS], is_working_day)
    return None


def contestable(*, case_no: str, merchant_id: UUID) -> Charge | None:
    """Return what the merchant may object to, or might have in time; nothing of other refunds."""
    hours = DELIVER_WITHIN // timedelta(hours=1)
    return objections.charge_of(
        case_no=case_no, merchant_id=merchant_id, within_days=OBJECT_DAYS, deliver_hours=hours
    )


def _open(
    charge: Charge, order: OrderRow, actor: UUID, fen: int, note: str, is_working_day: WorkingDay
) -> None:
    due_at = due_after_working_days(
        start=order.now.astimezone(CHINA), days=DECIDE_WORKING_DAYS, is_working_day=is_working_day
    )
    limit_at = order.now + GRANTED_AFTER
    Objection.objects.create(
        case_id=charge.case_id,
        merchant_id=order.merchant_id,
        made_by_id=actor,
        no=new_no(),
        note=note,
        fen=fen,
        deposit_fen=min(fen, charge.deposit_fen),
        due_at=min(due_at, limit_at),
        limit_at=limit_at,
    )
    said = {"case": charge.case_no, "fen": fen, "said": note}
    _tell(order.id, Step("refund_objected", "merchant", actor, said))


def _own_fen(charge: Charge, order: OrderRow) -> int:
    """What of the refund was the merchant's: its resellers' commissions were never its own."""
    (settling,) = list_settling(ids=[order.id], disputed=[])
    kept_fen = order.paid_fen - order.refunded_fen
    return own_part(held=held_of(settling), kept_fen=kept_fen, gross_fen=charge.gross_fen)


@transaction.atomic
def decide_objection(*, no: str, reviewer: Reviewer, grant: bool, said: str) -> NotObjected | None:
    """Grant an objection or reject it, with words that the merchant reads: done in ten seconds."""
    row = _locked(no)
    if row is None:
        return NotObjected("not_found")
    if row.state != "submitted":
        return NotObjected("decided")
    if row.verdict:
        return NotObjected("verdict_pending")
    barred = barred_from(objection=row, reviewer=reviewer)
    if barred:
        return NotObjected(barred)
    words = said.strip()[:NOTE_CHARACTERS]
    if not words:
        return NotObjected("said_missing")
    verdict = {"do": "granted" if grant else "rejected", "said": words}
    by = {"by": str(reviewer.account_id), "role": reviewer.role}
    Objection.objects.filter(id=row.id, state="submitted").update(
        verdict={**verdict, **by}, verdict_at=ClockNow() + UNDO_WITHIN
    )
    return None


def barred_from(*, objection: ObjectionRow, reviewer: Reviewer) -> str | None:
    """Return why somebody may not decide an objection: its tier, his own purchase or shop.

    Nor may whoever made it and has left that shop since.
    """
    if not may_review(role=reviewer.role, tier=objection.tier):
        return "tier_too_high"
    if objection.buyer_id == reviewer.account_id:
        return "own_case"
    mine = Member.objects.filter(merchant_id=objection.merchant_id, account_id=reviewer.account_id)
    made = Objection.objects.filter(id=objection.id, made_by_id=reviewer.account_id)
    return "own_merchant" if mine.exists() or made.exists() else None


@transaction.atomic
def undo_objection(*, no: str, reviewer: Reviewer) -> NotObjected | None:
    """Take one's own verdict on an objection back before it is carried out."""
    row = _locked(no)
    if row is None:
        return NotObjected("not_found")
    mine = row.verdict is not None and row.verdict["by"] == str(reviewer.account_id)
    if not mine or row.verdict_at is None or row.verdict_at <= row.now:
        return NotObjected("too_late_to_undo")
    Objection.objects.filter(id=row.id).update(verdict=None, verdict_at=None)
    return None


@transaction.atomic
def carry_out_objection(*, no: str) -> bool:
    """Do what was decided about an objection ten seconds ago; say whether there was anything."""
    row = _locked(no)
    if row is None or row.verdict is None or row.verdict_at is None or row.verdict_at > row.now:
        return False
    _close(row, row.verdict)
    return True


@transaction.atomic
def end_objection(*, no: str) -> bool:
    """Bring an objection that nobody decided in time to a supervisor, and grant it at its limit.

    Says whether it was due. One that is about to be carried out was decided in time.
    """
    row = _locked(no)
    if row is None or row.due_at is None or row.due_at > row.now or row.verdict:
        return False
    if row.limit_at <= row.now:
        _close(row, {"do": "granted", "said": "", "by": None, "role": "system"})
        return True
    Objection.objects.filter(id=row.id).update(tier="supervisor", due_at=row.limit_at)
    _tell(row.order_id, Step("objection_escalated", "system", data={"case": row.case_no}))
    return True


def _locked(no: str) -> ObjectionRow | None:
    """Return an objection as it stands once its order is locked, which lines up all who decide."""
    found = objections.objection(no=no)
    if found is None:
        return None
    orders.lock_order(order_id=found.order_id)
    return objections.objection(no=no)


def _close(row: ObjectionRow, verdict: dict[str, Any]) -> None:
    """Write down what was decided; what is granted is the merchant's in the same moment."""
    by = UUID(verdict["by"]) if verdict["by"] else None
    Objection.objects.filter(id=row.id, state="submitted").update(
        state=verdict["do"],
        said=verdict["said"],
        decided_by_id=by,
        closed_at=ClockNow(),
        due_at=None,
        verdict=None,
        verdict_at=None,
    )
    told = {"case": row.case_no, "said": verdict["said"], "fen": row.fen}
    _tell(row.order_id, Step(f"objection_{verdict['do']}", verdict["role"], by, told))
    if verdict["do"] == "granted":
        _make_good(row)


def _make_good(row: ObjectionRow) -> None:
    money = lock_merchants(ids=[row.merchant_id])[row.merchant_id]
    lines = borne_by_platform(
        merchant_id=row.merchant_id,
        amount_fen=row.fen,
        deposit_fen=row.deposit_fen,
        money=money,
    )
    book(entries=[Entry(row.id, "objection", lines, row.order_id)])


def _tell(order_id: UUID, step: Step) -> None:
    """Write into the order's history without moving the order."""
    order = orders.lock_order(order_id=order_id)
    assert order is not None, "a case has an order"
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=step,
        due_at=order.due_at,
    )
