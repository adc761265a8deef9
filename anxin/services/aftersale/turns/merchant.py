"""A merchant's turn: agree, or object."""

from __future__ import annotations

from uuid import UUID

from anxin.services.aftersale.change import Event
from anxin.services.aftersale.giving import give, remedy_of
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    after_stop,
    keep,
    on_firm_ground,
)
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow


def agree(*, no: str, merchant_id: UUID, actor: UUID, seen: int | None = None) -> NotDecided | None:
    """Agree to what the buyer asks: the money moves now, or once the goods are back.

    Also where the policy had refused it: a merchant may be more generous. What no units can be
    counted for it gives by an offer. A return is agreed to once there is an address to send the
    goods to.

    `seen`: how often the request had been changed when the merchant read it.
    """

    def say_yes(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_its_turn(case, merchant_id)
        if refused:
            return refused
        if seen not in (None, case.edits):
            return NotDecided("changed")
        if case.return_goods and ground.returns_to is None:
            return NotDecided("address_missing")
        event = Event("merchant_agreed", (), "merchant", actor, {"case": no})
        given = give(case, ground, event, remedy_of(case, None), own_money=not case.gross_fen)
        passing = ("moved", "not_covered")
        unquoted = given is not None and given.code not in passing and not case.gross_fen
        return NotDecided("offer_instead") if unquoted else given

    return on_firm_ground(no, say_yes)


def object_to(*, no: str, merchant_id: UUID, actor: UUID, said: str) -> NotDecided | None:
    """Object, in words: a merchant is heard, and the platform decides."""

    def say_no(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_its_turn(case, merchant_id)
        if refused:
            return refused
        if not said.strip():
            return NotDecided("words_missing")
        states = (case.state, "platform_review")
        data = {"case": no, "said": said.strip()[:NOTE_CHARACTERS]}
        event = Event("merchant_objected", states, "merchant", actor, data)
        return keep(case, ground, event, due_at=after_stop(case))

    return on_firm_ground(no, say_no)


def _not_its_turn(case: CaseRow, merchant_id: UUID) -> NotDecided | None:
    if case.merchant_id != merchant_id:
        return NotDecided("not_found")
    return None if case.state == "merchant_turn" else NotDecided("not_merchants_turn")
