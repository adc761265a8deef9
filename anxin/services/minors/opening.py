"""A worker opens papers in the jail and keeps sealed pages; what came is forgotten."""

from __future__ import annotations

import io
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from django.db import transaction

from anxin.domain.evidence.outside import StoreFailed, Unpacker
from anxin.domain.evidence.pieces import Unusable
from anxin.domain.minors.outside import Vault
from anxin.services.failpoint import here
from anxin.services.minors.papers import open_bytes, seal_bytes
from anxin.services.numbers import new_key
from anxin.storage.minors.models import Paper, PaperPage
from anxin.storage.statement import run

log = structlog.get_logger()
LEASE: Final = timedelta(minutes=5)
TRIES: Final = 3

CLAIM = """
WITH due AS (
  SELECT id FROM anxin_minors_paper
   WHERE next_read_at <= clock_now() ORDER BY next_read_at LIMIT 1
     FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE anxin_minors_paper p
   SET tries = p.tries + 1, next_read_at = clock_now() + %(lease)s::interval
  FROM due WHERE p.id = due.id
RETURNING p.id, p.no, p.ending, p.key, p.key_no, p.tries
"""


def open_papers(*, vault: Vault, unpacker: Unpacker) -> int:
    """Open every paper that waits; return how many. Safe beside other workers."""
    done = 0
    while claimed := run(CLAIM, {"lease": LEASE}):
        done += 1
        here("minors.claimed_not_opened")
        _open(claimed[0], vault, unpacker)
    return done


def _open(paper: Any, vault: Vault, unpacker: Unpacker) -> None:
    """Open one paper; whatever goes wrong with it holds up no other."""
    if paper.tries > TRIES:
        _refuse(paper, "took_too_long", vault)
        return
    try:
        with tempfile.TemporaryDirectory(prefix="anxin-minors-") as name:
            data = open_bytes(key=paper.key, key_no=paper.key_no, bound_to=paper.no, vault=vault)
            found = _unpacked(data, paper.ending, Path(name), unpacker)
            if isinstance(found, Unusable):
                _refuse(paper, found.code, vault)
            else:
                _keep(paper, found, vault)
    except StoreFailed:
        log.warning("minors.store_failed", paper=str(paper.id))
    except Exception as error:
        # No traceback: its locals and messages could quote what the paper says.
        log.error("minors.paper_failed", paper=str(paper.id), why=type(error).__name__)


def _unpacked(data: bytes, ending: str, folder: Path, unpacker: Unpacker) -> list[bytes] | Unusable:
    original, pages = folder / f"original{ending}", folder / "pages"
    original.write_bytes(data)
    pages.mkdir()
    found = unpacker.unpack(original=str(original), folder=str(pages))
    if isinstance(found, Unusable):
        return found
    return [Path(page.shown).read_bytes() for page in found.pages]


def _keep(paper: Any, pages: list[bytes], vault: Vault) -> None:
    """Store the pages, note them, and only then forget what came."""
    rows = []
    for number, data in enumerate(pages, start=1):
        id = new_key()
        sealed = seal_bytes(data=data, bound_to=str(id), vault=vault)
        key = f"pages/{paper.no[:2]}/{paper.no}-{number}-{paper.tries}"
        vault.files.put(key=key, file=io.BytesIO(sealed.data))
        rows.append(
            PaperPage(id=id, paper_id=paper.id, number=number, key=key, key_no=sealed.key_no)
        )
    here("minors.opened_not_noted")
    if _noted(paper, rows):
        vault.files.remove(key=paper.key)
    else:
        for row in rows:
            vault.files.remove(key=row.key)


@transaction.atomic
def _noted(paper: Any, rows: list[PaperPage]) -> bool:
    mine = Paper.objects.filter(id=paper.id, state="received", tries=paper.tries)
    if not mine.update(state="ready", pages=len(rows), next_read_at=None):
        return False
    PaperPage.objects.bulk_create(rows)
    return True


def _refuse(paper: Any, code: str, vault: Vault) -> None:
    Paper.objects.filter(id=paper.id, state="received").update(
        state="refused", refusal=code[:40], next_read_at=None
    )
    vault.files.remove(key=paper.key)
