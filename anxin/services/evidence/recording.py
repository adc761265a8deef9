"""Noting what came of a piece, with what it is recognised by, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from anxin.domain.evidence.believing import weight_of
from anxin.domain.evidence.pieces import Finding, Unusable
from anxin.domain.evidence.record import fields_record, findings_record
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.outside import Sealed
from anxin.services.evidence.seen import ReadPage, Recognised, bits
from anxin.services.order.move import Step, note_on
from anxin.storage.columns import ClockNow
from anxin.storage.evidence.models import Match, Page, Piece, Token
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.statement import run

CASE_IS_DUE = """
UPDATE anxin_aftersale_case q SET next_ask_at = clock_now()
  FROM anxin_evidence_piece e
 WHERE e.id = %(id)s::uuid AND q.id = e.case_id AND q.closed_at IS NULL
   AND q.waits_for <> 'issuer_status'
RETURNING q.no
"""

NOTE_ONE = """
UPDATE anxin_evidence_noted SET count = count + 1 WHERE count = %(seen)s::bigint RETURNING count
"""


@transaction.atomic
def record_refusal(*, piece: Any, refused: Unusable) -> bool:
    """Note that a file is refused, and why; say whether it still waited."""
    return _note(
        piece,
        _locked_order(piece),
        state="refused",
        refusal=refused.code,
        refusal_params=dict(refused.params),
    )


@transaction.atomic
def record_reading(
    *,
    piece: Any,
    media: str,
    pages: Sequence[ReadPage],
    elements: frozenset[str],
    findings: Sequence[Finding],
    recognised: Recognised,
) -> bool:
    """Note what was read, found and recognised; say whether nothing came in between.

    If another page was noted since the earlier ones were looked at, nothing is written: they have
    to be looked at again.
    """
    order = _locked_order(piece)
    if not run(NOTE_ONE, {"seen": recognised.noted}):
        return False
    kind = Piece.objects.filter(id=piece.id).values_list("kind", flat=True).get()
    is_clear = any(page.is_clear for page in pages)
    verdict = verdict_of(kind=kind, is_clear=is_clear, elements=elements, findings=findings)
    noted = _note(
        piece,
        order,
        state="read",
        media=media,
        verdict=verdict.word,
        is_clear=is_clear,
        elements=sorted(elements),
        fields=fields_record(fields=[field for page in pages for field in page.fields]),
        **_sealed(recognised.sealed),
        findings=findings_record(findings=findings),
        weight=weight_of(findings),
    )
    if noted:
        Page.objects.bulk_create(_pages(piece, pages))
        Token.objects.bulk_create(Token(piece_id=piece.id, name=name, digest=digest)
                                  for name, digest in recognised.tokens)  # fmt: skip
        Match.objects.bulk_create(_matches(piece, recognised))
    return True


def _locked_order(piece: Any) -> OrderRow:
    order = orders.lock_order(order_id=piece.order_id)
    assert order is not None, "orders are never deleted"
    return order


def _note(piece: Any, order: OrderRow, **columns: Any) -> bool:
    """Write to the piece if it still waits; the order's version moves, its facts have changed."""
    waiting = Piece.objects.filter(id=piece.id, state="received")
    if not waiting.update(next_read_at=None, read_at=ClockNow(), **columns):
        return False
    noted = Piece.objects.filter(id=piece.id)
    case, audience = noted.values_list("case__no", "audience").get()
    run(CASE_IS_DUE, {"id": piece.id})
    data = {"piece": piece.no, "case": case, "verdict": columns.get("verdict", "")}
    data |= {"audience": audience} if audience != "all" else {}
    return note_on(order, Step("evidence_read", "system", data=data))


def _sealed(sealed: Sealed | None) -> dict[str, Any]:
    return {"secrets_sealed": sealed.data, "secrets_key_no": sealed.key_no} if sealed else {}


def _pages(piece: Any, pages: Iterable[ReadPage]) -> Iterator[Page]:
    for read in pages:
        yield Page(
            piece_id=piece.id,
            number=read.page.number,
            width=read.page.width,
            height=read.page.height,
            shown_key=read.shown_key,
            pixel_sha256=read.fingerprint.pixel_sha256,
            perceptual=bits(data=read.fingerprint.perceptual),
            flat_share=read.fingerprint.flat_share,
            sharpness=read.reading.sharpness,
        )


def _matches(piece: Any, recognised: Recognised) -> Iterator[Match]:
    for match in recognised.matches:
        yield Match(
            piece_id=piece.id,
            number=match.number,
            earlier_id=match.earlier_id,
            judgement=match.judgement,
            differing=match.likeness.differing,
            lowest=match.likeness.lowest,
            spots=[[s.left, s.top, s.right, s.bottom] for s in match.likeness.spots],
        )
