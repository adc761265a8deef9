"""Recognising: has a picture, or a part of it, been sent before, and by whom."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

import structlog

from anxin.domain.evidence.believing import SETTINGS, Candidate, Earlier, findings_of, picked
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.judging import TOKENS, judge, may_be_same
from anxin.domain.evidence.outside import EvidenceTools, StoreFailed
from anxin.domain.evidence.pieces import Field, Finding, Likeness
from anxin.domain.evidence.record import read_fields, secrets_record, with_secrets
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.evidence.seen import Found, ReadPage, Recognised, bits
from anxin.storage.statement import run

log = structlog.get_logger()
SHORTEST_TOKEN = 8
"""A shorter one is found on too many pictures to tell one from another."""
SHOWN_OF_NO = 8
"""So much of a piece's number names it to a person."""
LOOKED_AT = 200
"""How many earlier pages are looked at for a piece, the nearest first."""

NOTED = "SELECT count FROM anxin_evidence_noted"

EARLIER = """
WITH mine AS (
  SELECT number, decode(pixels, 'hex') AS pixels, perceptual::bit(256) AS perceptual
    FROM jsonb_to_recordset(%(pages)s::jsonb) AS t(number int, pixels text, perceptual text)
), shared AS (
  SELECT DISTINCT t.piece_id FROM anxin_evidence_token t
   WHERE t.digest = ANY(%(digests)s::bytea[])
)
SELECT m.number, g.id, g.number AS page, g.shown_key, e.id AS piece_id, e.fields, e.no,
       e.secrets_sealed, e.secrets_key_no, e.purged_at IS NOT NULL AS purged,
       e.buyer_id = %(buyer_id)s::uuid AS same_buyer, e.order_id = %(order_id)s::uuid AS same_order,
       e.sha256 = %(sha256)s::bytea AS same_file, g.pixel_sha256 = m.pixels AS same_pixels,
       bit_count(g.perceptual # m.perceptual)::int AS distance,
       s.piece_id IS NOT NULL AS shares_token
  FROM mine m CROSS JOIN anxin_evidence_page g
  JOIN anxin_evidence_piece e ON e.id = g.piece_id
  LEFT JOIN shared s ON s.piece_id = e.id
 WHERE e.id <> %(id)s::uuid AND e.side = 'buyer'
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
        earlier = list(_looked_at(page, beside, outside, tools, matches))
        findings += findings_of(
            earlier=earlier,
            traces=page.page.traces,
            flat_share=page.fingerprint.flat_share,
            clear=page.is_clear,
            page=page.page.number,
        )
    return Recognised(tokens, tuple(findings), tuple(matches), noted, _seal(piece, pages, outside))


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
    page: ReadPage,
    rows: Sequence[Any],
    outside: Outside,
    tools: EvidenceTools,
    matches: list[Found],
) -> Iterator[Earlier]:
    """The nearest of the earlier pages laid beside this one, and those that share a number.

    Pages that plainly are another order's are not: most screenshots of one app look alike.
    """
    kept = {row.id: _fields_of(row, outside) for row in rows}
    by_key = {
        str(row.id): row
        for row in rows
        if row.same_pixels or may_be_same(earlier=kept[row.id], later=page.fields)
    }
    chosen = picked(
        candidates=[
            Candidate(key, row.distance, int(row.shares_token), row.same_pixels)
            for key, row in by_key.items()
        ]
    )
    for candidate in chosen:
        row = by_key[candidate.key]
        fields = kept[row.id]
        likeness = _laid_beside(page, row, tools)
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


def _laid_beside(page: ReadPage, row: Any, tools: EvidenceTools) -> Likeness:
    """How alike they are; a picture that is not kept any more is like none: only its sums and
    numbers tell that it came again."""
    if row.purged:
        return Likeness(aligned=False)
    with tempfile.NamedTemporaryFile(suffix=".webp") as copy:
        try:
            with tools.files.open(key=row.shown_key) as stored:
                shutil.copyfileobj(stored, copy)
        except StoreFailed as error:
            log.warning("evidence.earlier_not_found", key=row.shown_key, why=str(error))
            return Likeness(aligned=False)
        copy.flush()
        return tools.comparer.likeness(earlier=copy.name, later=page.page.png)


def _fields_of(row: Any, outside: Outside) -> list[Field]:
    """What stands on an earlier page, its secrets opened; masked where their key is lost."""
    fields = read_fields(record=row.fields)
    if row.secrets_sealed is not None:
        sealed = Sealed(row.secrets_key_no, bytes(row.secrets_sealed))
        try:
            opened = outside.secrets.open(sealed=sealed, bound_to=row.no.encode())
        except SecretLost:
            opened = "[]"
        fields = with_secrets(fields=fields, secrets=json.loads(opened))
    return [one for one in fields if one.page == row.page]


def _seal(piece: Any, pages: Sequence[ReadPage], outside: Outside) -> Sealed | None:
    secrets = secrets_record(fields=[field for page in pages for field in page.fields])
    if not secrets:
        return None
    return outside.secrets.seal(plain=json.dumps(secrets), bound_to=piece.no.encode())


def _shared(later: Sequence[Field], earlier: Sequence[Field]) -> tuple[Field, ...]:
    known = {(one.name, fold(one.value)) for one in earlier}
    return tuple(
        one for one in later if one.name in TOKENS and (one.name, fold(one.value)) in known
    )


def _whose(row: Any) -> str:
    if row.same_order:
        return "this_order"
    return "this_account" if row.same_buyer else "another_account"
