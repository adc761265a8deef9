"""Purging: files that no case needs are not kept."""

from __future__ import annotations

from datetime import timedelta

import structlog

from anxin.domain.evidence.outside import FileStore, StoreFailed
from anxin.services.evidence.changing import remove_piece
from anxin.storage.columns import ClockNow
from anxin.storage.evidence.models import Piece
from anxin.storage.statement import run

log = structlog.get_logger()
READY_FOR = timedelta(days=7)
"""How long what was uploaded lies ready for a request that is never made."""
AT_ONCE = 200

TO_PURGE = """
SELECT e.id, e.no, e.buyer_id, e.state,
       CASE WHEN e.copy_of_id IS NULL THEN e.original_key::text || ARRAY(
         SELECT g.shown_key::text FROM anxin_evidence_page g WHERE g.piece_id = e.id)
       ELSE '{}' END AS keys
  FROM anxin_evidence_piece e
 WHERE e.case_id IS NULL AND e.purged_at IS NULL
   AND (e.state = 'removed' OR e.received_at < clock_now() - %(ready_for)s::interval)
 ORDER BY e.received_at LIMIT %(limit)s::int
"""


def purge_files(*, files: FileStore) -> int:
    """Remove the files of pieces that were taken back or never used; return how many pieces.

    The row stays, with its sums: a picture that comes again is still recognised. What was brought
    along has no files of its own, and what it was brought from keeps them.
    """
    purged = 0
    for row in run(TO_PURGE, {"ready_for": READY_FOR, "limit": AT_ONCE}):
        if row.state != "removed" and remove_piece(no=row.no, buyer_id=row.buyer_id):
            continue
        try:
            for key in row.keys:
                files.remove(key=key)
        except StoreFailed as error:
            log.warning("evidence.not_purged", piece=str(row.id), why=str(error))
            continue
        purged += Piece.objects.filter(id=row.id, state="removed").update(purged_at=ClockNow())
    return purged
