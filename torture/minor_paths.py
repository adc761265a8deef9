"""A guardian's claim at the site: asked without login, looked into, given back by share."""

from __future__ import annotations

from uuid import uuid4

from anxin.storage.aftersale.models import Case
from anxin.storage.minors.models import ClaimOrder, Paper
from torture.evidence import drawn
from torture.family import PEOPLE, STATEMENT
from torture.visitor import Visitor
from torture.walk import LATER, Walk, look, paid_by_wallet

OPENER_S = 40.0
"""For a paper to be opened; one whose opener died is due again by the clock."""


def claimed(walk: Walk) -> None:
    """An order of a child's is claimed with a paper, looked into and given back in half."""
    no = paid_by_wallet(walk.buyer(), walk.card)
    _submit(walk, no)
    line = look(ClaimOrder.objects.filter(order__no=no).select_related("claim"))
    assert line is not None, "a claim has no order"
    claim = f"/console/minors/{line.claim.no}"
    walk.senior.post(f"{claim}/act/take/")
    walk.senior.post(f"{claim}/look/", reason="核对监护关系")
    walk.senior.post(f"{claim}/approve/", said="按双方过错分担", **{no: "50"})
    cases = Case.objects.filter(order__no=no, state="refunded")
    walk.until(lambda: look(cases) is not None, nudge=LATER)


PATHS = (claimed,)


def _submit(walk: Walk, no: str) -> None:
    """Go the way of the form, from its first page to its receipt."""
    guardian = Visitor(
        port=walk.ground.chosen.web, session="", memory=walk.memory, address=_somewhere()
    )
    guardian.post("/minors/begin/")
    guardian.post("/minors/claim/people/", **PEOPLE)
    bought = {"orders": no, "description": "游戏充值", "consent": "none", "statement": STATEMENT}
    guardian.post("/minors/claim/purchases/", **bought)
    page = drawn(lines=("Household register", uuid4().hex[:8]))
    papers = "/minors/claim/papers/"
    guardian.send_file(papers, field="paper", file=page, kind="relation")
    unopened = Paper.objects.filter(state="received")
    walk.until(lambda: look(unopened) is None, nudge=LATER, limit_s=OPENER_S)
    guardian.post("/minors/claim/submit/", true="on")


def _somewhere() -> str:
    """An address of nobody else's (RFC 5737): a family begins few claims from its own."""
    return f"198.51.100.{uuid4().int % 254 + 1}"
