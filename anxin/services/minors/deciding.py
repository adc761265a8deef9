"""A senior decides: a share of each order, a refusal in writing, or more papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from anxin.domain.minors.deadlines import ASKS, PAPERS_WITHIN
from anxin.domain.minors.shares import part_fen
from anxin.domain.minors.words import PAPER_KINDS, REFUSALS, SAID_CHARACTERS
from anxin.domain.people import SENIOR_REVIEWERS, needs_second
from anxin.domain.shown import shown_digest
from anxin.services.aftersale.four_eyes import given_lately
from anxin.services.aftersale.turns.verdicts import UNDO_WITHIN
from anxin.services.minors.closing import not_at_rest, undecide_lines
from anxin.services.minors.finding import not_in_hand
from anxin.services.minors.freezing import hold_orders, lift_freeze
from anxin.services.minors.telling import (
    NotDone,
    Officer,
    lock_claim,
    not_impartial,
    tell,
    walk,
)
from anxin.services.policies import policy_of
from anxin.storage.minors import queries
from anxin.storage.minors.models import ClaimOrder
from anxin.storage.minors.objections import is_objection_open
from anxin.storage.minors.queries import ClaimRow, LineRow
from anxin.storage.statement import run

LIMIT = """
SELECT o.policy_id FROM anxin_order_order o JOIN anxin_minors_claimorder l ON l.order_id = o.id
 WHERE l.claim_id = %(id)s::uuid GROUP BY o.policy_id
"""
NOT_PAID_YET = """
SELECT coalesce(sum(l.gross_fen), 0)::bigint AS fen
  FROM anxin_minors_claimorder l JOIN anxin_minors_claim c ON c.id = l.claim_id
 WHERE c.id <> %(id)s::uuid AND c.account_id = %(account)s::uuid
   AND c.state = 'paying' AND c.signed_by_id IS NULL AND l.paid_at IS NULL
"""
"""What other claims for the same account are about to pay; what they have paid is in cases."""


@transaction.atomic
def approve_claim(
    *, no: str, shares: Mapping[str, int], said: str, officer: Officer
) -> NotDone | None:
    """Give back a share of each order (per cent by order number), with reasons in writing.

    All of them together count as one sum: above the limit another senior signs before any moves.
    """
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer) or _unanswered(claim)
    if refused or claim is None:
        return refused or NotDone("not_found")
    lines = unsettled(claim_id=claim.id)
    wrong = _wrong(lines, shares, said)
    if wrong:
        return NotDone(wrong)
    total = 0
    for line in lines:
        gross = part_fen(left_fen=line.left_fen, share=shares[line.order_no])
        total += gross
        ClaimOrder.objects.filter(id=line.id).update(share=shares[line.order_no], gross_fen=gross)
    hold_orders(claim_id=claim.id)
    second = _wants_second(claim, total)
    walk(
        claim=claim,
        path=("signing" if second else "paying",),
        decided_by_id=officer.account_id,
        said=said.strip()[:SAID_CHARACTERS],
        due_at=claim.due_at if second else claim.now + UNDO_WITHIN,
    )
    kind = "signature_wanted" if second else "approved"
    tell(claim_id=claim.id, kind=kind, role=officer.role, actor=officer.account_id, fen=total)
    return None


def unsettled(*, claim_id: UUID) -> list[LineRow]:
    """Return the orders of a claim that are to be decided: all but those given back already."""
    return [line for line in queries.list_lines(claim_id=claim_id) if line.paid_at is None]


def _wrong(lines: Sequence[LineRow], shares: Mapping[str, int], said: str) -> str:
    """Why that is no decision, empty if it is one."""
    if not lines:
        return "no_orders"
    if set(shares) != {line.order_no for line in lines}:
        return "orders_changed"
    if not all(0 <= share <= 100 for share in shares.values()):
        return "share_out_of_range"
    given = sum(part_fen(left_fen=one.left_fen, share=shares[one.order_no]) for one in lines)
    if not given:
        return "nothing_given"
    return "" if said.strip() else "reason_missing"


def _wants_second(claim: ClaimRow, total_fen: int) -> bool:
    """Say whether a claim gives too much for one person, with what its account got within a day."""
    limits = [
        policy_of(row.policy_id).limits.senior_above_fen for row in run(LIMIT, {"id": claim.id})
    ]
    values = {"id": claim.id, "account": claim.account_id}
    lately = run(NOT_PAID_YET, values)[0].fen
    if claim.account_id:
        lately += given_lately(buyer_id=claim.account_id)
    return needs_second(gross_fen=total_fen, lately_fen=lately, limit_fen=min(limits))


@transaction.atomic
def sign_claim(*, no: str, shown: str, officer: Officer) -> NotDone | None:
    """Sign what another senior decided: it is paid in ten seconds. `shown`: `decision_shown`."""
    claim = lock_claim(no=no)
    refused = _not_to_sign(claim, officer, shown) or _unanswered(claim)
    if refused or claim is None:
        return refused or NotDone("not_found")
    due_at = claim.now + UNDO_WITHIN
    walk(claim=claim, path=("paying",), signed_by_id=officer.account_id, due_at=due_at)
    tell(claim_id=claim.id, kind="signed", role=officer.role, actor=officer.account_id)
    return None


@transaction.atomic
def send_back(*, no: str, shown: str, said: str, officer: Officer) -> NotDone | None:
    """Do not sign what was `shown`: the claim is to be decided again, with a word why."""
    claim = lock_claim(no=no)
    refused = _not_to_sign(claim, officer, shown, may_be_own=True) or not_at_rest(claim=claim)
    if refused or claim is None:
        return refused or NotDone("not_found")
    if not said.strip():
        return NotDone("reason_missing")
    undecide_lines(claim_id=claim.id)
    walk(claim=claim, path=("submitted",), decided_by=None, said="")
    tell(claim_id=claim.id, kind="sent_back", role=officer.role, actor=officer.account_id)
    return None


def decision_shown(*, claim: ClaimRow, lines: Sequence[LineRow]) -> str:
    """Return what a claim's page shows of its decision, as the forms of a second person say it."""
    shares = sorted((one.order_no, one.share, one.gross_fen) for one in lines)
    return shown_digest(shown=[claim.decided_by_id, claim.said, shares])


def _unanswered(claim: ClaimRow | None) -> NotDone | None:
    """Say so while the holder waits for an answer: once it is decided nobody gives it.

    The system's own answer waits for nobody, so the law's fifteen days hold all the same.
    """
    waits = claim is not None and is_objection_open(claim_id=claim.id)
    return NotDone("objection_open") if waits else None


def _not_to_sign(
    claim: ClaimRow | None, officer: Officer, shown: str, *, may_be_own: bool = False
) -> NotDone | None:
    if claim is None or claim.state != "signing":
        return NotDone("nothing_to_sign")
    if officer.role not in SENIOR_REVIEWERS:
        return NotDone("not_allowed")
    refused = not_impartial(claim=claim, officer=officer)
    if refused:
        return refused
    if claim.decided_by_id == officer.account_id and not may_be_own:
        return NotDone("own_decision")
    now = decision_shown(claim=claim, lines=queries.list_lines(claim_id=claim.id))
    return None if shown == now else NotDone("changed")


@transaction.atomic
def reject_claim(*, no: str, code: str, said: str, officer: Officer) -> NotDone | None:
    """Refuse a claim: a reason code and words, both required (条例 Art. 34)."""
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer) or _unanswered(claim)
    if refused or claim is None:
        return refused or NotDone("not_found")
    if code not in REFUSALS or not said.strip():
        return NotDone("reason_missing")
    if any(line.given_fen for line in queries.list_lines(claim_id=claim.id)):
        return NotDone("paid_already")
    walk(
        claim=claim,
        path=("rejected",),
        outcome="rejected",
        refusal=code,
        said=said.strip()[:SAID_CHARACTERS],
        decided_by_id=officer.account_id,
        closed_at=claim.now,
        due_at=None,
    )
    lift_freeze(claim_id=claim.id)
    tell(claim_id=claim.id, kind="rejected", role=officer.role, actor=officer.account_id, code=code)
    return None


@transaction.atomic
def ask_for_papers(*, no: str, kinds: Sequence[str], said: str, officer: Officer) -> NotDone | None:
    """Ask for more papers: the clock stands still until they are there, ten days at most."""
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer)
    if refused or claim is None:
        return refused or NotDone("not_found")
    if not kinds or not set(kinds) <= set(PAPER_KINDS) or not said.strip():
        return NotDone("nothing_asked")
    if claim.asks >= ASKS:
        return NotDone("asked_often")
    walk(
        claim=claim,
        path=("asked",),
        asks=claim.asks + 1,
        asked_kinds=list(kinds),
        asked_said=said.strip()[:SAID_CHARACTERS],
        stopped_at=claim.now,
        due_at=claim.now + PAPERS_WITHIN,
    )
    tell(claim_id=claim.id, kind="papers_asked", role=officer.role, actor=officer.account_id)
    return None
