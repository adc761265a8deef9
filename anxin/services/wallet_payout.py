"""Wallet money that no channel can take back, to its owner's own bank card (docs/decisions/0026).

What can go back the way it came must (services.withdrawal): only the rest is paid here. The card
has to be in the owner's name: a provider is asked whether name and ID number belong together, the
same person as ever before for that account, and finance pays by services.payout and
services.payee, whose bank compares the name again. While a guardian's claim keeps the account
still nothing goes out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction

from anxin.domain import postings
from anxin.domain.bank_card import TAIL, normalised_card, problem_of_card
from anxin.domain.channel import Refused
from anxin.domain.identity import (
    NAME_CHARACTERS,
    Confirmed,
    IdentityAnswer,
    masked_name,
    normalised,
    problem_of_number,
)
from anxin.domain.outside import Outside, SecretBox
from anxin.services.identity import answer_to, claim_statement, claimed, closed_by, is_open
from anxin.services.numbers import new_no
from anxin.services.payout import HANDLE_WITHIN, MOST_FEN, NotMoved, give_back, owner_of
from anxin.services.posting import post
from anxin.services.purse import hold, spend
from anxin.services.risk.assessing import lock_buyer
from anxin.services.risk.filing import CHECKS_PER_DAY, number_digest
from anxin.services.withdrawal import limits_of
from anxin.storage import queue
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import Payee, Payout
from anxin.storage.ledger.payees import kept_back_fen, tries_of
from anxin.storage.ledger.queries import balance
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.refund.ways import list_rooms
from anxin.storage.risk.appeals import named_otherwise
from anxin.storage.statement import run

log = structlog.get_logger()
LEAST_FEN: Final = 100
ANSWER_WITHIN: Final = timedelta(hours=1)
ANY_NUMBER: Final = 1_000_000
BANK_CHARACTERS: Final = 40
CARD: Final = b"wallet_payout:card"

CLAIM = claim_statement(table="anxin_ledger_payee", more="c.payout_id")
GIVE_UP = """
SELECT id, payout_id, no FROM anxin_ledger_payee
 WHERE state = 'waiting' AND at < clock_now() - %(within)s::interval LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class BankForm:
    """What the owner fills in: how much, his name and ID number, and his card."""

    amount_fen: int
    form_key: UUID
    name: str = field(repr=False)
    number: str = field(repr=False)
    bank: str
    card: str = field(repr=False)


def bankable_fen(*, account_id: UUID, outside: Outside) -> int:
    """Return how much of a wallet can only go to a bank, in fen (storage.ledger.payees).

    What is free is read before the ways back: what comes in between counts as having one. So does
    a payment whose channel takes no more refunds of it: else a hundred small withdrawals would
    make a way to the bank.
    """
    if outside.identity is None:
        return 0
    free = balance(account_id=account_id) - kept_back_fen(account_id=account_id)
    limits = [{**one, "most": ANY_NUMBER} for one in limits_of(outside)]
    ways = list_rooms(account_id=account_id, limits=limits)
    return max(0, min(free - sum(room.fen for room in ways), MOST_FEN))


@transaction.atomic
def ask_wallet_payout(*, account_id: UUID, form: BankForm, outside: Outside) -> NotMoved | None:
    """Ask for wallet money that has no way back, once per form: it leaves the wallet at once."""
    # A claim and a withdrawal lock it too: of two the second sees what the first left.
    if not lock_buyer(account_id=account_id):
        return NotMoved("not_found")
    twin = Payee.objects.filter(account_id=account_id, payout__form_key=form.form_key)
    if twin:
        same = twin.filter(payout__amount_fen=form.amount_fen, **_digests(form, outside.secrets))
        return None if same else NotMoved("form_reused")
    if is_frozen(account_id=account_id):
        return NotMoved("account_frozen")
    refused = _refused(account_id, form, outside)
    if refused:
        return refused
    held = hold(account_id=account_id, kind="wallet", amount_fen=form.amount_fen)
    if not held:
        return NotMoved("not_enough", balance(account_id=account_id))
    spend(account_id=account_id, kind="wallet", amount_fen=form.amount_fen)
    row = Payout.objects.create(
        account_id=account_id,
        no=new_no(),
        source="buyer_wallet",
        state="checking",
        amount_fen=form.amount_fen,
        form_key=form.form_key,
        requested_by_id=account_id,
    )
    lines = postings.payout_asked(source=postings.wallet(account_id), amount_fen=form.amount_fen)
    post(cause=row.id, kind="payout_asked", lines=lines)
    _ask_name(row, form, outside.secrets)
    return None


def _refused(account_id: UUID, form: BankForm, outside: Outside) -> NotMoved | None:
    most_fen = bankable_fen(account_id=account_id, outside=outside)
    if form.amount_fen > most_fen:
        return NotMoved("not_enough", most_fen)
    if form.amount_fen < LEAST_FEN:
        return NotMoved("too_little", LEAST_FEN)
    tries = tries_of(account_id=account_id)
    problem = problem_of_card(number=normalised_card(form.card)) or problem_of_number(
        number=normalised(form.number), today=tries.now.date()
    )
    if not 2 <= len(form.name.strip()) <= NAME_CHARACTERS:
        problem = "name"
    if not 2 <= len(form.bank.strip()) <= BANK_CHARACTERS:
        problem = "bank"
    if problem:
        return NotMoved(problem)
    if named_otherwise(
        account_id=account_id, digest=number_digest(number=form.number, box=outside.secrets)
    ):
        return NotMoved("another_person")
    return NotMoved("too_many_checks") if tries.today >= CHECKS_PER_DAY else None


def _digests(form: BankForm, box: SecretBox) -> dict[str, bytes]:
    """What number and card are known by once they are forgotten."""
    card = normalised_card(form.card)
    return {
        "number_digest": number_digest(number=form.number, box=box),
        "card_digest": box.blind_index(plain=card, owner=CARD),
    }


def _ask_name(row: Payout, form: BankForm, box: SecretBox) -> None:
    """Put the question about the name down, sealed, and apart from it what is needed to pay."""
    no, card = new_no(), normalised_card(form.card)
    name, bank = form.name.strip(), form.bank.strip()
    asked = box.seal(
        plain=json.dumps({"name": name, "number": normalised(form.number)}), bound_to=no.encode()
    )
    kept = box.seal(
        plain=json.dumps({"name": name, "bank": bank, "card": card}), bound_to=row.no.encode()
    )
    Payee.objects.create(
        payout=row,
        account_id=owner_of(row),
        no=no,
        name_masked=masked_name(name),
        **_digests(form, box),
        card_tail=card[-TAIL:],
        bank=bank,
        sealed=asked.data,
        key_no=asked.key_no,
        card_sealed=kept.data,
        card_key_no=kept.key_no,
        next_try_at=ClockNow(),
    )
    queue.defer(task="check_payees")


def check_payees(*, outside: Outside) -> int:
    """Ask about every name that is due; return how many. One that nobody answers for is let go."""
    for late in run(GIVE_UP, {"within": ANSWER_WITHIN}):
        _record(late, Refused("no_answer", final=True))
    done = 0
    for check in claimed(statement=CLAIM):
        _record(check, answer_to(check=check, box=outside.secrets, outside=outside))
        done += 1
    return done


@transaction.atomic
def _record(check: Any, answer: IdentityAnswer) -> None:
    """Lay a payout before finance, or give its money back: who is not sure is not paid."""
    if is_open(answer=answer):
        log.warning("payee.open", check=check.no, answer=type(answer).__name__)
        return
    payout = Payout.objects.select_for_update(no_key=True).get(id=check.payout_id)
    if not _answered(payout.id, answer) or payout.state != "checking":
        return
    if isinstance(answer, Confirmed):
        payout.state, payout.due_at = "requested", ClockNow() + HANDLE_WITHIN
    else:
        give_back(payout=payout, actor=None)
        payout.state = "refused"
    payout.save()


def _answered(payout_id: UUID, answer: IdentityAnswer) -> bool:
    """Write an answer down and forget what was sealed for it, the card as well where it is no yes;
    say whether the question was open."""
    forgotten = {} if isinstance(answer, Confirmed) else {"card_sealed": None, "card_key_no": None}
    question = Payee.objects.filter(payout_id=payout_id, state="waiting")
    return bool(question.update(**closed_by(answer=answer), **forgotten))


@transaction.atomic
def take_payout_back(*, no: str, account_id: UUID) -> NotMoved | None:
    """Take one's own payout back before finance has approved it: the wallet has it again."""
    mine = Payout.objects.select_for_update(no_key=True).filter(no=no, account_id=account_id)
    payout = mine.first()
    if payout is None:
        return NotMoved("not_found")
    if payout.state not in ("checking", "requested"):
        return NotMoved("moved")
    _answered(payout.id, Refused("taken_back", final=True))
    give_back(payout=payout, actor=account_id)
    payout.state = "refused"
    payout.save()
    return None
