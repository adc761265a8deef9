"""A `TopUpSupplier` that speaks signed JSON."""

from __future__ import annotations

from typing import Any, Final

from anxin.adapters.partner.client import (
    TIMEOUT_SECONDS,
    NoAnswer,
    PartnerAccount,
    PartnerClient,
    time_of,
)
from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    Accepted,
    Cancelled,
    NotOrdered,
    ToppedUp,
    TopUpFailed,
    TopUpOrder,
    TopUpState,
)

FOR_GOOD: Final = frozenset({"invalid", "number_reused"})
"""Refusals of an order that will not pass; of any other but `out_of_stock` nothing is known."""


class SignedSupplier:
    """One supplier of top-ups."""

    def __init__(self, account: PartnerAccount, *, timeout_s: float = TIMEOUT_SECONDS) -> None:
        self._client = PartnerClient(account, timeout_s=timeout_s)

    def order(self, *, order: TopUpOrder) -> TopUpState | Refused | Unknown:
        """Order a top-up (/supplier/orders)."""
        asked = {
            "order_no": order.order_no,
            "goods": order.goods,
            "account": order.account,
            "value_fen": order.value_fen,
        }
        found = self._ask("/supplier/orders", order.order_no, asked)
        return Unknown("taken and not known") if isinstance(found, NotOrdered) else found

    def find(self, *, order_no: str) -> TopUpState | NotOrdered | Unknown:
        """Ask where an order stands (/supplier/orders/query)."""
        found = self._ask("/supplier/orders/query", order_no, {"order_no": order_no})
        return Unknown(found.code) if isinstance(found, Refused) else found

    def cancel(self, *, order_no: str) -> TopUpState | Unknown:
        """Make sure that an order is not carried out (/supplier/orders/cancel)."""
        found = self._ask("/supplier/orders/cancel", order_no, {"order_no": order_no})
        if isinstance(found, Refused):
            return Unknown(found.code)
        return Unknown("cancelled and not known") if isinstance(found, NotOrdered) else found

    def _ask(
        self, path: str, order_no: str, fields: dict[str, Any]
    ) -> TopUpState | NotOrdered | Refused | Unknown:
        try:
            reply = self._client.ask(path, fields)
            if reply["code"] == "ok":
                return _state(reply.get("order"), order_no)
        except NoAnswer as error:
            return Unknown(str(error))
        if reply["code"] == "order_not_found":
            return NotOrdered()
        if reply["code"] in FOR_GOOD or reply["code"] == "out_of_stock":
            return Refused(reply["code"], final=reply["code"] in FOR_GOOD)
        return Unknown(reply["code"])


def _state(order: object, order_no: str) -> TopUpState:
    if not isinstance(order, dict) or order.get("order_no") != order_no:
        raise NoAnswer("another order than was asked about")
    state, supplier_no = order.get("state"), str(order.get("supplier_no", ""))
    if state == "succeeded" and order.get("receipt_no"):
        return ToppedUp(supplier_no, str(order["receipt_no"]), time_of(order.get("finished_at")))
    if state == "accepted":
        return Accepted(supplier_no)
    if state == "failed":
        return TopUpFailed(str(order.get("reason", "")))
    if state == "cancelled":
        return Cancelled()
    raise NoAnswer("a state of another language")
