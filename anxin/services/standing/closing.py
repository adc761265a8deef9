"""A shop that ends, by its merchant's will or by expulsion, and what becomes of its open orders.

Unpaid orders are closed, undelivered ones given back at once; nothing is paid out before the
protection of all orders is over (services.payout).
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from django.db import transaction

from anxin.domain.outside import Outside
from anxin.services.aftersale.submit import CaseForm, Declined, Submitted, submit_case
from anxin.services.balances import lock_merchants
from anxin.services.order.close import expire
from anxin.services.standing.walking import NotPenalised, is_member
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.columns import ClockNow
from anxin.storage.order import queries as orders
from anxin.storage.standing.models import Closure
from anxin.storage.standing.queries import is_expelled

log = structlog.get_logger()
WHY_CHARACTERS = 200
NOTE = "商家已停止经营，系统自动退款"


@transaction.atomic
def close_shop(*, merchant_id: UUID, actor: UUID, why: str, form_key: UUID) -> NotPenalised | None:
    """Close a shop, as one of its members: no new orders, and the open ones are given back.

    Not one that is expelled: it has ended already.
    """
    if not is_member(merchant_id=merchant_id, actor=actor):
        return NotPenalised("not_found")
    if not why.strip():
        return NotPenalised("why_missing")
    lock_merchants(ids=[merchant_id])
    if Closure.objects.filter(merchant_id=merchant_id, form_key=form_key).exists():
        return None
    if is_expelled(merchant_id=merchant_id):
        return NotPenalised("expelled")
    if Closure.objects.filter(merchant_id=merchant_id, reopened_at=None).exists():
        return NotPenalised("closed_already")
    Closure.objects.create(
        merchant_id=merchant_id,
        form_key=form_key,
        why=why.strip()[:WHY_CHARACTERS],
        closed_by_id=actor,
    )
    return None


@transaction.atomic
def reopen_shop(*, merchant_id: UUID, actor: UUID) -> NotPenalised | None:
    """Open a closed shop again, as one of its members; what was given back stays given back.

    Not while it is expelled: nothing would be open by that.
    """
    if not is_member(merchant_id=merchant_id, actor=actor):
        return NotPenalised("not_found")
    lock_merchants(ids=[merchant_id])
    if is_expelled(merchant_id=merchant_id):
        return NotPenalised("expelled")
    opened = Closure.objects.filter(merchant_id=merchant_id, reopened_at=None).update(
        reopened_at=ClockNow(), reopened_by_id=actor
    )
    return None if opened else NotPenalised("moved")


def close_order(*, order_id: UUID, ended_by: UUID, outside: Outside) -> bool:
    """Close or give back one order of a shop that has ended, without anybody applying.

    The form key is made from the order and from what ended the shop (`ended_by`), so two sweeps
    make one case. Delivered orders keep their after-sales; their money stays in escrow until
    their protection is over.
    """
    with transaction.atomic():
        order = orders.lock_order(order_id=order_id)
        if order is None or order.case_open:
            return False
        if order.state == "awaiting_payment":
            return expire(order=order)
    form = CaseForm(
        form_key=uuid5(NAMESPACE_URL, f"closed-shop:{ended_by}:{order.id}"),
        note=NOTE,
        by_system=True,
    )
    answer = submit_case(
        read_ground=lambda: ground_by_buyer(
            buyer_id=order.buyer_id, order_no=order.no, form_key=form.form_key
        ),
        form=form,
        outside=outside,
    )
    if isinstance(answer, Declined):
        log.warning("standing.not_given_back", order=order.no, why=answer.code)
    return isinstance(answer, Submitted)
