"""Pieces of evidence as reviewers and buyers see them, with a mark of every look and likenesses."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.evidence.pieces import Box, Field, Finding
from anxin.storage.evidence.models import Piece
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece, put_match, put_page, put_read
from tests.factories.order import Bought, delivered, view

NUMBER, SUM, TIME, CODE, ERROR = (Box(60, 200 * n, 900, 200 * n + 60) for n in range(1, 6))


def evidence_stops() -> list[tuple[str, str, UUID]]:
    """Return name, path and reader of each page worth looking at."""
    goods = a_product(title="PSN 充值卡 50 元", title_en="PSN card ¥50", cards=9)
    first, second, ready = (delivered(goods=goods) for _ in range(3))
    for bought in (first, second, ready):
        view(bought)
    earlier, later = a_piece(first, verdict="consistent"), a_piece(second, verdict="suspicious")
    pages = put_page(earlier), put_page(later)
    put_match(pages[1], earlier=pages[0], judgement="edited", spots=[[60, 200, 900, 260]])
    _read(later, second, reference=earlier.no[:8])
    put_page(other := a_piece(ready, verdict="unreadable"))
    _read(other, ready)
    cases = [case_after(one, reason="card_invalid").no for one in (first, second)]
    agent = an_account(role="agent").id
    form = f"/orders/{ready.no}/refund/?reason=card_invalid"
    return [
        ("piece", f"/console/cases/{cases[1]}/evidence/{later.no}/", agent),
        ("piece-seen-again", f"/console/cases/{cases[0]}/evidence/{earlier.no}/", agent),
        ("case-with-evidence", f"/console/cases/{cases[1]}/", agent),
        ("refund-form-evidence", form, ready.buyer),
    ]


def _read(piece: Piece, bought: Bought, *, reference: str = "") -> None:
    """Put a value of every look on a piece; the last finding has no place."""
    fields = (
        Field("order_no", bought.no, 0.99, NUMBER),
        Field("amount", "98.00", 0.99, SUM),
        Field("time", "2026-11-20 14:05", 0.85, TIME),
        Field("card_code", "9F3K-22LM-77QA", 0.97, CODE),
        Field("error_code", "E-9", 0.99, ERROR),
    )
    reused = {"reference": reference, "field": "card_code", "value": "9F3K-22LM-77QA"}
    findings = (
        Finding("order_no_same", "agrees", {"value": bought.no}, NUMBER),
        Finding("amount_differs", "contradicts", {"value": "98.00"}, SUM),
        Finding("error_unknown", "hint", {"value": "E-9"}, ERROR),
        Finding("blurred", "hint", {"measured": "2.1"}),
        *((Finding("reused_token", "doubt", reused, CODE),) if reference else ()),
    )
    put_read(piece, fields=fields, findings=findings)
