"""A reviewer's question, or an arbiter's, that no file answers: the buyer's words bring it back."""

from __future__ import annotations

from uuid import UUID

from anxin.services.aftersale.change import Event
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    after_stop,
    is_asked,
    keep,
    on_firm_ground,
)
from anxin.services.aftersale.turns.deadlines import HIGHER, back_to_who_asked
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow


def answer_in_words(*, no: str, buyer_id: UUID, said: str) -> NotDecided | None:
    """Answer a reviewer and say that there is no more to show: it is the reviewer's turn at once.

    As when evidence came, the time that the buyer took is given back, and what is doubted goes to
    a senior.
    """

    def answer(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if not is_asked(case):
            return NotDecided("not_asked")
        if not said.strip():
            return NotDecided("answer_missing")
        data = {"case": no, "said": said.strip()[:NOTE_CHARACTERS]}
        states = back_to_who_asked(case)
        event = Event("buyer_answered", states, "buyer", buyer_id, data)
        doubted = any(piece.verdict == "suspicious" for piece in ground.pieces)
        tier = "senior" if doubted and case.tier not in HIGHER else None
        return keep(case, ground, event, due_at=after_stop(case), tier=tier)

    return on_firm_ground(no, answer)
