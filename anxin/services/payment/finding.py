"""What finance has to look at, noted as dealt with."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.columns import ClockNow
from anxin.storage.payment.models import Finding


def settle_finding(*, finding_id: UUID, settled_by: UUID) -> bool:
    """Note that finance has dealt with a finding, who and when; say whether it was still open."""
    still_open = Finding.objects.filter(id=finding_id, settled_at__isnull=True)
    return bool(still_open.update(settled_at=ClockNow(), settled_by_id=settled_by))
