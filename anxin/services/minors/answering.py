"""Nobody answered in time: the system does, by what there is, before the law's fifteen days end.

The proposal of each order stands then, and what a senior decided and nobody signed. Later than the
deadline a refund counts as refused on purpose, whoever was to decide it; so no second signature is
waited for either, and a supervisor is told what was done in his place. Money goes back only the way
it came. Where there is nothing to propose by, the answer says what is missing.
"""

from __future__ import annotations

import structlog

from anxin.domain.minors.shares import part_fen
from anxin.domain.wording.minors import minors_label
from anxin.services.minors.deciding import unsettled
from anxin.services.minors.finding import refresh_proposals
from anxin.services.minors.freezing import hold_orders, lift_freeze
from anxin.services.minors.telling import tell, walk
from anxin.storage.minors import queries
from anxin.storage.minors.models import Claim, ClaimOrder
from anxin.storage.minors.queries import ClaimRow, LineRow

log = structlog.get_logger()


def answer_in_time(*, claim: ClaimRow) -> None:
    """Answer a locked claim that is in review or waits for its second signature."""
    assert claim.decide_by is not None, "what was submitted has a deadline"
    late = claim.now >= claim.decide_by
    Claim.objects.filter(id=claim.id).update(
        by_system=True, escalated=True, late=late or claim.late
    )
    log.error("minors.answered_by_system", claim=str(claim.id), late=late)
    if late and not claim.late:
        tell(claim_id=claim.id, kind="late", role="system")
    if claim.state == "signing":
        _pay(claim)
        return
    refresh_proposals(claim=claim)
    lines = unsettled(claim_id=claim.id)
    refusal = _refusal(claim, lines)
    if refusal:
        _refuse(claim, refusal)
    else:
        _approve(claim, lines)


def _refusal(claim: ClaimRow, lines: list[LineRow]) -> str:
    """Say why there is nothing to propose by, as a refusal's code; empty if there is."""
    if "not_confirmed" in (claim.guardian_check, claim.minor_check):
        return "no_guardian"
    papers = queries.list_papers(claim_id=claim.id)
    if not any(one.kind == "relation" and one.state != "refused" for one in papers):
        return "papers_missing"
    if not lines:
        return "no_orders"
    if not any(part_fen(left_fen=one.left_fen, share=one.proposed) for one in lines):
        return "of_age" if all("of_age" in one.codes for one in lines) else "other"
    return ""


def _approve(claim: ClaimRow, lines: list[LineRow]) -> None:
    for line in lines:
        gross = part_fen(left_fen=line.left_fen, share=line.proposed)
        ClaimOrder.objects.filter(id=line.id).update(share=line.proposed, gross_fen=gross)
    hold_orders(claim_id=claim.id)
    Claim.objects.filter(id=claim.id).update(said=_words("proposal"))
    _pay(claim)


def _pay(claim: ClaimRow) -> None:
    walk(claim=claim, path=("paying",), due_at=claim.now, paying_at=claim.now)
    tell(claim_id=claim.id, kind="answered_in_time", role="system")


def _refuse(claim: ClaimRow, refusal: str) -> None:
    """Refuse what was never given; where some was given before, that is the answer."""
    given = any(one.given_fen for one in queries.list_lines(claim_id=claim.id))
    ClaimOrder.objects.filter(claim_id=claim.id, share=None).update(share=0, gross_fen=0)
    columns = {"outcome": "partly"} if given else {"outcome": "rejected", "refusal": refusal}
    path = ("paying", "decided") if given else ("rejected",)
    said = _words(refusal)
    walk(claim=claim, path=path, said=said, closed_at=claim.now, due_at=None, **columns)
    lift_freeze(claim_id=claim.id)
    kind = "decided" if given else "rejected"
    tell(claim_id=claim.id, kind=kind, role="system", code=refusal)


def _words(code: str) -> str:
    """What is kept as the answer; its page says it in the reader's language."""
    return minors_label(of="by_system", word=code, language="zh")
