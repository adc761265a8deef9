"""Compensation beside a refund: proposed by one senior, signed by another, paid at once."""

from __future__ import annotations

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

OF_CASE = """
SELECT coalesce(sum(fen), 0)::bigint AS fen FROM anxin_aftersale_compensation
 WHERE case_id = %(case_id)s::uuid AND state <> 'dropped'
"""
PROPOSE = """
INSERT INTO anxin_aftersale_compensation (case_id, no, fen, basis, proposed_by_id)
VALUES (%(case_id)s::uuid, %(no)s::text, %(fen)s::bigint, %(basis)s::text, %(by)s::uuid)
ON CONFLICT DO NOTHING RETURNING no
"""
PENDING = """
SELECT id, no, fen, basis, proposed_by_id FROM anxin_aftersale_compensation
 WHERE case_id = %(case_id)s::uuid AND state = 'proposed'
"""
CLOSED = """
UPDATE anxin_aftersale_compensation
   SET state = %(state)s::text, signed_by_id = %(by)s::uuid, closed_at = clock_now()
 WHERE id = %(id)s::uuid AND state = 'proposed' RETURNING id
"""


def most_fen(*, paid_fen: int) -> int:
    """Return how much compensation a case may have in all.

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
        given = run(OF_CASE, {"case_id": case.id})[0].fen
        if not 0 < fen <= most_fen(paid_fen=case.paid_fen) - given:
            return NotDecided("sum_out_of_range")
        values = {"case_id": case.id, "no": new_no(), "fen": fen,
                  "basis": basis.strip()[:NOTE_CHARACTERS], "by": reviewer.account_id}  # fmt: skip
        if not run(PROPOSE, values):
            return NotDecided("compensation_open")
        _tell(case, reviewer, "compensation_proposed", {"fen": fen})
    return None


@transaction.atomic
def sign_compensation(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Sign what another senior proposed: the merchant pays and the buyer has it."""
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
    money = lock_merchants(ids=[case.merchant_id])[case.merchant_id]
    lines = drawn_from(
        merchant_id=case.merchant_id,
        amount_fen=one.fen,
        money=money,
        target=wallet(case.buyer_id),
    )
    book(entries=[Entry(one.id, "compensation", lines, case.order_id)])
    credit(account_id=case.buyer_id, kind="wallet", amount_fen=one.fen)
    _tell(case, reviewer, "compensation_paid", {"fen": one.fen, "said": one.basis})
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
    _tell(case, reviewer, "compensation_dropped", {})
    return None


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


def _tell(case: CaseRow, reviewer: Reviewer, kind: str, data: dict[str, Any]) -> None:
    """Write into the order's history without moving the order."""
    order = orders.lock_order(order_id=case.order_id)
    assert order is not None, "a case has an order"
    step = Step(kind, reviewer.role, reviewer.account_id, {"case": case.no, **data})
    move_order(
        order_id=order.id,
        version=order.version,
        states=(order.state,),
        step=step,
        due_at=order.due_at,
    )
