"""Objections of merchants (商家异议): what a machine charged to a shop, a person looks at.

A refund on record is paid at once and nobody asks the merchant. It may say once, within seven days,
why it was charged wrongly; a senior who is not of its shop decides, late a supervisor
(services.aftersale.contest). Granted, the platform bears what was taken of the merchant and the
case is no fault of it any more. The buyer keeps what was refunded, whatever is decided.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from anxin.domain.calendar import WorkingDay, due_after_working_days
from anxin.domain.settlement import borne_by_platform, own_part
from anxin.services.aftersale.contest import Contest, NotContested
from anxin.services.aftersale.moving import NOTE_CHARACTERS, Reviewer
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.numbers import new_no
from anxin.services.order.deliver import DELIVER_WITHIN
from anxin.services.order.move import Step, note_on
from anxin.services.settlement import held_of
from anxin.storage.aftersale import objections
from anxin.storage.aftersale.contests import GRANTED_AFTER
from anxin.storage.aftersale.models import Objection
from anxin.storage.aftersale.objections import Charge, ObjectionRow
from anxin.storage.ledger.settling import list_settling
from anxin.storage.merchant.models import Member
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow

OBJECT_DAYS = 7
DECIDE_WORKING_DAYS = 3
CHINA = ZoneInfo("Asia/Shanghai")


@transaction.atomic
def object_to_refund(
    *, case_no: str, merchant_id: UUID, actor: UUID, note: str, is_working_day: WorkingDay
) -> NotContested | None:
    """Object to a refund that was charged to the merchant without a person, with words, once."""
    found = contestable(case_no=case_no, merchant_id=merchant_id)
    order = orders.lock_order(order_id=found.order_id) if found else None
    if found is None or order is None:
        return NotContested("not_charged")
    if not note.strip():
        return NotContested("note_missing")
    if Objection.objects.filter(case_id=found.case_id).exists():
        return NotContested("objected_before")
    if found.over:
        return NotContested("too_late")
    fen = _own_fen(found, order)
    if fen <= 0:
        return NotContested("not_charged")
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
    note_on(order, Step("refund_objected", "merchant", actor, said))


def _own_fen(charge: Charge, order: OrderRow) -> int:
    """What of the refund was the merchant's: its resellers' commissions were never its own."""
    (settling,) = list_settling(ids=[order.id], disputed=[])
    kept_fen = order.paid_fen - order.refunded_fen
    return own_part(held=held_of(settling), kept_fen=kept_fen, gross_fen=charge.gross_fen)


def _barred(objection: ObjectionRow, reviewer: Reviewer) -> str | None:
    """Nobody decides on a purchase or shop of his own, nor who objected and has left the shop."""
    if objection.buyer_id == reviewer.account_id:
        return "own_case"
    mine = Member.objects.filter(merchant_id=objection.merchant_id, account_id=reviewer.account_id)
    made = Objection.objects.filter(id=objection.id, made_by_id=reviewer.account_id)
    return "own_merchant" if mine.exists() or made.exists() else None


def _make_good(objection: ObjectionRow, fen: int) -> dict[str, Any]:
    """Give the merchant what the refund took of it, from the platform's fees."""
    money = lock_merchants(ids=[objection.merchant_id])[objection.merchant_id]
    lines = borne_by_platform(
        merchant_id=objection.merchant_id,
        amount_fen=fen,
        deposit_fen=objection.deposit_fen,
        money=money,
    )
    book(entries=[Entry(objection.id, "objection", lines, objection.order_id)])
    return {}


OBJECTION: Contest[ObjectionRow] = Contest(
    model=Objection,
    reads=objections.OBJECTIONS,
    name="objection",
    grants="granted",
    barred=_barred,
    give=_make_good,
    again=GRANTED_AFTER,
    held=lambda _: False,
)
"""Late it is a supervisor's until its limit; the platform keeps no merchant's money by silence."""
