"""Compensation beside a refund: proposed by one senior, signed by another, paid ten seconds later.

Its merchant, who pays it, is heard first: one working day to answer in the case's thread, and it is
signed no sooner than it answered or kept silent (平台规则监督管理办法). Until it is paid the second
person can take the signature back (docs/decisions/0020). What nobody signs in a day is a
supervisor's for another day, and then it lapses: its proposer reads so in the case's history and in
the queue, and may propose it anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from anxin.domain.calendar import WorkingDay, due_after_working_days
from anxin.domain.people import may_review
from anxin.domain.postings import wallet
from anxin.domain.settlement import drawn_from
from anxin.services.aftersale.giving import stood_on
from anxin.services.aftersale.moving import NOTE_CHARACTERS, NotDecided, Reviewer
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.numbers import new_no
from anxin.services.order.move import Step, tell_order
from anxin.services.purse import credit
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.complaints import HEARD
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.merchant.models import Member
from anxin.storage.order import queries as orders
from anxin.storage.statement import run

AT_LEAST_FEN = 50_000
TIMES = 3
"""No more than three times the price, or 500 yuan if that is more (消费者权益保护法 Art. 55)."""

HEARING_WORKING_DAYS = 1
"""How long the merchant may answer before its silence is one."""

SIGN_WITHIN = timedelta(days=1)
"""How long a proposal waits for its second signature before it is a supervisor's, and there."""

CHINA = ZoneInfo("Asia/Shanghai")

OF_ORDER = """
SELECT coalesce(sum(p.fen), 0)::bigint AS fen
  FROM anxin_aftersale_compensation p JOIN anxin_aftersale_case c ON c.id = p.case_id
 WHERE c.order_id = %(order_id)s::uuid AND p.state IN ('proposed', 'paid')
"""
PROPOSE = """
INSERT INTO anxin_aftersale_compensation
       (case_id, no, fen, basis, proposed_by_id, hear_until, due_at)
VALUES (%(case_id)s::uuid, %(no)s::text, %(fen)s::bigint, %(basis)s::text, %(by)s::uuid,
        %(hear_until)s::timestamptz, %(hear_until)s::timestamptz + %(within)s::interval)
ON CONFLICT DO NOTHING RETURNING no
"""
PENDING = f"""
SELECT p.id, p.no, p.fen, p.basis, p.proposed_by_id, p.pay_at,
       p.pay_at <= clock_now() AS over, {HEARD} AS heard
  FROM anxin_aftersale_compensation p
 WHERE p.case_id = %(case_id)s::uuid AND p.state = 'proposed'
"""
"""What is proposed for a case; `over`: it is signed, and that cannot be taken back any more."""

SIGNED = """
UPDATE anxin_aftersale_compensation
   SET signed_by_id = %(by)s::uuid, pay_at = clock_now() + %(undo)s::interval
 WHERE id = %(id)s::uuid AND state = 'proposed' AND pay_at IS NULL RETURNING id
"""
UNSIGNED = """
UPDATE anxin_aftersale_compensation SET signed_by_id = NULL, pay_at = NULL
 WHERE case_id = %(case_id)s::uuid AND signed_by_id = %(by)s::uuid AND state = 'proposed'
   AND pay_at > clock_now() RETURNING id
"""
TO_PAY = f"""
SELECT p.id, p.fen, p.basis, {HEARD} AS heard, c.no AS case_no, p.signed_by_id, a.role
  FROM anxin_aftersale_compensation p JOIN anxin_aftersale_case c ON c.id = p.case_id
  JOIN anxin_account_account a ON a.id = p.signed_by_id
 WHERE p.id = %(id)s::uuid AND p.state = 'proposed' AND p.pay_at <= clock_now()
"""
CLOSED = """
UPDATE anxin_aftersale_compensation
   SET state = %(state)s::text, signed_by_id = %(by)s::uuid, closed_at = clock_now(), due_at = NULL,
       pay_at = NULL, heard = %(heard)s::text, dropped_why = %(why)s::text
 WHERE id = %(id)s::uuid AND state = 'proposed' RETURNING id
"""
OVERDUE = """
SELECT p.id, p.fen, p.pressed, c.no AS case_no
  FROM anxin_aftersale_compensation p JOIN anxin_aftersale_case c ON c.id = p.case_id
 WHERE p.id = %(id)s::uuid AND p.state = 'proposed' AND p.pay_at IS NULL
   AND p.due_at <= clock_now()
"""
PRESSED = """
UPDATE anxin_aftersale_compensation
   SET pressed = pressed + 1, due_at = clock_now() + %(within)s::interval
 WHERE id = %(id)s::uuid RETURNING id
"""
TO_SUPERVISOR = """
UPDATE anxin_aftersale_case
   SET tier = 'supervisor', claimed_by_id = CASE WHEN tier = 'supervisor' THEN claimed_by_id END
 WHERE no = %(no)s::text AND state IN ('merchant_turn', 'platform_review') RETURNING id
"""


def most_fen(*, paid_fen: int) -> int:
    """Return how much compensation an order may have in all, however many cases it has.

    >>> most_fen(paid_fen=1_000), most_fen(paid_fen=100_000)
    (50000, 300000)
    """
    return max(TIMES * paid_fen, AT_LEAST_FEN)


def propose_compensation(
    *, no: str, reviewer: Reviewer, fen: int, basis: str, is_working_day: WorkingDay
) -> NotDecided | None:
    """Propose compensation for a case's buyer, with the basis that its merchant may answer."""
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
                  "hear_until": _heard_until(case, is_working_day),
                  "within": SIGN_WITHIN}  # fmt: skip
        if not run(PROPOSE, values):
            return NotDecided("compensation_open")
        _tell(case, _by(reviewer, "compensation_proposed", fen=fen))
    return None


@transaction.atomic
def sign_compensation(*, no: str, reviewer: Reviewer, seen: str | None = None) -> NotDecided | None:
    """Sign what another senior proposed, once its merchant was heard: it is paid ten seconds later.

    `seen`: the number of the proposal that was shown; another one is not signed by it.
    """
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    orders.lock_order(order_id=case.order_id)
    pending = run(PENDING, {"case_id": case.id})
    if not pending or pending[0].pay_at:
        return NotDecided("nothing_to_sign")
    [one] = pending
    if one.proposed_by_id == reviewer.account_id:
        return NotDecided("own_verdict")
    if seen not in (None, one.no):
        return NotDecided("not_the_shown")
    if not one.heard:
        return NotDecided("merchant_not_heard")
    run(SIGNED, {"id": one.id, "by": reviewer.account_id, "undo": UNDO_WITHIN})
    return None


@transaction.atomic
def undo_signature(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Take one's own signature back before it pays: the proposal waits for one as before."""
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    orders.lock_order(order_id=case.order_id)
    undone = run(UNSIGNED, {"case_id": case.id, "by": reviewer.account_id})
    return None if undone else NotDecided("too_late_to_undo")


@transaction.atomic
def pay_compensation(*, id: UUID) -> bool:
    """Pay what was signed ten seconds ago: the buyer has it; say whether it was to be paid.

    The wallet comes before the merchant in the order of locks (services.balances).
    """
    found = run(TO_PAY, {"id": id})
    case = queries.case(no=found[0].case_no) if found else None
    if case is None:
        return False
    orders.lock_order(order_id=case.order_id)
    signed = run(TO_PAY, {"id": id})
    if signed:
        _pay(case, signed[0])
    return bool(signed)


def _pay(case: CaseRow, one: Any) -> None:
    _close(one.id, "paid", one.signed_by_id, heard=one.heard)
    credit(account_id=case.buyer_id, kind="wallet", amount_fen=one.fen)
    money = lock_merchants(ids=[case.merchant_id])[case.merchant_id]
    lines = drawn_from(
        merchant_id=case.merchant_id,
        amount_fen=one.fen,
        money=money,
        target=wallet(case.buyer_id),
    )
    book(entries=[Entry(one.id, "compensation", lines, case.order_id)])
    ground = ground_by_case(case_no=case.no)
    assert ground is not None, "a case has an order"
    told = {**stood_on(case, ground), "fen": one.fen, "said": one.basis, "heard": one.heard}
    _tell(case, Step("compensation_paid", one.role, one.signed_by_id, told))


@transaction.atomic
def drop_compensation(
    *, no: str, reviewer: Reviewer, said: str, seen: str | None = None
) -> NotDecided | None:
    """Drop what was proposed and not paid by now, with a reason that its merchant reads too.

    `seen`: see `sign_compensation`.
    """
    case = queries.case(no=no)
    refused = _refused(case, reviewer)
    if refused or case is None:
        return refused or NotDecided("not_found")
    why = said.strip()[:NOTE_CHARACTERS]
    if not why:
        return NotDecided("drop_unexplained")
    orders.lock_order(order_id=case.order_id)
    pending = run(PENDING, {"case_id": case.id})
    if not pending:
        return NotDecided("nothing_to_sign")
    if seen not in (None, pending[0].no):
        return NotDecided("not_the_shown")
    if pending[0].over:
        return NotDecided("too_late_to_undo")
    _close(pending[0].id, "dropped", None, why=why)
    _tell(case, _by(reviewer, "compensation_dropped", said=why))
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


def _heard_until(case: CaseRow, is_working_day: WorkingDay) -> datetime:
    start = case.now.astimezone(CHINA)
    return due_after_working_days(
        start=start, days=HEARING_WORKING_DAYS, is_working_day=is_working_day
    )


def _close(id: UUID, state: str, by: UUID | None, *, heard: str = "", why: str = "") -> None:
    run(CLOSED, {"id": id, "state": state, "by": by, "heard": heard, "why": why})


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
    told = replace(step, data={"case": case.no, **step.data})
    tell_order(order_id=case.order_id, step=told)
