"""The platform's side of a penalty: confirmed or dropped by a second person, judged by a third.

Whoever decides states which version was read: words that the merchant added meanwhile are read
before anything is decided about them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.people import APPEAL_JUDGES, PENALISERS
from anxin.domain.standing.penalty import (
    BEFORE_DECISION,
    HARMS_NOW,
    WORDS_LEAST,
    WORDS_MOST,
    at_deadline,
    end_of,
    path_of_confirmation,
)
from anxin.domain.states import PENALTY_ENDED
from anxin.services.standing.walking import (
    IN_EFFECT,
    NotPenalised,
    Said,
    is_member,
    lock_penalty,
    present,
    tell,
    walk,
)
from anxin.storage.standing.models import Penalty


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, in which role, in which words, on which version of the penalty."""

    account_id: UUID
    role: str
    said: str
    seen_version: int

    def event(self, kind: str) -> Said:
        """Return the step's event."""
        return Said(kind, self.role, self.account_id, self.said)


def confirm_penalty(*, no: str, decider: Decider, outside: Outside) -> NotPenalised | None:
    """Confirm a penalty that somebody else proposed, once the merchant was heard or kept silent."""

    def confirm(penalty: Penalty) -> NotPenalised | None:
        if penalty.state == "proposed":
            return NotPenalised("not_heard_yet")
        if penalty.state not in ("heard", "unheard"):
            return NotPenalised("moved")
        if penalty.proposed_by_id == decider.account_id:
            return NotPenalised("same_person")
        penalty.confirmed_by_id = decider.account_id
        states = path_of_confirmation(kind=penalty.kind, state=penalty.state)
        walk(
            penalty=penalty,
            states=states,
            said=decider.event("penalty_confirmed"),
            outside=outside,
        )
        return None

    return _decide(no, decider, PENALISERS, confirm)


def drop_penalty(*, no: str, decider: Decider, outside: Outside) -> NotPenalised | None:
    """Drop a proposal: nothing is left of it but its history."""

    def drop(penalty: Penalty) -> NotPenalised | None:
        if penalty.state not in BEFORE_DECISION:
            return NotPenalised("moved")
        states = (penalty.state, "dropped")
        walk(penalty=penalty, states=states, said=decider.event("penalty_dropped"), outside=outside)
        return None

    return _decide(no, decider, PENALISERS, drop)


def protect_buyers(*, no: str, decider: Decider, outside: Outside) -> NotPenalised | None:
    """Stop a product or shop at once where it harms buyers now, until the decision's deadline."""

    def protect(penalty: Penalty) -> NotPenalised | None:
        if penalty.state not in BEFORE_DECISION or penalty.protective:
            return NotPenalised("moved")
        if penalty.kind not in ("delist", "suspend") or penalty.basis not in HARMS_NOW:
            return NotPenalised("not_protective")
        penalty.protective = True
        tell(penalty=penalty, said=decider.event("buyers_protected"), data=None)
        return None

    return _decide(no, decider, PENALISERS, protect)


def lift_penalty(*, no: str, decider: Decider, outside: Outside) -> NotPenalised | None:
    """Lift a penalty: what it restrained is free, what it took comes back to the deposit.

    Not by whoever confirmed it: what was decided is undone by another hand, unless the merchant
    has put right what was wrong.
    """

    def lift(penalty: Penalty) -> NotPenalised | None:
        if penalty.state not in ("confirmed", "rectified", *IN_EFFECT):
            return NotPenalised("moved")
        if penalty.state != "rectified" and penalty.confirmed_by_id == decider.account_id:
            return NotPenalised("same_person")
        states = (penalty.state, "lifted")
        walk(penalty=penalty, states=states, said=decider.event("penalty_lifted"), outside=outside)
        return None

    return _decide(no, decider, PENALISERS, lift)


def find_wanting(*, no: str, decider: Decider, outside: Outside) -> NotPenalised | None:
    """Say what is still wrong with what the merchant put right: the penalty goes on."""

    def go_on(penalty: Penalty) -> NotPenalised | None:
        if penalty.state != "rectified":
            return NotPenalised("moved")
        states = ("rectified", "upheld" if penalty.judged_by_id else "in_force")
        walk(penalty=penalty, states=states, said=decider.event("found_wanting"), outside=outside)
        return None

    return _decide(no, decider, PENALISERS, go_on)


def judge_appeal(
    *, no: str, decider: Decider, upheld: bool, outside: Outside
) -> NotPenalised | None:
    """Decide an appeal, as somebody who neither proposed nor confirmed the penalty."""

    def judge(penalty: Penalty) -> NotPenalised | None:
        if penalty.state != "appealed":
            return NotPenalised("moved")
        if decider.account_id in (penalty.proposed_by_id, penalty.confirmed_by_id):
            return NotPenalised("same_person")
        penalty.judged_by_id = decider.account_id
        word = "upheld" if upheld else "overturned"
        event = decider.event(f"penalty_{word}")
        walk(penalty=penalty, states=("appealed", word), said=event, outside=outside)
        return None

    return _decide(no, decider, APPEAL_JUDGES, judge)


@transaction.atomic
def end_step(*, no: str, outside: Outside) -> bool:
    """Do what a penalty's passed deadline says; say whether there was anything to do."""
    penalty = lock_penalty(no=no)
    if penalty is None or penalty.due_at is None or penalty.due_at > present():
        return False
    over = penalty.until is not None and penalty.until <= penalty.due_at
    if over or penalty.state in IN_EFFECT:
        states: tuple[str, ...] = (penalty.state, "lifted")
        event = Said("penalty_ended", "system")
    else:
        states = at_deadline(state=penalty.state, kind=penalty.kind)
        event = Said(f"penalty_{states[-1]}", "system", data={"deadline": True})
    walk(penalty=penalty, states=states, said=event, outside=outside)
    return True


@transaction.atomic
def end_made_good(*, no: str, outside: Outside) -> bool:
    """End a penalty whose ground the merchant has removed, such as a deposit now complete."""
    penalty = lock_penalty(no=no)
    if penalty is None or penalty.state in PENALTY_ENDED:
        return False
    word = end_of(state=penalty.state)
    event = Said(f"penalty_{word}", "system", data={"made_good": True})
    walk(penalty=penalty, states=(penalty.state, word), said=event, outside=outside)
    return True


@transaction.atomic
def _decide(
    no: str,
    decider: Decider,
    roles: frozenset[str],
    decide: Callable[[Penalty], NotPenalised | None],
) -> NotPenalised | None:
    """Lock the penalty and decide, if this person may and has read its last word."""
    penalty = lock_penalty(no=no)
    if penalty is None or decider.role not in roles:
        return NotPenalised("not_found")
    if is_member(merchant_id=penalty.merchant_id, actor=decider.account_id):
        return NotPenalised("own_merchant")
    if not WORDS_LEAST <= len(decider.said.strip()) <= WORDS_MOST:
        return NotPenalised("words_missing")
    if penalty.version != decider.seen_version:
        return NotPenalised("moved")
    return decide(penalty)
