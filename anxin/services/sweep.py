"""What is due: every waiting state is looked at here, so no deadline lives only in a queue."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from django.db import transaction

from anxin.domain.outside import Outside
from anxin.services.aftersale.review import end_waiting
from anxin.services.aftersale.submit import CaseForm, submit_case
from anxin.services.failpoint import here
from anxin.services.order.close import expire
from anxin.services.order.deliver import DELIVER_WITHIN, complete, end_cooling_off
from anxin.services.order.move import Step, move_order
from anxin.storage.aftersale import queries as cases
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow

log = structlog.get_logger()
AT_ONCE = 200


def sweep_due(*, outside: Outside) -> int:
    """Do what the deadlines of orders and cases say; return how many were dealt with.

    Each is dealt with in a transaction of its own: one that fails is logged and met again at
    the next sweep, and holds up nobody else.
    """
    done = sum(_met(_end_order, order_id, outside) for order_id in orders.due_orders(limit=AT_ONCE))
    return done + sum(_met(_end_case, no, outside) for no in cases.due_cases(limit=AT_ONCE))


def _met(end, what: UUID | str, outside: Outside) -> bool:  # type: ignore[no-untyped-def]
    try:
        here("sweep.found_not_ended")
        return bool(end(what, outside))
    except Exception:
        log.exception("sweep.failed", what=str(what))
        return False


def _end_order(order_id: UUID, outside: Outside) -> bool:
    with transaction.atomic():
        order = orders.lock_order(order_id=order_id)
        if order is None or order.due_at is None or order.due_at > order.now or order.case_open:
            return False
        if order.state == "awaiting_payment":
            return expire(order=order)
        if order.state == "cooling_off":
            return end_cooling_off(order_id=order_id, step=Step("delivery_started", "system"))
        if order.state in ("delivered", "activated"):
            return complete(order=order, step=Step("order_completed", "system"))
    return order.state == "delivering" and _give_back(order, outside)


def _give_back(order: OrderRow, outside: Outside) -> bool:
    """Refund an order whose merchant did not deliver in time, without anybody applying.

    The form key is made from order and deadline, so two sweeps make one case. An order whose case
    was turned down stays with its merchant and is met again a day later.
    """
    form = CaseForm(
        form_key=uuid5(NAMESPACE_URL, f"undelivered:{order.id}:{order.due_at}"),
        note="商家超时未发货，系统自动退款",
    )
    submit_case(
        read_ground=lambda: ground_by_buyer(
            buyer_id=order.buyer_id, order_no=order.no, form_key=form.form_key
        ),
        form=form,
        outside=outside,
    )
    here("sweep.refunded_not_moved")
    with transaction.atomic():
        later = orders.lock_order(order_id=order.id)
        if later and later.due_at == order.due_at and not later.case_open:
            move_order(
                order_id=later.id,
                version=later.version,
                states=(later.state,),
                step=Step("delivery_overdue", "system"),
                due_at=later.now + DELIVER_WITHIN,
            )
    return True


def _end_case(no: str, outside: Outside) -> bool:
    return end_waiting(no=no) is None
