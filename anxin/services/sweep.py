"""What is due: every waiting state is looked at here, so no deadline lives only in a queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.states import UNDELIVERED
from anxin.services.aftersale.asking import end_wait
from anxin.services.aftersale.compensation import end_compensation, pay_compensation
from anxin.services.aftersale.complaints import end_complaint
from anxin.services.aftersale.contest import carry_out
from anxin.services.aftersale.contest import end_wait as end_contest_wait
from anxin.services.aftersale.fee_claim import FEE_CLAIM
from anxin.services.aftersale.locked import end_lock_wait
from anxin.services.aftersale.objection import OBJECTION
from anxin.services.aftersale.submit import CaseForm, submit_case
from anxin.services.aftersale.turns.carrying import carry_out_verdicts
from anxin.services.aftersale.turns.deadlines import end_waiting
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.apart import apart, each_apart
from anxin.services.bulk.recall import tend_recalls
from anxin.services.deposit import book_deposit
from anxin.services.failpoint import here
from anxin.services.minors.due import end_claim_wait
from anxin.services.minors.objecting import end_objection_wait
from anxin.services.order.close import expire
from anxin.services.order.deliver import (
    DELIVER_WITHIN,
    complete,
    deliver_the_rest,
    end_cooling_off,
    end_taken_back,
)
from anxin.services.order.move import Step, note_on
from anxin.services.quality.due import end_check_wait
from anxin.services.quality.instants import end_instant_wait
from anxin.services.risk.appealing import end_appeal
from anxin.services.settlement import release_due
from anxin.services.standing.due import end_penalties
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.complaints import (
    due_compensations,
    due_complaints,
    signed_compensations,
)
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.ledger.payouts import due_entries
from anxin.storage.minors.objections import due_objections
from anxin.storage.minors.queries import due_claims as due_minor_claims
from anxin.storage.order import queries as orders
from anxin.storage.order.held import is_held
from anxin.storage.order.queries import OrderRow
from anxin.storage.quality.instants import due_instants
from anxin.storage.quality.queries import due_checks
from anxin.storage.risk.appeals import due_appeals

AT_ONCE = 200

MET_AT_ONCE = 5
"""So many cases whose time is over are ended before somebody reads a list."""


def sweep_due(*, outside: Outside) -> int:
    """Do what the deadlines of orders, cases and money say; return how many were dealt with.

    Each is dealt with in a transaction of its own: one that fails is logged and met again at
    the next sweep, and holds up nobody else.
    """
    done = each_apart(_DEADLINES, lambda one: _all_of(*one, outside), name=lambda one: one[0])
    return done + sum(_met(_swept, act, outside) for act in _SWEPT)


def _all_of(find: Find, end: End, outside: Outside) -> int:
    return sum(_met(end, what, outside) for what in find(limit=AT_ONCE))


def _swept(act: Callable[[Outside], int], outside: Outside) -> int:
    return act(outside)


def _met(end: End, what: object, outside: Outside) -> int:
    def do() -> int:
        here("sweep.found_not_ended")
        return end(what, outside)

    return apart(do, what=what)


def _end_order(order_id: UUID, outside: Outside) -> bool:
    with transaction.atomic():
        order = orders.lock_order(order_id=order_id)
        if order is None or order.due_at is None or order.due_at > order.now or order.case_open:
            return False
        if order.state in UNDELIVERED and is_held(order_id=order_id):
            return False
        if order.state == "awaiting_payment":
            return expire(order=order)
        if order.state == "cooling_off":
            return end_cooling_off(order_id=order_id, step=Step("delivery_started", "system"))
        if order.taken_back and end_taken_back(order_id=order_id):
            return True
        if order.state in ("delivered", "activated"):
            return complete(order=order, step=Step("order_completed", "system"))
        missing = _missing_cards(order)
    return missing == 0 or _give_back(order, missing, outside)


def _missing_cards(order: OrderRow) -> int | None:
    """How many cards a card order in delivery lacks: with none it is delivered here and now."""
    if order.state != "delivering" or order.kind != "card_secret":
        return None
    return deliver_the_rest(order=order)


NOTES = {
    "late": "商家超时未发货，系统自动退款",
    "delivery_failed": "充值没有成功，系统自动退款",
    "sold_out": "已付款但没有库存，系统自动退款",
}


def _give_back(order: OrderRow, missing: int | None, outside: Outside) -> bool:
    """Refund what was not delivered in time or cannot be, without anybody applying.

    The form key is made from order and deadline, so two sweeps make one case. An order whose case
    was turned down stays with its merchant and is met again a day later.
    """
    note = NOTES["sold_out" if missing else _cause_of(order)]
    form = CaseForm(
        form_key=uuid5(NAMESPACE_URL, f"undelivered:{order.id}:{order.due_at}"),
        units=missing,
        note=note,
        by_system=True,
    )
    submit_case(
        read_ground=lambda: ground_by_buyer(
            buyer_id=order.buyer_id, order_no=order.no, form_key=form.form_key
        ),
        form=form,
        outside=outside,
    )
    here("sweep.refunded_not_moved")
    with transaction.atomic():
        later = orders.lock_order(order_id=order.id)
        if later and later.due_at == order.due_at and not later.case_open:
            _go_on(later)
    return True


def _go_on(order: OrderRow) -> None:
    """Go on with an order that still stands: its cards are delivered, its merchant has a day."""
    if _missing_cards(order) == 0:
        return
    note_on(order, Step("delivery_overdue", "system"), due_at=order.now + DELIVER_WITHIN)


def _cause_of(order: OrderRow) -> str:
    """Why a top-up is given back: what its supplier's order came to, else that it is late."""
    if order.state != "delivery_failed":
        return "late"
    failed = [e for e in orders.list_events(order_id=order.id) if e.kind == "delivery_failed"]
    return str(failed[-1].data["cause"])


def meet_cases(*, seen: Sequence[CaseRow], outside: Outside) -> bool:
    """Do what is due of cases that somebody is about to look at; say whether anything was.

    The sweep does the same within a second; whoever reads is told the truth even if it stands. Of
    a long list the first few are met, or its reader would wait for all of them.
    """
    met = 0
    if any(case.verdict_at and case.verdict_at <= case.now for case in seen):
        met += apart(carry_out_verdicts, what="verdicts")
    due = [case.no for case in seen if case.due_at and case.due_at <= case.now]
    for no in due[:MET_AT_ONCE]:
        met += _met(_end_case, no, outside)
    return met > 0


def _end_case(no: str, outside: Outside) -> bool:
    case = cases.case(no=no)
    if case and case.state == "submitted":
        return end_wait(no=no, outside=outside) is None
    if case and case.state == "approved":
        return end_lock_wait(no=no) is None
    return end_waiting(no=no) is None


Find = Callable[..., Sequence[Any]]
End = Callable[[Any, Outside], int]
"""Ends one; returns whether, or how many, there was to end."""

_DEADLINES: tuple[tuple[Find, End], ...] = (
    (orders.due_orders, _end_order),
    (cases.due_cases, _end_case),
    (FEE_CLAIM.reads.decided, lambda no, _: carry_out(FEE_CLAIM, no=no)),
    (FEE_CLAIM.reads.due, lambda no, _: end_contest_wait(FEE_CLAIM, no=no)),
    (OBJECTION.reads.decided, lambda no, _: carry_out(OBJECTION, no=no)),
    (OBJECTION.reads.due, lambda no, _: end_contest_wait(OBJECTION, no=no)),
    (due_complaints, lambda id, _: end_complaint(id=id)),
    (signed_compensations, lambda id, _: pay_compensation(id=id)),
    (due_compensations, lambda id, _: end_compensation(id=id)),
    (due_entries, lambda id, _: book_deposit(entry_id=id)),
    (due_appeals, lambda no, o: end_appeal(no=no, is_working_day=o.is_working_day)),
    (due_minor_claims, lambda no, o: end_claim_wait(no=no, outside=o)),
    (due_objections, lambda no, _: end_objection_wait(no=no)),
    (due_checks, lambda no, o: end_check_wait(no=no, is_working_day=o.is_working_day)),
    (due_instants, lambda no, o: end_instant_wait(no=no, is_working_day=o.is_working_day)),
)
"""Whose deadlines there are: how those that are over are found, and what ends each."""

_SWEPT: tuple[Callable[[Outside], int], ...] = (
    lambda _: carry_out_verdicts(),
    lambda _: supply_replacements(),
    lambda outside: end_penalties(outside=outside),
    lambda _: tend_recalls(),
    lambda _: release_due(),
)
"""What finds its own: verdicts too late to undo, replacements, penalties, recalls, free escrow."""
