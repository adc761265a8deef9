"""Payouts: money on its way to its owner's bank, by four eyes: merchants', deposits, buyers'.

What is asked for leaves the balance at once, so that it cannot be asked for twice nor be drawn on
by a refund. One person approves, another confirms with the bank's serial number that it is paid;
neither asked for it nor belongs to the merchant (the table's check and trigger hold that too).
How a buyer asks is in services.wallet_payout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from anxin.domain import postings
from anxin.domain.settlement import MerchantMoney, income
from anxin.domain.states import PAYOUT
from anxin.services.balances import Entry, book, lock_merchants
from anxin.services.numbers import new_no
from anxin.services.posting import post
from anxin.services.purse import credit
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.models import Payee, Payout
from anxin.storage.ledger.payees import disputed_fen
from anxin.storage.ledger.queries import purse_of
from anxin.storage.merchant.models import Member
from anxin.storage.minors.freezes import is_frozen as is_account_frozen
from anxin.storage.standing.queries import is_frozen, pending_deduction_fen

LEAST_FEN = 1_000
MOST_FEN = 1_000_000_000
HANDLE_WITHIN = timedelta(days=1)
"""How long an approval and a payment may each take until the payout counts as late."""
SERIAL_CHARACTERS = 64
WHY_CHARACTERS = 200

BALANCE, DEPOSIT = "merchant_payable", "merchant_deposit"


@dataclass(frozen=True, slots=True)
class NotMoved:
    """Nothing was saved; `code` says why and `fen` how much could be asked for."""

    code: str
    fen: int = 0


def ask_payout(
    *, merchant_id: UUID, actor: UUID, amount_fen: int, form_key: UUID
) -> NotMoved | None:
    """Ask for a part of the merchant's balance, as one of its members; once per form."""
    if not Member.objects.filter(merchant_id=merchant_id, account_id=actor).exists():
        return NotMoved("not_found")
    return _ask(BALANCE, merchant_id, actor, amount_fen, form_key)


def ask_deposit_back(
    *, merchant_id: UUID, actor: UUID, amount_fen: int, form_key: UUID
) -> NotMoved | None:
    """Ask, as finance, that a part of a merchant's deposit be returned to it; once per form.

    Not while the platform has advanced money for the merchant: that is what the deposit is for.
    Nor what a deduction may still take (services.standing).
    """
    if Member.objects.filter(merchant_id=merchant_id, account_id=actor).exists():
        return NotMoved("own_merchant")
    return _ask(DEPOSIT, merchant_id, actor, amount_fen, form_key)


@transaction.atomic
def _ask(
    source: str, merchant_id: UUID, actor: UUID, amount_fen: int, form_key: UUID
) -> NotMoved | None:
    """Write the request under the merchant's lock, which lines up the taps on one form."""
    money = lock_merchants(ids=[merchant_id])[merchant_id]
    twin = Payout.objects.filter(merchant_id=merchant_id, form_key=form_key).first()
    if twin:
        same = (twin.amount_fen, twin.source) == (amount_fen, source)
        return None if same else NotMoved("form_reused")
    if is_frozen(merchant_id=merchant_id):
        return NotMoved("frozen")
    if source == DEPOSIT:
        pending_fen = pending_deduction_fen(merchant_id=merchant_id)
        money = replace(money, deposit_fen=max(0, money.deposit_fen - pending_fen))
    refused = _refused(source, amount_fen, money)
    if refused:
        return refused
    row = Payout.objects.create(
        merchant_id=merchant_id,
        no=new_no(),
        source=source,
        amount_fen=amount_fen,
        form_key=form_key,
        requested_by_id=actor,
        due_at=ClockNow() + HANDLE_WITHIN,
    )
    account = postings.LedgerAccount(source, merchant_id)
    lines = postings.payout_asked(source=account, amount_fen=amount_fen)
    book(entries=[Entry(row.id, "payout_asked", lines)])
    return None


def _refused(source: str, amount_fen: int, money: MerchantMoney) -> NotMoved | None:
    if source == DEPOSIT and money.advanced_fen:
        return NotMoved("owes", money.advanced_fen)
    there_fen = money.payable_fen if source == BALANCE else money.deposit_fen
    if amount_fen > min(there_fen, MOST_FEN):
        return NotMoved("not_enough", there_fen)
    return None if amount_fen >= LEAST_FEN else NotMoved("too_little", LEAST_FEN)


def approve_payout(*, no: str, actor: UUID) -> NotMoved | None:
    """Approve a payout that somebody else asked for.

    Not of an expelled merchant while its orders are protected, nor of a buyer whose money is kept
    still: it is approved afterwards, or refused.
    """

    def approve(payout: Payout) -> NotMoved | None:
        if payout.merchant_id and is_frozen(merchant_id=payout.merchant_id):
            return NotMoved("frozen")
        kept = payout.account_id and kept_still(account_id=payout.account_id)
        if kept:
            return kept
        payout.approved_by_id = actor
        payout.approved_at = ClockNow()
        payout.due_at = ClockNow() + HANDLE_WITHIN
        return None

    return move_payout(no, actor, "approved", approve)


def confirm_payout(*, no: str, actor: UUID, bank_serial: str) -> NotMoved | None:
    """Confirm with the bank's serial number that an approved payout has been paid."""
    serial = bank_serial.strip()
    if not serial or len(serial) > SERIAL_CHARACTERS:
        return NotMoved("serial_missing")

    def confirm(payout: Payout) -> NotMoved | None:
        if payout.state != "approved":
            return NotMoved("moved")
        if payout.approved_by_id == actor:
            return NotMoved("same_person")
        if payout.account_id and payer_of(payout) != actor:
            return NotMoved("not_its_payer")
        payout.bank_serial = serial
        close_payout(payout=payout, actor=actor)
        lines = postings.payout_made(owner=owner_of(payout), amount_fen=payout.amount_fen)
        book(entries=[Entry(payout.id, "payout_made", lines)])
        return None

    try:
        return move_payout(no, actor, "paid", confirm)
    except IntegrityError:
        if Payout.objects.filter(bank_serial=serial).exclude(no=no).exists():
            return NotMoved("serial_used")
        raise


def refuse_payout(*, no: str, actor: UUID, why: str) -> NotMoved | None:
    """Refuse a payout that is not paid yet: the money goes back where it came from.

    What the platform has advanced meanwhile is recovered from it first, as from any income. A
    buyer's that somebody has in hand to pay is refused by who has it: it may be paid already.
    """
    if not why.strip():
        return NotMoved("reason_missing")

    def refuse(payout: Payout) -> NotMoved | None:
        if payout.account_id and payer_of(payout) not in (None, actor):
            return NotMoved("not_its_payer")
        payout.why = why.strip()[:WHY_CHARACTERS]
        give_back(payout=payout, actor=actor)
        return None

    return move_payout(no, actor, "refused", refuse)


def give_back(*, payout: Payout, actor: UUID | None) -> None:
    """Close a locked payout that is not paid, its money back where it came from."""
    close_payout(payout=payout, actor=actor)
    to_owner(payout, postings.payouts(owner_of(payout)), "payout_refused")


def to_owner(payout: Payout, source: postings.LedgerAccount, kind: str) -> None:
    """Book a payout's money back to whose it is; a merchant's repays an advance first."""
    owner, fen = owner_of(payout), payout.amount_fen
    if payout.account_id:
        lines = postings.to_wallet_again(source=source, account_id=owner, amount_fen=fen)
        post(cause=payout.id, kind=kind, lines=lines)
        credit(account_id=owner, kind="wallet", amount_fen=fen)
        return
    lines = income(
        source=source,
        merchant_id=owner,
        amount_fen=fen,
        money=lock_merchants(ids=[owner])[owner],
        target=postings.LedgerAccount(payout.source, owner),
    )
    book(entries=[Entry(payout.id, kind, lines)])


def kept_still(*, account_id: UUID) -> NotMoved | None:
    """Say why nothing of a buyer's goes out to a bank now: a guardian's claim, or a dispute over
    more than the wallet still has."""
    if is_account_frozen(account_id=account_id):
        return NotMoved("account_frozen")
    disputed = disputed_fen(account_id=account_id)
    free = purse_of(account_id=account_id, kind="wallet")
    return NotMoved("disputed", disputed) if disputed > free else None


def payer_of(payout: Payout) -> UUID | None:
    """Return who has read a buyer's card in order to pay it, if anybody has."""
    return Payee.objects.values_list("payer_id", flat=True).get(payout_id=payout.id)


def owner_of(payout: Payout) -> UUID:
    """Return whose money it is: a merchant's or a buyer's."""
    owner = payout.merchant_id or payout.account_id
    assert owner is not None, "a payout has one owner (payout_of_one_owner)"
    return owner


def close_payout(*, payout: Payout, actor: UUID | None) -> None:
    """Close a locked payout; where a buyer's was to go is forgotten."""
    payout.closed_by_id = actor
    payout.closed_at = ClockNow()
    payout.due_at = None
    if payout.account_id:
        Payee.objects.filter(payout_id=payout.id).update(card_sealed=None, card_key_no=None)


@transaction.atomic
def move_payout(
    no: str, actor: UUID, state: str, change: Callable[[Payout], NotMoved | None]
) -> NotMoved | None:
    """Move a locked payout to `state` if its lifecycle and the four eyes let it."""
    payout = Payout.objects.select_for_update(no_key=True).filter(no=no).first()
    if payout is None:
        return NotMoved("not_found")
    if state not in PAYOUT[payout.state]:
        return NotMoved("moved")
    if state != "refused" and payout.requested_by_id == actor:
        return NotMoved("same_person")
    members = Member.objects.filter(account_id=actor)
    if payout.merchant_id and members.filter(merchant_id=payout.merchant_id).exists():
        return NotMoved("own_merchant")
    refused = change(payout)
    if refused is None:
        payout.state = state
        payout.save()
    return refused
