"""An expelled shop's open orders: unpaid ones are closed, undelivered ones given back at once."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from anxin.domain.outside import Outside
from anxin.services.aftersale.submit import CaseForm, submit_case
from anxin.services.order.close import expire
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.order import queries as orders

NOTE = "商家已停止经营，系统自动退款"


def close_order(*, order_id: UUID, penalty_id: UUID, outside: Outside) -> bool:
    """Close or give back one order of an expelled shop, without anybody applying.

    The form key is made from order and expulsion, so two sweeps make one case. Delivered orders
    keep their after-sales; their money stays in escrow until their protection is over.
    """
    with transaction.atomic():
        order = orders.lock_order(order_id=order_id)
        if order is None or order.case_open:
            return False
        if order.state == "awaiting_payment":
            return expire(order=order)
    form = CaseForm(
        form_key=uuid5(NAMESPACE_URL, f"closed-shop:{penalty_id}:{order.id}"), note=NOTE
    )
    submit_case(
        read_ground=lambda: ground_by_buyer(
            buyer_id=order.buyer_id, order_no=order.no, form_key=form.form_key
        ),
        form=form,
        outside=outside,
    )
    return True
