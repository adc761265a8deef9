"""What every step of a claim needs: the claim locked, its words opened, its history written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anxin.domain.minors.outside import Vault
from anxin.domain.outside import Sealed
from anxin.domain.states import MINOR_CLAIM, check_path
from anxin.storage.minors import marks, queries
from anxin.storage.minors.models import Claim, Event
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.statement import run

LOCK = "SELECT id FROM anxin_minors_claim WHERE no = %(no)s::text FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was saved; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts, and as what."""

    account_id: UUID
    role: str


def lock_claim(*, no: str) -> ClaimRow | None:
    """Lock a claim for this transaction and return it as it stands."""
    return queries.claim(no=no) if run(LOCK, {"no": no}) else None


def not_impartial(*, claim: ClaimRow, officer: Officer) -> NotDone | None:
    """Return why a claim is not for this officer: his own account, or goods of his own shop."""
    if claim.account_id == officer.account_id:
        return NotDone("own_account")
    mine = marks.is_of_shop(claim_id=claim.id, account_id=officer.account_id)
    return NotDone("own_merchant") if mine else None


def walk(*, claim: ClaimRow, path: tuple[str, ...], **columns: Any) -> None:
    """Bring a locked claim to the last state of `path`, with other columns."""
    check_path(lifecycle=MINOR_CLAIM, path=(claim.state, *path))
    Claim.objects.filter(id=claim.id).update(state=path[-1], **columns)


def tell(*, claim_id: UUID, kind: str, role: str, actor: UUID | None = None, **data: Any) -> None:
    """Write a line of a claim's history. `data` says nothing of anybody: words, sums, counts."""
    Event.objects.create(claim_id=claim_id, kind=kind, role=role, actor_id=actor, data=data)


def open_words(*, claim: ClaimRow, vault: Vault) -> dict[str, Any]:
    """Return what the guardian wrote, nothing if there is none (any more)."""
    if claim.sealed is None or claim.key_no is None:
        return {}
    sealed = Sealed(claim.key_no, bytes(claim.sealed))
    found: dict[str, Any] = json.loads(vault.box.open(sealed=sealed, bound_to=_bound(claim.no)))
    return found


def sealed_words(*, no: str, words: dict[str, Any], vault: Vault) -> dict[str, Any]:
    """Return the columns that hold what the guardian wrote, sealed."""
    plain = json.dumps(words, ensure_ascii=False)
    sealed = vault.box.seal(plain=plain, bound_to=_bound(no))
    return {"sealed": sealed.data, "key_no": sealed.key_no}


def _bound(no: str) -> bytes:
    return f"minors:words:{no}".encode()
