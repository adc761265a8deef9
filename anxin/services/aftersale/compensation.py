"""Compensation beside a refund: proposed by one senior, signed by another, paid at once.

What nobody signs in a day is a supervisor's for another day, and then it lapses: its proposer reads
so in the case's history and in the queue, and may propose it anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.people import may_review
from anxin.domain.postings import wallet
from anxin.domain.settlement import drawn_from
from anxin.services.aftersale.moving import NOTE_CHARACTERS, NotDecided, Reviewer
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, move_order
from anxin.services.purse import credit
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.merchant.models import Member
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

AT_LEAST_FEN = 50_000
TIMES = 3
"""No more than three times the price, or 500 yuan if that is more (消费者权益保护法 Art. 55)."""

SIGN_WITHIN = timedelta(days=1)
"""How long a proposal waits for its second signature before it is a supervisor's, and there."""

OF_ORDER = """
SELECT coalesce(sum(p.fen), 0)::bigint AS fen
  FROM anxin_aftersale_compensation p JOIN anxin_aftersale_case c ON c.id = p.case_id
 WHERE c.order_id = %(order_id)s::uuid AND p.state IN ('proposed', 'paid')
"""
PROPOSE = """
INSERT INTO anxin_aftersale_compensation (case_id, no, fen, basis, proposed_by_id, due_at)
VALUES (%(case_id)s::uuid, %(no)s::text, %(fen)s::bigint, %(basis)s::text, %(by)s::uuid,
        clock_now() + %(within)s::interval)
ON CONFLICT DO NOTHING RETURNING no
"""
PENDING = """
SELECT id, no, fen, basis, proposed_by_id FROM anxin_aftersale_compensation
 WHERE case_id = %(case_id)s::uuid AND state = 'proposed'
"""
CLOSED = """
UPDATE anxin_aftersale_compensation
   SET state = %(state)s::text, signed_by_id = %(by)s::uuid, closed_at = clock_now(), due_at = NULL
 WHERE id = %(id)s::uuid AND state = 'proposed' RETURNING id
"""
OVERDUE = """
SELECT p.id, p.fen, p.pressed, c.no AS case_no
  FROM anxin_aftersale_compensation p JOIN anxin_aftersale_case c ON c.id = p.case_id
 WHERE p.id = %(id)s::uuid AND p.state = 'proposed' AND p.due_at <= clock_now()
"""
PRESSED = """
UPDATE anxin_aftersale_compensation
   SET pressed = pressed + 1, due_at = clock_now() + %(within)s::interval
 WHERE id = %(id)s::uuid RETURNING id
"""
TO_SUPERVISOR = """
UPDATE anxin_aftersale_case SET tier = 'supervisor'
 WHERE no = %(no)s::text AND state IN ('merchant_turn', 'platform_review') RETURNING id
"""


def most_fen(*, paid_fen: int) -> int:
    """Return how much compensation an order may have in all, however many cases it has.

    >>> most_fen(paid_fen=1_000), most_fen(paid_fen=100_000)
    (50000, 300000)
    """
    return max(TIMES * paid_fen, AT_LEAST_FEN)


def propose_compensation(*, no: str, reviewer: Reviewer, fen: int, basis: str) -> NotDecided | None:
    """Propose compensation for a case's buyer, with the basis that the merchant will read."""
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    if not basis.strip():
        return NotDecided("basis_missing")
    with transaction.atomic():
        orders.lock_order(order_id=case.order_id)
        given = run(OF_ORDER, {"order_id": case.order_id})[0].fen
        if not 0 < fen <= most_fen(paid_fen=case.paid_fen) - given:
            return NotDecided("sum_out_of_range")
        values = {"case_id": case.id, "no": new_no(), "fen": fen,
                  "basis": basis.strip()[:NOTE_CHARACTERS], "by": reviewer.account_id,
                  "within": SIGN_WITHIN}  # fmt: skip
        if not run(PROPOSE, values):
            return NotDecided("compensation_open")
        _tell(case, _by(reviewer, "compensation_proposed", fen=fen))
    return None


@transaction.atomic
def sign_compensation(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Sign what another senior proposed: the merchant pays and the buyer has it.

    The wallet comes before the merchant in the order of locks (services.balances).
    """
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    orders.lock_order(order_id=case.order_id)
    pending = run(PENDING, {"case_id": case.id})
    if not pending:
        return NotDecided("nothing_to_sign")
    [one] = pending
    if one.proposed_by_id == reviewer.account_id:
        return NotDecided("own_verdict")
    _close(one.id, "paid", reviewer.account_id)
    credit(account_id=case.buyer_id, kind="wallet", amount_fen=one.fen)
    money = lock_merchants(ids=[case.merchant_id])[case.merchant_id]
    lines = drawn_from(
        merchant_id=case.merchant_id,
        amount_fen=one.fen,
        money=money,
        target=wallet(case.buyer_id),
    )
    book(entries=[Entry(one.id, "compensation", lines, case.order_id)])
    _tell(case, _by(reviewer, "compensation_paid", fen=one.fen, said=one.basis))
    return None


@transaction.atomic
def drop_compensation(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Drop what was proposed."""
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    orders.lock_order(order_id=case.order_id)
    pending = run(PENDING, {"case_id": case.id})
    if not pending:
        return NotDecided("nothing_to_sign")
    _close(pending[0].id, "dropped", None)
    _tell(case, _by(reviewer, "compensation_dropped"))
    return None


def end_compensation(*, id: UUID) -> bool:
    """Press a supervisor for a signature that did not come in time; later, let the proposal lapse.

    Says whether the proposal was due.
    """
    with transaction.atomic():
        found = run(OVERDUE, {"id": id})
        case = queries.case(no=found[0].case_no) if found else None
        if case is None:
            return False
        orders.lock_order(order_id=case.order_id)
        late = run(OVERDUE, {"id": id})
        if late and late[0].pressed:
            _close(id, "lapsed", None)
            _tell(case, Step("compensation_lapsed", "system", data={"fen": late[0].fen}))
        elif late:
            run(PRESSED, {"id": id, "within": SIGN_WITHIN})
            run(TO_SUPERVISOR, {"no": case.no})
            _tell(case, Step("compensation_pressed", "system", data={"fen": late[0].fen}))
        return bool(late)


def _close(id: UUID, state: str, by: UUID | None) -> None:
    run(CLOSED, {"id": id, "state": state, "by": by})


def _refused(case: CaseRow | None, reviewer: Reviewer) -> NotDecided | None:
    if case is None:
        return NotDecided("not_found")
    if not may_review(role=reviewer.role, tier="senior"):
        return NotDecided("tier_too_high")
    if case.buyer_id == reviewer.account_id:
        return NotDecided("own_case")
    mine = Member.objects.filter(merchant_id=case.merchant_id, account_id=reviewer.account_id)
    return NotDecided("own_merchant") if mine.exists() else None


def _by(reviewer: Reviewer, kind: str, **data: Any) -> Step:
    return Step(kind, reviewer.role, reviewer.account_id, data)


def _tell(case: CaseRow, step: Step) -> None:
    """Write into the order's history without moving the order."""
    order = orders.lock_order(order_id=case.order_id)
    assert order is not None, "a case has an order"
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=replace(step, data={"case": case.no, **step.data}),
        due_at=order.due_at,
    )
