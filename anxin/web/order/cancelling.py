"""Why an order cannot be cancelled any more, and which way is open instead (未使用退款)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin import wiring
from anxin.domain import wording
from anxin.domain.states import SERVED
from anxin.pages.reader import language
from anxin.services.aftersale.offer import Offer, Option, offer_of
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.order.queries import OrderRow

UNUSED = ("unwanted", "no_reason")
"""The reasons that need no fault; which of them an order has depends on its kind."""


@dataclass(frozen=True, slots=True)
class Instead:
    """`why` it is not cancelled, and the way instead.

    `reason`: what the form opens with, empty where without a fault nothing goes back. `text`: what
    the order's own policy answers to it now. `refund_fen`: what would come back.
    """

    why: str
    reason: str = ""
    label: str = ""
    text: str = ""
    refund_fen: int = 0


def instead_of_cancelling(*, order: OrderRow) -> Instead | None:
    """Return why a delivered order is not cancelled and what can be done; `None` for all others.

    It is the policy that says whether something unused goes back, the same that decides later.
    """
    if order.state not in SERVED or order.case_open or order.paid_fen <= order.refunded_fen:
        return None
    ground = ground_by_buyer(buyer_id=order.buyer_id, order_no=order.no)
    if ground is None:
        return None
    offer = offer_of(ground=ground, units=None, outside=wiring.outside())
    found = [option for option in offer.options if option.reason in UNUSED]
    open_to = next((option for option in found if option.answer.outcome != "refuse"), None)
    if open_to:
        return Instead(
            _why(order.kind),
            open_to.reason or "",
            _("无理由退货") if order.kind == "physical" else _("未使用退款"),
            _said(open_to, offer),
            open_to.answer.refund_fen,
        )
    return Instead(_why(order.kind), text=_said(found[0], offer) if found else "")


def _said(option: Option, offer: Offer) -> str:
    if option.waits_for == "issuer_status":
        return _("没有用过的还可以退，提交后先向发卡方核实。")
    return wording.why(
        answer=option.answer, facts=option.facts, policy=offer.policy, language=language()
    )


def _why(kind: str) -> str:
    return {
        "card_secret": _("卡密已经发货，不能取消订单。"),
        "top_up": _("已经充值到账，不能取消订单。"),
        "membership": _("会员已经开通，不能取消订单。"),
        "service": _("服务已经交付，不能取消订单。"),
    }.get(kind, _("商品已经送达，不能取消订单。"))
