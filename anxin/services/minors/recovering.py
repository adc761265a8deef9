"""A guardian who lost the code: a senior gives another, once the guardian has proven who it is.

Without it the questions and the written answer could never be read, and the clock would go on.
"""

from __future__ import annotations

import hmac
from typing import Final

from django.db import transaction

from anxin.domain.minors.outside import Vault
from anxin.services.minors.entering import Begun, code_sum
from anxin.services.minors.looking import LEAST_REASON, REASON_CHARACTERS
from anxin.services.minors.telling import (
    NotDone,
    Officer,
    lock_claim,
    not_impartial,
    open_words,
    tell,
)
from anxin.services.minors.throttle import ease, may_try
from anxin.services.numbers import new_no
from anxin.storage.minors.models import Access, Claim
from anxin.storage.minors.queries import ClaimRow

CLOSED: Final = ("withdrawn", "lapsed", "draft")


def renew_code(
    *, no: str, phone: str, reason: str, officer: Officer, vault: Vault
) -> Begun | NotDone:
    """Give a claim a new code, told once; the old one and whoever it let in are shut out.

    `phone`: what the guardian, called back or calling, says the number on the claim is. It is
    compared and not shown. Every try is on the record with its reason, as a look is.
    """
    words = reason.strip()[:REASON_CHARACTERS]
    if len(words) < LEAST_REASON:
        return NotDone("reason_missing")
    if not may_try(kind="number", value=f"renew:{no}", vault=vault):
        return NotDone("too_often")
    with transaction.atomic():
        claim = lock_claim(no=no)
        refused = _barred(claim, officer)
        if refused or claim is None:
            return refused or NotDone("not_found")
        Access.objects.create(
            claim_id=claim.id, look=new_no(), what="code", reason=words, by_id=officer.account_id
        )
        kept = _digits(str(open_words(claim=claim, vault=vault).get("phone", "")))
        if not kept or not hmac.compare_digest(kept.encode(), _digits(phone).encode()):
            return NotDone("not_proven")
        made = Begun(no, new_no())
        Claim.objects.filter(id=claim.id).update(code_digest=code_sum(made.code))
        tell(claim_id=claim.id, kind="code_renewed", role=officer.role, actor=officer.account_id)
    ease(kind="number", value=no, vault=vault)
    return made


def _barred(claim: ClaimRow | None, officer: Officer) -> NotDone | None:
    """Only who has it in hand, or a supervisor; nobody for what is his own or his shop's."""
    if claim is None or claim.state in CLOSED:
        return NotDone("not_found")
    if claim.erased_at is not None:
        return NotDone("erased")
    refused = not_impartial(claim=claim, officer=officer)
    if refused:
        return refused
    in_hand = claim.assigned_id == officer.account_id or officer.role == "supervisor"
    return None if in_hand else NotDone("not_assigned")


def _digits(text: str) -> str:
    """A phone number as it was dialled, without the country's code.

    >>> _digits("+86 137-1111 2222")
    '13711112222'
    """
    digits = "".join(one for one in text if one.isdecimal())
    return digits[-11:]
