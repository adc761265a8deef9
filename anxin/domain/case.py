"""What follows from a quote: the path a case walks at once, and the order with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anxin.domain.quote.facts import Answer
from anxin.domain.states import BUYERS_TURN, CASE, CASE_OPEN, ORDER, UNDELIVERED, check_path

EVIDENCE_WITHIN = timedelta(hours=72)
"""How long a case waits for evidence before a person looks at it without."""

RETURN_TAKEN_WITHIN = timedelta(days=10)
"""How long a merchant has to say what is wrong with goods on their way back; then they are paid."""

WAITS_WITHIN = {
    "issuer_status": timedelta(seconds=30),
    "supplier": timedelta(minutes=10),
    "evidence": timedelta(minutes=15),
}
"""How long a case waits for a word from outside before it is decided without."""

LOCKS_WITHIN = timedelta(minutes=30)
"""How long an approved case waits for its cards to be locked before a senior looks at it."""

ADDRESS_WITHIN = timedelta(days=2)
"""How long a merchant has to say where goods are to be sent back to; then nothing need be sent."""

RETURN_SENT_WITHIN = timedelta(days=7)
"""How long a buyer has to send goods back; after that the case lapses and may be made again."""

DECIDED_WITHIN = timedelta(days=14)
"""After so long without the buyer's own time a case is paid as quoted, whoever has not decided.

More than fifteen days without a refund count as deliberate delay (侵害消费者权益行为处罚办法
Art. 8–10)."""

REPLACED_WITHIN = timedelta(hours=24)
"""How long a replacement that was agreed on may take; after that the money goes back."""

_AFTER_SUBMISSION = {
    "refuse": ("rejected",),
    "need_evidence": ("needs_evidence",),
    "review": ("platform_review",),
    "approve": ("approved",),
    "instant": ("approved",),
}


@dataclass(frozen=True, slots=True)
class Course:
    """The states that a case and its order walk through in one transaction; the last one stays.

    `pays`: the money is set in motion in the same transaction. `due_at`: the case's own deadline.
    `buyer_asked`: somebody's proposal waits for the buyer's answer. `others_turn`: it is not the
    buyer's turn, though the state alone would say so: goods are on their way back, or their
    merchant has not said where to.
    """

    case: tuple[str, ...]
    order: tuple[str, ...]
    pays: bool
    due_at: datetime | None = None
    buyer_asked: bool = False
    others_turn: bool = False

    @property
    def stops(self) -> bool:
        """Whether the clock of everybody else stands still after this: it is the buyer's turn."""
        by_state = self.case[-1] in BUYERS_TURN and not self.others_turn
        return self.buyer_asked or by_state

    @property
    def case_open(self) -> bool:
        """Whether delivery stands still and the secret stays hidden after this."""
        return self.case[-1] in CASE_OPEN


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands when it is decided, at `now`.

    `all_back`: the refund gives back all there was. `at_once`: every part of it goes to a wallet,
    so that nobody else has to be waited for. `keeps_goods`: a sum is given, nothing goes back.
    `address_known`: the merchant has said where goods are to be sent back to. `limit_at`: the day
    on which nobody but the buyer may be waited for any longer.
    """

    now: datetime
    order_state: str
    all_back: bool
    at_once: bool
    keeps_goods: bool = False
    address_known: bool = True
    limit_at: datetime | None = None


def owed_by_itself(*, answer: Answer) -> Answer:
    """Return a quote as the site itself follows it: what was not delivered is given back at once.

    Nobody asks for it and nothing of it is doubtful, so neither its sum nor how its buyer has
    behaved sends it to a person (MISSION B1). What was delivered is quoted as it is.
    """
    if answer.clause != "undelivered" or answer.gross_fen <= 0:
        return answer
    return replace(answer, outcome="approve", tier=None, missing=(), decide_by=None)


def course_of_submission(*, answer: Answer, standing: Standing) -> Course:
    """Return what a fresh case does by itself.

    Raises `IllegalMove` where an answer asks for a step that no lifecycle has.
    """
    states = ("submitted", *_AFTER_SUBMISSION[answer.outcome])
    if states[-1] == "platform_review" and answer.cause == "merchant":
        return _merchant_first(answer, standing)
    if states[-1] == "approved":
        waits = answer.return_goods
        return (_goods_first if waits else _paid)(states, answer, standing)
    evidence_due = standing.now + EVIDENCE_WITHIN
    due_at = evidence_due if states[-1] == "needs_evidence" else answer.decide_by
    return _checked(Course(states, (standing.order_state,), pays=False, due_at=due_at))


def _merchant_first(answer: Answer, standing: Standing) -> Course:
    """Where it may be the merchant's fault the merchant is heard, in half of the time there is."""
    assert answer.decide_by is not None, "what is reviewed has a deadline"
    due_at = heard_until(now=standing.now, decide_by=answer.decide_by)
    path = ("submitted", "merchant_turn")
    return _checked(Course(path, (standing.order_state,), pays=False, due_at=due_at))


def heard_until(*, now: datetime, decide_by: datetime) -> datetime:
    """Return until when a merchant is heard: half of what is left to the promised decision."""
    return now + (decide_by - now) / 2


def merchants_until(*, due_at: datetime, limit_at: datetime | None) -> datetime:
    """Return until when a merchant is waited for over goods that come back: `limit_at` at most."""
    return min(due_at, limit_at) if limit_at else due_at


def silence_agrees(
    *, tier: str | None, gross_fen: int, verdicts: tuple[str, ...], limit_fen: int
) -> bool:
    """Say whether a merchant that did not answer in its turn has agreed.

    Only to what is not large (`limit_fen`: the policy's), not doubted, and shown by a piece of
    evidence that agrees with the records (ARCHITECTURE.md, Lifecycles); the rest a person decides,
    and so what the policy has refused (nothing is quoted).
    """
    doubted = tier in ("senior", "supervisor") or "suspicious" in verdicts
    return not doubted and 0 < gross_fen <= limit_fen and "consistent" in verdicts


def course_of_waiting(*, waits_for: str, standing: Standing) -> Course:
    """Return what a fresh case does that waits for a word from outside: nothing yet."""
    due_at = standing.now + WAITS_WITHIN[waits_for]
    return _checked(Course(("submitted",), (standing.order_state,), pays=False, due_at=due_at))


def course_until_locked(*, course: Course, standing: Standing) -> Course:
    """Return as much of a course as may be done before the cards are locked: no money moves.

    A replacement that did not come is approved as a refund then.
    """
    before = course.case[: course.case.index("refunding")]
    path = before if before[-1] == "approved" else (*before, "approved")
    due_at = standing.now + LOCKS_WITHIN
    return _checked(Course(path, (standing.order_state,), pays=False, due_at=due_at))


def course_to_person(*, case_state: str, standing: Standing, due_at: datetime) -> Course:
    """Return what a case does that a person has to look at after all."""
    path = (case_state, "platform_review")
    return _checked(Course(path, (standing.order_state,), pays=False, due_at=due_at))


def course_of_approval(*, case_state: str, answer: Answer, standing: Standing) -> Course:
    """Return what a case does that somebody approves, or whose goods somebody has back.

    An approved one waited for its cards to be locked, and now they are.
    """
    if case_state in ("awaiting_return", "approved", "replacing"):
        return _paid((case_state,), answer, standing)
    before = ("appealed", "arbitration") if case_state == "appealed" else (case_state,)
    waits = answer.return_goods
    return (_goods_first if waits else _paid)((*before, "approved"), answer, standing)


def course_of_replacement(*, case_state: str, standing: Standing) -> Course:
    """Return what a case does that is settled by a replacement: somebody has to supply it."""
    before = ("appealed", "arbitration") if case_state == "appealed" else (case_state,)
    path = (*before, "approved", "replacing")
    due_at = standing.now + REPLACED_WITHIN
    return _checked(Course(path, (standing.order_state,), pays=False, due_at=due_at))


def _goods_first(before: tuple[str, ...], answer: Answer, standing: Standing) -> Course:
    path = (*before, "awaiting_return")
    known = standing.address_known
    due_at = standing.now + RETURN_SENT_WITHIN
    if not known:
        due_at = merchants_until(due_at=standing.now + ADDRESS_WITHIN, limit_at=standing.limit_at)
    order = (standing.order_state,)
    return _checked(Course(path, order, pays=False, due_at=due_at, others_turn=not known))


def _paid(before: tuple[str, ...], answer: Answer, standing: Standing) -> Course:
    path = (*before, "refunding", "refunded") if standing.at_once else (*before, "refunding")
    return _checked(Course(path, _order_path(answer, standing), pays=True))


def _order_path(answer: Answer, standing: Standing) -> tuple[str, ...]:
    """All back: the order is off. The part not delivered back: what was delivered is all."""
    state = standing.order_state
    if state not in UNDELIVERED or (standing.keeps_goods and not standing.all_back):
        return (state,)
    if standing.all_back:
        return (state, "cancelled")
    if answer.units == 0 and state == "delivering":
        return (state, "delivered")
    return (state,)


def _checked(course: Course) -> Course:
    check_path(lifecycle=CASE, path=course.case)
    check_path(lifecycle=ORDER, path=course.order)
    return course
