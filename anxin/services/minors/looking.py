"""Looking at what is sealed: only who has the claim in hand, with a reason, and each look a row.

The row is committed before anything is opened: a page that anybody saw is always known to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from anxin.domain.minors.deadlines import LOOK_FOR
from anxin.domain.minors.outside import Vault
from anxin.domain.minors.words import RUNNING
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.services.failpoint import here
from anxin.services.minors.finding import refresh_proposals
from anxin.services.minors.papers import open_bytes
from anxin.services.minors.telling import (
    NotDone,
    Officer,
    lock_claim,
    not_impartial,
    open_words,
    tell,
)
from anxin.services.numbers import new_no
from anxin.storage.minors import queries
from anxin.storage.minors.models import Access, Claim
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.statement import run

REASON_CHARACTERS: Final = 200
LEAST_REASON: Final = 4

PAGE = """
SELECT g.id, g.key, g.key_no, x.look, x.reason, c.id AS claim_id
  FROM anxin_minors_paperpage g JOIN anxin_minors_paper p ON p.id = g.paper_id
  JOIN anxin_minors_claim c ON c.id = p.claim_id AND c.assigned_id = %(by)s::uuid
   AND c.erased_at IS NULL
  JOIN anxin_minors_access x ON x.claim_id = c.id AND x.look = %(look)s::text
   AND x.what = 'claim' AND x.by_id = %(by)s::uuid
   AND x.at > clock_now() - %(within)s::interval
 WHERE g.id = %(page)s::uuid AND p.state = 'ready' LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What was said, and under which number its pages may be fetched for ten minutes."""

    no: str
    words: dict[str, Any] = field(repr=False)


@transaction.atomic
def take_claim(*, no: str, officer: Officer) -> NotDone | None:
    """Take a claim in hand. A supervisor may take it from another."""
    claim = lock_claim(no=no)
    refused = _barred(claim, officer)
    if refused or claim is None:
        return refused or NotDone("not_found")
    if claim.assigned_id == officer.account_id:
        return None
    if claim.assigned_id and officer.role != "supervisor":
        return NotDone("taken")
    if claim.escalated and officer.role != "supervisor":
        return NotDone("supervisors")
    Claim.objects.filter(id=claim.id).update(assigned_id=officer.account_id)
    refresh_proposals(claim=claim)
    tell(claim_id=claim.id, kind="taken", role=officer.role, actor=officer.account_id)
    return None


def _barred(claim: ClaimRow | None, officer: Officer) -> NotDone | None:
    if claim is None or claim.state not in RUNNING:
        return NotDone("not_found")
    if officer.role not in SENIOR_REVIEWERS:
        return NotDone("not_allowed")
    return not_impartial(claim=claim, officer=officer)


def look_into(*, no: str, reason: str, officer: Officer, vault: Vault) -> Look | NotDone:
    """Open what the guardian wrote, with a reason that stays."""
    words = reason.strip()[:REASON_CHARACTERS]
    if len(words) < LEAST_REASON:
        return NotDone("reason_missing")
    claim = queries.claim(no=no)
    if claim is None or claim.assigned_id != officer.account_id:
        return NotDone("not_assigned")
    if claim.erased_at is not None:
        return NotDone("erased")
    look = new_no()
    Access.objects.create(
        claim_id=claim.id, look=look, what="claim", reason=words, by_id=officer.account_id
    )
    here("minors.noted_not_opened")
    return Look(look, open_words(claim=claim, vault=vault))


def look_at_page(*, look: str, page: UUID, officer: Officer, vault: Vault) -> bytes | None:
    """Return a page's picture within a look of the same person; `None` if there is no such."""
    values = {"look": look, "page": page, "by": officer.account_id, "within": LOOK_FOR}
    found = run(PAGE, values)
    if not found:
        return None
    [row] = found
    Access.objects.create(
        claim_id=row.claim_id,
        look=look,
        what="page",
        page=row.id,
        reason=row.reason,
        by_id=officer.account_id,
    )
    return open_bytes(key=row.key, key_no=row.key_no, bound_to=str(row.id), vault=vault)
