"""Reading: a worker takes a piece, has it opened, read and compared, and notes what came of it.

Nothing slow is done in a transaction. A worker that dies leaves a piece that is due again; one that
kills its worker time after time is left to a person. What is read is data: it is compared and
shown, never obeyed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from time import thread_time
from typing import Any

import structlog

from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.comparing import compare
from anxin.domain.evidence.elements import elements_of
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.limits import LIMITS
from anxin.domain.evidence.outside import EvidenceTools, FileStore, StoreFailed, TookTooLong
from anxin.domain.evidence.pieces import Finding, Page, Unusable
from anxin.domain.outside import Outside
from anxin.services.aftersale.evidence import go_on_with_evidence
from anxin.services.evidence.facts import records_of
from anxin.services.evidence.recognising import recognise
from anxin.services.evidence.recording import record_reading, record_refusal
from anxin.services.evidence.seen import ReadPage
from anxin.services.failpoint import here
from anxin.storage.statement import run

log = structlog.get_logger()
LEASE = timedelta(minutes=2)
"""How long a worker may be silent about a piece, page by page, before another takes it; longer
for a big file (two seconds a megabyte), as a minute of video takes two to open on a busy machine.
"""
TRIES = 3
PAUSE = timedelta(seconds=30)
"""How long a store that failed is left alone. Its outage counts for no try: the file may be good.
"""

CLAIM = """
WITH due AS (
  SELECT id FROM anxin_evidence_piece
   WHERE next_read_at <= clock_now() ORDER BY next_read_at LIMIT 1
     FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE anxin_evidence_piece e
   SET tries = e.tries + 1,
       next_read_at = clock_now() + %(lease)s::interval
                      + make_interval(secs => e.size_bytes / 500000.0)
  FROM due WHERE e.id = due.id
RETURNING e.id, e.no, e.order_id, e.buyer_id, e.sha256, e.original_key, e.filename, e.tries
"""

KEEP = """
UPDATE anxin_evidence_piece SET next_read_at = clock_now() + %(lease)s::interval
 WHERE id = %(id)s::uuid AND state = 'received' AND tries = %(tries)s::int
RETURNING id
"""

GIVE_BACK = """
UPDATE anxin_evidence_piece
   SET tries = tries - 1, next_read_at = clock_now() + %(pause)s::interval
 WHERE id = %(id)s::uuid AND state = 'received' AND tries = %(tries)s::int
RETURNING id
"""


class Altered(Exception):
    """What the store gave is not what was sent."""


def read_pieces(*, outside: Outside, tools: EvidenceTools) -> int:
    """Read every piece that waits, oldest first; return how many. Safe beside other workers."""
    go_on_with_evidence(outside=outside)
    done = 0
    while claimed := run(CLAIM, {"lease": LEASE}):
        done += 1
        here("evidence.claimed_not_read")
        _read(claimed[0], outside, tools)
    return done


def _read(piece: Any, outside: Outside, tools: EvidenceTools) -> None:
    """Read one piece; whatever goes wrong with it holds up no other."""
    if piece.tries > TRIES:
        log.error("evidence.given_up", piece=piece.no)
        record_refusal(piece=piece, refused=Unusable("took_too_long"))
        return
    try:
        with _opened(piece, tools.files) as (original, folder):
            unpacked = tools.unpacker.unpack(original=str(original), folder=str(folder))
            if isinstance(unpacked, Unusable):
                record_refusal(piece=piece, refused=unpacked)
            else:
                _compare(piece, unpacked.media, unpacked.pages, outside, tools)
    except StoreFailed as error:
        log.warning("evidence.store_failed", piece=piece.no, why=str(error))
        run(GIVE_BACK, {"id": piece.id, "tries": piece.tries, "pause": PAUSE})
        return
    except Altered:
        log.error("evidence.altered", piece=piece.no, key=piece.original_key)
        record_refusal(piece=piece, refused=Unusable("altered"))
    except TookTooLong:
        record_refusal(piece=piece, refused=Unusable("took_too_long"))
    except Exception:
        log.exception("evidence.failed", piece=piece.no)
        return
    here("evidence.noted_not_decided")
    go_on_with_evidence(outside=outside)


def ending_of(*, filename: str) -> str:
    """Return a name's ending, which a file's content is held against; none if it is strange.

    >>> ending_of(filename="截图.PNG"), ending_of(filename="x.p/g")
    ('.PNG', '')
    """
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", filename)
    return found[0] if found else ""


@contextmanager
def _opened(piece: Any, files: FileStore) -> Iterator[tuple[Path, Path]]:
    """The original in a folder that is gone afterwards, with a place for its pages.

    Raises `Altered` where its sum is not the one that it was received with.
    """
    with tempfile.TemporaryDirectory(prefix="anxin-evidence-") as name:
        original = Path(name) / f"original{ending_of(filename=piece.filename)}"
        folder = Path(name) / "pages"
        folder.mkdir()
        with files.open(key=piece.original_key) as stored, original.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        with original.open("rb") as copy:
            if hashlib.file_digest(copy, "sha256").digest() != bytes(piece.sha256):
                raise Altered
        yield original, folder


def _compare(piece: Any, media: str, pages: Any, outside: Outside, tools: EvidenceTools) -> None:
    read = []
    until = thread_time() + LIMITS.reading_seconds
    for page in pages:
        read.append(_read_page(piece, page, until - thread_time(), tools))
        if not run(KEEP, {"id": piece.id, "tries": piece.tries, "lease": LEASE}):
            log.warning("evidence.overtaken", piece=piece.no)
            return
    fields = [field for page in read for field in page.fields]
    lines = [line for page in read for line in page.reading.lines]
    records = records_of(order_id=piece.order_id, outside=outside)
    compared = [*compare(fields=fields, lines=lines, records=records), *_unclear(read)]
    elements = elements_of(lines=lines, fields=fields)
    if any(finding.code == "account_same" for finding in compared):
        elements |= {"identity"}
    noted = False
    while not noted:
        recognised = recognise(piece=piece, pages=read, outside=outside, tools=tools)
        here("evidence.read_not_noted")
        noted = record_reading(
            piece=piece,
            media=media,
            pages=read,
            elements=elements,
            findings=[*compared, *recognised.findings],
            recognised=recognised,
        )


def _unclear(pages: list[ReadPage]) -> list[Finding]:
    """Why it could not be read, if no page of it could."""
    if any(page.is_clear for page in pages):
        return []
    return [finding for page in pages for finding in page.unclear]


def _read_page(piece: Any, page: Page, cpu_seconds: float, tools: EvidenceTools) -> ReadPage:
    reading = tools.reader.read(png=page.png, cpu_seconds=cpu_seconds)
    # New at every try: what an earlier one has put there stays.
    shown_key = f"pages/{piece.no[:2]}/{piece.no}-{page.number}-{token_hex(4)}.webp"
    with Path(page.shown).open("rb") as shown:
        tools.files.put(key=shown_key, file=shown)
    return ReadPage(
        page=page,
        shown_key=shown_key,
        reading=reading,
        fields=list(fields_of(reading=reading, page=page.number)),
        fingerprint=tools.comparer.fingerprint(picture=page.png),
        unclear=unclear_because(reading=reading, page=page.number),
    )
