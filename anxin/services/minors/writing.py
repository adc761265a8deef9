"""What the guardian writes: who the two are, what was bought, who consented; then submits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction

from anxin.domain.identity import NAME_CHARACTERS, masked_name, normalised, problem_of_number
from anxin.domain.minors.caps import CHINA, FULL_AGE, SENSITIVE_BELOW, age_on
from anxin.domain.minors.deadlines import DECIDE_WITHIN, after_stop, next_look
from anxin.domain.minors.outside import Vault
from anxin.domain.minors.words import CONSENTS, RELATIONS, SAID_CHARACTERS
from anxin.services.minors.finding import attach_by_numbers, freeze_by_name
from anxin.services.minors.freezing import lift_freeze
from anxin.services.minors.telling import (
    NotDone,
    lock_claim,
    open_words,
    sealed_words,
    tell,
    walk,
)
from anxin.services.numbers import new_no
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import Check, Claim
from anxin.storage.minors.queries import ClaimRow

CHECKS: Final = 8
ORDERS: Final = 30
PHONE_CHARACTERS: Final = 30
OLDEST_CLAIMED_FOR: Final = FULL_AGE + 3
"""A claim may be made within three years of full age (民法典 Art. 188, 190)."""


@dataclass(frozen=True, slots=True)
class PeopleForm:
    """Who asks for whom."""

    relation: str
    phone: str = field(repr=False)
    guardian_name: str = field(repr=False)
    guardian_number: str = field(repr=False)
    minor_name: str = field(repr=False)
    minor_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PurchasesForm:
    """What was bought and how it came about. The guardian need not know order numbers."""

    consent: str
    statement: str = field(repr=False)
    orders: tuple[str, ...] = ()
    account: str = field(default="", repr=False)
    target: str = field(default="", repr=False)
    description: str = field(default="", repr=False)


@transaction.atomic
def write_people(*, no: str, form: PeopleForm, vault: Vault) -> NotDone | None:
    """Note who asks for whom; both names are checked with the provider, outside this request."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "draft":
        return NotDone("not_open")
    today = claim.now.astimezone(CHINA).date()
    problem = _problem_of_people(form, today)
    if problem:
        return NotDone(problem)
    if claim.checks >= CHECKS:
        return NotDone("too_many_checks")
    born = _born(form.minor_number)
    _ask(claim, "guardian", form.guardian_name, form.guardian_number, vault)
    _ask(claim, "minor", form.minor_name, form.minor_number, vault)
    told = {
        "phone": form.phone.strip()[:PHONE_CHARACTERS],
        "guardian_name": form.guardian_name.strip(),
        "minor_name": form.minor_name.strip(),
        "minor_born": born.isoformat(),
    }
    kept = {**open_words(claim=claim, vault=vault), **told}
    Claim.objects.filter(id=claim.id).update(
        **sealed_words(no=no, words=kept, vault=vault),
        relation=form.relation,
        guardian_masked=masked_name(form.guardian_name),
        minor_masked=masked_name(form.minor_name),
        guardian_digest=person_digest(number=form.guardian_number, vault=vault),
        minor_digest=person_digest(number=form.minor_number, vault=vault),
        sensitive=age_on(born=born, day=today) < SENSITIVE_BELOW,
    )
    tell(claim_id=claim.id, kind="people_written", role="guardian")
    return None


def _problem_of_people(form: PeopleForm, today: date) -> str:
    """Why the two cannot be those, as `<who>_<what>`; empty if they can."""
    if form.relation not in RELATIONS:
        return "relation"
    people = (("guardian", form.guardian_name, form.guardian_number),
              ("minor", form.minor_name, form.minor_number))  # fmt: skip
    for who, name, number in people:
        if not 0 < len(name.strip()) <= NAME_CHARACTERS:
            return f"{who}_name"
        problem = problem_of_number(number=normalised(number), today=today)
        if problem:
            return f"{who}_{problem}"
    if age_on(born=_born(form.guardian_number), day=today) < FULL_AGE:
        return "guardian_under_age"
    if age_on(born=_born(form.minor_number), day=today) >= OLDEST_CLAIMED_FOR:
        return "minor_of_age"
    return ""


def _born(number: str) -> date:
    digits = normalised(number)[6:14]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def person_digest(*, number: str, vault: Vault) -> bytes:
    """Return the blind index by which the same person is known again."""
    return vault.box.blind_index(plain=normalised(number), owner=b"minors:person")


def _ask(claim: ClaimRow, who: str, name: str, number: str, vault: Vault) -> None:
    """Have a name and number checked, unless the very same were asked about already."""
    known = bytes(getattr(claim, f"{who}_digest") or b"")
    same = known == person_digest(number=number, vault=vault)
    if same and getattr(claim, f"{who}_check") in ("waiting", "confirmed"):
        return
    Check.objects.filter(claim_id=claim.id, who=who, state="waiting").update(
        state="unanswered", sealed=None, key_no=None, next_try_at=None, answered_at=ClockNow()
    )
    check_no = new_no()
    plain = json.dumps({"name": name.strip(), "number": normalised(number)}, ensure_ascii=False)
    sealed = vault.box.seal(plain=plain, bound_to=check_no.encode())
    Check.objects.create(
        claim_id=claim.id,
        who=who,
        no=check_no,
        sealed=sealed.data,
        key_no=sealed.key_no,
        next_try_at=ClockNow(),
    )
    queue.defer(task="check_minors")


@transaction.atomic
def write_purchases(*, no: str, form: PurchasesForm, vault: Vault) -> NotDone | None:
    """Note what was bought, by order numbers or by what the guardian knows of it."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "draft":
        return NotDone("not_open")
    if form.consent not in CONSENTS:
        return NotDone("consent")
    if not form.statement.strip():
        return NotDone("statement")
    if not (form.orders or form.account.strip() or form.description.strip()):
        return NotDone("nothing_named")
    told = {
        "orders": list(form.orders[:ORDERS]),
        "account": form.account.strip()[:150],
        "target": form.target.strip()[:60],
        "description": form.description.strip()[:SAID_CHARACTERS],
        "statement": form.statement.strip()[:SAID_CHARACTERS],
    }
    kept = {**open_words(claim=claim, vault=vault), **told}
    Claim.objects.filter(id=claim.id).update(
        **sealed_words(no=no, words=kept, vault=vault), consent=form.consent
    )
    tell(claim_id=claim.id, kind="purchases_written", role="guardian")
    return None


@transaction.atomic
def submit_claim(*, no: str, vault: Vault) -> NotDone | None:
    """Submit a claim: the receipt is its page, fifteen days begin, and what is known stands still.

    Sent twice it counts once. Who knows an order's number, or a name and whom it topped up,
    stops the account at once. A name alone anybody may know: there a senior finds the orders first.
    """
    claim = lock_claim(no=no)
    if claim is None or claim.state in ("withdrawn", "lapsed"):
        return NotDone("not_open")
    if claim.state != "draft":
        return None
    missing = missing_of(claim=claim)
    if missing:
        return NotDone(missing)
    decide_by = claim.now + DECIDE_WITHIN
    walk(
        claim=claim,
        path=("submitted",),
        submitted_at=claim.now,
        decide_by=decide_by,
        due_at=next_look(decide_by=decide_by, escalated=False, now=claim.now),
    )
    words = open_words(claim=claim, vault=vault)
    found = attach_by_numbers(claim=claim, words=words)
    if not found:
        freeze_by_name(claim=claim, words=words, vault=vault)
    tell(claim_id=claim.id, kind="submitted", role="guardian", orders=found, papers=claim.papers)
    return None


def missing_of(*, claim: ClaimRow) -> str:
    """Return what a claim still lacks to be submitted, empty if nothing."""
    if not claim.guardian_masked:
        return "people"
    if "not_confirmed" in (claim.guardian_check, claim.minor_check):
        return "identity"
    if not claim.consent:
        return "purchases"
    papers = queries.list_papers(claim_id=claim.id)
    proven = any(one.kind == "relation" and one.state != "refused" for one in papers)
    return "" if proven else "relation_paper"


@transaction.atomic
def answer_papers(*, no: str) -> NotDone | None:
    """Say that the papers that were asked for are there: the clock goes on."""
    claim = lock_claim(no=no)
    if claim is None or claim.state != "asked":
        return NotDone("not_asked")
    resume(claim=claim, role="guardian")
    return None


def resume(*, claim: ClaimRow, role: str) -> None:
    """Have the clock go on, later by as long as it stood still."""
    assert claim.decide_by is not None and claim.stopped_at is not None
    decide_by = after_stop(decide_by=claim.decide_by, stopped_at=claim.stopped_at, now=claim.now)
    walk(
        claim=claim,
        path=("submitted",),
        decide_by=decide_by,
        due_at=next_look(decide_by=decide_by, escalated=claim.escalated, now=claim.now),
        stopped_at=None,
    )
    tell(claim_id=claim.id, kind="papers_answered", role=role)


@transaction.atomic
def withdraw_claim(*, no: str) -> NotDone | None:
    """Withdraw a claim: nothing stands still for it any more."""
    claim = lock_claim(no=no)
    if claim is None or claim.state not in ("draft", "submitted", "asked"):
        return NotDone("not_open")
    walk(
        claim=claim,
        path=("withdrawn",),
        outcome="withdrawn",
        closed_at=claim.now,
        due_at=None,
        stopped_at=None,
    )
    lift_freeze(claim_id=claim.id)
    tell(claim_id=claim.id, kind="withdrawn", role="guardian")
    return None


def words_of(*, no: str, vault: Vault) -> dict[str, Any]:
    """Return what a guardian who holds the code has written himself, to go on with it."""
    claim = queries.claim(no=no)
    return open_words(claim=claim, vault=vault) if claim and claim.state == "draft" else {}
