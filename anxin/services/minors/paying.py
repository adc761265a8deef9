"""An approved claim is paid order by order, through the cases that pay everything else.

Each order has a case of its own, opened by the site and approved in the name of who decided, so
that every bound of refunds holds: never above what was paid, back the way it came, four eyes. A
worker that dies goes on where it stopped; an order that cannot be paid yet is tried again.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID, uuid5

import structlog
from django.db import transaction

from anxin.domain.minors.deadlines import TRY_AGAIN
from anxin.domain.outside import Outside
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.by_law import open_by_law
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import IN_REVIEW, approve_case
from anxin.services.aftersale.submit import CaseForm, Declined, GroundKeepsMoving
from anxin.services.apart import apart
from anxin.services.failpoint import here
from anxin.services.minors.freezing import lift_freeze
from anxin.services.minors.telling import lock_claim, tell, walk
from anxin.storage.account.models import Account
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import Claim, ClaimOrder
from anxin.storage.minors.queries import ClaimRow, LineRow

log = structlog.get_logger()
GIVEN: Final = frozenset({"approved", "refunding", "refunded"})
WITHOUT_MONEY: Final = frozenset({"withdrawn", "rejected", "upheld"})
WHY: Final = {
    "zh": "监护人依法申请退款，平台按责任比例退回；不影响账号的信用和使用。",
    "en": "Refunded by law at a guardian's request, by share of fault. The account stays as it is.",
}
NOTE: Final = "未成年人退款"


def pay_claim(*, no: str, outside: Outside) -> bool:
    """Pay what an approved claim gives back; say whether all of it is on its way now."""
    claim = queries.claim(no=no)
    if claim is None or claim.state != "paying":
        return False
    for line in queries.list_lines(claim_id=claim.id):
        if line.paid_at is None and (line.gross_fen or 0) > 0:
            apart(partial(_pay, claim, line, outside), what=line.order_no)
    return _close(no)


def _pay(claim: ClaimRow, line: LineRow, outside: Outside) -> None:
    """Pay one order, or note why not yet; it holds up no other."""
    try:
        case_no = _standing_case(line) or _case_of(claim, line, outside)
        here("minors.case_open_not_approved")
        trouble = _approve(claim, line, case_no)
    except (_Waits, GroundKeepsMoving) as waits:
        case_no, trouble = line.case_no, str(waits) if isinstance(waits, _Waits) else "moved"
    done = {"paid_at": ClockNow()} if not trouble else {}
    ClaimOrder.objects.filter(id=line.id).update(case_no=case_no, trouble=trouble[:40], **done)


def _standing_case(line: LineRow) -> str:
    """Return the order's case, empty where there is none or somebody ended it without money."""
    return "" if line.case_state in WITHOUT_MONEY else line.case_no


class _Waits(Exception):
    """The order has a case that somebody else has to deal with first, or cannot have one."""


def _case_of(claim: ClaimRow, line: LineRow, outside: Outside) -> str:
    """Open the order's case, or take the one that is open where it waits for a decision."""
    # After a case that was ended without money the next one has a key of its own, always the same.
    form = CaseForm(form_key=uuid5(line.id, f"minors:{line.case_no}"), note=NOTE, by_system=True)
    opened = open_by_law(
        read_ground=lambda: ground_by_buyer(
            buyer_id=_buyer(claim), order_no=line.order_no, form_key=form.form_key
        ),
        form=form,
        why=WHY,
        outside=outside,
    )
    if not isinstance(opened, Declined):
        return opened.case_no
    found = cases.case(no=opened.case_no) if opened.case_no else None
    if found and found.state in IN_REVIEW:
        return found.no
    raise _Waits(opened.code)


def _buyer(claim: ClaimRow) -> UUID:
    assert claim.account_id is not None, "a claim with orders has an account"
    return claim.account_id


def _approve(claim: ClaimRow, line: LineRow, case_no: str) -> str:
    """Approve the case by who decided the claim; return what stands in the way, if anything."""
    assert claim.decided_by_id is not None, "it was decided"
    role = Account.objects.values_list("role", flat=True).get(id=claim.decided_by_id)
    case = cases.case(no=case_no)
    if case and case.state in GIVEN:
        return ""
    refused: NotDecided | None = None
    for remedy in _remedies(line):
        refused = approve_case(
            no=case_no,
            reviewer=Reviewer(claim.decided_by_id, role),
            note=NOTE,
            remedy=remedy,
            signed_by=claim.signed_by_id,
        )
        if refused is None:
            return ""
    return refused.code if refused else ""


def _remedies(line: LineRow) -> tuple[Remedy, ...]:
    """All of what was not used goes back with its cards; a part of the price is a sum."""
    whole = Remedy("sum", gross_fen=line.gross_fen or 0)
    unused = line.is_unused and line.share == 100
    return (Remedy("units"), whole) if unused else (whole,)


@transaction.atomic
def _close(no: str) -> bool:
    """Close the claim where every order is on its way, or say when it is tried again."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "paying":
        return False
    lines = queries.list_lines(claim_id=claim.id)
    if any((one.gross_fen or 0) > 0 and one.paid_at is None for one in lines):
        if claim.signed_by_id is None and any(one.trouble == "needs_second" for one in lines):
            walk(claim=claim, path=("signing",), due_at=claim.decide_by)
            tell(claim_id=claim.id, kind="signature_wanted", role="system")
            return False
        troubles = [one.trouble for one in lines if one.trouble]
        log.warning("minors.not_paid_yet", claim=str(claim.id), troubles=troubles)
        Claim.objects.filter(id=claim.id).update(due_at=claim.now + TRY_AGAIN)
        return False
    whole = all(one.share == 100 for one in lines)
    walk(
        claim=claim,
        path=("decided",),
        outcome="approved" if whole else "partly",
        closed_at=claim.now,
        due_at=None,
    )
    lift_freeze(claim_id=claim.id)
    given = sum(one.gross_fen or 0 for one in lines)
    tell(claim_id=claim.id, kind="decided", role="system", fen=given)
    return True
