"""Orders as the merchant who delivers them sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.console.delivery.forms import DeliveryForm
from anxin.domain import wording
from anxin.domain.money import yuan as digits
from anxin.domain.outside import Outside, SecretLost
from anxin.pages.formatting import yuan
from anxin.services.order.inputs import open_inputs
from anxin.storage.order import records
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.records import ShipmentRow


@dataclass(frozen=True, slots=True)
class Parcel:
    """One order to deliver. `inputs`: label and value; `None` where they could not be opened.

    `held`: a claim by law keeps it from being delivered.
    """

    order: OrderRow
    kind: str
    inputs: list[tuple[str, str]] | None
    shipments: list[ShipmentRow]
    owed_fen: int
    button: str
    form: DeliveryForm
    held: bool = False


def owed_fen(order: OrderRow) -> int:
    """Return how much of the order's price has not arrived yet."""
    return order.owed_fen


def parcel_of(*, order: OrderRow, outside: Outside, language: str, held: bool) -> Parcel:
    """Return an order with what its delivery needs; of a locked one nothing personal is opened."""
    owed = owed_fen(order)
    form = DeliveryForm(initial={"version": order.version, "value": digits(owed)}, order=order)
    return Parcel(
        order=order,
        kind=wording.label(of="kind", word=order.kind, language=language),
        inputs=[] if order.case_open or held else _inputs(order, outside, language),
        shipments=records.list_shipments(order_id=order.id),
        owed_fen=owed,
        button=_button(order.kind),
        form=form,
        held=held,
    )


def _inputs(order: OrderRow, outside: Outside, language: str) -> list[tuple[str, str]] | None:
    try:
        values = open_inputs(order=order, outside=outside)
    except SecretLost:
        return None
    key = "label" if language == "zh" else "label_en"
    labels = {spec["name"]: spec[key] for spec in order.page.get("inputs", [])}
    return [(labels.get(name, name), value) for name, value in values.items()]


def _button(kind: str) -> str:
    return {
        "top_up": _("已充值"),
        "membership": _("已开通"),
        "service": _("已完成服务"),
    }.get(kind, _("已发货"))


def not_delivered_sentence(*, code: str, order: OrderRow) -> str:
    """Say why a report was not taken and what to do."""
    return {
        "not_delivering": _("这笔订单已经不在待发货：%(title)s") % {"title": order.title},
        "case_open": _("买家正在申请退款，处理完之前不能发货"),
        "held": _("平台正在处理一份依法的退款申请，处理完之前不能发货"),
        "taken_back": _("支付渠道已把全部款项退给买家，请不要发货"),
        "receipt_missing": _("请填写单号，它是发货的凭证"),
        "value_out_of_range": _("金额要大于 0，且不超过还欠的 %(left)s")
        % {"left": yuan(owed_fen(order))},
        "moved": _("这笔订单刚刚有变化，请核对后再提交"),
    }.get(code, _("没有保存成功，请刷新后再试"))
