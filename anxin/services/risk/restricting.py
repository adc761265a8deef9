"""Restrictions by people: placed with a basis and words for the buyer, lifted with a reason.

A restricted party is told why and can appeal (反电信网络诈骗法 Art. 32); so nothing is placed
without words that the buyer reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.risk.signals import ABUSES, SAID_CHARACTERS
from anxin.services.risk.assessing import assess_account, lock_buyer
from anxin.services.risk.standing import lift, show_on_account
from anxin.storage.order.models import Order
from anxin.storage.risk.models import Abuse, Restriction

RESTRICTING: Final = frozenset({"operator", "supervisor"})
"""Roles that restrict accounts by hand and record abuse."""
LIFTING: Final = RESTRICTING | SENIOR_REVIEWERS


@dataclass(frozen=True, slots=True)
class NotRestricted:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts, and as what."""

    account_id: UUID
    role: str


@transaction.atomic
def restrict_by_hand(
    *, account_id: UUID, officer: Officer, basis: str, said: str
) -> NotRestricted | None:
    """Restrict an account: `basis` is what it rests on, `said` what the buyer is told."""
    refused = _refused(account_id, officer, RESTRICTING)
    if refused:
        return refused
    if not basis.strip() or not said.strip():
        return NotRestricted("reason_missing")
    if Restriction.objects.filter(account_id=account_id, source="hand", lifted_at=None).exists():
        return NotRestricted("restricted_already")
    Restriction.objects.create(
        account_id=account_id,
        source="hand",
        basis=basis.strip()[:SAID_CHARACTERS],
        said=said.strip()[:SAID_CHARACTERS],
        placed_by_id=officer.account_id,
    )
    show_on_account(account_id=account_id)
    return None


@transaction.atomic
def lift_by_hand(*, account_id: UUID, officer: Officer, why: str) -> NotRestricted | None:
    """Lift what was placed by hand. What the score says goes by itself, or by an appeal."""
    refused = _refused(account_id, officer, LIFTING)
    if refused:
        return refused
    if not why.strip():
        return NotRestricted("reason_missing")
    words = why.strip()[:SAID_CHARACTERS]
    lifted = lift(
        account_id=account_id, source="hand", how="hand", by=officer.account_id, why=words
    )
    show_on_account(account_id=account_id)
    return None if lifted else NotRestricted("not_restricted")


@transaction.atomic
def record_abuse(
    *,
    account_id: UUID,
    kind: str,
    basis: str,
    form_key: UUID,
    officer: Officer | None,
    order_no: str = "",
) -> NotRestricted | None:
    """Record abuse that was established, once per form key, and assess the account anew.

    `officer` is empty where a record of the system's own says so, as a chargeback that a channel
    reports after the refund. It costs credit and flags by itself, so it needs its basis.
    """
    refused = _refused(account_id, officer, RESTRICTING) if officer else None
    if refused is None and not lock_buyer(account_id=account_id):
        refused = NotRestricted("not_found")
    if refused:
        return refused
    if kind not in ABUSES or not basis.strip():
        return NotRestricted("reason_missing")
    if Abuse.objects.filter(form_key=form_key).exists():
        return None
    order = Order.objects.filter(no=order_no, buyer_id=account_id).only("id").first()
    if order_no and order is None:
        return NotRestricted("no_such_order")
    Abuse.objects.create(
        account_id=account_id,
        kind=kind,
        order=order,
        form_key=form_key,
        basis=basis.strip()[:SAID_CHARACTERS],
        recorded_by_id=officer.account_id if officer else None,
    )
    assess_account(account_id=account_id, cause="abuse")
    return None


def _refused(account_id: UUID, officer: Officer, roles: frozenset[str]) -> NotRestricted | None:
    """Lock the account and say why this officer may not act on it."""
    if officer.role not in roles:
        return NotRestricted("not_allowed")
    if officer.account_id == account_id:
        return NotRestricted("own_account")
    return None if lock_buyer(account_id=account_id) else NotRestricted("not_found")
