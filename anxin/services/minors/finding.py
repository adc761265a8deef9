"""Orders found for a claim: by the numbers that were given, or by a senior who looked for them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anxin.domain.minors.caps import CHINA, band_of, breaks_cap
from anxin.domain.minors.outside import Vault
from anxin.domain.minors.shares import OrderFacts, propose
from anxin.domain.states import UNDELIVERED
from anxin.services.minors.freezing import (
    lift_freeze,
    pause_delivery,
    place_freeze,
    resume_delivery,
)
from anxin.services.minors.telling import (
    NotDone,
    Officer,
    lock_claim,
    not_impartial,
    open_words,
    tell,
)
from anxin.services.risk.marks import fits_target
from anxin.storage.account.models import Account
from anxin.storage.merchant.models import Member
from anxin.storage.minors import marks, queries
from anxin.storage.minors.models import Claim, ClaimOrder, Objection
from anxin.storage.minors.queries import ClaimRow
from anxin.storage.order.models import Order


def attach_by_numbers(*, claim: ClaimRow, words: dict[str, Any]) -> int:
    """Attach the orders whose numbers the guardian knows; return how many. The claim is locked.

    All must be one account's: the first decides, others are left to a person.
    """
    found = [order for no in words.get("orders", []) if (order := _order(no))]
    mine = [order for order in found if order.buyer_id == found[0].buyer_id]
    for order in dict.fromkeys(mine):
        _attach(claim, order, "number", date.fromisoformat(words["minor_born"]))
    return len(set(mine))


@transaction.atomic
def attach_order(*, no: str, order_no: str, officer: Officer, vault: Vault) -> NotDone | None:
    """Attach an order that a senior found; its account stands still from then on."""
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer)
    if refused or claim is None:
        return refused or NotDone("not_found")
    order = _order(order_no)
    if order is None:
        return NotDone("no_such_order")
    if order.buyer_id == officer.account_id:
        return NotDone("own_order")
    if _sells(officer, order):
        return NotDone("own_merchant")
    if claim.account_id and order.buyer_id != claim.account_id:
        return NotDone("other_account")
    words = open_words(claim=claim, vault=vault)
    _attach(claim, order, "staff", date.fromisoformat(words["minor_born"]))
    tell(claim_id=claim.id, kind="order_found", role=officer.role, actor=officer.account_id,
         order=order.no)  # fmt: skip
    return None


@transaction.atomic
def detach_order(*, no: str, order_no: str, officer: Officer) -> NotDone | None:
    """Take out an order that has nothing to do with the claim; with its last one, the account."""
    claim = lock_claim(no=no)
    refused = not_in_hand(claim=claim, officer=officer)
    if refused or claim is None:
        return refused or NotDone("not_found")
    lines = ClaimOrder.objects.filter(claim_id=claim.id, cases=[], given_fen=0)
    line = lines.filter(order__no=order_no).first()
    if line:
        line.delete()
        if not ClaimOrder.objects.filter(claim_id=claim.id).exists():
            _leave_account(claim)
        resume_delivery(order_id=line.order_id)
        tell(claim_id=claim.id, kind="order_left_out", role=officer.role,
             actor=officer.account_id, order=order_no)  # fmt: skip
    return None if line else NotDone("no_such_order")


def _leave_account(claim: ClaimRow) -> None:
    """Let go an account of which no order is the claim's; what it objected to is over."""
    Objection.objects.filter(claim_id=claim.id, outcome="").delete()
    Claim.objects.filter(id=claim.id).update(account=None)
    lift_freeze(claim_id=claim.id)


def not_in_hand(
    *, claim: ClaimRow | None, officer: Officer, states: tuple[str, ...] = ("submitted",)
) -> NotDone | None:
    """Return why this officer may not work on this claim.

    It has to be in his hands, nothing to him, and in one of the `states`.
    """
    if claim is None:
        return NotDone("not_found")
    if claim.assigned_id != officer.account_id:
        return NotDone("not_assigned")
    if claim.state not in states:
        return NotDone("not_in_review")
    return not_impartial(claim=claim, officer=officer)


def account_named(*, name: str) -> UUID | None:
    """Return the buyer of exactly that name."""
    found = Account.objects.filter(username=name.strip(), role="buyer").values_list("id", flat=True)
    return found.first()


def _sells(officer: Officer, order: Order) -> bool:
    """Whether the officer acts for the shop that sold it: the claim is others' then."""
    own = Member.objects.filter(merchant_id=order.merchant_id, account_id=officer.account_id)
    return own.exists()


def _order(no: str) -> Order | None:
    return Order.objects.filter(no=no, paid_fen__gt=0).first()


def _attach(claim: ClaimRow, order: Order, found_by: str, born: date) -> None:
    place_freeze(claim_id=claim.id, account_id=order.buyer_id)
    if claim.account_id is None:
        Claim.objects.filter(id=claim.id, account=None).update(account_id=order.buyer_id)
    facts = facts_of(claim=claim, order=order, born=born)
    share = propose(facts=facts)
    _, new = ClaimOrder.objects.get_or_create(
        claim_id=claim.id,
        order_id=order.id,
        defaults={
            "found_by": found_by,
            "band": facts.band,
            "facts": asdict(facts),
            "low": share.low,
            "high": share.high,
            "proposed": share.proposed,
            "codes": list(share.codes),
        },
    )
    if new:
        pause_delivery(order_id=order.id)


def refresh_proposals(*, claim: ClaimRow) -> None:
    """Propose anew where an order was delivered meanwhile: what was used is not whole any more."""
    for line in queries.list_lines(claim_id=claim.id):
        facts = OrderFacts(**{**line.facts, "unused": line.is_unused})
        share = propose(facts=facts)
        ClaimOrder.objects.filter(id=line.id, share=None).update(
            facts=asdict(facts),
            low=share.low,
            high=share.high,
            proposed=share.proposed,
            codes=list(share.codes),
        )


def freeze_by_name(*, claim: ClaimRow, words: dict[str, Any], vault: Vault) -> bool:
    """Let an account stand still that the guardian cannot name by an order; say whether it does.

    Its name alone may be known to anybody: whom it topped up has to fit as well.
    """
    account = account_named(name=words.get("account", ""))
    target = words.get("target", "")
    if account is None or not target:
        return False
    if not fits_target(account_id=account, target=target, secrets=vault.box):
        return False
    place_freeze(claim_id=claim.id, account_id=account)
    Claim.objects.filter(id=claim.id, account=None).update(account_id=account)
    return True


def facts_of(*, claim: ClaimRow, order: Order, born: date) -> OrderFacts:
    """Return what the share of an order rests on: age, caps and names at the time of purchase."""
    day = _day(order.placed_at)
    band = band_of(born=born, day=day)
    month = marks.month_fen(account_id=order.buyer_id, at=order.placed_at)
    unseen = order.kind == "card_secret" and order.viewed_units == 0
    before = marks.orders_before(
        claim_id=claim.id, guardian=claim.guardian_digest, minor=claim.minor_digest
    )
    return OrderFacts(
        band=band,
        real_name=marks.was_named(account_id=order.buyer_id, at=order.placed_at),
        above_cap=breaks_cap(band=band, day=day, paid_fen=order.paid_fen, month_fen=month),
        unused=unseen or order.state in UNDELIVERED,
        before=before,
        consent=claim.consent,
    )


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
