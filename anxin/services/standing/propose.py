"""Proposing a penalty: by a person, or by a rule of the system. Neither decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.domain.standing.facts import record_of
from anxin.domain.standing.penalty import Item, amount_of, due_of, proposal_problem
from anxin.domain.standing.proposing import QUIET_DAYS, Proposal
from anxin.services.balances import lock_merchants
from anxin.services.numbers import new_no
from anxin.services.order.deliver import DELIVER_WITHIN
from anxin.services.standing.walking import NotPenalised, Said, is_member, present
from anxin.storage.catalog.models import Product
from anxin.storage.merchant.models import Merchant
from anxin.storage.standing import facts as measured
from anxin.storage.standing.models import Penalty, PenaltyEvent
from anxin.storage.standing.queries import pending_deduction_fen
from anxin.storage.statement import run

DELIVER_HOURS = round(DELIVER_WITHIN.total_seconds() / 3600)
_RULES = UUID("6f0e7a52-3a86-4a1e-9d0b-0c5f2f0d7a11")
"""Namespace of the keys that a rule's proposals are known by."""


@dataclass(frozen=True, slots=True)
class PenaltyForm:
    """What a person proposes. `form_key` is the form's own: a form counts once however often sent.

    `product_no` for a delisting, `days` for a suspension, `items` for a deduction. `protective`:
    in effect while the merchant is heard.
    """

    form_key: UUID
    merchant_id: UUID
    kind: str
    basis: str
    why: str
    product_no: str = ""
    days: int | None = None
    items: tuple[Item, ...] = ()
    protective: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal stands under `no` (again, if the same form had been sent before)."""

    no: str


@transaction.atomic
def propose_penalty(
    *, form: PenaltyForm, actor: UUID, role: str, outside: Outside
) -> Proposed | NotPenalised:
    """Propose a penalty; the merchant is heard before another person decides.

    The merchant's balance is locked: deductions under way together never exceed the deposit.
    """
    if not Merchant.objects.filter(id=form.merchant_id).exists():
        return NotPenalised("not_found")
    if is_member(merchant_id=form.merchant_id, actor=actor):
        return NotPenalised("own_merchant")
    money = lock_merchants(ids=[form.merchant_id])[form.merchant_id]
    twin = Penalty.objects.filter(merchant_id=form.merchant_id, form_key=form.form_key).first()
    if twin:
        same = (twin.kind, twin.basis, twin.why) == (form.kind, form.basis, form.why.strip())
        return Proposed(twin.no) if same else NotPenalised("form_reused")
    product_id = _product_of(form)
    pending_fen = pending_deduction_fen(merchant_id=form.merchant_id)
    free_fen = max(0, money.deposit_fen - pending_fen)
    problem = proposal_problem(
        kind=form.kind,
        basis=form.basis,
        why=form.why,
        protective=form.protective,
        items=form.items,
        days=form.days,
        has_product=product_id is not None,
        deposit_fen=free_fen,
    )
    if problem:
        return NotPenalised(problem, free_fen)
    facts = measured.facts_of(merchant_id=form.merchant_id, deliver_hours=DELIVER_HOURS)
    return _save(
        Said("penalty_proposed", role, actor, form.why),
        outside,
        merchant_id=form.merchant_id,
        product_id=product_id,
        kind=form.kind,
        basis=form.basis,
        why=form.why.strip(),
        facts={"standing": record_of(facts=facts)},
        items=[asdict(item) for item in form.items],
        decided_fen=amount_of(items=form.items),
        days=form.days,
        protective=form.protective,
        form_key=form.form_key,
        proposed_by_id=actor,
    )


def _product_of(form: PenaltyForm) -> UUID | None:
    if not form.product_no:
        return None
    products = Product.objects.filter(no=form.product_no, merchant_id=form.merchant_id)
    return products.values_list("id", flat=True).first()


def _save(said: Said, outside: Outside, **columns: Any) -> Proposed:
    due_at = due_of(state="proposed", now=present(), is_working_day=outside.is_working_day)
    penalty = Penalty.objects.create(no=new_no(), due_at=due_at, **columns)
    PenaltyEvent.objects.create(
        penalty_id=penalty.id,
        seq=1,
        kind=said.kind,
        states=["proposed"],
        actor=said.actor,
        role=said.role,
        said=said.said.strip(),
        data={"protective": penalty.protective},
    )
    return Proposed(penalty.no)


@transaction.atomic
def propose_by_rule(
    *,
    merchant_id: UUID,
    proposal: Proposal,
    outside: Outside,
    product_id: UUID | None = None,
    case_nos: tuple[str, ...] = (),
) -> Proposed | None:
    """Propose what a rule found, once while it is open and not again for a while after.

    It takes no effect by itself: a person has to protect buyers, and two have to decide.
    """
    lock_merchants(ids=[merchant_id])
    if _is_known(merchant_id, product_id, proposal.rule):
        return None
    facts = measured.facts_of(merchant_id=merchant_id, deliver_hours=DELIVER_HOURS)
    key = f"{merchant_id}:{product_id}:{proposal.rule}:{present().isoformat()}"
    return _save(
        Said("penalty_proposed", "system"),
        outside,
        merchant_id=merchant_id,
        product_id=product_id,
        kind=proposal.kind,
        basis=proposal.rule,
        rule=proposal.rule,
        why="",
        facts={
            "standing": record_of(facts=facts),
            "figures": proposal.figures,
            "cases": list(case_nos),
        },
        days=proposal.days,
        form_key=uuid5(_RULES, key),
    )


def _is_known(merchant_id: UUID, product_id: UUID | None, rule: str) -> bool:
    return bool(
        run(
            """SELECT 1 FROM anxin_standing_penalty
                WHERE merchant_id = %(merchant_id)s::uuid AND rule = %(rule)s::text
                  AND product_id IS NOT DISTINCT FROM %(product_id)s::uuid
                  AND (closed_at IS NULL
                       OR closed_at > clock_now() - make_interval(days => %(quiet)s::int))
                LIMIT 1""",
            {
                "merchant_id": merchant_id,
                "product_id": product_id,
                "rule": rule,
                "quiet": QUIET_DAYS,
            },
        )
    )
