"""Appeals of restricted accounts: the buyer's words and his real name, then a person decides.

    checking → submitted → accepted | rejected
             ↘ mismatched → checking, or lapsed after a week

The provider has an hour: if it does not answer, the appeal goes to a person without it, for its
outage is not the buyer's fault. The person has one working day. Where nobody decides in time the
appeal is accepted: who restricts somebody owes him an answer, and a platform that does not give one
may not keep the restriction by keeping silent. What was established stays on record and in the
credit then; only a person can say that it was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from anxin.domain.calendar import WorkingDay, due_after_working_days
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.risk.signals import SAID_CHARACTERS
from anxin.domain.states import RISK_APPEAL, check_path
from anxin.services.risk.assessing import assess_account, lock_buyer
from anxin.services.risk.restricting import Officer
from anxin.services.risk.standing import lift, show_on_account
from anxin.storage.columns import ClockNow
from anxin.storage.risk import appeals, queries
from anxin.storage.risk.appeals import AppealRow
from anxin.storage.risk.models import Appeal, IdentityCheck, Pardon
from anxin.storage.risk.queries import RestrictionRow

DECIDE_WORKING_DAYS: Final = 1
ANSWER_WITHIN: Final = timedelta(hours=1)
"""How long the provider has."""

MISMATCH_FOR: Final = timedelta(days=7)
AGAIN_AFTER: Final = timedelta(days=7)
"""A rejected appeal can be followed by another so much later."""


@dataclass(frozen=True, slots=True)
class NotAppealed:
    """Nothing was saved; `code` says why."""

    code: str


class _StillFlagged(Exception):
    """The reasons marked wrong leave enough to flag: what was written is undone."""


def move_appeal(*, appeal: AppealRow, state: str, due_at: object, **columns: object) -> None:
    """Bring an appeal, whose account is locked, on to another state."""
    check_path(lifecycle=RISK_APPEAL, path=(appeal.state, state))
    closed = None if due_at else ClockNow()
    Appeal.objects.filter(id=appeal.id, state=appeal.state).update(
        state=state, due_at=due_at, closed_at=closed, **columns
    )


def submit_to_people(*, appeal: AppealRow, is_working_day: WorkingDay) -> None:
    """Lay an appeal before those who decide; from now on the clock is the platform's."""
    due_at = due_after_working_days(
        start=appeal.now, days=DECIDE_WORKING_DAYS, is_working_day=is_working_day
    )
    move_appeal(appeal=appeal, state="submitted", due_at=due_at)


def decide_appeal(
    *, no: str, officer: Officer, accept: bool, said: str, wrong: Sequence[str] = ()
) -> NotAppealed | None:
    """Accept or reject an appeal, with words for the buyer.

    `wrong`: the reasons that were wrong, all if none is named. They count for nothing that has
    happened until now; where the others would still flag the account nothing is decided.
    """
    try:
        with transaction.atomic():
            return _decide(no, officer, accept, said.strip()[:SAID_CHARACTERS], wrong)
    except _StillFlagged:
        return NotAppealed("still_flagged")


def _decide(
    no: str, officer: Officer, accept: bool, said: str, wrong: Sequence[str]
) -> NotAppealed | None:
    appeal = lock_appeal(no=no)
    barred = barred_from(appeal=appeal, officer=officer)
    if appeal is None or barred:
        return NotAppealed(barred)
    if not said:
        return NotAppealed("said_missing")
    by = {"decided_by_id": officer.account_id, "said": said}
    if not accept:
        move_appeal(appeal=appeal, state="rejected", due_at=None, **by)
        return None
    restrictions = queries.open_restrictions(account_id=appeal.account_id)
    codes = codes_of(restrictions)
    chosen = [code for code in codes if code in wrong] or codes
    move_appeal(appeal=appeal, state="accepted", due_at=None, wrong=chosen, **by)
    _pardon(appeal, chosen, by=officer.account_id)
    lift(account_id=appeal.account_id, how="appeal", by=officer.account_id, why=said)
    found = assess_account(account_id=appeal.account_id, cause="appeal")
    if found and found.flagged:
        raise _StillFlagged
    show_on_account(account_id=appeal.account_id)
    return None


def barred_from(*, appeal: AppealRow | None, officer: Officer) -> str:
    """Return why somebody cannot decide an appeal: his role, himself, or his own accusation."""
    if appeal is None:
        return "not_found"
    if appeal.state != "submitted":
        return "decided"
    if officer.role not in SENIOR_REVIEWERS:
        return "not_allowed"
    if officer.account_id == appeal.account_id:
        return "own_appeal"
    restricted_by = appeals.list_accusers(account_id=appeal.account_id)
    return "own_restriction" if officer.account_id in restricted_by else ""


def codes_of(restrictions: Sequence[RestrictionRow]) -> list[str]:
    """Return the reasons of those restrictions, each once."""
    return list(dict.fromkeys(code for one in restrictions for code in one.codes))


@transaction.atomic
def end_appeal(*, no: str, is_working_day: WorkingDay) -> bool:
    """Do what an appeal's deadline says; say whether it was due."""
    appeal = lock_appeal(no=no)
    if appeal is None or appeal.due_at is None or appeal.due_at > appeal.now:
        return False
    if appeal.state == "checking":
        IdentityCheck.objects.filter(appeal_id=appeal.id, state="waiting").update(
            state="unanswered", sealed=None, key_no=None, next_try_at=None, answered_at=ClockNow()
        )
        submit_to_people(appeal=appeal, is_working_day=is_working_day)
    elif appeal.state == "mismatched":
        move_appeal(appeal=appeal, state="lapsed", due_at=None)
    else:
        _accept_late(appeal)
    return True


def _accept_late(appeal: AppealRow) -> None:
    """Lift what stood when the appeal was filed; what was placed since can be appealed itself."""
    restrictions = queries.open_restrictions(account_id=appeal.account_id)
    codes = codes_of([one for one in restrictions if one.placed_at <= appeal.at])
    move_appeal(appeal=appeal, state="accepted", due_at=None, wrong=codes)
    _pardon(appeal, codes, by=None)
    lift(account_id=appeal.account_id, how="late", placed_until=appeal.at)
    assess_account(account_id=appeal.account_id, cause="appeal")


def _pardon(appeal: AppealRow, codes: Sequence[str], *, by: UUID | None) -> None:
    Pardon.objects.bulk_create(
        Pardon(account_id=appeal.account_id, appeal_id=appeal.id, code=code, by_id=by)
        for code in codes
    )


def lock_appeal(*, no: str) -> AppealRow | None:
    """Return an appeal as it stands once its account is locked, as everything about one is."""
    found = appeals.appeal(no=no)
    if found is None:
        return None
    lock_buyer(account_id=found.account_id)
    return appeals.appeal(no=no)
