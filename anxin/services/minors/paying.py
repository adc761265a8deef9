"""An approved claim is paid order by order, through the cases that pay everything else.

Each order has a case of its own, opened by the site and approved in the name of who decided, so
that every bound of refunds holds: never above what was paid, back the way it came, four eyes. A
worker that dies goes on where it stopped; an order that cannot be paid yet is tried again. What
counts is what the cases have really given: if that is less, the rest is given too, and if nothing
is left of an order any more there is nothing to wait for.
"""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.by_law import end_by_law, give_by_law, open_by_law
from anxin.services.aftersale.for_claim import is_covered
from anxin.services.aftersale.moving import NotDecided, Reviewer
from anxin.services.aftersale.review import IN_REVIEW, approve_case
from anxin.services.aftersale.submit import CaseForm, Declined, GroundKeepsMoving
from anxin.services.apart import apart
from anxin.services.failpoint import here
from anxin.services.minors.closing import ON_ITS_WAY, close_claim
from anxin.services.minors.freezing import resume_delivery
from anxin.storage.account.models import Account
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.ground import ground_by_buyer, ground_by_case
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import ClaimOrder
from anxin.storage.minors.queries import ClaimRow, LineRow
from anxin.storage.statement import run

GIVES: Final = frozenset({"refunding", "refunded"})

WHY: Final = {
    "zh": "监护人依法申请退款，平台按责任比例退回；不影响账号的信用和使用。",
    "en": "Refunded by law at a guardian's request, by share of fault. The account stays as it is.",
}

HAS_CASE = """
UPDATE anxin_minors_claimorder SET case_no = %(case_no)s::text,
       cases = array_append(cases, %(case_no)s::varchar)
 WHERE id = %(id)s::uuid AND NOT %(case_no)s::text = ANY(cases)
"""

STILL_PAYING = """
SELECT id FROM anxin_minors_claim WHERE id = %(id)s::uuid AND state = 'paying' FOR SHARE
"""
"""Held while money moves: whoever ends the claim, or has it decided again, is before or after."""


def pay_claim(*, no: str, outside: Outside) -> bool:
    """Pay what an approved claim gives back; say whether all of it is on its way now."""
    claim = queries.claim(no=no)
    if claim is None or claim.state != "paying":
        return False
    for line in queries.list_lines(claim_id=claim.id):
        if line.is_owed:
            apart(partial(_pay, claim, line, outside), what=line.order_no)
    return close_claim(no=no)


def _pay(claim: ClaimRow, line: LineRow, outside: Outside) -> None:
    """Pay one order, or note why not yet; it holds up no other."""
    trouble = ""
    if line.rest_fen:
        try:
            trouble = _give(claim, line, outside)
        except GroundKeepsMoving:
            trouble = "moved"
        line = queries.line(line_id=line.id)
    if line.rest_fen == 0 and line.case_state not in ON_ITS_WAY:
        _settle(line)
    else:
        trouble = trouble or "on_its_way"
        ClaimOrder.objects.filter(id=line.id, paid_at=None).update(trouble=trouble[:40])


def _settle(line: LineRow) -> None:
    """Nothing more is given of an order: note what it came to, also if that is nothing."""
    if line.case_state in IN_REVIEW:
        end_by_law(no=line.case_no)
    ClaimOrder.objects.filter(id=line.id, paid_at=None).update(
        paid_at=ClockNow(), given_fen=line.given_fen + line.given_now, trouble=""
    )
    # Apart: whoever ends the claim has the order locked first and the line after it.
    with transaction.atomic():
        resume_delivery(order_id=line.order_id)


def _give(claim: ClaimRow, line: LineRow, outside: Outside) -> str:
    """Give what is still to be given of an order; return what stands in the way, if anything."""
    if line.case_state in ON_ITS_WAY:
        return "on_its_way"
    case_no = line.case_no
    if line.case_state not in IN_REVIEW:
        opened = _case_of(claim, line, outside)
        if isinstance(opened, Declined):
            return opened.code
        case_no = opened
    if not _covers(line, case_no):
        return "case_open"
    run(HAS_CASE, {"id": line.id, "case_no": case_no})
    here("minors.case_open_not_approved")
    with transaction.atomic():
        if run(STILL_PAYING, {"id": claim.id}):
            return _approve(claim, line, case_no)
    end_by_law(no=case_no)
    return "moved"


def _case_of(claim: ClaimRow, line: LineRow, outside: Outside) -> str | Declined:
    """Open the order's case, or take the one that is open where it waits for a decision."""
    # After a case that gave less or nothing the next one has a key of its own, always the same.
    form = CaseForm(form_key=uuid5(line.id, f"minors:{line.case_no}"), note="", by_system=True)
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
    if found is None or found.state not in IN_REVIEW:
        return opened
    held = found.claimer and found.claimed_by != claim.decided_by_id
    return Declined("claimed", found.no) if held else found.no


def _covers(line: LineRow, case_no: str) -> bool:
    """Whether the claim gives what the case asks; its approval makes sure once more."""
    case, ground = cases.case(no=case_no), ground_by_case(case_no=case_no)
    if case is None or ground is None:
        return False
    return is_covered(case=case, ground=ground, gross_fen=line.rest_fen)


def _buyer(claim: ClaimRow) -> UUID:
    assert claim.account_id is not None, "a claim with orders has an account"
    return claim.account_id


def _approve(claim: ClaimRow, line: LineRow, case_no: str) -> str:
    """Approve the case by who decided the claim; return what stands in the way, if anything."""
    case = cases.case(no=case_no)
    if case is None or case.state in GIVES | ON_ITS_WAY:
        return ""
    refused: NotDecided | None = None
    for remedy in _remedies(line):
        refused = _approved(claim, case_no, remedy)
        if refused is None:
            return ""
    return refused.code if refused else ""


def _approved(claim: ClaimRow, case_no: str, remedy: Remedy) -> NotDecided | None:
    if claim.by_system or claim.decided_by_id is None:
        return give_by_law(no=case_no, remedy=remedy)
    role = Account.objects.values_list("role", flat=True).get(id=claim.decided_by_id)
    return approve_case(
        no=case_no,
        reviewer=Reviewer(claim.decided_by_id, role),
        note="",
        remedy=remedy,
        signed_by=claim.signed_by_id,
        for_claim=True,
    )


def _remedies(line: LineRow) -> tuple[Remedy, ...]:
    """All of what was not used goes back with its cards; a part of the price is a sum.

    Cards that could not be locked stay with the account, whose pages do not show them any more.
    """
    rest = Remedy("sum", gross_fen=line.rest_fen)
    whole = line.is_unused and line.share == 100 and line.rest_fen == line.left_fen
    return (Remedy("units"), rest) if whole and not line.locks_failed else (rest,)
