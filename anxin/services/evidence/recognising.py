"""Recognising: has a picture, or a part of it, been sent before, and by whom."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

import structlog

from anxin.domain.evidence.believing import SETTINGS, Candidate, Earlier, findings_of, picked
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.judging import THRESHOLDS, TOKENS, judge
from anxin.domain.evidence.outside import EvidenceTools, StoreFailed
from anxin.domain.evidence.pieces import Field, Finding, Likeness
from anxin.domain.evidence.record import SECRET_FIELDS, read_fields
from anxin.domain.outside import Outside
from anxin.services.evidence.seen import NOTED, Found, ReadPage, Recognised, bits
from anxin.storage.statement import run

log = structlog.get_logger()
SHORTEST_TOKEN = 8
"""A shorter one is found on too many pictures to tell one from another."""
SHOWN_OF_NO = 8
"""So much of a piece's number names it to a person."""
LOOKED_AT = 200
"""How many earlier pages are looked at for a piece, the nearest first."""

EARLIER = """
WITH mine AS (
  SELECT number, decode(pixels, 'hex') AS pixels, perceptual::bit(256) AS perceptual
    FROM jsonb_to_recordset(%(pages)s::jsonb) AS t(number int, pixels text, perceptual text)
), shared AS (
  SELECT DISTINCT t.piece_id FROM anxin_evidence_token t
   WHERE t.digest = ANY(%(digests)s::bytea[])
)
SELECT m.number, g.id, g.number AS page, g.shown_key, e.id AS piece_id, e.fields, e.no,
       e.buyer_id = %(buyer_id)s::uuid AS same_buyer, e.order_id = %(order_id)s::uuid AS same_order,
       e.sha256 = %(sha256)s::bytea AS same_file, g.pixel_sha256 = m.pixels AS same_pixels,
       bit_count(g.perceptual # m.perceptual)::int AS distance,
       s.piece_id IS NOT NULL AS shares_token
  FROM mine m CROSS JOIN anxin_evidence_page g
  JOIN anxin_evidence_piece e ON e.id = g.piece_id
  LEFT JOIN shared s ON s.piece_id = e.id
 WHERE e.id <> %(id)s::uuid AND e.purged_at IS NULL
   AND (bit_count(g.perceptual # m.perceptual) <= %(most)s::int OR s.piece_id IS NOT NULL)
 ORDER BY g.pixel_sha256 <> m.pixels, s.piece_id IS NULL,
          bit_count(g.perceptual # m.perceptual), g.id
 LIMIT %(limit)s::int
"""


def recognise(
    *, piece: Any, pages: Sequence[ReadPage], outside: Outside, tools: EvidenceTools
) -> Recognised:
    """Hold the pages against every earlier one that may be the same, whoever sent it."""
    noted = run(NOTED, {})[0].count
    tokens = tuple(_tokens(pages, outside))
    rows = _earlier(piece, pages, [digest for _name, digest in tokens])
    findings: list[Finding] = []
    matches: list[Found] = []
    for page in pages:
        beside = [row for row in rows if row.number == page.page.number]
        earlier = list(_looked_at(page, beside, tools, matches))
        findings += findings_of(
            earlier=earlier,
            traces=page.page.traces,
            flat_share=page.fingerprint.flat_share,
            clear=page.is_clear,
            page=page.page.number,
        )
    return Recognised(tokens, tuple(findings), tuple(matches), noted)


def _tokens(pages: Sequence[ReadPage], outside: Outside) -> Iterator[tuple[str, bytes]]:
    """What tells these pages from all others, as blind indexes: a card's secret is one of them."""
    values = {
        (field.name, fold(field.value))
        for page in pages
        for field in page.fields
        if field.name in TOKENS and len(field.value) >= SHORTEST_TOKEN
    }
    for name, value in sorted(values):
        yield name, outside.secrets.blind_index(plain=value, owner=b"evidence")


def _earlier(piece: Any, pages: Sequence[ReadPage], digests: list[bytes]) -> list[Any]:
    mine = [
        {
            "number": page.page.number,
            "pixels": page.fingerprint.pixel_sha256.hex(),
            "perceptual": bits(data=page.fingerprint.perceptual),
        }
        for page in pages
    ]
    return run(
        EARLIER,
        {
            "pages": json.dumps(mine),
            "digests": digests,
            "id": piece.id,
            "buyer_id": piece.buyer_id,
            "order_id": piece.order_id,
            "sha256": piece.sha256,
            "most": SETTINGS.candidate_bits,
            "limit": LOOKED_AT,
        },
    )


def _looked_at(
    page: ReadPage, rows: Sequence[Any], tools: EvidenceTools, matches: list[Found]
) -> Iterator[Earlier]:
    """The nearest of the earlier pages laid beside this one, and those that share a number."""
    by_key = {str(row.id): row for row in rows}
    chosen = picked(
        candidates=[
            Candidate(key, row.distance, int(row.shares_token), row.same_pixels)
            for key, row in by_key.items()
        ]
    )
    for candidate in chosen:
        row = by_key[candidate.key]
        likeness, fields = _laid_beside(page, row, tools)
        judgement = judge(earlier=fields, later=page.fields, likeness=likeness)
        if judgement.kind != "different":
            matches.append(Found(page.page.number, row.id, judgement.kind, likeness))
        yield Earlier(
            whose=_whose(row),
            reference=row.no[:SHOWN_OF_NO],
            same_file=row.same_file,
            same_pixels=row.same_pixels,
            tokens=_shared(page.fields, fields),
            judgement=judgement,
        )


def _laid_beside(
    page: ReadPage, row: Any, tools: EvidenceTools
) -> tuple[Likeness, Sequence[Field]]:
    """How alike they are, and what stands on the earlier one.

    A secret is not kept in the clear, so a page that shows one is read again; few ever are.
    """
    kept = [one for one in read_fields(record=row.fields) if one.page == row.page]
    with tempfile.NamedTemporaryFile(suffix=".webp") as copy:
        try:
            with tools.files.open(key=row.shown_key) as stored:
                shutil.copyfileobj(stored, copy)
        except StoreFailed as error:
            log.warning("evidence.earlier_not_found", key=row.shown_key, why=str(error))
            return Likeness(aligned=False), kept
        copy.flush()
        likeness = tools.comparer.likeness(earlier=copy.name, later=page.page.png)
        near = likeness.aligned and likeness.differing <= THRESHOLDS.similar_differing
        if near and any(one.name in SECRET_FIELDS for one in kept):
            return likeness, fields_of(reading=tools.reader.read(png=copy.name), page=row.page)
    return likeness, kept


def _shared(later: Sequence[Field], earlier: Sequence[Field]) -> tuple[Field, ...]:
    known = {(one.name, fold(one.value)) for one in earlier}
    return tuple(
        one for one in later if one.name in TOKENS and (one.name, fold(one.value)) in known
    )


def _whose(row: Any) -> str:
    if row.same_order:
        return "this_order"
    return "this_account" if row.same_buyer else "another_account"
