"""Papers: sealed as they come, opened in the jail by a worker, kept only as sealed pages of ours.

They never go the way of evidence: nothing reads text on them, nothing compares them. What came is
forgotten once its pages are drawn; no file name is kept.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.db import transaction

from anxin.domain.evidence.limits import MEBIBYTE
from anxin.domain.evidence.outside import StoreFailed
from anxin.domain.minors.outside import Vault
from anxin.domain.minors.words import PAPER_KINDS
from anxin.domain.outside import Sealed
from anxin.services.evidence.reading import ending_of
from anxin.services.failpoint import here
from anxin.services.minors.telling import NotDone, lock_claim, tell
from anxin.services.numbers import new_no
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import Paper
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.statement import run

PAPER_BYTES: Final = 20 * MEBIBYTE
PAPERS: Final = 20
OPEN_FOR_PAPERS: Final = ("draft", "submitted", "asked")


@dataclass(frozen=True, slots=True)
class Kept:
    """The paper is kept under `no`: again, if the same file had been sent before."""

    no: str


def receive_paper(
    *, no: str, kind: str, file: BinaryIO, filename: str, vault: Vault
) -> Kept | NotDone:
    """Seal and keep a paper. Raises `StoreFailed` where the store does not take it."""
    if kind not in PAPER_KINDS:
        return NotDone("unknown_kind")
    data = file.read(PAPER_BYTES + 1)
    if not data:
        return NotDone("empty")
    if len(data) > PAPER_BYTES:
        return NotDone("too_large")
    paper_no = new_no()
    key = f"papers/{paper_no[:2]}/{paper_no}"
    sealed = seal_bytes(data=data, bound_to=paper_no, vault=vault)
    vault.files.put(key=key, file=io.BytesIO(sealed.data))
    here("minors.stored_not_noted")
    columns = {
        "no": paper_no,
        "kind": kind,
        "ending": ending_of(filename=filename),
        "size_bytes": len(data),
        "digest": vault.box.blind_index(
            plain=base64.b64encode(data).decode(), owner=b"minors:paper"
        ),
        "key": key,
        "key_no": sealed.key_no,
    }
    result = _note(no, columns)
    if result != Kept(paper_no):
        vault.files.remove(key=key)
    return result


@transaction.atomic
def _note(no: str, columns: dict[str, Any]) -> Kept | NotDone:
    claim = lock_claim(no=no)
    if claim is None or claim.state not in OPEN_FOR_PAPERS:
        return NotDone("not_open")
    papers = Paper.objects.filter(claim_id=claim.id).exclude(state="removed")
    twin = papers.filter(digest=columns["digest"]).values_list("no", flat=True).first()
    if twin:
        return Kept(twin)
    if papers.count() >= PAPERS:
        return NotDone("too_many")
    Paper.objects.create(claim_id=claim.id, next_read_at=ClockNow(), **columns)
    tell(claim_id=claim.id, kind="paper_received", role="guardian", paper=columns["kind"])
    queue.defer(task="open_papers", queue="evidence")
    return Kept(columns["no"])


@transaction.atomic
def remove_paper(*, no: str, paper_no: str) -> NotDone | None:
    """Take a paper back while the claim is not submitted; its files go with the next purge."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "draft":
        return NotDone("not_open")
    gone = Paper.objects.filter(claim_id=claim.id, no=paper_no).exclude(state="removed")
    if not gone.update(state="removed", next_read_at=None):
        return NotDone("not_found")
    tell(claim_id=claim.id, kind="paper_removed", role="guardian")
    return None


def seal_bytes(*, data: bytes, bound_to: str, vault: Vault) -> Sealed:
    """Seal a file's content for the row that it belongs to."""
    plain = base64.b64encode(data).decode()
    return vault.box.seal(plain=plain, bound_to=f"minors:paper:{bound_to}".encode())


def open_bytes(*, key: str, key_no: int, bound_to: str, vault: Vault) -> bytes:
    """Return a kept file's content. Raises `StoreFailed`, or `SecretLost` for another row's."""
    with vault.files.open(key=key) as file:
        sealed = Sealed(key_no, file.read())
    plain = vault.box.open(sealed=sealed, bound_to=f"minors:paper:{bound_to}".encode())
    return base64.b64decode(plain)


def count_of(*, claim: ClaimRow) -> int:
    """Return how many papers a claim has."""
    return len(queries.list_papers(claim_id=claim.id))


PURGED = "UPDATE anxin_minors_paper SET purged_at = clock_now() WHERE id = %(id)s::uuid"
FILES = """
SELECT p.id, p.key, (SELECT coalesce(array_agg(g.key), '{}') FROM anxin_minors_paperpage g
                      WHERE g.paper_id = p.id) AS pages
  FROM anxin_minors_paper p JOIN anxin_minors_claim c ON c.id = p.claim_id
 WHERE p.purged_at IS NULL AND (p.state = 'removed' OR c.erased_at IS NOT NULL)
 ORDER BY p.id LIMIT 200
"""


def remove_files(*, vault: Vault) -> int:
    """Remove the files of papers that were taken back or whose claim was erased."""
    gone = 0
    for row in run(FILES, {}):
        try:
            for key in (row.key, *row.pages):
                vault.files.remove(key=key)
        except StoreFailed:
            continue
        run(PURGED, {"id": row.id})
        gone += 1
    return gone
