"""A claim in words for the guardian who holds its code."""

from __future__ import annotations

from typing import Any

from anxin.domain.wording.minors import LABELS, minors_label
from anxin.pages.history import Line
from anxin.pages.minors import said
from anxin.pages.reader import language
from anxin.storage.minors import queries
from anxin.storage.minors.queries import ClaimRow, LineRow

HIDDEN = ("order_found", "order_left_out")
"""What is only told to staff: it would say what the account bought."""


def lines_of(*, claim: ClaimRow) -> list[LineRow]:
    """Return the orders that are given back, once it is decided; before, nothing of them."""
    if claim.state not in ("paying", "decided"):
        return []
    return [line for line in queries.list_lines(claim_id=claim.id) if line.share is not None]


def papers_of(*, claim: ClaimRow) -> list[dict[str, Any]]:
    """Return the papers with what became of each; never what they show."""
    return [
        {
            "no": paper.no,
            "kind": said("paper", paper.kind),
            "state": said("paper_state", paper.state),
            "refused": paper.state == "refused",
            "ready": paper.state == "ready",
            "at": paper.received_at,
        }
        for paper in queries.list_papers(claim_id=claim.id)
    ]


def timeline_of(*, claim: ClaimRow) -> list[Line]:
    """Return what happened, newest first, with nobody's name."""
    tones = {"decided": "good", "rejected": "bad", "late": "bad", "stuck": "bad"}
    return [
        Line(said("event", one.kind), one.at, _detail(one.kind, one.data),
             tones.get(one.kind, ""))
        for one in queries.list_events(claim_id=claim.id)
        if one.kind in LABELS["event"] and one.kind not in HIDDEN
    ]  # fmt: skip


def _detail(kind: str, data: dict[str, Any]) -> str:
    if kind == "paper_received":
        return said("paper", data["paper"])
    if kind == "identity_answered":
        return minors_label(of="check", word=data["state"], language=language())
    return ""
