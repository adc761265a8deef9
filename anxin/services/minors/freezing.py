"""While a claim runs the account shows no secret and buys nothing; nobody is punished by it."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.account.models import Account
from anxin.storage.columns import ClockNow
from anxin.storage.minors.models import Freeze


def place_freeze(*, claim_id: UUID, account_id: UUID) -> None:
    """Let an account stand still for a claim. Its row is locked: a purchase is before or after."""
    Account.objects.select_for_update(no_key=True).get(id=account_id)
    Freeze.objects.get_or_create(claim_id=claim_id, account_id=account_id, lifted_at=None)


def lift_freeze(*, claim_id: UUID) -> None:
    """Let go what stood still for a claim; another claim's freeze stays."""
    Freeze.objects.filter(claim_id=claim_id, lifted_at=None).update(lifted_at=ClockNow())
