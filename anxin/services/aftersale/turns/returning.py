"""Goods that come back: where to, and the buyer's and merchant's say once they are on their way."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.domain.calendar import due_after_working_days
from anxin.domain.case import RETURN_SENT_WITHIN, Course
from anxin.domain.outside import Outside
from anxin.domain.people import tier_raised
from anxin.services.aftersale.change import Event, Settlement
from anxin.services.aftersale.giving import give
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    keep,
    on_firm_ground,
    saved,
)
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

DISPUTE_DAYS = 1
"""Working days in which a senior decides over goods that are on their way or came back."""

SET = """
INSERT INTO anxin_merchant_returnaddress (merchant_id, receiver, phone, address, set_by_id)
SELECT %(merchant_id)s::uuid, %(receiver)s::text, %(phone)s::text, %(address)s::text,
       %(actor)s::uuid
 WHERE NOT EXISTS (
   SELECT 1 FROM (SELECT * FROM anxin_merchant_returnaddress
                   WHERE merchant_id = %(merchant_id)s::uuid
                   ORDER BY set_at DESC, id DESC LIMIT 1) now
    WHERE now.receiver = %(receiver)s::text AND now.phone = %(phone)s::text
      AND now.address = %(address)s::text)
RETURNING id
"""
TELL = """
UPDATE anxin_aftersale_case SET due_at = clock_now()
 WHERE merchant_id = %(merchant_id)s::uuid AND state = 'awaiting_return' AND return_to_id IS NULL
   AND due_at > clock_now()
RETURNING id
"""
"""Cases that wait for the address are due now: the sweep tells each buyer within a second."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods are to be sent, and who takes them there."""

    receiver: str
    phone: str
    address: str


def set_return_address(*, merchant_id: UUID, actor: UUID, sent: Address) -> int:
    """Keep a shop's return address, and have every buyer told who waits for one; return how many.

    What a buyer was told before stays as it was told. Told by the sweep (turns.deadlines), each
    apart: nobody waits here for a hundred buyers.
    """
    values = {
        "merchant_id": merchant_id,
        "actor": actor,
        "receiver": sent.receiver,
        "phone": sent.phone,
        "address": sent.address,
    }
    run(SET, values)
    return len(run(TELL, values))


def tell_address(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Tell a buyer where to send the goods: from now on it is the buyer's turn."""
    if case.state != "awaiting_return" or case.return_to or ground.returns_to is None:
        return NotDecided("not_awaiting_address")
    event = Event("return_address_given", (case.state,), "merchant", data={"case": case.no})
    due_at = case.now + RETURN_SENT_WITHIN
    if case.return_sent_at:
        return NotDecided("sent_already")
    return keep(case, ground, event, due_at=due_at, return_to=ground.returns_to)


def call_platform_in(*, no: str, buyer_id: UUID, outside: Outside) -> NotDecided | None:
    """Have a senior decide (平台介入) over what was granted and is not done.

    The merchant has the goods and says nothing, has not said where to send them, or has not
    replaced them; or the buyer cannot send them.
    """

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state not in ("awaiting_return", "replacing"):
            return NotDecided("not_merchants_turn")
        states = (case.state, "platform_review")
        event = Event("platform_called_in", states, "buyer", buyer_id, {"case": no})
        return _to_senior(case, ground, event, outside)

    return on_firm_ground(no, call)


def confirm_return(*, no: str, merchant_id: UUID, actor: UUID) -> NotDecided | None:
    """Confirm that returned goods arrived; the refund that waited for them is paid.

    Also of goods that were handed over, which nobody has sent. What it agreed to beyond the rules
    it pays itself (`not_covered`).
    """

    def confirm(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_coming_back(case, merchant_id)
        if refused:
            return refused
        event = Event("return_confirmed", (), "merchant", actor, {"case": no})
        return give(case, ground, event, own_money=case.own_money)

    return on_firm_ground(no, confirm)


def dispute_return(
    *, no: str, merchant_id: UUID, actor: UUID, said: str, outside: Outside
) -> NotDecided | None:
    """Say what is wrong with what came back (empty, used, another thing): a senior decides.

    Nothing is wrong yet with what has not been sent. Within a working day from then, however late
    the request was by itself.
    """

    def dispute(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_coming_back(case, merchant_id)
        if refused:
            return refused
        if case.return_sent_at is None:
            return NotDecided("not_sent_back")
        if not said.strip():
            return NotDecided("words_missing")
        states = (case.state, "platform_review")
        data = {"case": no, "said": said.strip()[:NOTE_CHARACTERS]}
        event = Event("return_disputed", states, "merchant", actor, data)
        return _to_senior(case, ground, event, outside)

    return on_firm_ground(no, dispute)


def _to_senior(case: CaseRow, ground: Ground, event: Event, outside: Outside) -> NotDecided | None:
    due_at = due_after_working_days(
        start=case.now, days=DISPUTE_DAYS, is_working_day=outside.is_working_day
    )
    course = Course(event.states, (ground.order_state,), pays=False, due_at=due_at)
    # What an issuer locked for a replacement stays locked until somebody has decided.
    cards = Settlement(issued_do="back" if case.state == "replacing" else "")
    tier = tier_raised(tier=case.tier, to="senior")
    return saved(case, ground, course, event, cards, tier=tier, decide_by=due_at)


def _not_coming_back(case: CaseRow, merchant_id: UUID) -> NotDecided | None:
    if case.merchant_id != merchant_id:
        return NotDecided("not_found")
    return None if case.state == "awaiting_return" else NotDecided("not_awaiting_return")
