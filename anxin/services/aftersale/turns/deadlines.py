"""What a case does when its time is over: nobody waits for ever, whoever does not answer."""

from __future__ import annotations

from datetime import timedelta

from anxin.domain.case import silence_agrees
from anxin.domain.people import may_review, tier_raised
from anxin.domain.postings import OF_BUYER
from anxin.services.aftersale.change import Event
from anxin.services.aftersale.giving import give, remedy_of, stood_on
from anxin.services.aftersale.hearing import to_merchant_or_person
from anxin.services.aftersale.moving import (
    NotDecided,
    after_stop,
    close,
    is_asked,
    keep,
    on_firm_ground,
    without_verdict,
)
from anxin.services.aftersale.review import tier_to_come
from anxin.services.aftersale.turns.returning import tell_address
from anxin.services.policies import policy_of
from anxin.storage.aftersale.by_law import is_by_law
from anxin.storage.aftersale.ground import Ground
from anxin.storage.aftersale.queries import CaseRow

ESCALATE_AGAIN = timedelta(days=1)
"""A review that is late is brought up again every day until somebody decides it."""

GONE = ("nothing_left", "sum_out_of_range", "not_covered")
"""Why nothing can be given: a channel has taken the money back since it was quoted, or a merchant
has spent what it was to give of its own."""

HIGHER = {"senior": "supervisor", "supervisor": "supervisor"}


def end_waiting(*, no: str) -> NotDecided | None:
    """Do what a case's deadline says.

    A merchant's silence agrees or brings the case to the platform; an unanswered proposal lapses;
    without evidence a person looks at the case, and an arbiter goes on; a late review goes to a
    senior, then a supervisor; goods not sent back end the case, goods that nobody complains about
    are paid, and so is a replacement that does not come. After `limit_at` an undecided case is paid
    as quoted.
    A verdict that is about to be carried out has been made in time: nothing takes it away. One that
    nobody has signed falls where its state ends by itself: evidence or goods did not come. A case
    that was opened by law is paid or ended by what opened it, never by a deadline of its own.
    """

    def end(case: CaseRow, ground: Ground) -> NotDecided | None:
        if case.due_at is None or case.due_at > case.now:
            return NotDecided("not_due")
        if case.verdict_at and case.verdict_at + ESCALATE_AGAIN > case.now:
            return NotDecided("verdict_pending")
        if is_by_law(case_no=no, order_id=ground.order_id):
            return _left_to_its_claim(case, ground)
        ends = case.state in _ENDS or is_asked(case)
        if case.verdict and case.verdict_at is None and not ends:
            return _unsigned(case, ground)
        return _ENDS.get(case.state, _escalated)(case, ground)

    return on_firm_ground(no, end)


def look_closer(*, no: str, openly: bool = True) -> NotDecided | None:
    """Bring a case that waits for a person to a senior: a piece of its evidence is doubted.

    `openly`: of what both parties see; else the platform alone is told.
    """

    def raise_tier(case: CaseRow, ground: Ground) -> NotDecided | None:
        waits = case.state in ("platform_review", "merchant_turn")
        if not waits or case.tier in HIGHER:
            return NotDecided("not_needed")
        aside = {} if openly else {"audience": "staff"}
        event = Event("evidence_doubted", (case.state,), "system", data={"case": no, **aside})
        due_at = case.due_at or case.now + ESCALATE_AGAIN
        asked = case.stopped_at is not None
        # A doubt is a new fact: what somebody below a senior has decided without it is off.
        known = not case.verdict or may_review(role=case.verdict["role"], tier="senior")
        return keep(
            case, ground, event, due_at=due_at, buyer_asked=asked, tier="senior", stays=known
        )

    return on_firm_ground(no, raise_tier)


def evidence_came(*, no: str) -> NotDecided | None:
    """Bring a case back to the reviewer or arbiter who asked for more: it has been read."""

    def go_on(case: CaseRow, ground: Ground) -> NotDecided | None:
        if not is_asked(case):
            return NotDecided("not_waiting")
        states = back_to_who_asked(case)
        doubted = any(piece.verdict == "suspicious" for piece in ground.pieces)
        event = Event("evidence_came", states, "system", data={"case": no})
        tier = "senior" if doubted and case.tier not in HIGHER else None
        return keep(case, ground, event, due_at=after_stop(case), tier=tier)

    return on_firm_ground(no, go_on)


def back_to_who_asked(case: CaseRow) -> tuple[str, ...]:
    """Return the way back of a case whose buyer was asked for more: an arbiter's never left."""
    return (case.state, "platform_review") if case.state == "needs_evidence" else (case.state,)


def _merchant_silent(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Silence counts as agreement where it may; an unanswered offer of its own is not silence.

    Nobody agrees by silence to what was shown to the platform alone.
    """
    if case.stopped_at:
        return _to_platform(case, ground, "proposal_lapsed")
    agrees = silence_agrees(
        tier=case.tier,
        gross_fen=case.gross_fen,
        verdicts=tuple(
            piece.verdict
            for piece in ground.pieces
            if piece.is_open or piece.verdict != "consistent"
        ),
        limit_fen=policy_of(ground.policy_id).limits.silence_agrees_fen,
    )
    if not agrees:
        return _to_platform(case, ground, "merchant_silent")
    event = Event("merchant_silent", (), "system", data={"case": case.no})
    nowhere = case.return_goods and ground.returns_to is None
    return _given_or_senior(case, ground, event, pays_now=nowhere)


def _to_platform(case: CaseRow, ground: Ground, kind: str) -> NotDecided | None:
    event = Event(kind, (case.state, "platform_review"), "system", data={"case": case.no})
    due_at = after_stop(case)
    return keep(case, ground, event, due_at=due_at)


def _evidence_missing(case: CaseRow, ground: Ground) -> NotDecided | None:
    great = tier_to_come(case, ground) == "senior" or case.tier in HIGHER
    event = Event("case_escalated", (), "system", data={"case": case.no})
    tier = tier_raised(tier=case.tier, to="senior") if great else "first_line"
    decide_by = case.now + ESCALATE_AGAIN
    return to_merchant_or_person(case, ground, event, decide_by=decide_by, tier=tier)


def _unsigned(case: CaseRow, ground: Ground) -> NotDecided | None:
    """A verdict waits too long for its second signature: a supervisor presses, again every day.

    It stays, and any other senior can still sign it. On the last day it falls: it holds up neither
    a decision nor, a day later, what the system owes (`_escalated`), and nobody who can find no
    second person gets another sum paid than is owed by waiting.
    """
    over = case.limit_at is not None and case.limit_at <= case.now
    data = {"case": case.no, "first": (case.verdict or {}).get("by")}
    kind = "signature_missing" if over else "signature_overdue"
    due_at = case.now + ESCALATE_AGAIN
    if case.limit_at:
        last = case.limit_at + ESCALATE_AGAIN if over else case.limit_at
        due_at = max(case.now, last) if over else min(due_at, last)
    event = Event(kind, (case.state,), "system", data=data)
    stands = without_verdict(case) if over else case
    return keep(stands, ground, event, due_at=due_at, tier="supervisor", stays=not over)


def _escalated(case: CaseRow, ground: Ground) -> NotDecided | None:
    """A late decision is somebody's higher up; after two weeks it is made by the quote itself.

    Where nothing was quoted what was asked for is given, however much: supervisors were told of it
    every day, and more than fifteen days are deliberate delay. What cannot be given stays theirs.
    """
    if case.stopped_at:
        kind = "evidence_not_sent" if is_asked(case) else "proposal_lapsed"
        event = Event(kind, (case.state,), "system", data={"case": case.no})
        return keep(case, ground, event, due_at=after_stop(case))
    if case.limit_at and case.limit_at <= case.now and not _maybe_given_outside(case, ground):
        given = _owed(case, ground)
        if given is None or given.code == "moved":
            return given
    event = Event("case_escalated", (case.state,), "system", data={"case": case.no})
    due_at = case.now + ESCALATE_AGAIN
    if case.limit_at and case.limit_at > case.now:
        due_at = min(due_at, case.limit_at)
    return keep(case, ground, event, due_at=due_at, tier=HIGHER.get(case.tier or "", "senior"))


def _maybe_given_outside(case: CaseRow, ground: Ground) -> bool:
    """Say whether a channel may be giving the same money outside, unseen by it.

    The way it came no channel gives more than was paid, whoever asks; a wallet is filled beside it.
    """
    by_channel = any(payment.method not in OF_BUYER for payment in ground.payments)
    return ground.complained and case.destination == "wallet" and by_channel


def _owed(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Give what the policy quoted, else what was asked for."""
    told = Event("limit_reached", (), "system", data={"case": case.no})
    nowhere = case.return_goods and ground.returns_to is None
    return give(case, ground, told, remedy_of(case, None), pays_now=nowhere)


def _left_to_its_claim(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Somebody gave it a deadline (asked for more): it is back in review, without one."""
    if case.state not in ("platform_review", "needs_evidence"):
        return NotDecided("not_due")
    path = tuple(dict.fromkeys((case.state, "platform_review")))
    event = Event("case_with_claim", path, "system", data={"case": case.no})
    return keep(case, ground, event, due_at=None, stays=True)


def _return_over(case: CaseRow, ground: Ground) -> NotDecided | None:
    """Goods on their way that the merchant says nothing of are back; goods never sent are kept.

    Where the merchant never said where to send them, nothing need be sent.
    """
    data = {"case": case.no}
    if case.return_sent_at:
        taken = Event("return_taken_as_back", (), "system", data=data)
        return _given_or_senior(case, ground, taken, own_money=case.own_money)
    if case.return_to is None and ground.returns_to:
        return tell_address(case, ground)
    if case.return_to is None:
        waived = Event("return_waived", (), "system", data=data)
        return _given_or_senior(case, ground, waived, pays_now=True, own_money=case.own_money)
    states, data = (case.state, "withdrawn"), stood_on(case, ground)
    return close(case, ground, Event("return_not_sent", states, "system", data=data))


def _not_replaced(case: CaseRow, ground: Ground) -> NotDecided | None:
    event = Event("replacement_failed", (), "system", data={"case": case.no})
    return _given_or_senior(case, ground, event, own_money=case.own_money)


def _given_or_senior(
    case: CaseRow,
    ground: Ground,
    event: Event,
    *,
    pays_now: bool = False,
    own_money: bool = False,
) -> NotDecided | None:
    """Give back what is due; where a chargeback has taken it meanwhile, a senior closes the case.

    So does one where its merchant has not the `own_money` that it gave beyond the rules.

    Left as it is, its deadline would be over for ever and nobody would have it.
    """
    given = give(case, ground, event, pays_now=pays_now, own_money=own_money)
    if given is None or given.code not in GONE:
        return given
    due_at = case.now + ESCALATE_AGAIN
    escalated = Event(
        "case_escalated", (case.state, "platform_review"), "system", data={"case": case.no}
    )
    tier = tier_raised(tier=case.tier, to="senior")
    return keep(case, ground, escalated, due_at=due_at, decide_by=due_at, tier=tier)


_ENDS = {
    "merchant_turn": _merchant_silent,
    "needs_evidence": _evidence_missing,
    "awaiting_return": _return_over,
    "replacing": _not_replaced,
}
