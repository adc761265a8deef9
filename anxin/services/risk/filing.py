"""A buyer files an appeal, corrects the name of one that did not match, or confirms his own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from anxin.domain.identity import NAME_CHARACTERS, masked_name, normalised, problem_of_number
from anxin.domain.outside import Outside, SecretBox
from anxin.domain.risk.signals import SAID_CHARACTERS
from anxin.services.numbers import new_no
from anxin.services.risk.appealing import (
    AGAIN_AFTER,
    ANSWER_WITHIN,
    NotAppealed,
    lock_appeal,
    move_appeal,
    submit_to_people,
)
from anxin.services.risk.assessing import lock_buyer
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.risk import appeals, queries
from anxin.storage.risk.appeals import AppealRow
from anxin.storage.risk.models import Appeal, IdentityCheck

CHECKS_PER_APPEAL: Final = 3
CHECKS_PER_DAY: Final = 5
"""Whoever tries names and numbers is not confirming his own."""
IDENTITY: Final = b"risk:identity"


@dataclass(frozen=True, slots=True)
class AppealForm:
    """What the buyer fills in. Name and number are empty where they were confirmed before."""

    form_key: UUID
    note: str = ""
    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)


@transaction.atomic
def file_appeal(*, account_id: UUID, form: AppealForm, outside: Outside) -> NotAppealed | None:
    """File an appeal against what restricts the account, once per form."""
    if not lock_buyer(account_id=account_id):
        return NotAppealed("not_found")
    if Appeal.objects.filter(account_id=account_id, form_key=form.form_key).exists():
        return None
    person = queries.person(account_id=account_id)
    last = appeals.latest_appeal(account_id=account_id)
    assert person is not None, "the account is locked"
    known = appeals.has_identity(account_id=account_id)
    refused = _refused(account_id, form, last) or (
        "" if known else _problem(account_id, form, person.now)
    )
    if refused:
        return NotAppealed(refused)
    made = _new_appeal(account_id, form, state="checking")
    if known:
        submit_to_people(appeal=made, is_working_day=outside.is_working_day)
    else:
        _ask(account_id, made.id, form, outside)
    return None


@transaction.atomic
def correct_identity(*, account_id: UUID, form: AppealForm, outside: Outside) -> NotAppealed | None:
    """Ask again with another name and number, for an appeal where they did not match."""
    found = appeals.latest_appeal(account_id=account_id)
    appeal = lock_appeal(no=found.no) if found else None
    if appeal is None:
        return NotAppealed("not_found")
    if IdentityCheck.objects.filter(account_id=account_id, form_key=form.form_key).exists():
        return None
    if appeal.state != "mismatched":
        return NotAppealed("not_mismatched")
    if appeal.checks >= CHECKS_PER_APPEAL:
        return NotAppealed("too_many_checks")
    problem = _problem(account_id, form, appeal.now)
    if problem:
        return NotAppealed(problem)
    move_appeal(appeal=appeal, state="checking", due_at=ClockNow() + ANSWER_WITHIN)
    _ask(account_id, appeal.id, form, outside)
    return None


@transaction.atomic
def confirm_identity(*, account_id: UUID, form: AppealForm, outside: Outside) -> NotAppealed | None:
    """Have one's name confirmed for its own sake: it raises credit, once per person."""
    if not lock_buyer(account_id=account_id):
        return NotAppealed("not_found")
    checks = IdentityCheck.objects.filter(account_id=account_id)
    if checks.filter(form_key=form.form_key).exists():
        return None
    if checks.filter(state__in=("waiting", "confirmed")).exists():
        return NotAppealed("checked_already")
    person = queries.person(account_id=account_id)
    assert person is not None, "the account is locked"
    problem = _problem(account_id, form, person.now)
    if problem:
        return NotAppealed(problem)
    digest = number_digest(number=form.number, box=outside.secrets)
    if appeals.named_otherwise(account_id=account_id, digest=digest):
        return NotAppealed("another_person")
    _ask(account_id, None, form, outside)
    return None


def _refused(account_id: UUID, form: AppealForm, last: AppealRow | None) -> str:
    if not queries.open_restrictions(account_id=account_id):
        return "not_restricted"
    if last and last.closed_at is None:
        return "appealed_already"
    rejected_at = last.closed_at if last and last.state == "rejected" else None
    if last and rejected_at and last.now < rejected_at + AGAIN_AFTER:
        return "too_soon"
    return "" if form.note.strip() else "note_missing"


def _problem(account_id: UUID, form: AppealForm, now: Any) -> str:
    """Return what is wrong with name or number before anybody is asked about them."""
    if not 2 <= len(form.name.strip()) <= NAME_CHARACTERS:
        return "name"
    problem = problem_of_number(number=normalised(form.number), today=now.date())
    if problem:
        return problem
    if appeals.is_checking(account_id=account_id):
        return "being_checked"
    tried = appeals.count_checks(account_id=account_id)
    return "too_many_checks" if tried >= CHECKS_PER_DAY else ""


def _new_appeal(account_id: UUID, form: AppealForm, *, state: str) -> AppealRow:
    by_hand = [
        one.placed_by_id
        for one in queries.open_restrictions(account_id=account_id)
        if one.placed_by_id
    ]
    made = Appeal.objects.create(
        account_id=account_id,
        no=new_no(),
        form_key=form.form_key,
        note=form.note.strip()[:SAID_CHARACTERS],
        state=state,
        placed_by_id=by_hand[0] if by_hand else None,
        due_at=ClockNow() + ANSWER_WITHIN,
    )
    row = appeals.appeal(no=made.no)
    assert row is not None
    return row


def number_digest(*, number: str, box: SecretBox) -> bytes:
    """Return what an ID number is known by once it is forgotten: equal for the same person."""
    return box.blind_index(plain=normalised(number), owner=IDENTITY)


def _ask(account_id: UUID, appeal_id: UUID | None, form: AppealForm, outside: Outside) -> None:
    """Put the question down, sealed, for the job that asks the provider."""
    no, number = new_no(), normalised(form.number)
    plain = json.dumps({"name": form.name.strip(), "number": number}, ensure_ascii=False)
    sealed = outside.secrets.seal(plain=plain, bound_to=no.encode())
    IdentityCheck.objects.create(
        account_id=account_id,
        appeal_id=appeal_id,
        no=no,
        form_key=form.form_key,
        name_masked=masked_name(form.name),
        number_digest=number_digest(number=number, box=outside.secrets),
        sealed=sealed.data,
        key_no=sealed.key_no,
        next_try_at=ClockNow(),
    )
    queue.defer(task="check_identities")
