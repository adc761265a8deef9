"""What a buyer does with a case that is open or was refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from anxin.domain.case import RETURN_TAKEN_WITHIN, merchants_until
from anxin.domain.outside import Outside
from anxin.domain.quote import decide_by
from anxin.domain.states import UNDECIDED
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.four_eyes import is_too_much
from anxin.services.aftersale.hearing import to_merchant_or_person
from anxin.services.aftersale.moving import (
    NOTE_CHARACTERS,
    NotDecided,
    Reviewer,
    after_stop,
    close,
    keep,
    limit_of,
    on_firm_ground,
)
from anxin.services.aftersale.review import tier_of
from anxin.services.aftersale.turns.arbitration import arbitrated_by
from anxin.services.policies import policy_of
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.statement import run

WITHDRAWABLE = (*sorted(UNDECIDED), "awaiting_return", "appealed", "arbitration")
APPEAL_WITHIN = timedelta(days=15)
NUDGE_AGAIN = timedelta(hours=2)
NUDGED = (
    "merchant_turn",
    "platform_review",
    "awaiting_return",
    "appealed",
    "arbitration",
    "replacing",
)
LAST_OF_ORDER = """
SELECT no FROM anxin_aftersale_case WHERE order_id = %(order_id)s::uuid
 ORDER BY submitted_at DESC, id DESC LIMIT 1
"""


def withdraw_case(*, no: str, buyer_id: UUID) -> NotDecided | None:
    """Withdraw the buyer's own case; delivery goes on and the secret may be viewed again."""

    def withdraw(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state not in WITHDRAWABLE:
            return NotDecided("not_withdrawable")
        states = (case.state, "withdrawn")
        return close(case, ground, Event("case_withdrawn", states, "buyer", buyer_id, {"case": no}))

    return on_firm_ground(no, withdraw)


def call_platform_in(*, no: str, buyer_id: UUID) -> NotDecided | None:
    """End the merchant's turn (平台介入): the platform decides, in the time that was promised."""

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state != "merchant_turn":
            return NotDecided("not_merchants_turn")
        states = (case.state, "platform_review")
        event = Event("platform_called_in", states, "buyer", buyer_id, {"case": no})
        return keep(case, ground, event, due_at=after_stop(case))

    return on_firm_ground(no, call)


def ask_for_person(*, no: str, buyer_id: UUID, outside: Outside) -> NotDecided | None:
    """Have a person look at what a machine refused, or at what evidence cannot be had for.

    Behind every automatic decision there is a person on demand (个人信息保护法 Art. 24). Where the
    merchant may be at fault and had no turn yet it is heard first, within that person's time.
    """

    def ask(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_reopened(case, ground, buyer_id)
        if case.buyer_id == buyer_id and case.state == "needs_evidence" and not case.wants:
            refused = None
        elif refused:
            return refused
        elif case.decided_by is not None:
            return NotDecided("appeal_instead")
        policy = policy_of(ground.policy_id)
        dear = is_too_much(case=case, ground=ground, role="agent", remedy=None)
        tier = "senior" if dear or ground.complained else tier_of(case, ground) or "first_line"
        due_at = decide_by(
            tier=tier,
            kind=ground.kind,
            now=case.now,
            policy=policy,
            is_working_day=outside.is_working_day,
        )
        event = Event("person_asked_for", (), "buyer", buyer_id, {"case": no})
        return to_merchant_or_person(
            case, ground, event, decide_by=due_at, tier=tier, takes_ready=True
        )

    return on_firm_ground(no, ask)


def appeal(*, no: str, buyer_id: UUID, said: str) -> NotDecided | None:
    """Appeal against a person's refusal: another reviewer arbitrates within the policy's hour.

    Evidence that the buyer sent since the refusal comes along.
    """

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_reopened(case, ground, buyer_id)
        if refused:
            return refused
        if not said.strip():
            return NotDecided("words_missing")
        data = {"case": no, "said": said[:NOTE_CHARACTERS]}
        event = Event("case_appealed", (case.state, "appealed"), "buyer", buyer_id, data)
        due_at = arbitrated_by(case, ground)
        return keep(
            case, ground, event, due_at=due_at, decide_by=due_at, tier="senior", takes_ready=True
        )

    return on_firm_ground(no, call)


def appeal_for_buyer(*, no: str, by: Reviewer, said: str) -> NotDecided | None:
    """Appeal against a person's refusal on the buyer's behalf, where a check found it wrong.

    As a buyer's own appeal in every bound; besides, whoever appeals does not arbitrate.
    """

    def call(case: CaseRow, ground: Ground) -> NotDecided | None:
        refused = _not_appealed(case, ground)
        if refused:
            return refused
        if by.account_id in (case.buyer_id, case.decided_by):
            return NotDecided("own_case")
        states, due_at = (case.state, "appealed"), arbitrated_by(case, ground)
        data = {"case": no, "said": said[:NOTE_CHARACTERS]}
        event = Event("appealed_for_buyer", states, by.role, by.account_id, data)
        return keep(
            case,
            ground,
            event,
            due_at=due_at,
            decide_by=due_at,
            tier="senior",
            why={"appealed_by": str(by.account_id)},
            takes_ready=True,
        )

    return on_firm_ground(no, call)


def why_not_reopened(*, no: str) -> NotDecided | None:
    """Return why nobody looks at a refused case again now, if nobody does."""
    return on_firm_ground(no, lambda case, ground: _not_reopened(case, ground, case.buyer_id))


def why_not_appealed(*, no: str) -> NotDecided | None:
    """Return why a case cannot be appealed on the buyer's behalf now, if it cannot."""
    return on_firm_ground(no, _not_appealed)


def _not_appealed(case: CaseRow, ground: Ground) -> NotDecided | None:
    refused = _not_reopened(case, ground, case.buyer_id)
    return refused or (NotDecided("not_by_a_person") if case.decided_by is None else None)


def _not_reopened(case: CaseRow, ground: Ground, buyer_id: UUID) -> NotDecided | None:
    """Return why a refused case cannot be looked at again: it is the order's last, and recent."""
    if case.buyer_id != buyer_id:
        return NotDecided("not_found")
    if case.state != "rejected":
        return NotDecided("not_rejected")
    if case.code == "nothing_left":
        return NotDecided("nothing_left")
    if ground.open_no:
        return NotDecided("case_open")
    if run(LAST_OF_ORDER, {"order_id": ground.order_id})[0].no != case.no:
        return NotDecided("not_the_last")
    if case.closed_at is None or case.closed_at + APPEAL_WITHIN < case.now:
        return NotDecided("too_late")
    return None


def nudge(*, no: str, buyer_id: UUID) -> NotDecided | None:
    """Ask whoever's turn it is to hurry (催办); what is overdue goes to a supervisor at once."""

    def push(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state not in NUDGED or case.stopped_at:
            return NotDecided("not_waiting")
        if case.nudged_at and case.nudged_at + NUDGE_AGAIN > case.now:
            return NotDecided("nudged_already")
        late = case.decide_by is not None and case.decide_by < case.now
        decided = case.state in ("merchant_turn", "awaiting_return") or case.verdict
        tier = "supervisor" if late and not decided else None
        event = Event("case_nudged", (case.state,), "buyer", buyer_id, {"case": no})
        return keep(case, ground, event, due_at=case.due_at, tier=tier, stays=True, nudged=1)

    return on_firm_ground(no, push)


def send_back(*, no: str, buyer_id: UUID, carrier: str, parcel_no: str) -> NotDecided | None:
    """Tell that the goods are on their way back, by whom and under which number.

    From then on it is the merchant's turn: to confirm them, or to say what is wrong.
    """

    def send(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.buyer_id != buyer_id:
            return NotDecided("not_found")
        if case.state != "awaiting_return":
            return NotDecided("not_awaiting_return")
        if case.return_to is None:
            return NotDecided("address_missing")
        if not carrier.strip() or len(parcel_no.strip()) < 6:
            return NotDecided("parcel_missing")
        by, under = carrier.strip()[:40], parcel_no.strip()[:40]
        data = {"case": no, "carrier": by, "parcel": under}
        event = Event("return_sent", (case.state,), "buyer", buyer_id, data)
        due_at = merchants_until(due_at=case.now + RETURN_TAKEN_WITHIN, limit_at=limit_of(case))
        return keep(case, ground, event, due_at=due_at, carrier=by, parcel=under)

    return on_firm_ground(no, send)
